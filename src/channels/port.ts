import type { Bubble, InboundBody, MediaRef } from '../../flows/kit/message.ts';

/**
 * The contract of a channel: a pure mapper plus a thin socket. A channel never decides what is said; it brings
 * messages in and carries bubbles out, and tells failures apart.
 */

/** One message from outside, as every channel hands it to the engine. */
export interface Inbound {
  readonly accountId: string;
  /** Unique in the account for ever: a second arrival with the same id is dropped. */
  readonly externalId: string;
  /** The chat's address on the channel (chat id, number). */
  readonly chat: string;
  readonly at: Date;
  readonly body: InboundBody;
  /** The channel's id of our message that this one answers, when it is a quoted reply. */
  readonly quoted: string | null;
  /** The id of the message itself inside the chat, when it differs from `externalId`. */
  readonly messageId: string | null;
  /** The sender's own number where the platform tells it with every message (digits with country code). */
  readonly phone?: string | null;
  /** The answer came by the secure page: the question that it belongs to, and no other. */
  readonly form?: string;
}

/** Something that a person of the office typed to a resident on the ward's own phone. */
export interface OwnMessage {
  readonly accountId: string;
  readonly externalId: string;
  readonly chat: string;
  readonly at: Date;
  readonly text: string;
}

/** What the engine gives back once the transaction that holds the message has committed. */
export type Received = 'handled' | 'duplicate' | 'parked';

/**
 * The engine, as a channel sees it. Messages of one chat may be offered together: they are stored in the order of the
 * calls, and what waits behind one that is rejected is rejected as well.
 */
export interface Receiver {
  /** Resolves after the commit; rejects only if nothing was stored (then the channel must offer it again). */
  receive(inbound: Inbound): Promise<Received>;
}

/** A bubble to send, with the bytes of its file already read. */
export interface Outbound {
  readonly chat: string;
  readonly bubble: Bubble;
  readonly file: Uint8Array | null;
  /** Set when this replaces an earlier message of ours. */
  readonly edits: string | null;
  /** Our own mark of this send; a platform that gives it back with its statuses tells what became of a send cut off. */
  readonly key?: string;
  /** The same at every try to send this message, and of no other one in the account. */
  readonly message?: string;
  /** When the message that this replaces was written. */
  readonly editsAt?: Date | null;
}

/** How a send failed. `retry` may be tried again (after `afterMs` if the platform says), `gone` means the chat is lost. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly kind: 'retry' | 'giveUp' | 'gone' | 'unknown';
  readonly afterMs: number | null;
  constructor(kind: 'retry' | 'giveUp' | 'gone' | 'unknown', message: string, afterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.afterMs = afterMs;
  }
}

/** How fast an account may send: at most one message a `perChatMs` in a chat, and one a `perAccountMs` in all. */
export interface Pace {
  readonly perChatMs: number;
  readonly perAccountMs: number;
}

/** Whether the platform is reached now, for health pages and for the operators. */
export interface Reach {
  readonly up: boolean;
  /** Why it is not reached, in words for the log; null while it is. */
  readonly why: string | null;
  readonly since: Date;
}

/** One account on one platform: brings messages in, sends bubbles out, fetches files. */
export interface Channel {
  readonly name: string;
  readonly accountId: string;
  readonly pace: Pace;
  /** A message sent twice is seen once: a send of unknown result may be tried again. */
  readonly resendable: boolean;
  /** Another process serves this account now: what waits to be sent is left to that one. */
  readonly standby?: boolean;
  /** Nothing can be sent now, through no fault of a message: all wait, and none is given up for it. */
  readonly paused?: boolean;
  /** Whether the platform is reached at this moment. */
  readonly reach: Reach;
  /** What was refused or dropped of what came in, by reason; for the metrics. */
  readonly counts?: ReadonlyMap<string, number>;
  /** Begins to bring messages in; returns when it is listening. */
  start(receiver: Receiver, signal: AbortSignal): Promise<void>;
  /** Sends and returns the channel's id of the message; throws SendFailure. */
  send(outbound: Outbound): Promise<{ externalId: string }>;
  /** Reads a file; throws SendFailure. Stops at `maxBytes` with kind giveUp. */
  fetch(media: MediaRef, maxBytes: number): Promise<Uint8Array>;
  /** Shows "typing" where the channel has it; never throws. */
  typing(chat: string): Promise<void>;
  /** Waits for what is in flight, then closes. */
  stop(): Promise<void>;
}

/** What became of a message of ours after it was sent, where the platform tells it. */
export interface DeliveryStatus {
  readonly accountId: string;
  /** The id that `send` returned. */
  readonly externalId: string;
  /** The mark that the send carried, where the platform gives it back. */
  readonly key?: string | null;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  readonly at: Date;
  /** For `failed`: the platform's code, and what it means for sending (`gone`, `giveUp`, `retry`). */
  readonly failure: { readonly code: number | null; readonly kind: SendFailure['kind'] } | null;
}

/** A webhook that the web server mounts for a channel. */
export interface Webhook {
  readonly path: string;
  handle(request: Request): Promise<Response>;
}
