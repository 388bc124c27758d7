import {
  bigint,
  boolean,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, sealed } from './columns.ts';

/** A kelurahan that this deployment serves. `settings` is parsed by `src/wards/settings.ts` on every read. */
export const ward = pgTable(
  'ward',
  {
    id: uuid('id').primaryKey(),
    /** Kemendagri code with dots, for example 53.71.05.1005. */
    code: text('code').notNull(),
    name: text('name').notNull(),
    timeZone: text('time_zone').notNull(),
    /** Short name inside request numbers, for example NKT2. */
    short: text('short').notNull(),
    training: boolean('training').notNull().default(false),
    /** How far a training ward's clock is ahead of real time. */
    clockAheadMs: bigint('clock_ahead_ms', { mode: 'number' }).notNull().default(0),
    settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    // A ward and its training room may live side by side under one code.
    uniqueIndex('ward_code').on(t.code, t.training),
    uniqueIndex('ward_short').on(t.short, t.training),
  ],
);

/** Days on which the office is closed. A null ward means every ward (national holidays). */
export const holiday = pgTable(
  'holiday',
  {
    day: date('day').notNull(),
    scope: text('scope').notNull(),
    name: text('name').notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.day] })],
);

/** Gapless counters: request numbers and letter numbers, one row per ward, name and period. */
export const counter = pgTable(
  'counter',
  {
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    name: text('name').notNull(),
    period: text('period').notNull(),
    value: integer('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.wardId, t.name, t.period] })],
);

/** The ward's signing certificates; at most one is active. The private key is PKCS#8 DER, sealed. */
export const certificate = pgTable('certificate', {
  id: uuid('id').primaryKey(),
  wardId: uuid('ward_id')
    .notNull()
    .references(() => ward.id),
  subject: text('subject').notNull(),
  /** PEM chain, leaf first. */
  chain: text('chain').notNull(),
  privateKey: sealed('private_key').notNull(),
  notBefore: instant('not_before').notNull(),
  notAfter: instant('not_after').notNull(),
  active: boolean('active').notNull(),
  createdAt: instant('created_at').notNull(),
});

/** Proof that the key given at start is the key the rows were sealed with. One row per key id. */
export const keyCheck = pgTable('key_check', {
  keyId: text('key_id').primaryKey(),
  proof: sealed('proof').notNull(),
  createdAt: instant('created_at').notNull(),
});
