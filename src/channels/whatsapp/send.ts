import type { AsyncResource } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AnyMessageContent,
  type BinaryNode,
  generateMessageIDV2,
  generateWAMessageContent,
  type proto,
} from '@whiskeysockets/baileys';
import type { Clock } from '../../clock.ts';
import type { Entropy } from '../../entropy.ts';
import { type Outbound, SendFailure } from '../port.ts';
import type { Socket } from './connection.ts';
import type { KeyStore } from './keys.ts';
import { toContents } from './outbound.ts';

/** What sending needs. */
export interface SenderOptions {
  /** The open connection with its keys, or null while there is none. */
  readonly live: () => { readonly socket: Socket; readonly keys: KeyStore } | null;
  readonly outside: AsyncResource;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Up to so many milliseconds are waited before each message: people do not write in a fixed beat. */
  readonly jitterMs: number;
  /** Pause between the parts of one long message, in milliseconds. */
  readonly partMs: number;
  /** Messages of one day at most. */
  readonly dailyCap: number;
  /** How long the server's acknowledgement is waited for, in milliseconds. */
  readonly ackMs: number;
  /** The id of a part of a message: the same at every try. */
  readonly idOf: (message: string, part: number) => string;
}

/** So long (ms) after it was sent a message may be changed; WhatsApp's own limit is a quarter of an hour. */
const EDITABLE_MS = 14 * 60_000;

/** Codes of refusals that come right by themselves: too many, try later, server trouble. */
const PASSING = ['429', '479', '500', '503'];

/** Sends bubbles one after another over whichever connection is open. */
export class Sender {
  readonly #options: SenderOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** The id of the last message that the bubble became. @throws SendFailure */
  send(outbound: Outbound): Promise<{ externalId: string }> {
    const sent = this.#last.then(() => this.#options.outside.runInAsyncScope(() => this.#send(outbound)));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #send(outbound: Outbound): Promise<{ externalId: string }> {
    if (outbound.bubble.file !== null && outbound.file === null) {
      throw new SendFailure('giveUp', 'the file is missing');
    }
    const contents = toContents(outbound);
    const changed = this.#changed(outbound, contents);
    if (changed) {
      await this.#one(outbound, changed, 0);
      // A later change is of the first message again.
      return { externalId: outbound.edits ?? '' };
    }
    let id: string | null = null;
    for (const [part, content] of contents.entries()) {
      if (id !== null) await wait(this.#options.partMs);
      try {
        id = await this.#one(outbound, content, part);
      } catch (error) {
        // The first part has arrived: without an id of its own the whole, sent again, would say it twice.
        if (id !== null && outbound.message === undefined && error instanceof SendFailure)
          throw new SendFailure('unknown', error.message);
        throw error;
      }
    }
    if (id === null) throw new SendFailure('giveUp', 'nothing to send');
    return { externalId: id };
  }

  /** The change of an earlier message, where phones still show one: a text in one piece, and not too old. */
  #changed(
    { chat, edits, editsAt }: Outbound,
    contents: readonly AnyMessageContent[],
  ): AnyMessageContent | null {
    const [only, more] = contents;
    if (edits === null || !editsAt || !only || more || !('text' in only)) return null;
    if (this.#options.clock.now().getTime() - editsAt.getTime() > EDITABLE_MS) return null;
    return { text: only.text, linkPreview: null, edit: { remoteJid: chat, id: edits, fromMe: true } };
  }

  async #one({ chat, message: mark }: Outbound, content: AnyMessageContent, part: number): Promise<string> {
    const { entropy, jitterMs, clock, dailyCap } = this.#options;
    if (jitterMs > 0) await wait((entropy.bytes(4).readUInt32BE(0) / 2 ** 32) * jitterMs);
    const live = this.#options.live();
    if (!live) throw new SendFailure('retry', 'WhatsApp is not connected');
    const { socket, keys } = live;
    try {
      if (!(await keys.knows(chat))) throw new SendFailure('gone', 'nobody has written from this chat');
      const sent = await keys.count(clock.now().toISOString().slice(0, 10));
      if (sent > dailyCap) {
        throw new SendFailure('retry', 'the cap on messages of a day is reached', 3_600_000);
      }
      // An upload is waited for before anything is on its way: its failure can be tried again.
      const upload = socket.waUploadToServer;
      const message = await generateWAMessageContent(content, { upload, mediaUploadTimeoutMs: 120_000 });
      const id = mark === undefined ? generateMessageIDV2(socket.user?.id) : this.#options.idOf(mark, part);
      return await this.#relay(socket, chat, id, message);
    } catch (error) {
      if (error instanceof SendFailure) throw error;
      throw new SendFailure('retry', `WhatsApp: ${error instanceof Error ? error.name : 'it failed'}`);
    }
  }

  /** Puts a message on the wire and waits until the server has it. */
  async #relay(socket: Socket, chat: string, id: string, message: proto.IMessage): Promise<string> {
    const answer = this.#answerTo(socket, id);
    try {
      const edit = message.protocolMessage ? { additionalAttributes: { edit: '1' } } : {};
      await socket.relayMessage(chat, message, { messageId: id, ...edit });
    } catch (error) {
      answer.forget();
      throw error;
    }
    const ack = await answer.ack;
    if (ack === null) throw new SendFailure('unknown', 'WhatsApp did not say whether the message arrived');
    const code = ack.attrs['error'];
    if (code !== undefined) {
      const kind = PASSING.includes(code) ? 'retry' : 'giveUp';
      throw new SendFailure(
        kind,
        `WhatsApp refused a message with ${code}`,
        kind === 'retry' ? 60_000 : null,
      );
    }
    return id;
  }

  #answerTo(socket: Socket, id: string): { ack: Promise<BinaryNode | null>; forget: () => void } {
    let settle: (stanza: BinaryNode | null) => void = () => undefined;
    const ack = new Promise<BinaryNode | null>((resolve) => {
      settle = resolve;
    });
    const event = `CB:ack,id:${id}`;
    const none = () => settle(null);
    const timer = setTimeout(none, this.#options.ackMs);
    socket.ws.on(event, settle);
    // The library takes its own listeners for the end away, so the raw socket's is used.
    const raw = (socket.ws as unknown as { socket: { once(name: string, f: () => void): void } | null })
      .socket;
    raw?.once('close', none);
    const forget = () => {
      clearTimeout(timer);
      socket.ws.off(event, settle);
      settle(null);
    };
    ack.then(forget);
    return { ack, forget };
  }
}
