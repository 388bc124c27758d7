import { expect, it } from 'vitest';
import { draw } from './plan.ts';

it('the same seed draws the same plan, another seed another one', () => {
  const size = { messages: 200, kills: 6, databaseFaults: 3, seed: 3 };
  expect(draw(size)).toEqual(draw(size));
  expect(draw({ ...size, seed: 4 })).not.toEqual(draw(size));
  expect(draw(size).filter(({ kind }) => kind === 'kill' || kind === 'point')).toHaveLength(6);
});
