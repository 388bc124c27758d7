import type { Channel } from '../channels/port.ts';

/** Chats whose last moment of speaking is remembered. */
const MOST_CHATS = 10_000;

/** Lets an account and each of its chats speak no faster than the channel asks for. */
export class Pacer {
  readonly #channel: Pick<Channel, 'pace'>;
  readonly #lastOf = new Map<number, number>();
  #accountFreeAt = 0;

  constructor(channel: Pick<Channel, 'pace'>) {
    this.#channel = channel;
  }

  /** Resolves when this account and this chat may speak again. Whoever asks is expected to speak. */
  async turn(conversationId: number): Promise<void> {
    const { perAccountMs, perChatMs } = this.#channel.pace;
    const now = performance.now();
    const at = Math.max(now, this.#accountFreeAt, (this.#lastOf.get(conversationId) ?? 0) + perChatMs);
    this.#accountFreeAt = Math.max(now, this.#accountFreeAt) + perAccountMs;
    if (perChatMs > 0) this.#lastOf.set(conversationId, at);
    if (this.#lastOf.size > MOST_CHATS) this.#lastOf.clear();
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  }
}
