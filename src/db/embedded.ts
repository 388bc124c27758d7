import { chmod, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { type Entropy, systemEntropy } from '../entropy.ts';
import { serverAccount } from './account.ts';
import { prepareCluster, SUPERUSER } from './cluster.ts';
import { EmbeddedFailed, FolderUnwritable, SecondInstance } from './errors.ts';
import { folderHolder, lockFolder } from './lock.ts';
import { findPostgresFiles } from './postgres-files.ts';
import { reachablePrograms } from './reach.ts';
import { launchServer } from './server.ts';
import { endOrphans, readPidFile } from './server-process.ts';

/** What the built-in database needs. */
export interface EmbeddedOptions {
  /** The database is `<dataDir>/postgres`, its password `<dataDir>/postgres.password`. */
  readonly dataDir: string;
  /** False for a throw-away server of a test run: no fsync, faster, lost with the power. */
  readonly durable?: boolean;
  /** Environment of the server; ours holds keys and tokens and is never passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly entropy?: Entropy;
  /** A fixed loopback port, for a server that must come back at the same address; a free one by default. */
  readonly port?: number;
  /** Told what start-up found and did: a sentence without personal data. */
  readonly tell?: (sentence: string) => void;
}

/** A running database of our own. */
export interface EmbeddedDatabase {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server process has ended, whether asked to or not. */
  readonly ended: Promise<void>;
  /** Ends the server and frees the folder within about 5 s; never rejects. */
  stop(): Promise<void>;
}

const DATABASE = 'halo_lurah';
const JOIN_WITHIN_MS = 30_000;

/** Meant for an office PC with 2 GB that does other work too; idle it takes about 30 MB. */
const SMALL_MACHINE = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '48MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  // No helper processes for reading ahead: the data fits in memory.
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Neither statements nor their values reach the server's log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};
const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

/**
 * Starts the built-in PostgreSQL in `<dataDir>/postgres`; makes it first when it is not there, and clears up after a
 * start that was killed.
 * @throws FolderUnwritable, SecondInstance, EmbeddedFailed
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const durable = options.durable ?? true;
  const dataDir = await useFolder(options.dataDir);
  const lock = await lockFolder(dataDir);
  try {
    const { databaseFolder, passwordFile, logFile } = places(dataDir);
    const account = await serverAccount(databaseFolder);
    // The server's account passes through the folder to its own part of it; it cannot list or read the rest.
    if (account) await chmod(dataDir, ((await stat(dataDir)).mode & 0o7777) | 0o011);
    const files = await reachablePrograms(await findPostgresFiles(), account);
    const env = options.env ?? { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
    const shared = { databaseFolder, passwordFile, logFile, account, files, env, durable };

    const orphans = await endOrphans(databaseFolder);
    if (orphans > 0) options.tell?.('The database of an earlier run was still running; it was stopped.');
    const found = await prepareCluster({ ...shared, entropy: options.entropy ?? systemEntropy });
    if (found === 'remade') options.tell?.('A half-made database folder was set aside and a new one made.');
    const password = await readPassword(passwordFile);
    const settings = { ...SMALL_MACHINE, ...(durable ? {} : THROW_AWAY), ...options.settings };
    const server = await launchServer({ ...shared, settings, port: options.port ?? null });
    const stop = async () => {
      await server.stop();
      await lock.release();
    };
    try {
      await makeDatabase(address(password, server.port, 'postgres'));
    } catch (error) {
      await server.stop();
      throw new EmbeddedFailed((error as Error).message);
    }
    return { url: address(password, server.port, DATABASE), pid: server.pid, ended: server.ended, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * The address of the database that another process of ours runs on this folder, or null when none does: a command
 * such as `npm run staff` joins the running office instead of being refused.
 */
export async function findRunning(dataDir: string): Promise<string | null> {
  const { databaseFolder, passwordFile } = places(dataDir);
  const until = performance.now() + JOIN_WITHIN_MS;
  while ((await folderHolder(dataDir)) !== 'nobody') {
    const held = await readPidFile(databaseFolder);
    if (held?.status === 'ready') return address(await readPassword(passwordFile), held.port, DATABASE);
    // It is starting or stopping: one moment more.
    if (performance.now() > until) throw new SecondInstance(dataDir, null);
    await wait(100);
  }
  return null;
}

/** Where the parts of the built-in database are. */
export function places(dataDir: string): { databaseFolder: string; passwordFile: string; logFile: string } {
  return {
    databaseFolder: join(dataDir, 'postgres'),
    passwordFile: join(dataDir, 'postgres.password'),
    logFile: join(dataDir, 'postgres.log'),
  };
}

/** Makes the folder if need be, proves that it can be written, and returns its true path. */
export async function useFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const probe = join(folder, `.probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
    return await realpath(folder);
  } catch (error) {
    throw new FolderUnwritable(folder, reason(error as NodeJS.ErrnoException));
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' || code === 'EPERM') return 'this account may not write there';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'a file is in its place';
  if (code === 'EROFS') return 'the disk is read-only';
  if (code === 'ENOSPC') return 'the disk is full';
  return message;
}

async function readPassword(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text) return text.trim();
  throw new EmbeddedFailed(
    `its password file ${file} is missing`,
    'Restore the file from a backup of DATA_DIR.',
  );
}

function address(password: string, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

async function makeDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, fetch_types: false });
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!known) await sql.unsafe(`create database ${DATABASE}`);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
