import { ApiError } from './types.ts';

/**
 * The rate limits of https://core.telegram.org/bots/faq: one message a second in a chat, thirty a second in all.
 * `burst` messages above the measure are let through, as Telegram lets short bursts through.
 */
export interface Limits {
  readonly perChatMs: number;
  readonly perSecond: number;
  readonly burst: number;
}

export const REAL_LIMITS: Limits = { perChatMs: 1000, perSecond: 30, burst: 3 };

/** Counts what was sent and refuses what is too fast, with the seconds to wait. */
export class Meter {
  readonly #limits: Limits | null;
  readonly #chats = new Map<number, number>();
  #all = 0;

  constructor(limits: Limits | null) {
    this.#limits = limits;
  }

  /** Throws the 429 that Telegram would answer; a refused message does not count. */
  admit(chat: number, now: number): void {
    if (this.#limits === null) return;
    const { perChatMs, perSecond, burst } = this.#limits;
    const eachMs = 1000 / perSecond;
    // 40 ms of tolerance: a sender that keeps exactly to the pace must not be refused for jitter.
    // In all, thirty may come at once, then one every thirtieth of a second.
    const chatDue = this.#chats.get(chat) ?? 0;
    const wait = Math.max(chatDue - now - burst * perChatMs - 40, this.#all - now - 1000);
    if (wait > 0) {
      const seconds = Math.max(1, Math.ceil(wait / 1000));
      throw new ApiError(429, `Too Many Requests: retry after ${seconds}`, seconds);
    }
    this.#chats.set(chat, Math.max(chatDue, now) + perChatMs);
    this.#all = Math.max(this.#all, now) + eachMs;
  }
}
