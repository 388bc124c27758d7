import { GraphError } from './types.ts';

/** How fast the number may send. */
export interface Limits {
  readonly pairMs: number;
  readonly pairBurst: number;
  readonly perSecond: number;
}

/** One message in six seconds to one person, 45 at once; 80 a second in all. */
export const REAL_LIMITS: Limits = { pairMs: 6_000, pairBurst: 45, perSecond: 80 };

/** Counts what was sent, and refuses what is too fast. */
export class Meter {
  readonly #limits: Limits | null;
  readonly #free = new Map<string, number>();
  #recent: number[] = [];

  constructor(limits: Limits | null) {
    this.#limits = limits;
  }

  /** A burst borrows from the time to come. Throws GraphError. */
  admit(chat: string, now: number): void {
    if (!this.#limits) return;
    const { pairMs, pairBurst, perSecond } = this.#limits;
    this.#recent = this.#recent.filter((at) => at > now - 1_000);
    if (this.#recent.length >= perSecond)
      throw new GraphError(429, 130429, 'Rate limit hit', 'Message failed to send: too many messages');
    const free = Math.max(now, this.#free.get(chat) ?? 0) + pairMs;
    if (free > now + pairBurst * pairMs)
      throw new GraphError(400, 131056, '(Business Account, Consumer Account) pair rate limit hit');
    this.#free.set(chat, free);
    this.#recent.push(now);
  }
}
