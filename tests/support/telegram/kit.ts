import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Bubble } from '../../../flows/kit/message.ts';
import type { Inbound, Received, Receiver } from '../../../src/channels/port.ts';
import { createTelegramChannel, type TelegramChannelOptions } from '../../../src/channels/telegram/index.ts';
import type { TelegramServer } from './server.ts';

/**
 * A receiver that keeps what it gets, refuses when told to, and can be held back. Like the engine it takes a chat's
 * messages in order, and refuses what waits behind one that it refused.
 */
export class FakeReceiver implements Receiver {
  readonly stored: Inbound[] = [];
  offered = 0;
  /** Called before storing; a rejection means that nothing was stored. */
  before: (inbound: Inbound) => Promise<void> = async () => undefined;
  readonly #seen = new Set<string>();
  readonly #last = new Map<string, Promise<Received>>();
  #waiting: (() => void)[] = [];

  async receive(inbound: Inbound): Promise<Received> {
    this.offered += 1;
    const { chat } = inbound;
    const before = this.#last.get(chat);
    const storing = before ? before.then(() => this.#store(inbound)) : this.#store(inbound);
    this.#last.set(chat, storing);
    try {
      return await storing;
    } finally {
      if (this.#last.get(chat) === storing) this.#last.delete(chat);
    }
  }

  async #store(inbound: Inbound): Promise<Received> {
    await this.before(inbound);
    if (this.#seen.has(inbound.externalId)) return 'duplicate';
    this.#seen.add(inbound.externalId);
    this.stored.push(inbound);
    for (const look of this.#waiting) look();
    return 'handled';
  }

  /** Waits until so many messages are stored. */
  async has(count: number): Promise<void> {
    while (this.stored.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  texts(chat?: number): string[] {
    return this.stored
      .filter((inbound) => chat === undefined || inbound.chat === String(chat))
      .map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
  }
}

/** A logger whose lines can be read. */
export function loggedLines() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: pino({ level: 'trace' }, sink), lines };
}

/** A channel at the local server, with short waits and a cursor that is kept in the returned object. */
export function channelAt(server: TelegramServer, changes: Partial<TelegramChannelOptions> = {}) {
  const { log, lines } = loggedLines();
  const kept: { cursor: number | null } = { cursor: null };
  const channel = createTelegramChannel({
    accountId: 'tg1',
    token: server.token,
    apiRoot: server.root,
    log,
    pace: { perChatMs: 0, perAccountMs: 0 },
    backOff: { firstMs: 5, maxMs: 20 },
    loadCursor: async () => kept.cursor,
    saveCursor: async (next) => {
      kept.cursor = next;
    },
    ...changes,
  });
  return { channel, lines, kept };
}

/** A bubble of text, with what else a test wants in it. */
export function bubble(text: string, more: Partial<Bubble> = {}): Bubble {
  return { text, choices: [], file: null, askPhone: false, ...more };
}

/** Waits until a condition holds, looking every few milliseconds; fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('the condition never held');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
