import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { blind, instant, sealed } from './columns.ts';
import { ward } from './wards.ts';

/** The ward's population register. Everything that names a person is inside `data`, sealed. */
export const resident = pgTable(
  'resident',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    nikIndex: blind('nik_index').notNull(),
    kkIndex: blind('kk_index').notNull(),
    phoneIndex: blind('phone_index'),
    /** HIDUP, MATI, PINDAH, HILANG, PERGI, TIDAK VALID (domain: only HIDUP may apply). */
    status: text('status').notNull(),
    rt: text('rt').notNull(),
    rw: text('rw').notNull(),
    /** Sealed JSON, see `src/residents/resident.ts`. */
    data: sealed('data').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('resident_nik').on(t.wardId, t.nikIndex), index('resident_kk').on(t.wardId, t.kkIndex)],
);

/** Somebody who writes to us: one person may later have several conversations (channels). */
export const person = pgTable(
  'person',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    residentId: uuid('resident_id').references(() => resident.id),
    /** 0 unknown, 1 found by NIK and birth date, 2 possession proved, 3 seen in person. */
    level: integer('level').notNull().default(0),
    language: text('language').notNull().default('id'),
    consentVersion: text('consent_version'),
    consentAt: instant('consent_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('person_resident').on(t.residentId)],
);

/** One row for each try to be found or to use a code, and each call for an officer, with the day or hour it counts for. */
export const identityTry = pgTable(
  'identity_try',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    day: text('day').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('identity_try_day').on(t.personId, t.day)],
);

/** A code given at the counter, by which a person proves possession. Stored hashed, single use. */
export const counterCode = pgTable('counter_code', {
  id: uuid('id').primaryKey(),
  wardId: uuid('ward_id')
    .notNull()
    .references(() => ward.id),
  residentId: uuid('resident_id')
    .notNull()
    .references(() => resident.id),
  codeHash: blind('code_hash').notNull().unique(),
  issuedBy: uuid('issued_by').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});
