import type { Update } from './types.ts';
import type { Updates } from './updates.ts';

/** Where Telegram is told to post updates. */
export interface Hook {
  readonly url: string;
  readonly secret: string | null;
}

/** One post of an update and what the bot's server answered (0: no answer). */
export interface Post {
  readonly updateId: number;
  readonly status: number;
}

/**
 * Posts updates as Telegram does: one after another in a chat, chats side by side, again and again until the
 * answer is 2xx.
 */
export class Poster {
  readonly posts: Post[] = [];
  lastError: string | null = null;
  /** When the last post failed, in seconds. */
  lastErrorAt = 0;
  readonly #updates: Updates;
  readonly #retryMs: number;
  readonly #posted: (url: string) => string;
  #hook: Hook | null = null;
  readonly #busy = new Set<number>();
  readonly #running = new Set<Promise<void>>();
  #stopped = new AbortController();

  constructor(updates: Updates, retryMs: number, posted: (url: string) => string = (url) => url) {
    this.#posted = posted;
    this.#updates = updates;
    this.#retryMs = retryMs;
  }

  get hook(): Hook | null {
    return this.#hook;
  }

  set(hook: Hook | null): void {
    this.#hook = hook;
    this.#updates.onUpdate = hook ? () => this.#pump() : null;
    this.#pump();
  }

  async stop(): Promise<void> {
    this.#hook = null;
    this.#stopped.abort();
    await Promise.all(this.#running);
    this.#stopped = new AbortController();
  }

  #pump(): void {
    if (this.#hook === null) return;
    for (const update of this.#updates.peek()) {
      const chat = chatOf(update);
      if (this.#busy.has(chat)) continue;
      this.#busy.add(chat);
      const run = this.#deliver(update).finally(() => {
        this.#busy.delete(chat);
        this.#running.delete(run);
        this.#pump();
      });
      this.#running.add(run);
    }
  }

  async #deliver(update: Update): Promise<void> {
    const copies = this.#updates.delivery.copies;
    while (this.#hook !== null) {
      const hook = this.#hook;
      const statuses = await Promise.all(Array.from({ length: copies }, () => this.#post(hook, update)));
      if (statuses.some((status) => status >= 200 && status < 300)) {
        this.#updates.confirm(update);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
    }
  }

  async #post(hook: Hook, update: Update): Promise<number> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (hook.secret !== null) headers['x-telegram-bot-api-secret-token'] = hook.secret;
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(60_000)]);
    const status = await fetch(this.#posted(hook.url), {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
      signal,
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status < 200 || status >= 300) {
      this.lastError = `Wrong response from the webhook: ${status}`;
      this.lastErrorAt = Math.floor(Date.now() / 1000);
    }
    this.posts.push({ updateId: update.update_id, status });
    return status;
  }
}

function chatOf(update: Update): number {
  const content = Object.values(update).find((value) => typeof value === 'object' && value !== null);
  const message = (content as { message?: unknown } | undefined)?.message ?? content;
  const chat = (message as { chat?: { id?: unknown } } | undefined)?.chat?.id;
  return typeof chat === 'number' ? chat : 0;
}
