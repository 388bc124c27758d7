import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { LONG } from '../support/long.ts';
import { BREAKS, brokenBy, isBreak } from './breaks/index.ts';
import { patched } from './breaks/patch.ts';
import { DISK, POINT_NAMES, POINTS } from './breaks/points.ts';
import { inParts, together } from './parts.ts';
import { draw } from './plan.ts';
import { idle, run } from './run.ts';

/** The short form of `npm run faults`: the same run, small enough for every change. */
const SHORT = { messages: 30, kills: 2, databaseFaults: 1, seed: 3 };
const quiet = () => undefined;

it('the same seed draws the same plan, another seed another one', () => {
  const size = { messages: 200, kills: 6, databaseFaults: 3, seed: 3 };
  expect(draw(size)).toEqual(draw(size));
  expect(draw({ ...size, seed: 4 })).not.toEqual(draw(size));
  expect(draw(size).filter(({ kind }) => kind === 'kill' || kind === 'point')).toHaveLength(6);
});

it('a long plan has a death at every named point of the walk, in each of its parts', () => {
  const size = { messages: 50_000, kills: 300, databaseFaults: 100, seed: 1 };
  const parts = inParts(size, 4);
  for (const name of ['messages', 'kills', 'databaseFaults'] as const)
    expect(parts.reduce((sum, part) => sum + part[name], 0)).toBe(size[name]);
  for (const part of parts) {
    const points = draw(part).flatMap((one) => (one.kind === 'point' ? [one.point] : []));
    expect(new Set(points)).toEqual(new Set(POINT_NAMES));
  }
});

it('whatever is changed in the office for a point or a break still stands in its file', async () => {
  const points = [DISK, ...Object.values(POINTS).flat()];
  const lists = [
    [],
    ...Object.keys(BREAKS)
      .filter(isBreak)
      .map((name) => brokenBy(name).patches),
  ];
  for (const patches of lists) {
    const byFile = Map.groupBy([...patches, ...points], ({ file }) => file);
    for (const [file, mine] of byFile) {
      const source = await readFile(new URL(`../..${file}`, import.meta.url), 'utf8');
      expect(() => patched(source, mine)).not.toThrow();
    }
  }
});

it('the figures of parts are added up', () => {
  const one = { messages: 2, kills: 1, databaseFaults: 3, requests: 1, letters: 0 };
  const violation = { promise: 2, expected: '', seen: '' };
  const results = [
    { ...one, mishaps: { kill: 1 }, points: {}, violations: [violation], byPromise: { 2: 1 } },
    { ...one, mishaps: { kill: 1, crash: 3 }, points: {}, violations: [violation], byPromise: { 2: 1 } },
  ];
  expect(together(results)).toEqual({
    messages: 4,
    kills: 2,
    databaseFaults: 6,
    requests: 2,
    letters: 0,
    mishaps: { kill: 2, crash: 3 },
    points: {},
    violations: [violation, violation],
    byPromise: { 2: 2 },
  });
});

it('a run whose people hardly ever get to a request is not taken for a proof', () => {
  expect(idle(52_000, 1_336)).toEqual([]);
  expect(idle(999, 0)).toEqual([]);
  expect(idle(52_185, 28)).toEqual([
    { promise: 0, expected: 'a request in 150 messages of 52185', seen: '28 requests' },
  ]);
});

it('through kills, faults of the database and of the line no promise is broken', {
  timeout: 400_000,
}, async () => {
  const result = await run({ ...SHORT, plan: draw(SHORT), platforms: ['telegram'], tell: quiet });
  expect(result.violations).toEqual([]);
  expect(result.messages).toBeGreaterThanOrEqual(SHORT.messages);
  expect(result.kills).toBe(SHORT.kills);
});

// One of the breaks at every change, all of them with the long tests.
for (const name of Object.keys(BREAKS).filter(isBreak)) {
  const { promise, plan, processes = 1 } = brokenBy(name);
  it.runIf(LONG || name === 'dedupe')(
    `without the protection called ${name} the checker finds promise ${promise} broken`,
    { timeout: 400_000 },
    async () => {
      const size = { messages: LONG ? 80 : 16, kills: 0, databaseFaults: 0, seed: 5 };
      const result = await run({
        ...size,
        plan: LONG ? plan : plan.slice(0, 1),
        platforms: ['telegram'],
        processes,
        broken: name,
        tell: quiet,
        settleMs: 5_000,
      });
      expect(result.byPromise[promise] ?? 0).toBeGreaterThan(0);
    },
  );
}
