import type postgres from 'postgres';
import { Notice } from '../../flows/kit/notices.ts';
import { bytesOf, listOf, textsOf } from '../db/lists.ts';
import { CLAIM_MS } from './parcel.ts';

/**
 * The turn's own statements, by hand: Drizzle's builder doubles the cost of bulk writes, and these run for every
 * message. Each is set-based: a whole batch in one go. A test holds them against the Drizzle schema.
 */
export type Raw = postgres.TransactionSql | postgres.Sql;

/** A conversation under its lock. */
export interface ConversationRow {
  readonly id: string;
  readonly ward_id: string;
  readonly account_id: string;
  readonly chat_key: Buffer;
  readonly address: Buffer;
  readonly person_id: string;
  readonly staff_id: string | null;
  readonly state: Buffer;
  readonly messages: number;
  /** Something of ours waits to be sent, and nobody has begun to: the person has not seen the last question. */
  readonly unsent: boolean | null;
  /** The last thing that we said. */
  readonly said_id: string | null;
  /** It is not marked as sent: what is said now comes after it. */
  readonly waiting: boolean | null;
  /**
   * More was said than is seen here, because the lock had to be waited for: PostgreSQL then gives the conversation as
   * it is now, but its messages as they were before.
   */
  readonly stale: boolean;
  /** How often the last thing we said was claimed for sending. */
  readonly attempts: number | null;
  readonly ward_chosen: boolean;
  readonly muted_until: Date | null;
  readonly last_in_at: Date;
}

/** Writes down the ids of what came in; those that were there already are duplicates and do not come back. */
export async function rememberInbound(
  raw: Raw,
  accountId: string,
  externalIds: readonly string[],
  at: Date,
): Promise<Set<string>> {
  const rows = await raw<{ external_id: string }[]>`
    insert into inbox (account_id, external_id, at)
    select ${accountId}::uuid, id, ${at.toISOString()}::timestamptz from unnest(${textsOf(externalIds)}::text::text[]) as id
    on conflict do nothing
    returning external_id`;
  return new Set(rows.map((row) => row.external_id));
}

/** Conversations as `ConversationRow` has them. */
const CONVERSATIONS = `
    select id, ward_id, account_id, chat_key, address, person_id, staff_id, state, messages, ward_chosen, muted_until, last_in_at,
      said.said_id, said.unsent, said.waiting, said.attempts,
      messages > coalesce((select max(m.id) from message m where m.conversation_id = conversation.id), 0) as stale
    from conversation left join lateral (
      select m.id as said_id, m.due is not null and m.outcome is null as unsent, m.due is not null as waiting, m.attempts from message m
      where m.conversation_id = conversation.id and m.direction = 'out' order by m.id desc limit 1
    ) said on true
    where `;

/**
 * Loads and locks conversations in the order of their ids, so that no two batches wait in a circle: a tag for the
 * condition. `no key`, because a turn that tells another chat something refers to that row: under a full lock the turns
 * of two people who tell each other something at the same moment would wait for each other.
 */
function lockWhere(raw: Raw) {
  return (where: TemplateStringsArray, ...values: readonly string[]) =>
    raw<ConversationRow[]>(statementOf(where), ...values);
}

const statements = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/**
 * The whole statement for a condition, made once: the driver keeps, for every list of texts that it was ever given as a
 * template, an error with its stack, and with that what was at work at the time.
 */
function statementOf(where: TemplateStringsArray): TemplateStringsArray {
  let made = statements.get(where);
  if (!made) {
    const last = where.length - 1;
    const texts = where.map(
      (text, at) =>
        `${at === 0 ? CONVERSATIONS : ''}${text}${at === last ? ' order by id for no key update of conversation' : ''}`,
    );
    made = Object.assign(texts, { raw: texts });
    statements.set(where, made);
  }
  return made;
}

/** Loads and locks conversations of one account by chat. */
export function lockByChat(raw: Raw, accountId: string, chatKeys: readonly Buffer[]) {
  return lockWhere(
    raw,
  )`account_id = ${accountId}::uuid and chat_key = any(${bytesOf(chatKeys)}::text::bytea[])`;
}

/** The same by id, for notices. */
export function lockById(raw: Raw, ids: readonly number[]) {
  return lockWhere(raw)`id = any(${listOf(ids)}::text::bigint[])`;
}

/** A message about to be written. */
export interface MessageRow {
  readonly conversationId: number;
  readonly id: number;
  readonly accountId: string;
  readonly direction: 'in' | 'out';
  readonly body: Buffer;
  readonly externalId: string | null;
  readonly requestId: string | null;
  readonly edits: number | null;
  readonly card: boolean;
  readonly noticeId: string | null;
  /** Claimed for the sender of this process as it is written. */
  readonly handed: boolean;
}

