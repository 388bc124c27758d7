import { expect, it } from 'vitest';
import { breakSettings } from './breaks/index.ts';
import { draw } from './plan.ts';
import { run } from './run.ts';

/** The short form of `npm run faults`: the same run, small enough for every change. */
const SHORT = { messages: 70, kills: 3, databaseFaults: 2, seed: 3 };

it('the same seed draws the same plan, another seed another one', () => {
  const size = { messages: 200, kills: 6, databaseFaults: 3, seed: 3 };
  expect(draw(size)).toEqual(draw(size));
  expect(draw({ ...size, seed: 4 })).not.toEqual(draw(size));
  expect(draw(size).filter(({ kind }) => kind === 'kill')).toHaveLength(6);
});

it('through kills, faults of the database and of the line no promise is broken', {
  timeout: 400_000,
}, async () => {
  const result = await run({ ...SHORT, plan: draw(SHORT), tell: () => undefined });
  expect(result.violations).toEqual([]);
  expect(result.messages).toBeGreaterThanOrEqual(SHORT.messages);
  expect(result.kills).toBe(SHORT.kills);
});

it.each([
  ['dedupe', 2],
  ['receipt', 1],
] as const)('without %s the checker finds promise %i broken', { timeout: 400_000 }, async (name, promise) => {
  const size = { messages: 40, kills: 2, databaseFaults: 0, seed: 5 };
  const plan = draw(size).filter(({ kind }) => kind === 'kill');
  // Every update comes three times; the process is killed while one is in its hands.
  const doubled = { kind: 'doubled', after: 4, ms: 4_000 } as const;
  const result = await run({
    ...size,
    plan: [doubled, ...plan.map((one) => ({ ...one, moment: 'acknowledged' as const, waitMs: 0 }))],
    tell: () => undefined,
    settings: breakSettings(name),
    settleMs: 5_000,
  });
  expect(result.byPromise[promise] ?? 0).toBeGreaterThan(0);
});
