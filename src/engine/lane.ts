import type { Received } from '../channels/port.ts';
import type { Heard } from './messages.ts';

/** At most so many messages in one transaction. */
const MOST_IN_BATCH = 200;

/** At most so many of one conversation, as many as a poll of Telegram brings: whoever writes without end waits for itself. */
const MOST_OF_CHAT = 100;

/** A batch with so many messages of one conversation is long: nobody else waits for it. */
const MANY_OF_CHAT = 8;

/** So many that wait fill a second batch beside the one at work: while the database writes one, the other is decided. */
const ENOUGH_BESIDE = 150;

/** A message that somebody waits for. */
export interface Waiting extends Heard {
  readonly resolve: (received: Received) => void;
  readonly reject: (error: unknown) => void;
}

/** The messages of one account on their way into batches; those of a conversation are never in two at once. */
export class Lane {
  readonly accountId: string;
  readonly #waiting: Waiting[] = [];
  /** Conversations of which a batch holds messages. */
  readonly #held = new Set<string>();
  /** Batches at work with many messages of one conversation. */
  readonly #long = new Set<readonly Waiting[]>();
  /** How many of those that wait could be taken now. */
  #free = 0;
  #runners = 0;

  constructor(accountId: string) {
    this.accountId = accountId;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (!this.#held.has(waiting.key)) this.#free += 1;
  }

  /**
   * true: somebody should begin to run batches. Two at once only where one is long, or where both are full: measured,
   * two smaller ones cost more than they gain, because a batch has its price.
   */
  get calls(): boolean {
    const beside = this.#long.size > 0 || this.#free >= ENOUGH_BESIDE;
    return this.#free > 0 && this.#runners < (beside ? 2 : 1);
  }

  /** Somebody runs batches from now on, until none is left to take. */
  enter(): void {
    this.#runners += 1;
  }

  leave(): void {
    this.#runners -= 1;
  }

  get empty(): boolean {
    return this.#runners === 0 && this.#waiting.length === 0;
  }

  /** The first messages that wait, not too many of one conversation; the others stay. */
  take(): Waiting[] {
    const of = new Map<string, number>();
    let size = 0;
    const batch = this.#pick(({ key }) => {
      const count = of.get(key) ?? 0;
      if (size >= MOST_IN_BATCH || count >= MOST_OF_CHAT || this.#held.has(key)) return false;
      of.set(key, count + 1);
      size += 1;
      return true;
    });
    for (const key of of.keys()) this.#held.add(key);
    if (Math.max(0, ...of.values()) >= MANY_OF_CHAT) this.#long.add(batch);
    this.#count();
    return batch;
  }

  /** A batch has ended, one way or the other. */
  ended(batch: readonly Waiting[]): void {
    for (const { key } of batch) this.#held.delete(key);
    this.#long.delete(batch);
    this.#count();
  }

  /** Takes out what waits in these conversations. */
  withdraw(keys: ReadonlyMap<string, unknown>): Waiting[] {
    return this.#pick(({ key }) => keys.has(key));
  }

  #count(): void {
    this.#free = this.#waiting.reduce((sum, { key }) => (this.#held.has(key) ? sum : sum + 1), 0);
  }

  /** Takes out what fits; what stays keeps its order. */
  #pick(fits: (waiting: Waiting) => boolean): Waiting[] {
    const taken: Waiting[] = [];
    let left = 0;
    for (const one of this.#waiting) {
      if (fits(one)) taken.push(one);
      else {
        this.#waiting[left] = one;
        left += 1;
      }
    }
    this.#waiting.length = left;
    return taken;
  }
}
