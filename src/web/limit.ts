/** Counts tries by a key in windows of `windowMs`; says how long to wait when there were more than `most`. */
export interface RateLimit {
  /** null: go ahead; otherwise the seconds until it may be tried again. */
  check(key: string): number | null;
}

/** In memory and bounded: at `MOST_KEYS` addresses the oldest is forgotten, so a flood cannot fill the memory. */
const MOST_KEYS = 20_000;

/** A limit for one process. `now` is in milliseconds and must not be a ward's movable clock. */
export function createRateLimit(most: number, windowMs: number, now: () => number): RateLimit {
  const seen = new Map<string, { from: number; count: number }>();
  return {
    check(key) {
      const at = now();
      const entry = seen.get(key);
      if (entry === undefined || at - entry.from >= windowMs) {
        seen.delete(key);
        if (seen.size >= MOST_KEYS) {
          const oldest = seen.keys().next();
          if (oldest.done !== true) seen.delete(oldest.value);
        }
        seen.set(key, { from: at, count: 1 });
        return null;
      }
      entry.count += 1;
      return entry.count <= most ? null : Math.max(1, Math.ceil((entry.from + windowMs - at) / 1000));
    },
  };
}
