import type { z } from 'zod';
import type { Inbound, SendFailure } from '../port.ts';
import { bodyOf } from './body.ts';
import { Change, Contact, Entry, Envelope, Message, Reaction, Status, Value } from './envelope.ts';
import { meaningOf } from './failures.ts';

/** What became of a message of ours, as WhatsApp tells it. */
export interface DeliveryStatus {
  readonly accountId: string;
  /** The id that `send` returned. */
  readonly externalId: string;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  readonly at: Date;
  /** For `failed`: Meta's code, and what it means for sending (`gone`, `giveUp`, `retry`). */
  readonly failure: { readonly code: number | null; readonly kind: SendFailure['kind'] } | null;
}

/** What a webhook brought. */
export interface Mapped {
  /** By chat in the order of their times. */
  readonly inbound: readonly Inbound[];
  readonly statuses: readonly DeliveryStatus[];
  /** Why items were dropped, one reason an item. */
  readonly ignored: readonly string[];
}

/** Whose webhook it is, and when it arrived (used where WhatsApp gives no time or an impossible one). */
export interface Recipient {
  readonly accountId: string;
  readonly phoneNumberId: string;
  readonly receivedAt: Date;
}

/** An item in a shape that Meta does not document. */
export const MALFORMED = 'malformed';
/** An item for another number than ours. */
export const FOREIGN = 'another number';

/** Turns a webhook into messages and statuses, or null when it is none of WhatsApp's. Pure. */
export function mapWebhook(posted: unknown, recipient: Recipient): Mapped | null {
  const envelope = Envelope.safeParse(posted);
  if (!envelope.success) return null;
  const inbound: Inbound[] = [];
  const statuses: DeliveryStatus[] = [];
  const ignored: string[] = [];
  for (const value of valuesOf(envelope.data, ignored)) {
    if (value.metadata.phone_number_id !== recipient.phoneNumberId) {
      ignored.push(FOREIGN);
      continue;
    }
    for (const _ of value.errors) ignored.push('an error of the platform');
    const sender = onlySender(value);
    for (const item of value.messages) {
      const mapped = fromMessage(item, recipient, sender);
      if (typeof mapped === 'string') ignored.push(mapped);
      else inbound.push(mapped);
    }
    for (const item of value.statuses) {
      const mapped = fromStatus(item, recipient);
      if (typeof mapped === 'string') ignored.push(mapped);
      else statuses.push(mapped);
    }
  }
  // The sort is stable: within a second the order of the post stands.
  inbound.sort((a, b) => a.at.getTime() - b.at.getTime());
  statuses.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { inbound, statuses, ignored };
}

function* valuesOf(envelope: z.infer<typeof Envelope>, ignored: string[]): Generator<z.infer<typeof Value>> {
  for (const item of envelope.entry) {
    const entry = Entry.safeParse(item);
    if (!entry.success) ignored.push(MALFORMED);
    for (const changed of entry.data?.changes ?? []) {
      const change = Change.safeParse(changed);
      const value = Value.safeParse(change.data?.value);
      if (change.success && change.data.field !== 'messages') ignored.push('a field that is not used');
      else if (!value.success) ignored.push(MALFORMED);
      else yield value.data;
    }
  }
}

/** The user id stands beside the messages; whose it is is certain only when there is one person. */
function onlySender(value: z.infer<typeof Value>): string | null {
  const contact = value.contacts.length === 1 ? Contact.safeParse(value.contacts[0]) : null;
  return contact?.data?.user_id ?? null;
}

/** The chat is the number; for those who show none it is their business-scoped id. */
function fromMessage(item: unknown, recipient: Recipient, sender: string | null): Inbound | string {
  const parsed = Message.safeParse(item);
  if (!parsed.success) return MALFORMED;
  const message = parsed.data;
  if (message.group_id !== undefined) return 'not a private chat';
  const chat = message.from ?? message.from_user_id ?? sender;
  if (chat === null) return MALFORMED;
  const body = bodyOf(message);
  if ('ignored' in body) return body.ignored;
  return {
    accountId: recipient.accountId,
    externalId: message.id,
    chat,
    at: plausible(message.timestamp, recipient.receivedAt),
    body,
    quoted: quotedBy(message),
    messageId: null,
  };
}

function quotedBy(message: Message): string | null {
  if (message.type === 'reaction') return Reaction.safeParse(message['reaction']).data?.message_id ?? null;
  return message.context?.id ?? null;
}

const STATES: readonly string[] = ['sent', 'delivered', 'read', 'failed'] satisfies DeliveryStatus['state'][];

function fromStatus(item: unknown, recipient: Recipient): DeliveryStatus | string {
  const parsed = Status.safeParse(item);
  if (!parsed.success) return MALFORMED;
  const { id, status, timestamp, errors } = parsed.data;
  if (!STATES.includes(status)) return 'a status that is not used';
  const code = errors[0]?.code ?? null;
  return {
    accountId: recipient.accountId,
    externalId: id,
    state: status as DeliveryStatus['state'],
    at: plausible(timestamp, recipient.receivedAt),
    failure: status === 'failed' ? { code, kind: code === null ? 'giveUp' : meaningOf(code).kind } : null,
  };
}

/** The time in seconds, unless it lies before WhatsApp existed or ahead of our own clock by over a day. */
function plausible(seconds: number, receivedAt: Date): Date {
  const at = seconds * 1000;
  const possible = at >= Date.UTC(2009, 0, 1) && at <= receivedAt.getTime() + 86_400_000;
  return possible ? new Date(at) : receivedAt;
}
