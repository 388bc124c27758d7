import { randomInt } from 'node:crypto';
import { ApiError, type Update } from './types.ts';

/**
 * How updates are handed out: `copies` times each, in random order if `shuffled`; new ones so late (s) as if Telegram
 * had held them back, and not before `held` is over. Telegram may do it all.
 */
export interface Delivery {
  copies: number;
  shuffled: boolean;
  lateBy: number;
  held: boolean;
}

/** What Telegram leaves out unless it is asked for by name. */
const ONLY_ON_REQUEST = new Set(['message_reaction', 'message_reaction_count', 'chat_member']);

interface Poll {
  answer(updates: Update[]): void;
  refuse(error: ApiError): void;
}

/**
 * The queue of updates with the offset rules of the Bot API server: an offset confirms all before it; one that is
 * more than 10 ahead of the queue, or 100,000 behind, is taken for none.
 */
export class Updates {
  readonly delivery: Delivery = { copies: 1, shuffled: false, lateBy: 0, held: false };
  allowed: readonly string[] = [];
  #next = randomInt(100_000_000, 900_000_000);
  #queue: Update[] = [];
  #given: Update[] = [];
  #poll: Poll | null = null;
  #rewound = false;
  /** Told of each new update, for the webhook. */
  onUpdate: (() => void) | null = null;

  push(content: Readonly<Record<string, unknown>>): Update {
    const update: Update = { update_id: this.#next, ...older(content, this.delivery.lateBy) };
    this.#next += 1;
    this.pushRaw(update);
    return update;
  }

  /** Puts an update in the queue exactly as given: for hostile ones. */
  pushRaw(update: Update): void {
    const kind = Object.keys(update).find((key) => key !== 'update_id') ?? '';
    if (this.allowed.length > 0 ? !this.allowed.includes(kind) : ONLY_ON_REQUEST.has(kind)) return;
    this.#queue.push(update);
    this.#given.push(update);
    this.#wake();
  }

  /**
   * Everything ever given out, or the `last` of it, is offered once more, as after a failure on Telegram's side. What
   * waits from before that goes on waiting.
   */
  redeliver(last = Number.POSITIVE_INFINITY): void {
    const again = this.#given.slice(-Math.min(last, this.#given.length));
    const first = again[0]?.update_id ?? Number.POSITIVE_INFINITY;
    this.#queue = [...this.#queue.filter((update) => update.update_id < first), ...again];
    this.#rewound = true;
    this.#wake();
  }

  /** What happens after a quiet week: the next id is somewhere else. */
  jump(to = randomInt(1_000_000, 50_000_000)): void {
    this.#next = to;
    this.#given = [];
  }

  /** Hands out what was held back. */
  release(): void {
    this.delivery.held = false;
    this.#wake();
  }

  get pending(): number {
    return this.#queue.length;
  }

  drop(): void {
    this.#queue = [];
  }

  /** For the webhook: the oldest updates, taken away only by `confirm`. Telegram keeps the order of a chat there. */
  peek(): readonly Update[] {
    return this.delivery.held ? [] : this.#queue;
  }

  confirm(update: Update): void {
    this.#queue = this.#queue.filter((queued) => queued !== update);
  }

  get(offset: number, limit: number, timeoutMs: number, closed: AbortSignal): Promise<Update[]> {
    this.#forget(offset);
    this.interrupt('terminated by other getUpdates request; make sure that only one bot instance is running');
    const ready = (): Update[] => this.#dealt(this.#queue.slice(0, Math.min(Math.max(limit, 1), 100)));
    if ((this.#queue.length > 0 && !this.delivery.held) || timeoutMs <= 0) return Promise.resolve(ready());
    return new Promise((resolve, reject) => {
      const end = (then: () => void) => {
        clearTimeout(timer);
        closed.removeEventListener('abort', gone);
        if (this.#poll === poll) this.#poll = null;
        then();
      };
      const poll: Poll = {
        answer: (updates) => end(() => resolve(updates)),
        refuse: (error) => end(() => reject(error)),
      };
      const gone = () => poll.answer([]);
      const timer = setTimeout(() => poll.answer(ready()), timeoutMs);
      closed.addEventListener('abort', gone);
      this.#poll = poll;
    });
  }

  /** Ends a waiting getUpdates with 409 Conflict. */
  interrupt(why: string): void {
    this.#poll?.refuse(new ApiError(409, `Conflict: ${why}`));
  }

  #forget(offset: number): void {
    if (offset < 0) {
      this.#queue = this.#queue.slice(offset);
      return;
    }
    const head = this.#queue[0]?.update_id ?? this.#next;
    if (this.#rewound) this.#rewound = false;
    else if (offset > 0 && offset <= this.#next + 10 && offset >= head - 100_000) {
      this.#queue = this.#queue.filter((update) => update.update_id >= offset);
    }
  }

  #wake(): void {
    if (this.delivery.held) return;
    this.#poll?.answer(this.#dealt(this.#queue.slice(0, 100)));
    this.onUpdate?.();
  }

  #dealt(updates: readonly Update[]): Update[] {
    if (this.delivery.held) return [];
    const dealt = updates.flatMap((update) => Array.from({ length: this.delivery.copies }, () => update));
    if (!this.delivery.shuffled) return dealt;
    for (let i = dealt.length - 1; i > 0; i -= 1) {
      const j = randomInt(i + 1);
      const [a, b] = [dealt[i], dealt[j]];
      if (a && b) [dealt[i], dealt[j]] = [b, a];
    }
    return dealt;
  }
}

/** An update whose message was written so many seconds ago. */
function older(
  content: Readonly<Record<string, unknown>>,
  seconds: number,
): Readonly<Record<string, unknown>> {
  const message = content['message'];
  if (seconds === 0 || typeof message !== 'object' || message === null || !('date' in message))
    return content;
  return { ...content, message: { ...message, date: Number(message.date) - seconds } };
}
