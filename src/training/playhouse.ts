import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type postgres from 'postgres';
import type { Sealer } from '../db/seal.ts';
import { transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import { createFileStore, type FileStore } from '../files/store.ts';
import type { Log } from '../log.ts';
import { buildHouse, type House } from '../office.ts';
import { loadServices } from '../services.ts';
import { seedTrainingWard } from '../wards/training.ts';
import { openRoom, type TrainingRoom } from './room.ts';
import type { StageClock } from './stage.ts';

/** Monday 23 November 2026, 09.00 WITA: an ordinary working morning. */
export const OPENING_TIME = Date.parse('2026-11-23T01:00:00Z');

/** An office on a throw-away database with its own time, for scripts and tests. */
export interface Playhouse {
  readonly house: House;
  readonly room: TrainingRoom;
  readonly clock: StageClock;
  /** Where its papers lie, sealed. */
  readonly files: FileStore;
  /** The folder of these papers, gone after `close`. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Opens the training ward on an empty, migrated database. Time stands still but for what `clock.move` adds. */
export async function openPlayhouse(deps: {
  readonly url: string;
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly log: Log;
}): Promise<Playhouse> {
  const folder = await mkdtemp(join(tmpdir(), 'halo-lurah-play-'));
  let now = OPENING_TIME;
  const clock: StageClock = {
    now: () => new Date(now),
    move: (ms) => {
      now += ms;
    },
  };
  const entropy = countingEntropy();
  const files = createFileStore(folder, deps.sealer);
  const services = await loadServices();
  const house = buildHouse({
    alone: false,
    ...deps,
    clock,
    entropy,
    files,
    services,
    publicUrl: () => 'https://contoh.go.id',
  });
  const { ward } = await transaction(deps.sql, ({ tx }) =>
    seedTrainingWard(tx, { sealer: deps.sealer, entropy }, clock.now()),
  );
  const room = await openRoom(house, { ...deps, clock, entropy, files, services }, ward);
  await house.start();
  await house.open(room.channel);
  return {
    house,
    room,
    clock,
    files,
    folder,
    close: async () => {
      await house.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Randomness that is the same in every run: a counter through SHA-256. For scripts only, never for a real office. */
export function countingEntropy(): Entropy {
  let count = 0;
  return {
    bytes: (size) => {
      const blocks: Buffer[] = [];
      for (let have = 0; have < size; have += 32) {
        count += 1;
        blocks.push(createHash('sha256').update(`halo-lurah ${count}`).digest());
      }
      return Buffer.concat(blocks).subarray(0, size);
    },
  };
}
