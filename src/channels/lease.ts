import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';

/** Another process speaks for this account now: nothing more may be written or sent. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('the lease on this account was lost');
  }
}

/** How long a lease lasts and how often it is renewed, in milliseconds. */
export interface LeaseTimes {
  readonly ttlMs: number;
  readonly renewMs: number;
}

/** Renewed every 5 s, over after 20 s: a stand-by takes over within half a minute. */
export const LEASE_TIMES: LeaseTimes = { ttlMs: 20_000, renewMs: 5_000 };

/** The right to be the one socket, or the one poller, of an account. */
export interface Lease {
  readonly epoch: number;
  /** Aborted when the lease is lost, or when it could not be renewed until shortly before its end. */
  readonly lost: AbortSignal;
  /** False from the moment at which another may have it, even where no timer has run yet: after a sleep, say. */
  readonly sure: boolean;
  /** Gives the lease back, so that another need not wait for its end. */
  release(): Promise<void>;
}

/**
 * Takes the lease of an account if nobody has it, and renews it from then on; null while another holds it. The
 * database's clock decides who holds it; the own clock only decides to stop early, never to go on. `force` takes it
 * from whoever has it: a person wants the account now, and the other will notice.
 */
export async function takeLease(
  sql: Sql,
  accountId: string,
  times: LeaseTimes = LEASE_TIMES,
  { force = false }: { readonly force?: boolean } = {},
): Promise<Lease | null> {
  const holder = randomUUID();
  const { ttlMs, renewMs } = times;
  let sureUntil = performance.now() + ttlMs;
  const [row] = await sql<{ epoch: string }[]>`
    insert into channel_lease (account_id, holder, epoch, expires_at)
    values (${accountId}, ${holder}, 1, clock_timestamp() + ${ttlMs} * interval '1 ms')
    on conflict (account_id) do update
      set holder = excluded.holder, epoch = channel_lease.epoch + 1, expires_at = excluded.expires_at
      where ${force} or channel_lease.expires_at < clock_timestamp()
    returning epoch`;
  if (!row) return null;
  const epoch = Number(row.epoch);
  const lost = new AbortController();
  let renewing = false;

  async function renew(): Promise<void> {
    const asked = performance.now();
    const rows = await sql`
      update channel_lease set expires_at = clock_timestamp() + ${ttlMs} * interval '1 ms'
      where account_id = ${accountId} and epoch = ${epoch} and expires_at > clock_timestamp()
      returning 1`;
    if (rows.length === 0) lost.abort(new LeaseLost());
    else sureUntil = asked + ttlMs;
  }

  const timer = setInterval(() => {
    // One renewal before the end is left out: the socket must be down before another may come up.
    if (performance.now() > sureUntil - renewMs) lost.abort(new LeaseLost());
    if (lost.signal.aborted) return clearInterval(timer);
    if (renewing) return;
    renewing = true;
    renew()
      .catch(() => undefined)
      .finally(() => {
        renewing = false;
      });
  }, renewMs);
  timer.unref();

  return {
    epoch,
    lost: lost.signal,
    get sure() {
      return !lost.signal.aborted && performance.now() < sureUntil;
    },
    async release() {
      clearInterval(timer);
      await sql`
        update channel_lease set expires_at = clock_timestamp() - interval '1 ms'
        where account_id = ${accountId} and epoch = ${epoch}`;
    },
  };
}
