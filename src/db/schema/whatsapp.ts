import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { blind, sealed } from './columns.ts';
import { account } from './conversations.ts';

/** The login of a linked WhatsApp number, worth as much as a password: sealed JSON. */
export const waSession = pgTable('wa_session', {
  accountId: uuid('account_id')
    .primaryKey()
    .references(() => account.id),
  creds: sealed('creds').notNull(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  /** The day (UTC) that `sentCount` counts, for the cap on messages of one day. */
  sentDay: text('sent_day').notNull().default(''),
  sentCount: integer('sent_count').notNull().default(0),
});

/**
 * The Signal keys of a login: one row a key. Names of keys hold phone numbers, so a row is found by a blind index of
 * its type and name; the value is sealed JSON.
 */
export const waKey = pgTable(
  'wa_key',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    /** session, pre-key ... as the library names them, or heard: somebody has written in that chat. */
    type: text('type').notNull(),
    key: blind('key').notNull(),
    value: sealed('value').notNull(),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key] })],
);
