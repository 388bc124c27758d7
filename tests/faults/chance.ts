/** A repeatable source of chance: the same seed draws the same. */
export interface Chance {
  /** A whole number from 0 up to, not with, `limit`. */
  below(limit: number): number;
  /** true this often (0 to 1). */
  hits(share: number): boolean;
  pick<const T>(of: readonly [T, ...T[]]): T;
}

/** Mulberry32 (https://github.com/bryc/code/blob/master/jshash/PRNGs.md): 32 bits of state are enough for a plan. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    hits: (share) => next() < share,
    pick: (of) => of[below(of.length)] ?? of[0],
  };
}
