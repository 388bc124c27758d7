import type { CacheStore } from '@whiskeysockets/baileys';

/** A small cache that forgets the oldest entries. */
export function boundedCache(most = 2_000): CacheStore {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    set: (key, value) => {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
    del: (key) => {
      values.delete(key);
    },
    flushAll: () => values.clear(),
  };
}
