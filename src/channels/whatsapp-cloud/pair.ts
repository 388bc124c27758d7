import type { Clock } from '../../clock.ts';

/** One message in six seconds to one person, and this many at once, borrowed from the time to come. */
export interface PairRate {
  readonly everyMs: number;
  readonly burst: number;
}

/** Meta allows 45 at once (error 131056 beyond); a few are left for another process of ours. */
export const PAIR_LIMIT: PairRate = { everyMs: 6_000, burst: 40 };

/**
 * What each person may still be sent. A fixed pause of six seconds would make every second reply of a conversation
 * late; a person who answers at a human pace never comes near the burst. Kept in memory only: after a restart Meta's
 * own refusal says it, and is waited out in growing steps as Meta asks (4^n seconds).
 */
export class Pairs {
  readonly #rate: PairRate;
  readonly #clock: Clock;
  /** The time at which all that was borrowed is paid back. */
  readonly #free = new Map<string, number>();
  readonly #refusals = new Map<string, number>();

  constructor(rate: PairRate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Takes `count` messages from what a chat may have; returns milliseconds to wait instead when it has too few. */
  take(chat: string, count: number): number {
    const now = this.#clock.now().getTime();
    const { everyMs, burst } = this.#rate;
    // Nobody can owe more than the burst: what is further ahead was borrowed while the clock was wrong, and is forgotten.
    const owed = this.#free.get(chat) ?? 0;
    const free = owed > now + burst * everyMs ? now : Math.max(now, owed);
    const after = free + Math.min(count, burst) * everyMs;
    const wait = after - now - burst * everyMs;
    if (wait > 0) return wait;
    this.#free.set(chat, after);
    if (this.#free.size > 5_000) this.#forget(now);
    return 0;
  }

  /** Meta refused for the pair's rate; how long to wait in milliseconds. */
  refused(chat: string): number {
    const times = Math.min(this.#refusals.get(chat) ?? 0, 4);
    this.#refusals.set(chat, times + 1);
    return 1000 * 4 ** times;
  }

  /** Meta took a message. */
  accepted(chat: string): void {
    this.#refusals.delete(chat);
  }

  #forget(now: number): void {
    for (const [chat, free] of this.#free) if (free <= now) this.#free.delete(chat);
  }
}
