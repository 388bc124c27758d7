import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { blind, instant, sealed } from './columns.ts';
import { person } from './residents.ts';
import { staff } from './staff.ts';
import { ward } from './wards.ts';

/** Gives blocks of 1,000 ids to a process: ids are then known before a row is written. */
export const idBlock = pgSequence('id_block');

/** One login of ours on a channel: a bot, a number, the simulator of a ward. */
export const account = pgTable(
  'account',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    channel: text('channel').notNull(),
    /** What tells two accounts of a channel apart: the bot's user id, the number, the ward's short name. */
    name: text('name').notNull(),
    /** Where polling goes on, as the channel understands it. */
    cursor: text('cursor'),
    /** An address that opens a chat with it (t.me, wa.me), as far as it is known: for posters. */
    door: text('door'),
    /** The operators were told that it is out of reach, since then; null while all is well. */
    downSince: instant('down_since'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('account_name').on(t.channel, t.name)],
);

/** Wards that an account speaks for beside its own: a resident chooses once. */
export const accountWard = pgTable(
  'account_ward',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.wardId] })],
);

/**
 * Which process may speak for an account now, where there may be only one: a poller, a socket. Every change of hands
 * raises the epoch. Times are the database's own clock.
 */
export const channelLease = pgTable('channel_lease', {
  accountId: uuid('account_id')
    .primaryKey()
    .references(() => account.id),
  holder: text('holder').notNull(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  expiresAt: instant('expires_at').notNull(),
});

/** One chat on one account, with the flow it is in. `state` is sealed JSON (flows/kit/conversation.ts). */
export const conversation = pgTable(
  'conversation',
  {
    id: bigint('id', { mode: 'number' }).primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    chatKey: blind('chat_key').notNull(),
    address: sealed('address').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    staffId: uuid('staff_id').references(() => staff.id),
    flow: text('flow').notNull(),
    flowVersion: text('flow_version').notNull(),
    state: sealed('state').notNull(),
    /** How many messages it holds: a message's id is its place in the conversation. */
    messages: integer('messages').notNull(),
    lastInAt: instant('last_in_at').notNull(),
    /** On an account of several wards: the resident has said which one is meant. */
    wardChosen: boolean('ward_chosen').notNull().default(true),
    /** Somebody of the office writes here by hand: until then the bot keeps silent. */
    mutedUntil: instant('muted_until'),
    /** The platform said that nothing can be sent here any more; until the person writes again. */
    goneAt: instant('gone_at'),
  },
  (t) => [
    uniqueIndex('conversation_chat').on(t.accountId, t.chatKey),
    index('conversation_person').on(t.personId),
    index('conversation_staff').on(t.staffId).where(sql`staff_id is not null`),
  ],
);

/**
 * Names of people on platforms that know them by more than one: WhatsApp's number and business-scoped id. Both lead to
 * the chat that either of them began.
 */
export const chatName = pgTable(
  'chat_name',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    nameKey: blind('name_key').notNull(),
    /** The other name that was told together with it. */
    withKey: blind('with_key').notNull(),
    /** The address of the chat. */
    address: sealed('address').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.nameKey] })],
);

/** The ids of what came in: a second arrival ends here. `parked` holds what failed alone, sealed. */
export const inbox = pgTable(
  'inbox',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    externalId: text('external_id').notNull(),
    at: instant('at').notNull(),
    parked: sealed('parked'),
    error: text('error'),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.externalId] })],
);

/**
 * An event that the office sends to itself: a notice to a conversation (now) or a timer (later).
 * `dueAt` is in the ward's own time, which a training ward may move forward.
 */
export const notice = pgTable(
  'notice',
  {
    id: bigint('id', { mode: 'number' }).primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    conversationId: bigint('conversation_id', { mode: 'number' }).references(() => conversation.id),
    kind: text('kind').notNull(),
    /** A key makes a notice unique for ever: a timer set twice, a brief of one half-day. */
    key: text('key').unique(),
    dueAt: instant('due_at').notNull(),
    body: sealed('body').notNull(),
    handledAt: instant('handled_at'),
    error: text('error'),
  },
  (t) => [
    index('notice_due').on(t.wardId, t.dueAt, t.id).where(sql`handled_at is null`),
    // The order within a conversation: is an earlier one still waiting?
    index('notice_chat').on(t.conversationId, t.dueAt, t.id).where(sql`handled_at is null`),
  ],
);

/** Everything said in a conversation, both ways; a row with `due` set waits to be sent (the outbox). */
export const message = pgTable(
  'message',
  {
    conversationId: bigint('conversation_id', { mode: 'number' }).notNull(),
    /** 1, 2, 3 ... within the conversation. */
    id: bigint('id', { mode: 'number' }).notNull(),
    accountId: uuid('account_id').notNull(),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    at: instant('at').notNull(),
    /** Sealed JSON: an inbound body or an outbound bubble. */
    body: sealed('body').notNull(),
    externalId: text('external_id'),
    /** The notice that it came from, so that it can be said elsewhere when it cannot be delivered here. */
    noticeId: bigint('notice_id', { mode: 'number' }),
    /** The request the message speaks of, so that a quoted reply finds it. */
    requestId: uuid('request_id'),
    /** A card of a request: the one that is changed when the request moves on. */
    card: boolean('card').notNull().default(false),
    /** For an outbound edit: the message it replaces. */
    edits: bigint('edits', { mode: 'number' }),
    due: instant('due'),
    leasedUntil: instant('leased_until'),
    attempts: integer('attempts').notNull().default(0),
    /** null while waiting; then sent, failed (given up) or unknown (a send whose result is not known). */
    outcome: text('outcome').$type<'sent' | 'failed' | 'unknown'>(),
    /** What the platform said later, where it does. */
    status: text('status').$type<'sent' | 'delivered' | 'read' | 'failed'>(),
    statusAt: instant('status_at'),
    error: text('error'),
  },
  (t) => [
    primaryKey({ columns: [t.conversationId, t.id] }),
    // In the order of sending: the oldest of each conversation is found without looking at the others.
    index('message_due').on(t.accountId, t.conversationId, t.id).where(sql`due is not null`),
    index('message_external').on(t.externalId, t.conversationId).where(sql`external_id is not null`),
    index('message_request').on(t.requestId).where(sql`request_id is not null`),
  ],
);
