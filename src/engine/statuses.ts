import type postgres from 'postgres';
import type { DeliveryStatus } from '../channels/port.ts';
import { type DueRow, readKey, settle } from './outbox-sql.ts';

/** How long a message that was lost for a passing reason waits before it is sent once more (ms). */
const AGAIN_MS = 10_000;

/** What writing down statuses needs. */
export interface StatusOptions {
  readonly sql: postgres.Sql;
  /** A message that will never arrive, as for a send that failed. */
  readonly lost: (row: DueRow, outcome: 'failed', gone: boolean) => Promise<void>;
}

/**
 * What platforms say of messages after they were sent. Statuses come more than once and in any order, so they only go
 * forward: sent, failed, delivered, read. A message that failed for a passing reason is sent once more, and only if
 * nothing was ever heard of its arrival; the mark `failed` stays on it until it is delivered, so that a second failure
 * is the last.
 */
export class Statuses {
  readonly #options: StatusOptions;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(options: StatusOptions) {
    this.#options = options;
  }

  /** `unknown`: no message has that id (yet). Rejects when it could not be written: the platform must say it again. */
  async record(status: DeliveryStatus): Promise<'known' | 'unknown'> {
    const key = `${status.accountId} ${status.externalId}`;
    // What is said twice at once must not be told twice.
    const before = this.#running.get(key);
    const mine = (before ?? Promise.resolve()).then(() => this.#record(status));
    const settled = mine.catch(() => undefined);
    this.#running.set(key, settled);
    return mine.finally(() => {
      if (this.#running.get(key) === settled) this.#running.delete(key);
    });
  }

  async #record(status: DeliveryStatus): Promise<'known' | 'unknown'> {
    const { sql, lost } = this.#options;
    const row = await write(sql, status);
    if (!row) return 'unknown';
    if (row.lost) {
      await lost(row, 'failed', status.failure?.kind === 'gone');
      // Only now: whoever dies before is told the status again, and tells the office.
      await settle(sql, row, 'failed', null, `status ${status.failure?.code ?? 'failed'}`);
    }
    return 'known';
  }
}

/**
 * A send that was cut off has no id of the platform yet: it is known by the mark that it carried, also after it was
 * taken up once more to be given up. That it failed counts only when nobody is sending it any more.
 */
async function write(
  sql: postgres.Sql,
  { accountId, externalId, key, state, at, failure }: DeliveryStatus,
): Promise<(DueRow & { readonly lost: boolean }) | undefined> {
  const [chat, id, attempts] = readKey(key) ?? [null, null, null];
  const passing = failure?.kind === 'retry' || failure?.kind === 'unknown';
  const [row] = await sql<(DueRow & { readonly lost: boolean })[]>`
    with found as (
      select conversation_id, id, external_id is null or external_id <> ${externalId} as cut,
        outcome in ('sent', 'unknown') and ${state}::text = 'failed' and coalesce(status, 'sent') in ('sent', 'failed') as failed,
        coalesce(status, 'sent') = 'sent' and ${passing}::boolean as passing,
        array_position(array['sent', 'failed', 'delivered', 'read'], ${state}::text)
          > coalesce(array_position(array['sent', 'failed', 'delivered', 'read'], status), 0) as forward
      from message where account_id = ${accountId}::uuid and direction = 'out' and (
        external_id = ${externalId}
        or conversation_id = ${chat}::bigint and id = ${id}::bigint and attempts - ${attempts}::int in (0, 1) and outcome = 'unknown'
          and (${state}::text <> 'failed' or leased_until is null or leased_until < now())
      )
      limit 1 for update
    ), written as (
      update message m set status = ${state}::text, status_at = ${at.toISOString()}::timestamptz,
        outcome = case when f.failed and f.passing then null when f.cut then 'sent' else m.outcome end,
        due = case when f.failed and f.passing then now() + ${AGAIN_MS} * interval '1 millisecond' when f.cut then null else m.due end,
        external_id = ${externalId}, error = case when f.cut then null else m.error end
      from found f where m.conversation_id = f.conversation_id and m.id = f.id and f.forward
    )
    select f.conversation_id, f.id, m.body, m.attempts, m.edits, m.request_id, m.notice_id, c.address, c.ward_id, c.person_id,
      c.staff_id, false as begun, null as edited_external_id, null as edited_at, coalesce(f.failed and not f.passing, false) as lost
    from found f join message m on m.conversation_id = f.conversation_id and m.id = f.id
    join conversation c on c.id = f.conversation_id`;
  return row;
}
