import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import { type Connection, checkVersion, connect } from './client.ts';
import { type EmbeddedDatabase, findRunning, startEmbedded, useFolder } from './embedded.ts';
import { unreachable } from './errors.ts';
import { openKey } from './key.ts';
import { migrate } from './migrate.ts';
import type { Sealer } from './seal.ts';

/** How the database is opened: `own` starts the built-in server, other modes join a running one. */
export interface OpenOptions {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Environment of the built-in server (`childEnvironment`). */
  readonly env: Readonly<Record<string, string>>;
  /** `own`: the office itself. `share`: a command, which joins the office's database when the office runs. */
  readonly mode: 'own' | 'share';
  readonly max?: number;
  readonly tell?: (sentence: string) => void;
}

/** The database, ready for work: migrated, its key proved. */
export interface OpenDatabase extends Connection {
  readonly url: string;
  readonly sealer: Sealer;
  /** Version of the server, for example 18.4. */
  readonly version: string;
  /** Ours, when this process runs it. */
  readonly embedded: EmbeddedDatabase | null;
  /** Closes the connections and ends the built-in server, within 5 s in all; never rejects. */
  stop(): Promise<void>;
}

/**
 * Opens the database of the configuration.
 * @throws a StartupProblem: FolderUnwritable, SecondInstance, EmbeddedFailed, DatabaseUnreachable, DatabaseTooOld,
 * DatabaseTooNew, BadKey or WrongKey. Nothing is left running then.
 */
export async function openDatabase(
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'dataKey'>,
  options: OpenOptions,
): Promise<OpenDatabase> {
  const dataDir = await useFolder(config.dataDir);
  const given = config.databaseUrl ?? (options.mode === 'share' ? await findRunning(dataDir) : null);
  const embedded = given === null ? await startEmbedded({ ...options, dataDir }) : null;
  const url = given ?? embedded?.url ?? '';
  let connection: Connection | null = null;
  try {
    connection = connect(url, options.max === undefined ? {} : { max: options.max });
    const version = await checkVersion(connection.sql);
    await migrate(url);
    const sealer = await openKey(connection.sql, { ...options, given: config.dataKey, dataDir });
    const { sql, db, close } = connection;
    const stop = async () => {
      // One second to close: with the server's own 3.5 s of patience this stays below five.
      await sql.end({ timeout: 1 }).catch(() => undefined);
      await embedded?.stop();
    };
    return { sql, db, close, url, sealer, version, embedded, stop };
  } catch (error) {
    await connection?.sql.end({ timeout: 0 }).catch(() => undefined);
    await embedded?.stop();
    throw unreachable(error, url);
  }
}
