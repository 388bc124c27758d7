import type { Violation } from './checker.ts';
import type { Size } from './plan.ts';
import type { Result } from './run.ts';

/**
 * One office speaks once a second in a chat, so its operators can hear of so many requests only; a long run is
 * therefore cut into several offices side by side, each with its own people, database and plan.
 */
export function inParts(size: Size, parts: number): Size[] {
  const share = (whole: number, index: number) =>
    Math.floor((whole * (index + 1)) / parts) - Math.floor((whole * index) / parts);
  return Array.from({ length: parts }, (_, index) => ({
    messages: share(size.messages, index),
    kills: share(size.kills, index),
    databaseFaults: share(size.databaseFaults, index),
    seed: size.seed + index * 1_000_003,
  }));
}

/** The figures of all parts together. */
export function together(results: readonly Result[]): Result {
  const sum = (of: (one: Result) => number) => results.reduce((all, one) => all + of(one), 0);
  const violations: Violation[] = results.flatMap((one) => one.violations);
  return {
    messages: sum((one) => one.messages),
    kills: sum((one) => one.kills),
    databaseFaults: sum((one) => one.databaseFaults),
    mishaps: added(results.map((one) => one.mishaps)),
    points: added(results.map((one) => one.points)),
    requests: sum((one) => one.requests),
    letters: sum((one) => one.letters),
    violations,
    byPromise: added(results.map((one) => one.byPromise)),
  };
}

function added(counts: readonly { readonly [name: string]: number }[]): { [name: string]: number } {
  const all: { [name: string]: number } = {};
  for (const count of counts)
    for (const [name, times] of Object.entries(count)) all[name] = (all[name] ?? 0) + times;
  return all;
}
