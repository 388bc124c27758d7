import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { blind, instant } from './columns.ts';
import { ward } from './wards.ts';

/** A member of the ward office. Bound to a conversation by an invite code, never by a phone number. */
export const staff = pgTable(
  'staff',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    /** operator, kasi, seklur or lurah. */
    role: text('role').$type<'operator' | 'kasi' | 'seklur' | 'lurah'>().notNull(),
    name: text('name').notNull(),
    /** Printed under a signature. */
    nip: text('nip'),
    rank: text('rank'),
    onDuty: boolean('on_duty').notNull().default(true),
    /** Tasks after the first are told together, every quarter of an hour. */
    batchTasks: boolean('batch_tasks').notNull().default(false),
    /** When this member of staff was last told of a task. */
    tasksToldAt: instant('tasks_told_at'),
    active: boolean('active').notNull().default(true),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('staff_ward').on(t.wardId, t.role)],
);

/** A one-time code that binds a chat to a staff row. Only its hash is kept. */
export const invite = pgTable('invite', {
  id: uuid('id').primaryKey(),
  wardId: uuid('ward_id')
    .notNull()
    .references(() => ward.id),
  staffId: uuid('staff_id')
    .notNull()
    .references(() => staff.id),
  codeHash: blind('code_hash').notNull().unique(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});
