import type { z } from 'zod';
import type { DeliveryStatus, Inbound } from '../port.ts';
import { bodyOf } from './body.ts';
import { Change, Contact, Entry, Envelope, Message, Reaction, Status, Value } from './envelope.ts';
import { meaningOf } from './failures.ts';

/** A message, and whom WhatsApp names as its sender. */
export interface Arrived extends Inbound {
  readonly sender: Named;
}

/** What a webhook brought. */
export interface Mapped {
  /** By chat in the order of their times. */
  readonly inbound: readonly Arrived[];
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
  const inbound: Arrived[] = [];
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

/** Who wrote, as far as WhatsApp tells it. */
export interface Named {
  readonly phone: string | null;
  readonly userId: string | null;
}

/** A contact as it stands beside the messages. */
type Sender = z.infer<typeof Contact>;

/** The contact stands beside the messages; whose it is is certain only when there is one person. */
function onlySender(value: z.infer<typeof Value>): Sender {
  const contact = value.contacts.length === 1 ? Contact.safeParse(value.contacts[0]) : null;
  return contact?.data ?? {};
}

/** A contact whose number or id is not that of the message is somebody else. */
function whoWrote({ from, from_user_id }: Message, sender: Sender): Named {
  const other =
    (from !== undefined && sender.wa_id !== undefined && from !== sender.wa_id) ||
    (from_user_id !== undefined && sender.user_id !== undefined && from_user_id !== sender.user_id);
  const beside = other ? {} : sender;
  return { phone: from ?? beside.wa_id ?? null, userId: from_user_id ?? beside.user_id ?? null };
}

/** The chat is the number; for those who show none it is their business-scoped id. */
function fromMessage(item: unknown, recipient: Recipient, contact: Sender): Arrived | string {
  const parsed = Message.safeParse(item);
  if (!parsed.success) return MALFORMED;
  const message = parsed.data;
  if (message.group_id !== undefined) return 'not a private chat';
  const sender = whoWrote(message, contact);
  const chat = sender.phone ?? sender.userId;
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
    phone: sender.phone,
    sender,
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
  const { id, status, timestamp, errors, biz_opaque_callback_data: key } = parsed.data;
  if (!STATES.includes(status)) return 'a status that is not used';
  const code = errors[0]?.code ?? null;
  return {
    accountId: recipient.accountId,
    externalId: id,
    key: key ?? null,
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
