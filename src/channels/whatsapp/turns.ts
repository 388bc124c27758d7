import type { BinaryNode } from '@whiskeysockets/baileys';

/**
 * Messages of a connection, one at a time: the library must not read two at once. Each chat's come in their order, and
 * chats take turns, so that one that sends very many keeps only itself waiting.
 */
export class Turns {
  readonly #handle: (stanza: BinaryNode) => Promise<void>;
  readonly #waiting = new Map<string, BinaryNode[]>();
  #running = false;

  /** `handle` must not reject. */
  constructor(handle: (stanza: BinaryNode) => Promise<void>) {
    this.#handle = handle;
  }

  /** Handles it when its turn comes. */
  arrive(stanza: BinaryNode): void {
    const chat = stanza.attrs['from'] ?? '';
    const line = this.#waiting.get(chat);
    if (line) line.push(stanza);
    else this.#waiting.set(chat, [stanza]);
    if (!this.#running) void this.#run();
  }

  /** Lets go what waits: the server keeps it for the next connection. */
  end(): void {
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (;;) {
      const [next] = this.#waiting;
      if (!next) break;
      const [chat, line] = next;
      const stanza = line.shift();
      // To the end of the round, if more is behind it.
      this.#waiting.delete(chat);
      if (line.length > 0) this.#waiting.set(chat, line);
      if (stanza) await this.#handle(stanza);
    }
    this.#running = false;
  }
}
