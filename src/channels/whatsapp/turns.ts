import type { BinaryNode } from '@whiskeysockets/baileys';

/** Of so many turns at least one goes to the chats that have more waiting behind what was read of them. */
const TURNS_FOR_MORE = 8;

/** How long a chat waits for a message that its phone was asked for again (ms); a phone that is reached needs one second. */
export const AGAIN_MS = 5_000;

/** Reads one message. `again`: it could not be read, and the phone was asked for it again. Must not reject. */
export type Read = (stanza: BinaryNode) => Promise<'done' | 'again'>;

/** A chat whose phone was asked for a message again, and what came after that message. */
interface Pausing {
  readonly id: string | undefined;
  readonly line: BinaryNode[];
  readonly timer: NodeJS.Timeout;
}

/**
 * Messages of a connection, one at a time: the library must not read two at once. Each chat's come in their order, also
 * where a phone had to be asked for one again. Who has just been heard and said more meanwhile goes behind those who have
 * not been heard, so that one that sends very many keeps only itself waiting; now and then its turn comes all the same.
 */
export class Turns {
  readonly #read: Read;
  readonly #againMs: number;
  /** What waits of each chat: of those not heard since it came, and of the others. */
  readonly #first = new Map<string, BinaryNode[]>();
  readonly #more = new Map<string, BinaryNode[]>();
  readonly #pausing = new Map<string, Pausing>();
  /** Chats whose phone did not answer when asked: they wait for nothing until something of theirs can be read. */
  readonly #silent = new Set<string>();
  /** The chat that is being heard. */
  #heard: string | null = null;
  #running = false;

  constructor(read: Read, againMs = AGAIN_MS) {
    this.#read = read;
    this.#againMs = againMs;
  }

  /** Handles it when its turn comes. */
  arrive(stanza: BinaryNode): void {
    const chat = stanza.attrs['from'] ?? '';
    const pausing = this.#pausing.get(chat);
    if (pausing) {
      if (pausing.id === stanza.attrs['id']) this.#goOn(chat, stanza);
      else pausing.line.push(stanza);
      return;
    }
    const line = this.#first.get(chat) ?? this.#more.get(chat);
    if (line) line.push(stanza);
    else (chat === this.#heard ? this.#more : this.#first).set(chat, [stanza]);
    if (!this.#running) void this.#run();
  }

  /** Lets go what waits: the server keeps it for the next connection. */
  end(): void {
    this.#first.clear();
    this.#more.clear();
    for (const { timer } of this.#pausing.values()) clearTimeout(timer);
    this.#pausing.clear();
    this.#silent.clear();
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
      if (!stanza) continue;
      if ((await this.#read(stanza)) === 'again') this.#pause(chat, stanza.attrs['id']);
      else this.#silent.delete(chat);
    }
    this.#heard = null;
    this.#running = false;
  }

  /** What the chat wrote later waits for that message, unless it has come already. */
  #pause(chat: string, id: string | undefined): void {
    if (this.#silent.has(chat)) return;
    const line = this.#more.get(chat) ?? [];
    const at = line.findIndex((stanza) => stanza.attrs['id'] === id);
    if (at >= 0) {
      this.#more.set(chat, [...line.splice(at, 1), ...line]);
      return;
    }
    this.#more.delete(chat);
    const timer = setTimeout(() => {
      this.#silent.add(chat);
      this.#goOn(chat);
    }, this.#againMs);
    timer.unref();
    this.#pausing.set(chat, { id, line, timer });
  }

  #goOn(chat: string, again?: BinaryNode): void {
    const pausing = this.#pausing.get(chat);
    if (!pausing) return;
    clearTimeout(pausing.timer);
    this.#pausing.delete(chat);
    const line = again ? [again, ...pausing.line] : pausing.line;
    if (line.length === 0) return;
    this.#first.set(chat, line);
    if (!this.#running) void this.#run();
  }
}
