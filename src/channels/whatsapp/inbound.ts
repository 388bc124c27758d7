import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys';
import { clean, type InboundBody, type MediaRef, type Oddity } from '../../../flows/kit/message.ts';
import type { Inbound } from '../port.ts';
import { type MediaFields, type MediaKey, mediaRef } from './media.ts';

/** What the server itself said about a message: the attributes of its stanza. */
export interface Carried {
  readonly id: string;
  readonly from: string;
  /** Present when the message was sent from our own number by another device: the chat it went to. */
  readonly recipient: string | undefined;
  /** The sender's phone number, or LID when `from` is a phone number. */
  readonly senderPn: string | undefined;
  readonly senderLid: string | undefined;
  /** Seconds since 1970. */
  readonly t: string | undefined;
}

/** Our own number, under both of its names; null while one is not known. */
export interface Own {
  readonly pn: string | null;
  readonly lid: string | null;
}

/** A message for the engine, with the phone number that WhatsApp vouches for (digits), when it told one. */
export interface WhatsAppInbound extends Inbound {
  readonly phone: string | null;
}

/** What a decrypted message is to the office. */
export type Reading =
  | { readonly what: 'message'; readonly inbound: WhatsAppInbound }
  /** Somebody typed on the ward's own phone. */
  | {
      readonly what: 'own';
      readonly externalId: string;
      readonly chat: string;
      readonly text: string;
      readonly at: Date;
    }
  | { readonly what: 'ignored'; readonly why: string }
  /** Something that only our own phone may say was said by another: nothing of it is believed. */
  | { readonly what: 'forged'; readonly why: string };

/** What is known besides the message. */
export interface Circumstances {
  readonly accountId: string;
  readonly own: Own;
  readonly receivedAt: Date;
  /** The LID that the sender's phone number is known to belong to. */
  readonly knownLid: string | null;
  /** Only the phone may show it: linked devices get an empty message, as for pictures to be seen once. */
  readonly unreadable?: boolean;
}

/** The user part of an address, without device. */
export function userOf(jid: string): string {
  return jid.split('@')[0]?.split(':')[0] ?? '';
}

/** An address without device, or null when it is not a person's. */
export function personal(jid: string | null | undefined): string | null {
  const [, user, server] = /^(\d{5,20})(?::\d{1,5})?@(s\.whatsapp\.net|lid)$/.exec(jid ?? '') ?? [];
  return user === undefined ? null : `${user}@${server}`;
}

/** Reads a decrypted message. Pure: who sent it and when is taken from the stanza only, what was said from inside. */
export function readMessage(carried: Carried, message: proto.IMessage, around: Circumstances): Reading {
  const from = personal(carried.from);
  if (from === null) return { what: 'ignored', why: 'not from a person' };
  const ours = isOwn(from, around.own);
  if (!ours && message.deviceSentMessage)
    return { what: 'forged', why: 'a copy of a message of our own phone' };
  const inner = ours ? (message.deviceSentMessage?.message ?? message) : message;
  const at = plausible(carried.t, around.receivedAt);
  const order = inner.protocolMessage?.type;
  if (order !== null && order !== undefined && isSelfOnly(order)) {
    return ours
      ? { what: 'ignored', why: 'news between our own devices' }
      : { what: 'forged', why: `an order between devices, of type ${order}` };
  }
  if (ours) return ownMessage(carried, inner, at);

  const senderLid = personal(carried.senderLid);
  const senderPn = personal(carried.senderPn);
  const isLid = from.endsWith('@lid');
  const chat = isLid ? from : (personal(around.knownLid) ?? senderLid ?? from);
  const pn = isLid ? senderPn : from;
  const body = around.unreadable ? odd('unknown', null, null) : bodyOf(inner);
  if (!body) return { what: 'ignored', why: 'nothing that is said to the office' };
  return {
    what: 'message',
    inbound: {
      accountId: around.accountId,
      // The id is the sender's choice, so it counts only together with the sender. Hidden before it leaves the channel.
      externalId: `${userOf(chat)}.${clean(carried.id, 100)}`,
      chat,
      at,
      body,
      quoted: quotedId(inner),
      messageId: clean(carried.id, 100),
      phone: pn?.endsWith('@s.whatsapp.net') ? userOf(pn) : null,
    },
  };
}

function isOwn(jid: string, own: Own): boolean {
  const user = userOf(jid);
  return (own.pn !== null && user === userOf(own.pn)) || (own.lid !== null && user === userOf(own.lid));
}

/** History, key share, answer to a request for data, LID mapping: types of proto.Message.ProtocolMessage.Type. */
const SELF_ONLY = [5, 6, 7, 8, 9, 16, 17, 22];

function isSelfOnly(type: number): boolean {
  return SELF_ONLY.includes(type);
}

function ownMessage(carried: Carried, message: proto.IMessage, at: Date): Reading {
  const chat = personal(carried.recipient);
  if (chat === null) return { what: 'ignored', why: 'our own message to ourselves' };
  const body = bodyOf(message);
  const text = body?.kind === 'text' ? body.text : '';
  if (!body) return { what: 'ignored', why: 'our own message about a message' };
  return { what: 'own', externalId: `own.${clean(carried.id, 100)}`, chat, text, at };
}

