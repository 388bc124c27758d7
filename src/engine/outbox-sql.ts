import type postgres from 'postgres';
import { listOf, textsOf } from '../db/lists.ts';

/** A message that is due, with what is needed to send it. */
export interface DueRow {
  readonly conversation_id: string;
  readonly id: string;
  readonly body: Buffer;
  readonly attempts: number;
  readonly edits: string | null;
  readonly edited_external_id: string | null;
  readonly edited_at: Date | null;
  readonly request_id: string | null;
  /** The notice that it came from. */
  readonly notice_id: string | null;
  readonly address: Buffer;
  readonly ward_id: string;
  readonly person_id: string;
  readonly staff_id: string | null;
  /** An earlier send was begun and never marked: whether it arrived is not known. */
  readonly begun: boolean;
}

/**
 * Claims messages to send: of each conversation only the oldest that is not sent, so that order is kept; leased for
 * `leaseMs`, so that another process takes over when this one dies. Conversations in `busy` are being served here.
 */
export function claimDue(
  sql: postgres.Sql,
  accountId: string,
  busy: readonly number[],
  limit: number,
  leaseMs: number,
) {
  return sql<DueRow[]>`
    with recursive head as (
      -- From one conversation to the next by the index: what lies behind the oldest of each is not looked at, however
      -- long the queue is.
      (
        select conversation_id, id from message
        where account_id = ${accountId}::uuid and due is not null
        order by account_id, conversation_id, id limit 1
      )
      union all
      select n.conversation_id, n.id from head h cross join lateral (
        select conversation_id, id from message
        where account_id = ${accountId}::uuid and due is not null and conversation_id > h.conversation_id
        order by account_id, conversation_id, id limit 1
      ) n
    ), free as (
      select m.conversation_id, m.id, m.outcome is not null as begun
      from head h join message m on m.conversation_id = h.conversation_id and m.id = h.id
      where h.conversation_id <> all(${busy as number[]}::bigint[])
        and m.due is not null and m.due <= now() and (m.leased_until is null or m.leased_until < now())
      order by m.due limit ${limit}
      for update of m skip locked
    )
    update message m set leased_until = now() + ${leaseMs} * interval '1 millisecond', attempts = m.attempts + 1
    from free f join conversation c on c.id = f.conversation_id
    where m.conversation_id = f.conversation_id and m.id = f.id
    returning m.conversation_id, m.id, m.body, m.attempts, m.edits, m.request_id, m.notice_id, c.address, c.ward_id, c.person_id, c.staff_id, f.begun,
      (select o.external_id from message o where o.conversation_id = m.conversation_id and o.id = m.edits) as edited_external_id,
      (select o.at from message o where o.conversation_id = m.conversation_id and o.id = m.edits) as edited_at`;
}

/**
 * Sends begin: from now on their result is unknown until it is marked. Between the claim and this lies the waiting for
 * the chat's turn, and whoever dies there has said nothing. false: the message was claimed again meanwhile, and belongs to
 * that claim, also when both are asked about at once.
 */
export async function beginAll(
  sql: postgres.Sql,
  given: readonly Pick<DueRow, 'conversation_id' | 'id' | 'attempts'>[],
  leaseMs: number,
): Promise<boolean[]> {
  const rows = await sql<Pick<DueRow, 'conversation_id' | 'id' | 'attempts'>[]>`
    update message m set outcome = 'unknown', leased_until = now() + ${leaseMs} * interval '1 millisecond'
    from unnest(
      ${listOf(given.map((row) => row.conversation_id))}::text::bigint[], ${listOf(given.map((row) => row.id))}::text::bigint[], ${listOf(given.map((row) => row.attempts))}::text::int[]
    ) as b (c, i, a)
    where m.conversation_id = b.c and m.id = b.i and m.due is not null and m.outcome is null and m.attempts = b.a
    returning m.conversation_id, m.id, m.attempts`;
  const begun = new Set(rows.map(sendKey));
  return given.map((row) => begun.delete(sendKey(row)));
}

/** Messages were sent: they are due no more. */
export async function settleSent(
  sql: postgres.Sql,
  sent: readonly { readonly row: Pick<DueRow, 'conversation_id' | 'id'>; readonly externalId: string }[],
): Promise<void> {
  await sql`
    update message m set due = null, leased_until = null, outcome = 'sent', external_id = s.x, error = null
    from unnest(
      ${sent.map(({ row }) => row.conversation_id)}::bigint[], ${sent.map(({ row }) => row.id)}::bigint[], ${textsOf(sent.map(({ externalId }) => externalId))}::text::text[]
    ) as s (c, i, x)
    where m.conversation_id = s.c and m.id = s.i`;
}

/** The mark of one try to send a message; see readKey. */
export function sendKey(row: Pick<DueRow, 'conversation_id' | 'id' | 'attempts'>): string {
  return `${row.conversation_id}.${row.id}.${row.attempts}`;
}

/** The three numbers of a mark, or null when it is none of ours. */
export function readKey(key: string | null | undefined): readonly [string, string, number] | null {
  const [, conversationId, id, attempts] = /^(\d{1,18})\.(\d{1,18})\.(\d{1,9})$/.exec(key ?? '') ?? [];
  return conversationId && id && attempts ? [conversationId, id, Number(attempts)] : null;
}

/** The message is given up, or turned out not to be needed: it is due no more. Nothing, if it was claimed again meanwhile. */
export async function settle(
  sql: postgres.Sql,
  row: Pick<DueRow, 'conversation_id' | 'id' | 'attempts'>,
  outcome: 'sent' | 'failed' | 'unknown',
  externalId: string | null,
  error: string | null,
): Promise<void> {
  await sql`
    update message set due = null, leased_until = null, outcome = ${outcome}, external_id = coalesce(${externalId}, external_id), error = ${error}
    where conversation_id = ${row.conversation_id}::bigint and id = ${row.id}::bigint and attempts = ${row.attempts}::int`;
}

/** The send failed for now: due again after `afterMs`. Nothing, if it was claimed again meanwhile. */
export async function postpone(
  sql: postgres.Sql,
  row: Pick<DueRow, 'conversation_id' | 'id' | 'attempts'>,
  afterMs: number,
  error: string,
): Promise<void> {
  await sql`
    update message set due = now() + ${afterMs} * interval '1 millisecond', leased_until = null, outcome = null, error = ${error}
    where conversation_id = ${row.conversation_id}::bigint and id = ${row.id}::bigint and attempts = ${row.attempts}::int`;
}
