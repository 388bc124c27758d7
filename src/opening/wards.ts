import type postgres from 'postgres';
import type { Clock } from '../clock.ts';
import type { Sealer } from '../db/seal.ts';
import { transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import { seedTrainingWard } from '../wards/training.ts';
import { allWards, type Ward } from '../wards/ward.ts';

/** The wards that this process opens. */
export interface WardsAtStart {
  /** The ward that the bot and the front page are of: the real one that was made first, else the training ward. */
  readonly serving: Ward;
  /** The training ward, when its room is open. */
  readonly training: Ward | null;
}

/**
 * The wards of this deployment; an empty database gets the training ward. `training`: the setting TRAINING; true makes
 * a training ward beside a real one, false closes the room, null opens it wherever there is a training ward.
 */
export async function wardsAtStart(
  deps: {
    readonly sql: postgres.Sql;
    readonly db: Db;
    readonly sealer: Sealer;
    readonly clock: Clock;
    readonly entropy: Entropy;
  },
  training: boolean | null,
): Promise<WardsAtStart> {
  let wards = await allWards(deps.db);
  if (wards.length === 0 || (training === true && !wards.some((ward) => ward.training))) {
    await transaction(deps.sql, ({ tx }) => seedTrainingWard(tx, deps, deps.clock.now()));
    wards = await allWards(deps.db);
  }
  const room = training === false ? null : (wards.find((ward) => ward.training) ?? null);
  // Ids are ordered by time; by code a ward that is added later could take the bot away from the one that is served.
  const [oldest] = wards.filter((ward) => !ward.training).sort((a, b) => (a.id < b.id ? -1 : 1));
  const serving = oldest ?? wards[0];
  if (!serving) throw new Error('there is no ward after one was made');
  return { serving, training: room };
}
