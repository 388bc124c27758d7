import type { AsyncResource } from 'node:async_hooks';
import type { Agent } from 'node:https';
import {
  type AuthenticationCreds,
  type BinaryNode,
  Browsers,
  type ConnectionState,
  DisconnectReason,
  makeWASocket,
  type proto,
  type WAVersion,
} from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import { boundedCache } from './cache.ts';
import { emptyPlaintext, isForeign } from './guard.ts';
import type { KeyStore } from './keys.ts';
import { libraryLog } from './quiet-log.ts';
import { signalRepository } from './signal.ts';
import { Turns } from './turns.ts';

/** The library's socket. */
export type Socket = ReturnType<typeof makeWASocket>;

/** How the number connects. */
export interface Line {
  /** WhatsApp's own address unless another is given. */
  readonly url?: string | undefined;
  readonly version?: WAVersion | undefined;
  /** A way out of the house for media. */
  readonly mediaAgent?: Agent | undefined;
  readonly connectTimeoutMs?: number | undefined;
  readonly keepAliveMs?: number | undefined;
}

/** What one connection needs, and what it tells. */
export interface ConnectionOptions {
  readonly line: Line;
  readonly account: string;
  readonly log: Logger;
  readonly creds: AuthenticationCreds;
  readonly keys: KeyStore;
  readonly outside: AsyncResource;
  /** Whether this process still speaks for the number; asked before anything that arrives is looked at. */
  readonly holds: () => boolean;
  /** Stores a decrypted message; a rejection ends the connection, and the message will come again. */
  readonly take: (stanza: BinaryNode, message: proto.Message, jid: string) => Promise<void>;
  /** Whether the message of a stanza was stored before. */
  readonly stored: (stanza: BinaryNode, jid: string) => Promise<boolean>;
  /** What was sent under an id; a rejection ends the connection, and the phone's question will come again. */
  readonly recall: (chat: string, id: string) => Promise<proto.IMessage | undefined>;
  /** A phone tells what became of messages of ours. */
  readonly onReceipt: (stanza: BinaryNode) => void;
  readonly onUpdate: (update: Partial<ConnectionState>) => void;
  readonly onForgery: (why: string) => void;
  /** Stores a message that only the phone itself may show, such as a view-once picture; rejects as `take` does. */
  readonly takeUnavailable: (stanza: BinaryNode) => Promise<void>;
}

/** One connection to WhatsApp. */
export interface Connection {
  readonly socket: Socket;
  /** Resolves with the reason when the connection has ended. */
  readonly closed: Promise<number>;
  /** Ends it; what it was about to send is not sent. */
  end(): void;
}

/** How long the other side may take to say goodbye. */
const GOODBYE_MS = 1_000;

/** What the library's type of its WebSocket leaves out. */
interface Wire {
  close(): Promise<void>;
  socket: { terminate(): void } | null;
}

