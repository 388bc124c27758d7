import { bigint, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { blind, instant, sealed } from './columns.ts';
import { person, resident } from './residents.ts';
import { staff } from './staff.ts';
import { ward } from './wards.ts';

/** A request for a letter. Its life is the machine in flows/request.ts; `state` is that machine's state. */
export const request = pgTable(
  'request',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    service: text('service').notNull(),
    /** For people: NKT2-261121-007. */
    number: text('number').notNull(),
    /** For staff commands: `12 OK`. Unique in the ward. */
    task: integer('task').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    conversationId: bigint('conversation_id', { mode: 'number' }).notNull(),
    residentId: uuid('resident_id').references(() => resident.id),
    state: text('state').notNull(),
    /** Sealed JSON: the request machine's context. */
    context: sealed('context').notNull(),
    /** Sealed JSON: applicant, answers, documents (src/requests/form.ts). */
    form: sealed('form').notNull(),
    holderId: uuid('holder_id').references(() => staff.id),
    submittedAt: instant('submitted_at').notNull(),
    dueAt: instant('due_at').notNull(),
    /** When the first promise was broken; null while none was. `dueAt` is then the new promise. */
    lateSince: instant('late_since'),
    endedAt: instant('ended_at'),
    version: integer('version').notNull().default(0),
  },
  (t) => [
    uniqueIndex('request_number').on(t.wardId, t.number),
    uniqueIndex('request_task').on(t.wardId, t.task),
    index('request_person').on(t.personId, t.submittedAt),
    index('request_state').on(t.wardId, t.state, t.submittedAt),
    index('request_submitted').on(t.wardId, t.submittedAt),
    index('request_ended').on(t.wardId, t.endedAt),
  ],
);

/** Every move of a request: who, when, from which channel, what. Append-only (a trigger refuses the rest). */
export const requestEvent = pgTable(
  'request_event',
  {
    id: bigint('id', { mode: 'number' }).primaryKey(),
    requestId: uuid('request_id')
      .notNull()
      .references(() => request.id),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    at: instant('at').notNull(),
    type: text('type').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    /** resident, staff or system. */
    actor: text('actor').$type<'resident' | 'staff' | 'system'>().notNull(),
    staffId: uuid('staff_id').references(() => staff.id),
    channel: text('channel').notNull(),
    /** Sealed JSON: reasons, items, a note, a question. */
    data: sealed('data').notNull(),
  },
  (t) => [
    index('request_event_request').on(t.requestId, t.id),
    index('request_event_day').on(t.wardId, t.at),
  ],
);

/** A photo or PDF that a resident sent for a request; the bytes are in the file store, sealed. */
export const document = pgTable(
  'document',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    requestId: uuid('request_id').references(() => request.id),
    /** The service's item it answers: ktp, kk, foto-usaha ... */
    item: text('item').notNull(),
    /** fetching, stored, refused. */
    state: text('state').$type<'fetching' | 'stored' | 'refused'>().notNull(),
    /** Sealed JSON: the channel's reference to the media. */
    source: sealed('source').notNull(),
    file: text('file'),
    mime: text('mime'),
    bytes: integer('bytes'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('document_request').on(t.requestId), index('document_person').on(t.personId)],
);

/** An issued letter. A number once drawn stays, whatever happens to the letter. */
export const letter = pgTable(
  'letter',
  {
    id: uuid('id').primaryKey(),
    wardId: uuid('ward_id')
      .notNull()
      .references(() => ward.id),
    requestId: uuid('request_id')
      .notNull()
      .unique()
      .references(() => request.id),
    service: text('service').notNull(),
    number: text('number').notNull(),
    year: integer('year').notNull(),
    /** The counter's value inside `scope`; gapless per ward, scope and year. */
    seq: integer('seq').notNull(),
    scope: text('scope').notNull(),
    /** The blind index of the verification code; the code itself is only in the letter and in `data`. */
    codeIndex: blind('code_index').notNull().unique(),
    /** numbered (being made), issued, revoked. */
    state: text('state').$type<'numbered' | 'issued' | 'revoked'>().notNull(),
    /** Sealed JSON: everything that is printed, with the verification code (src/letters/letter.ts). */
    data: sealed('data').notNull(),
    signedBy: uuid('signed_by')
      .notNull()
      .references(() => staff.id),
    signedAt: instant('signed_at').notNull(),
    validUntil: instant('valid_until'),
    file: text('file'),
    sha256: blind('sha256'),
    issuedAt: instant('issued_at'),
    revokedAt: instant('revoked_at'),
    /** Sealed text. */
    revokedReason: sealed('revoked_reason'),
  },
  (t) => [
    uniqueIndex('letter_seq').on(t.wardId, t.scope, t.year, t.seq),
    index('letter_sha256').on(t.sha256),
  ],
);
