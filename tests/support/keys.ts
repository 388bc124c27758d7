import { createHash } from 'node:crypto';
import type { Clock } from '../../src/clock.ts';
import { createSealer, type Sealer } from '../../src/db/seal.ts';
import type { Entropy } from '../../src/entropy.ts';

/** The data key of tests; it protects nothing. */
export const TEST_KEY: Buffer = createHash('sha256').update('a key for tests only').digest();

/** A sealer with the fixed test key. */
export function testSealer(): Sealer {
  return createSealer(TEST_KEY);
}

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  set(at: Date | string): void;
  /** Moves by so many ms; negative goes back. */
  advance(ms: number): void;
}

/** Begins on a Monday morning at 08.00 in Kupang (00.00 UTC). */
export function fakeClock(start: Date | string = '2026-11-23T00:00:00.000Z'): FakeClock {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = new Date(to).getTime();
    },
    advance: (ms) => {
      at += ms;
    },
  };
}

/** The same bytes for the same seed: SHA-256 of seed and counter, block after block. */
export function seededEntropy(seed: string | number): Entropy {
  let block = 0;
  let left = Buffer.alloc(0);
  return {
    bytes(size) {
      while (left.length < size) {
        left = Buffer.concat([left, createHash('sha256').update(`${seed}|${block}`).digest()]);
        block += 1;
      }
      const out = Buffer.from(left.subarray(0, size));
      left = left.subarray(size);
      return out;
    },
  };
}
