import { expect, it } from 'vitest';
import { Callers } from './ways.ts';

it('a port belongs to whoever called from it last at that time', () => {
  const callers = new Callers();
  callers.note(40_001, 1, 1_000);
  callers.note(40_001, 0, 5_000);
  callers.note(40_002, 0, 2_000);
  expect(callers.at(40_001, 999)).toBeUndefined();
  expect(callers.at(40_001, 1_000)).toBe(1);
  expect(callers.at(40_001, 4_999)).toBe(1);
  expect(callers.at(40_001, 5_000)).toBe(0);
  expect(callers.at(40_002, 9_000)).toBe(0);
  expect(callers.at(40_003, 9_000)).toBeUndefined();
});