/** Writes messages, both ways; what goes out is due now. `at` is the ward's time of each row. */
export async function insertMessages(
  raw: Raw,
  rows: readonly MessageRow[],
  at: readonly Date[],
): Promise<void> {
  if (rows.length === 0) return;
  await raw`
    insert into message (conversation_id, id, account_id, direction, at, body, external_id, request_id, edits, card, notice_id, due, leased_until, attempts)
    select c, i, a, d, t, b, e, r, x, k = 1, n, case when d = 'out' then now() end,
      case when h = 1 then clock_timestamp() + ${CLAIM_MS} * interval '1 millisecond' end, h
    from unnest(
      ${listOf(rows.map((row) => row.conversationId))}::text::bigint[], ${listOf(rows.map((row) => row.id))}::text::bigint[], ${listOf(rows.map((row) => row.accountId))}::text::uuid[],
      ${textsOf(rows.map((row) => row.direction))}::text::text[], ${listOf(at.map((one) => one.toISOString()))}::text::timestamptz[],
      ${bytesOf(rows.map((row) => row.body))}::text::bytea[], ${textsOf(rows.map((row) => row.externalId))}::text::text[],
      ${listOf(rows.map((row) => row.requestId))}::text::uuid[], ${listOf(rows.map((row) => row.edits))}::text::bigint[], ${listOf(rows.map((row) => (row.card ? 1 : 0)))}::text::int[],
      ${listOf(rows.map((row) => row.noticeId))}::text::bigint[], ${listOf(rows.map((row) => (row.handed ? 1 : 0)))}::text::int[]
    ) as m (c, i, a, d, t, b, e, r, x, k, n, h)`;
}

/** A conversation as a turn leaves it. */
export interface SavedConversation {
  readonly id: number;
  readonly flow: string;
  readonly flowVersion: string;
  readonly state: Buffer;
  readonly messages: number;
  readonly lastInAt: Date | null;
}

/** Saves what the turns made of their conversations. */
export async function saveConversations(raw: Raw, rows: readonly SavedConversation[]): Promise<void> {
  // A round of nothing but the domain's own timers touches no conversation.
  if (rows.length === 0) return;
  await raw`
    update conversation set flow = n.f, flow_version = n.v, state = n.s, messages = n.m, last_in_at = coalesce(n.l, last_in_at),
      gone_at = case when n.l is null then gone_at end
    from unnest(
      ${listOf(rows.map((row) => row.id))}::text::bigint[], ${textsOf(rows.map((row) => row.flow))}::text::text[], ${textsOf(rows.map((row) => row.flowVersion))}::text::text[],
      ${bytesOf(rows.map((row) => row.state))}::text::bytea[], ${listOf(rows.map((row) => row.messages))}::text::int[],
      ${listOf(rows.map((row) => row.lastInAt?.toISOString() ?? null))}::text::timestamptz[]
    ) as n (id, f, v, s, m, l)
    where conversation.id = n.id`;
}

/** A claimed notice. */
export interface NoticeRow {
  readonly id: string;
  readonly ward_id: string;
  readonly conversation_id: string | null;
  readonly kind: string;
  readonly body: Buffer;
}

/** What may be told here; see claimNotices. */
const KINDS: string[] = Notice.options.map(({ shape }) => shape.kind.value);

/** Is there anything to claim? Asked every second, so that an idle office opens no transaction for it. */
export async function anyNoticeDue(raw: Raw, wardTimes: ReadonlyMap<string, Date>): Promise<boolean> {
  const wards = [...wardTimes.keys()];
  const times = wards.map((id) => wardTimes.get(id)?.toISOString() ?? null);
  // The first of each ward and no more: with `exists` PostgreSQL may read all that wait for another day.
  const rows = await raw`
    select 1 from unnest(${wards}::uuid[], ${times}::timestamptz[]) as w (id, now)
    cross join lateral (
      select n.due_at from notice n where n.ward_id = w.id and n.handled_at is null order by n.due_at, n.id limit 1
    ) first
    where first.due_at <= w.now limit 1`;
  return rows.length > 0;
}

/**
 * Claims notices that are due by their ward's own clock, the first of each conversation, until the transaction ends.
 * `skip locked` lets several processes share the work; a conversation's notices stay in order because the next one
 * is only taken when the first is handled. During an upgrade a newer version may have written a kind that is not known
 * here: it is left to that version for ten minutes, and then set aside, so that after a step back nothing hangs.
 */
export function claimNotices(raw: Raw, wardTimes: ReadonlyMap<string, Date>, limit: number) {
  const wards = [...wardTimes.keys()];
  return raw<NoticeRow[]>`
    select n.id, n.ward_id, n.conversation_id, n.kind, n.body
    from unnest(${wards}::uuid[], ${wards.map((id) => wardTimes.get(id)?.toISOString() ?? null)}::timestamptz[]) as w (id, now)
    join notice n on n.ward_id = w.id and n.due_at <= w.now
    where n.handled_at is null and (n.kind = any(${KINDS}::text[]) or n.due_at < w.now - interval '10 minutes')
      and not exists (
        select 1 from notice e
        where e.conversation_id = n.conversation_id and e.handled_at is null and e.due_at <= w.now and (e.due_at, e.id) < (n.due_at, n.id)
      )
    order by n.due_at, n.id
    limit ${limit}
    for update of n skip locked`;
}

/** Marks notices as handled. */
export async function finishNotices(raw: Raw, ids: readonly string[], at: Date): Promise<void> {
  await raw`update notice set handled_at = ${at.toISOString()}::timestamptz where id = any(${ids as string[]}::bigint[])`;
}
