/** Chance that repeats itself: the same seed gives the same answers, on every machine. Never for secrets. */
export interface Chance {
  /** A whole number from `low` to `high`, both included. */
  from(low: number, high: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** True in `percent` of a hundred cases. */
  percent(percent: number): boolean;
}

/** A linear congruential generator with the constants of Numerical Recipes; the upper bits are used. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const from = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    from,
    pick(list) {
      const one = list[from(0, list.length - 1)];
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
    percent: (percent) => next() * 100 < percent,
  };
}
