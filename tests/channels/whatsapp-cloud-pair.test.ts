import { expect, it } from 'vitest';
import { Pairs } from '../../src/channels/whatsapp-cloud/pair.ts';

it('a clock that was hours ahead and is set right makes nobody wait for hours', () => {
  let now = Date.UTC(2026, 5, 1, 12);
  const pairs = new Pairs({ everyMs: 6_000, burst: 40 }, { now: () => new Date(now) });
  for (let sent = 0; sent < 3; sent += 1) expect(pairs.take('62811', 1)).toBe(0);
  now -= 6 * 3_600_000;
  expect(pairs.take('62811', 1)).toBe(0);
  // And the burst is counted from then on.
  for (let sent = 1; sent < 40; sent += 1) expect(pairs.take('62811', 1)).toBe(0);
  expect(pairs.take('62811', 1)).toBe(6_000);
});
