import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { childEnvironment, readEnvironment } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { systemEntropy } from '../entropy.ts';
import { createLog } from '../log.ts';
import { openPlayhouse, type Playhouse } from '../training/playhouse.ts';

/** Runs `work` in an office on a database of its own that is gone afterwards; nothing of a real office is touched. */
export async function inThrowawayOffice<T>(work: (playhouse: Playhouse) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'halo-lurah-'));
  try {
    const env = childEnvironment(readEnvironment(process.cwd()));
    const config = { dataDir, databaseUrl: null, dataKey: randomBytes(32) };
    const database = await openDatabase(config, {
      clock: systemClock,
      entropy: systemEntropy,
      env,
      mode: 'own',
    });
    try {
      const playhouse = await openPlayhouse({ ...database, log: createLog('error') });
      try {
        return await work(playhouse);
      } finally {
        await playhouse.close();
      }
    } finally {
      await database.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
