import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { blind, instant } from './columns.ts';
import { conversation } from './conversations.ts';
import { person } from './residents.ts';
import { ward } from './wards.ts';

/** A code shown in one chat and sent from another: both then belong to one person. Kept hashed, used once. */
export const linkCode = pgTable(
  'link_code',
  {
    codeIndex: blind('code_index').primaryKey(),
    conversationId: bigint('conversation_id', { mode: 'number' })
      .notNull()
      .references(() => conversation.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    /** The chat from which it was sent: what still arrives for the draft goes there. */
    toConversationId: bigint('to_conversation_id', { mode: 'number' }).references(() => conversation.id),
  },
  (t) => [index('link_code_chat').on(t.conversationId)],
);

/** A page for one answer of one chat (formulir aman): found by its code, which is kept hashed. */
export const formLink = pgTable(
  'form_link',
  {
    codeIndex: blind('code_index').primaryKey(),
    conversationId: bigint('conversation_id', { mode: 'number' })
      .notNull()
      .references(() => conversation.id),
    /** The question it answers: no other one. */
    nonce: text('nonce').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('form_link_chat').on(t.conversationId)],
);

/** A screen at the counter, let in by a code of the ward. */
export const device = pgTable('device', {
  id: uuid('id').primaryKey(),
  wardId: uuid('ward_id')
    .notNull()
    .references(() => ward.id),
  name: text('name').notNull(),
  /** The code that lets it in, hashed; null once it was used. */
  codeIndex: blind('code_index').unique(),
  codeExpiresAt: instant('code_expires_at'),
  /** What the device shows from then on, hashed. */
  tokenIndex: blind('token_index').unique(),
  createdAt: instant('created_at').notNull(),
  lastSeenAt: instant('last_seen_at'),
  revokedAt: instant('revoked_at'),
});