/** Opens a connection; its fate is told by `closed` and `onUpdate`. */
export function connectWhatsApp(options: ConnectionOptions): Connection {
  const { line, log, account, creds, keys, outside, onUpdate, onForgery } = options;
  // Which stanza brought a ciphertext: the very bytes are the key.
  const carriers = new WeakMap<Uint8Array, BinaryNode>();
  let over: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => {
    over = resolve;
  });

  const take = async (ciphertext: Uint8Array, message: proto.Message, jid: string): Promise<void> => {
    const stanza = carriers.get(ciphertext);
    if (!stanza) return onForgery('a message that no stanza carried');
    try {
      await options.take(stanza, message, jid);
    } catch (error) {
      // Before anything else is said: without an answer the server keeps the message for the next connection.
      end();
      throw error;
    }
  };

  const stored = async (ciphertext: Uint8Array, jid: string): Promise<boolean> => {
    const stanza = carriers.get(ciphertext);
    return stanza !== undefined && orEnd(() => options.stored(stanza, jid));
  };

  const unreadable = new WeakSet<BinaryNode>();
  const onUnreadable = (ciphertext: Uint8Array): void => {
    const stanza = carriers.get(ciphertext);
    if (stanza) unreadable.add(stanza);
  };

  /** What cannot be answered now, because the database is away, is asked again over the next connection. */
  async function orEnd<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      end();
      throw error;
    }
  }

  const socket = makeWASocket({
    auth: { creds, keys },
    logger: libraryLog(log, account),
    browser: Browsers.ubuntu('Chrome'),
    countryCode: 'ID',
    // The phone goes on ringing for whoever sits beside it.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    shouldSyncHistoryMessage: () => false,
    shouldIgnoreJid: isForeign,
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    // The store never works again after a failure: nothing is won by trying its commits again.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 1 },
    // Counted for each connection anew: a try counts even if nothing left before the line broke, and after five the
    // library says nothing more to a phone that asks.
    msgRetryCounterCache: boundedCache(),
    getMessage: async ({ remoteJid, id }) =>
      remoteJid && id ? orEnd(() => options.recall(remoteJid, id)) : undefined,
    makeSignalRepository: signalRepository({ take, stored, onUnreadable, outside }),
    ...(line.url === undefined ? {} : { waWebSocketUrl: line.url }),
    ...(line.version === undefined ? {} : { version: line.version }),
    ...(line.mediaAgent === undefined ? {} : { fetchAgent: line.mediaAgent }),
    ...(line.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: line.connectTimeoutMs }),
    ...(line.keepAliveMs === undefined ? {} : { keepAliveIntervalMs: line.keepAliveMs }),
  });

  const client = socket.ws as unknown as Wire;
  const close = client.close.bind(client);
  // A goodbye to a line that is dead would be waited for half a minute.
  client.close = async () => {
    const timer = setTimeout(() => client.socket?.terminate(), GOODBYE_MS);
    await close().finally(() => clearTimeout(timer));
  };

  // Before the library takes it. Who slept in the middle of logging in would otherwise go on where it stopped, and end
  // the line of whoever speaks for the number by now; no timer has told it yet.
  socket.ws.prependListener('message', () => {
    if (!options.holds()) end();
  });
  // The library looks several things up before it takes its lock, so messages that come live would overtake each other;
  // those that were kept while we were away it reads one after another, whoever sent them. So it is given one at a time,
  // and says when it is done with it.
  const read = onlyReader(socket);
  const turns = new Turns((stanza) => readNext(stanza).catch(() => 'done'));
  socket.ws.on('CB:message', (stanza: BinaryNode) => turns.arrive(stanza));

  async function readNext(stanza: BinaryNode): Promise<'done' | 'again'> {
    if (!socket.ws.isOpen) {
      turns.end();
      return 'done';
    }
    delete stanza.attrs['offline'];
    const forged = emptyPlaintext(stanza);
    if (forged) onForgery('a message that is not encrypted');
    for (const part of !forged && Array.isArray(stanza.content) ? stanza.content : []) {
      if (part.tag === 'enc' && part.content instanceof Uint8Array) carriers.set(part.content, stanza);
      if (part.tag === 'unavailable') await orEnd(() => options.takeUnavailable(stanza));
    }
    await read(stanza);
    return unreadable.has(stanza) ? 'again' : 'done';
  }
  socket.ws.prependListener('CB:receipt', (stanza: BinaryNode) => options.onReceipt(stanza));
  socket.ev.on('creds.update', () => {
    keys.saveCreds(socket.authState.creds).catch(() => undefined);
  });
  socket.ev.on('connection.update', (update) => {
    onUpdate(update);
    if (update.connection === 'close') over(codeOf(update.lastDisconnect?.error));
  });

  function end(): void {
    const done = () => over(DisconnectReason.connectionClosed);
    socket.end(undefined).then(done, done);
    client.socket?.terminate();
  }

  return { socket, closed, end };
}

/** Takes the library's reader of messages from its event: what it returns resolves when a message has been dealt with. */
function onlyReader({ ws }: Socket): (stanza: BinaryNode) => Promise<void> {
  const [reader, another] = ws.listeners('CB:message') as ((stanza: BinaryNode) => Promise<void>)[];
  if (!reader || another) throw new Error('the library reads messages in another way');
  ws.off('CB:message', reader);
  return reader;
}

function codeOf(error: unknown): number {
  const code = (error as { output?: { statusCode?: unknown } } | undefined)?.output?.statusCode;
  return typeof code === 'number' ? code : DisconnectReason.connectionClosed;
}
