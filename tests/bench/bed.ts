import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { type Connection, connect } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createSealer, type Sealer } from '../../src/db/seal.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { seedTrainingWard } from '../../src/wards/training.ts';
import { trainingPeople } from '../../src/wards/training-people.ts';

/** As many as the peers' pools have. */
const CONNECTIONS = 10;

/** A database with our tables and the training ward. */
export interface Ground extends Omit<Connection, 'close'> {
  readonly url: string;
  readonly sealer: Sealer;
  readonly wardId: string;
  /** Residents that may ask for a letter: each chat is one of them, in turn. */
  readonly people: readonly { readonly nik: string; readonly birthDate: string }[];
}

/** One durable PostgreSQL (fsync on): what every contender works on. */
export interface Bed extends Ground {
  /** The sealing key, in hex, for other processes of the run: the database is thrown away behind it. */
  readonly secret: string;
  /** The server's process, for counting what CPU is its own. */
  readonly pid: number;
  end(): Promise<void>;
}

/**
 * Starts the server; `end` removes it. `diskMs`: every commit waits so long before it is flushed, whoever commits meanwhile
 * goes along, as on a slow disk (PostgreSQL's `commit_delay`, at most 100 ms).
 */
export async function openBed(diskMs = 0): Promise<Bed> {
  const folder = await mkdtemp(join(tmpdir(), 'halo-lurah-bench-'));
  const settings = { commit_delay: String(diskMs * 1000), commit_siblings: '0' };
  const database = await startEmbedded({
    dataDir: folder,
    durable: true,
    ...(diskMs > 0 ? { settings } : {}),
  });
  await migrate(database.url);
  const connection = connect(database.url, { max: CONNECTIONS });
  const secret = systemEntropy.bytes(32);
  return {
    ...(await groundOf({ ...connection, url: database.url }, secret)),
    secret: secret.toString('hex'),
    pid: database.pid,
    end: async () => {
      await connection.close();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A migrated database that gets the training ward, under a key of its own. */
export async function groundOf(
  connection: Omit<Connection, 'close'> & { readonly url: string },
  secret = systemEntropy.bytes(32),
): Promise<Ground> {
  const sealer = createSealer(secret);
  const deps = { sealer, entropy: systemEntropy };
  const { ward } = await transaction(connection.sql, ({ tx }) =>
    seedTrainingWard(tx, deps, systemClock.now()),
  );
  return {
    url: connection.url,
    sql: connection.sql,
    db: connection.db,
    sealer,
    wardId: ward.id,
    people: trainingPeople()
      .filter(({ status }) => status === 'HIDUP')
      .map(({ data: { nik, birthDate } }) => ({ nik, birthDate })),
  };
}
