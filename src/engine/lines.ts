import type postgres from 'postgres';
import type { LineHealth } from '../channels/line-health.ts';
import type { Channel, SendFailure } from '../channels/port.ts';
import type { Clock } from '../clock.ts';

/** What became of a send, or why not. */
export type Outcome = 'sent' | SendFailure['kind'];

interface Tally {
  readonly channel: Channel;
  lastIn: Date | null;
  lastOut: Date | null;
  readonly sends: Map<Outcome, number>;
}

/** Keeps what happened on each account of this process. */
export class Lines {
  readonly #clock: Clock;
  readonly #tallies = new Map<string, Tally>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A channel was let in. */
  add(channel: Channel): void {
    this.#tallies.set(channel.accountId, { channel, lastIn: null, lastOut: null, sends: new Map() });
  }

  /** A message came in. */
  heard(accountId: string): void {
    const tally = this.#tallies.get(accountId);
    if (tally) tally.lastIn = this.#clock.now();
  }

  /** A message went out, or did not. */
  tried(accountId: string, outcome: Outcome): void {
    const tally = this.#tallies.get(accountId);
    if (!tally) return;
    if (outcome === 'sent') tally.lastOut = this.#clock.now();
    tally.sends.set(outcome, (tally.sends.get(outcome) ?? 0) + 1);
  }

  get channels(): readonly Channel[] {
    return [...this.#tallies.values()].map(({ channel }) => channel);
  }

  /** Every account with what waits to be sent on it. */
  async health(sql: postgres.Sql): Promise<LineHealth[]> {
    const ids = [...this.#tallies.keys()];
    const rows = await sql<{ account_id: string; waiting: string; oldest: string }[]>`
      select account_id, count(*) as waiting, extract(epoch from now() - min(due)) * 1000 as oldest
      from message where due is not null and account_id = any(${ids}::uuid[]) group by account_id`;
    const queues = new Map(rows.map((row) => [row.account_id, row]));
    return [...this.#tallies].map(([accountId, { channel, lastIn, lastOut, sends }]): LineHealth => {
      const queue = queues.get(accountId);
      const { up, why, since } = channel.reach;
      return {
        accountId,
        channel: channel.name,
        up,
        standby: channel.standby ?? false,
        why,
        since,
        lastIn,
        lastOut,
        waiting: Number(queue?.waiting ?? 0),
        oldestMs: Math.max(0, Math.round(Number(queue?.oldest ?? 0))),
        counts: Object.fromEntries([...sends, ...(channel.counts ?? [])]),
      };
    });
  }
}
