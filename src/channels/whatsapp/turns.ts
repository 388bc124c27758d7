import type { BinaryNode } from '@whiskeysockets/baileys';

/** Of so many turns at least one goes to the chats that have more waiting behind what was read of them. */
const TURNS_FOR_MORE = 8;

/**
 * Messages of a connection, one at a time: the library must not read two at once. Each chat's come in their order. Who
 * has just been heard and said more meanwhile goes behind those who have not been heard, so that one that sends very many
 * keeps only itself waiting; now and then its turn comes all the same.
 */
export class Turns {
  readonly #handle: (stanza: BinaryNode) => Promise<void>;
  /** What waits of each chat: of those not heard since it came, and of the others. */
  readonly #first = new Map<string, BinaryNode[]>();
  readonly #more = new Map<string, BinaryNode[]>();
  /** The chat that is being heard. */
  #heard: string | null = null;
  #running = false;

  /** `handle` must not reject. */
  constructor(handle: (stanza: BinaryNode) => Promise<void>) {
    this.#handle = handle;
  }

  /** Handles it when its turn comes. */
  arrive(stanza: BinaryNode): void {
    const chat = stanza.attrs['from'] ?? '';
    const line = this.#first.get(chat) ?? this.#more.get(chat);
    if (line) line.push(stanza);
    else (chat === this.#heard ? this.#more : this.#first).set(chat, [stanza]);
    if (!this.#running) void this.#run();
  }

  /** Lets go what waits: the server keeps it for the next connection. */
  end(): void {
    this.#first.clear();
    this.#more.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let turn = 1; this.#first.size + this.#more.size > 0; turn += 1) {
      const late = this.#first.size === 0 || (this.#more.size > 0 && turn % TURNS_FOR_MORE === 0);
      const from = late ? this.#more : this.#first;
      const [next] = from;
      if (!next) continue;
      const [chat, line] = next;
      from.delete(chat);
      const stanza = line.shift();
      if (line.length > 0) this.#more.set(chat, line);
      this.#heard = chat;
      if (stanza) await this.#handle(stanza);
    }
    this.#heard = null;
    this.#running = false;
  }
}
