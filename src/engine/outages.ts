import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Channel } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import { account } from '../db/schema/index.ts';
import { type Both, transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import type { Consequence } from '../requests/office.ts';
import { tellRoles } from '../requests/people.ts';
import { queueConsequences } from './queue.ts';
import type { TurnDeps } from './surroundings.ts';

/** A line that is down for so long (ms) is an outage: reconnecting takes a few seconds and is none. */
export const OUTAGE_MS = 30_000;

/** What telling of an outage needs. */
export interface OutageDeps extends Pick<TurnDeps, 'ids' | 'wards' | 'accounts' | 'sealer' | 'jobs'> {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly clock: Clock;
  readonly committed: () => void;
}

/**
 * Tells the operators, on their other channels, that a line is down: once, however many processes see it, and once
 * more when it is up again. The account's row keeps that it was told.
 */
export class Outages {
  readonly #deps: OutageDeps;
  /** What the row says, as far as this process knows. */
  readonly #told = new Map<string, boolean>();

  constructor(deps: OutageDeps) {
    this.#deps = deps;
  }

  /** Looks at every channel; what a stand-by sees counts for nothing. */
  async look(channels: readonly Channel[]): Promise<void> {
    for (const channel of channels) {
      if (channel.standby) {
        this.#told.delete(channel.accountId);
        continue;
      }
      const { up, since } = channel.reach;
      const down = !up && this.#deps.clock.now().getTime() - since.getTime() >= OUTAGE_MS;
      if (down && !(await this.#wasTold(channel))) await this.#tell(channel, true);
      if (up && (await this.#wasTold(channel))) await this.#tell(channel, false);
    }
  }

  async #wasTold({ accountId }: Channel): Promise<boolean> {
    const known = this.#told.get(accountId);
    if (known !== undefined) return known;
    const [row] = await this.#deps.db
      .select({ downSince: account.downSince })
      .from(account)
      .where(eq(account.id, accountId));
    const told = row?.downSince != null;
    this.#told.set(accountId, told);
    return told;
  }

  async #tell(channel: Channel, down: boolean): Promise<void> {
    const { sql, ids, committed } = this.#deps;
    const { accountId } = channel;
    await ids.during(200, () =>
      transaction(sql, async (both) => {
        // Of several processes one changes the row, and that one tells.
        const changed = await both.tx
          .update(account)
          .set({ downSince: down ? channel.reach.since : null })
          .where(
            and(eq(account.id, accountId), down ? isNull(account.downSince) : isNotNull(account.downSince)),
          )
          .returning({ id: account.id });
        if (changed.length > 0) await this.#tellWards(both, channel, down);
      }),
    );
    this.#told.set(accountId, down);
    committed();
  }

  async #tellWards(both: Both, channel: Channel, down: boolean): Promise<void> {
    const known = await this.#deps.accounts.get(both.tx, channel.accountId);
    for (const { id } of known.wards) {
      const office = this.#deps.wards.office(await this.#deps.wards.ward(both.tx, id));
      const notice = {
        kind: 'line',
        channel: channel.name,
        down,
        at: new Date(channel.reach.since.getTime() + office.ward.clockAheadMs).toISOString(),
        why: channel.reach.why,
      } as const;
      const told = await tellRoles(both.tx, office, ['operator'], notice);
      await queueConsequences(
        both,
        this.#deps,
        office,
        told.map((one) => elsewhere(one, channel.accountId)),
      );
    }
  }
}

/** The same to everybody, but not on the line that is down. */
function elsewhere(one: Consequence, accountId: string): Consequence {
  return one.kind === 'tell' && 'staffIds' in one.to ? { ...one, to: { ...one.to, notOn: accountId } } : one;
}
