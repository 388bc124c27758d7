import type { Sql } from 'postgres';
import type { Violation } from './checks/violation.ts';
import type { Fleet } from './fleet.ts';
import type { Ways } from './ways.ts';

/** Something that only the holder of a lease may do, as the platform's server saw it. */
export interface Deed {
  readonly channel: 'telegram' | 'whatsapp';
  readonly what: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The port that it came from. */
  readonly from: number;
}

/** Stands for the port of the first process, which has its leases before anybody watches. */
const FIRST = -1;

/** How long (ms) somebody may go on after a lease has changed hands. */
const SLACK_MS = 1_000;

/**
 * Has the database itself write down who takes a lease, and each write of a key under another epoch than the one that
 * stands: nothing of the office's own code is trusted for it.
 */
export async function watchLeases(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema faults;
    create table faults.turn (account_id uuid, epoch bigint, port int, at timestamptz);
    create table faults.old_write (what text, epoch bigint, stands bigint, at timestamptz);
    create function faults.note_turn() returns trigger language plpgsql as $$ begin
      if tg_op = 'INSERT' or new.epoch <> old.epoch then
        insert into faults.turn values (new.account_id, new.epoch, inet_client_port(), clock_timestamp());
      end if;
      return null;
    end $$;
    create trigger faults_turn after insert or update on channel_lease
      for each row execute function faults.note_turn();
    -- Only now, when nobody can take one unseen any more.
    insert into faults.turn select account_id, epoch, ${FIRST}, '-infinity' from channel_lease;
    create function faults.note_write() returns trigger language plpgsql as $$ declare stands bigint; begin
      select epoch into stands from channel_lease where account_id = new.account_id;
      if stands is distinct from new.epoch then
        insert into faults.old_write values (tg_table_name, new.epoch, stands, clock_timestamp());
      end if;
      return null;
    end $$;
    -- That somebody has written to us is no key: it is true whoever notes it, and is noted before the lease is asked.
    create trigger faults_write after insert on wa_key for each row
      when (new.type <> 'heard') execute function faults.note_write();
    create trigger faults_rewrite after update on wa_key for each row
      when (new.type <> 'heard' and new.value is distinct from old.value) execute function faults.note_write();
    create trigger faults_write after insert on wa_session for each row execute function faults.note_write();
    create trigger faults_rewrite after update on wa_session for each row
      when (new.creds is distinct from old.creds) execute function faults.note_write();`);
}

/** The process that took the lease of a channel last, or null. */
export async function leaderOf(sql: Sql, channel: string, toDatabase: Ways): Promise<number | null> {
  const [row] = await sql`
    select t.port, extract(epoch from t.at) * 1000 as at from faults.turn t join account a on a.id = t.account_id
    where a.channel = ${channel} order by t.at desc limit 1`;
  return row ? callerOf(toDatabase, row['port'], Number(row['at'])) : null;
}

/** 11: whatever only one may do is done by the holder of the lease, or within a second after it was lost; no old epoch writes. */
export async function checkLeases(
  sql: Sql,
  deeds: readonly Deed[],
  {
    fleet,
    toDatabase,
    to,
  }: { fleet: Fleet; toDatabase: Ways; to: (channel: Deed['channel']) => Ways | undefined },
): Promise<Violation[]> {
  const rows = await sql`
    select a.channel, t.epoch, t.port, extract(epoch from t.at) * 1000 as at
    from faults.turn t join account a on a.id = t.account_id order by t.at`;
  const turns = rows.map((row) => ({
    channel: String(row['channel']),
    process: callerOf(toDatabase, row['port'], Number(row['at'])),
    at: Number(row['at']),
  }));
  const found: Violation[] = [];
  for (const deed of deeds) {
    const ways = to(deed.channel);
    const process = ways?.caller(deed.from, deed.at);
    if (!ways || process === undefined) continue;
    const mine = turns.filter(({ channel }) => channel === deed.channel);
    const excuses = [...ways.troubles, ...(fleet.processes[process]?.pauses ?? [])];
    const holds = mine.some((turn, index) => {
      const end = mine[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      const until = excusedUntil(end, excuses) + SLACK_MS;
      return turn.process === process && deed.at >= turn.at - 50 && deed.at <= until;
    });
    if (!holds)
      found.push({
        promise: 11,
        expected: `${deed.what} on ${deed.channel} by the holder of the lease only`,
        seen: `by process ${process} at ${new Date(deed.at).toISOString()}`,
      });
  }
  const old = await sql`select what, epoch, stands from faults.old_write`;
  return [
    ...found.slice(0, 20),
    ...old.map(({ what, epoch, stands }) => ({
      promise: 11,
      expected: `writes of ${what} under epoch ${stands}`,
      seen: `under epoch ${epoch}`,
    })),
  ];
}

function callerOf(toDatabase: Ways, port: number, at: number): number | null {
  return port === FIRST ? 0 : (toDatabase.caller(port, at) ?? null);
}

/** Who stood still, or whose line was bad, could not hear of the end before that was over. */
function excusedUntil(end: number, excuses: readonly { since: number; until: number }[]): number {
  const over = excuses
    .filter(({ since, until }) => since <= end + SLACK_MS && until >= end)
    .map(({ until }) => until);
  return Math.max(end, ...over);
}