/** WhatsApp's time, unless it is from the future or older than a year. */
function plausible(seconds: string | undefined, receivedAt: Date): Date {
  const at = Number(seconds) * 1000;
  const now = receivedAt.getTime();
  return at > now - 366 * 86_400_000 && at <= now + 60_000 ? new Date(at) : receivedAt;
}

function bodyOf(message: proto.IMessage): InboundBody | null {
  if (message.editedMessage) return odd('edited', null, null);
  const content = normalizeMessageContent(message);
  if (!content) return null;
  const said = content.conversation || content.extendedTextMessage?.text;
  if (said) return { kind: 'text', text: clean(said) };
  const chosen = choice(content);
  if (chosen) return { kind: 'text', text: clean(chosen) };
  const { protocolMessage, reactionMessage } = content;
  // Types of proto.Message.ProtocolMessage.Type: 0 takes a message back, 14 changes one.
  if (protocolMessage?.type === 0) return odd('deleted', null, null);
  if (protocolMessage?.type === 14) return odd('edited', null, protocolMessage.editedMessage?.conversation);
  if (protocolMessage) return null;
  if (reactionMessage) return reactionMessage.text ? odd('reaction', null, reactionMessage.text) : null;
  return fileBody(content) ?? otherBody(content);
}

/** A choice on a card of another program: its words count as if typed. */
function choice(content: proto.IMessage): string | null | undefined {
  return (
    content.buttonsResponseMessage?.selectedDisplayText ??
    content.templateButtonReplyMessage?.selectedDisplayText ??
    content.listResponseMessage?.title
  );
}

function fileBody(content: proto.IMessage): InboundBody | null {
  const { imageMessage, documentMessage, videoMessage, ptvMessage, audioMessage } = content;
  if (imageMessage) return mediaBody('image', imageMessage, imageMessage.caption, null);
  if (documentMessage) {
    const { caption, fileName } = documentMessage;
    return mediaBody('document', documentMessage, caption, fileName ?? null);
  }
  const moving = videoMessage ?? ptvMessage;
  if (moving) return odd('video', reference('video', moving, null), moving.caption);
  if (audioMessage) return odd('voice', reference('audio', audioMessage, null), null);
  return null;
}

function otherBody(content: proto.IMessage): InboundBody | null {
  if (content.stickerMessage || content.lottieStickerMessage) return odd('sticker', null, null);
  if (content.locationMessage || content.liveLocationMessage) return odd('location', null, null);
  if (content.contactMessage || content.contactsArrayMessage) return odd('contact', null, null);
  const polls = [
    content.pollCreationMessage,
    content.pollCreationMessageV2,
    content.pollCreationMessageV3,
    content.pollUpdateMessage,
  ];
  if (polls.some((poll) => poll)) return odd('poll', null, null);
  // Keys for groups and other luggage travel alone or beside a message; alone they say nothing.
  const luggage = ['messageContextInfo', 'senderKeyDistributionMessage'];
  const kinds = Object.entries(content).filter(([key, value]) => value && !luggage.includes(key));
  return kinds.length > 0 ? odd('unknown', null, null) : null;
}

type FileMessage = MediaFields & {
  readonly mimetype?: string | null;
  readonly fileLength?: number | { toNumber(): number } | null;
};

function mediaBody(
  kind: MediaKey['kind'],
  file: FileMessage,
  caption: string | null | undefined,
  name: string | null,
): InboundBody {
  const media = reference(kind, file, name);
  if (!media) return odd('unknown', null, caption);
  return { kind: 'media', media, caption: caption ? clean(caption) : null };
}

function reference(kind: MediaKey['kind'], file: FileMessage, name: string | null): MediaRef | null {
  const ref = mediaRef(kind, file);
  if (ref === null) return null;
  const length = typeof file.fileLength === 'object' ? file.fileLength?.toNumber() : file.fileLength;
  const size = Number.isSafeInteger(length) && Number(length) >= 0 ? Number(length) : null;
  return {
    ref,
    mime: file.mimetype ? clean(file.mimetype, 100) : null,
    // Half of what MediaRef takes: it counts UTF-16 units, `clean` counts code points.
    name: name === null ? null : clean(name, 150),
    size,
  };
}

function odd(what: Oddity, media: MediaRef | null, text: string | null | undefined): InboundBody {
  return { kind: 'odd', what, media, text: text ? clean(text) : null };
}

/** The id of the message that this one quotes. */
function quotedId(message: proto.IMessage): string | null {
  const content = normalizeMessageContent(message);
  const { reactionMessage } = content ?? {};
  if (reactionMessage?.key?.id) return clean(reactionMessage.key.id, 100);
  for (const part of Object.values(content ?? {})) {
    const context: unknown = typeof part === 'object' && part !== null ? part.contextInfo : null;
    const id = (context as { stanzaId?: unknown } | null)?.stanzaId;
    if (typeof id === 'string' && id !== '') return clean(id, 100);
  }
  return null;
}
