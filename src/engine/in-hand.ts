import type { MessageRef, Parcel } from './parcel.ts';

/** Conversations whose last sent message is remembered. */
const MOST_TAILS = 2_000;

/** What the sender of an account holds in memory: claimed messages by conversation, and what was last said in each. */
export class InHand {
  /** Handed over and not begun, in the order of arrival. */
  readonly #lines = new Map<number, Parcel[]>();
  /** The last message of each conversation that is held here or was sent from here. */
  readonly #tails = new Map<number, number>();
  /** Conversations whose last claimed message has hardly been shown: its send has not ended. */
  readonly #unshown = new Set<number>();
  /** Conversations whose last claimed message has certainly not been shown at any try, and waits for the next. */
  readonly #refused = new Set<number>();

  /** Conversations with something handed over and not begun. */
  get size(): number {
    return this.#lines.size;
  }

  /** The conversations with something handed over and not begun, the first first. */
  waiting(): MapIterator<number> {
    return this.#lines.keys();
  }

  /** true: nothing was sent or claimed in this conversation since this message of it, and it did not fail here. */
  endsWith({ conversationId, id }: MessageRef): boolean {
    return this.#tails.get(conversationId) === id;
  }

  /** Whether what was last said can have been seen, although it is not marked as sent. */
  shown(conversationId: number): boolean {
    return !this.#unshown.has(conversationId) && !this.#refused.has(conversationId);
  }

  /**
   * Takes what one transaction has said in a conversation. What it comes after may have failed meanwhile: then it is
   * found behind that in the queue when its claim is over.
   */
  add(conversationId: number, parcels: readonly Parcel[]): void {
    const after = parcels[0]?.after ?? null;
    if (after !== null && !this.endsWith({ conversationId, id: after })) return;
    for (const { row } of parcels) this.claimed(conversationId, Number(row.id));
    const line = this.#lines.get(conversationId);
    if (line) line.push(...parcels);
    else this.#lines.set(conversationId, [...parcels]);
  }

  /** A message is held here. The newest are remembered; behind an older one the next goes through the queue. */
  claimed(conversationId: number, id: number): void {
    this.#unshown.add(conversationId);
    this.#tails.delete(conversationId);
    this.#tails.set(conversationId, id);
    const [oldest] = this.#tails.keys();
    if (this.#tails.size > MOST_TAILS && oldest !== undefined) this.#tails.delete(oldest);
  }

  /** Hands out the line of a conversation. */
  begin(conversationId: number): readonly Parcel[] {
    const line = this.#lines.get(conversationId) ?? [];
    this.#lines.delete(conversationId);
    return line;
  }

  /**
   * The send of the last message begun has ended. `shown`: it can have been seen at this try, unless more was handed over
   * behind it; otherwise what was known before the try holds.
   */
  ended(conversationId: number, shown: boolean): void {
    if (this.#lines.has(conversationId)) return;
    this.#unshown.delete(conversationId);
    if (shown) this.#refused.delete(conversationId);
  }

  /** What was last claimed has certainly not been shown. */
  refused(conversationId: number): void {
    this.#refused.add(conversationId);
  }

  /** Another process sends for this account from now on: what it shows is not known here. */
  forgetRefused(): void {
    this.#refused.clear();
  }

  /** Something was not sent: what was handed over behind it waits for it in the queue. */
  broke(conversationId: number): void {
    this.#tails.delete(conversationId);
    this.#lines.delete(conversationId);
  }

  /** Nothing is being sent: what was never shown is not on its way either. */
  idle(): void {
    this.#unshown.clear();
  }
}
