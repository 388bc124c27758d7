import { type SpawnOptions, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';
import { EmbeddedFailed } from './errors.ts';
import type { PostgresFiles } from './postgres-files.ts';
import { handOver } from './reach.ts';
import { endOrphans } from './server-process.ts';

/** The only account of the built-in database. */
export const SUPERUSER = 'halo';
/** Object ids below this belong to PostgreSQL itself (src/include/access/transam.h, FirstNormalObjectId). */
const FIRST_OWN_ID = 16_384;
const MAKING = 'postgres.making-';

/** What making a data folder needs. */
export interface ClusterOptions {
  readonly databaseFolder: string;
  readonly passwordFile: string;
  readonly account: Account | null;
  readonly files: PostgresFiles;
  readonly env: Readonly<Record<string, string>>;
  /** False only for throw-away test servers. */
  readonly durable: boolean;
  readonly entropy: { bytes(size: number): Buffer };
}

/**
 * Makes the database folder unless it is there. It is made beside its place and then renamed, so that a folder of
 * that name is always whole; what an interrupted first start left behind is cleared away.
 * @returns what was found, for the log.
 * @throws EmbeddedFailed
 */
export async function prepareCluster(options: ClusterOptions): Promise<'made' | 'found' | 'remade'> {
  const above = dirname(options.databaseFolder);
  for (const name of await readdir(above)) {
    if (!name.startsWith(MAKING)) continue;
    // The initdb of a killed start may still be at work in there.
    await endOrphans(join(above, name, 'cluster'));
    await rm(join(above, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const state = await folderState(options.databaseFolder);
  if (state === 'whole') return 'found';
  if (state === 'damaged') {
    throw new EmbeddedFailed(
      `the database folder ${options.databaseFolder} is damaged (global/pg_control is missing)`,
      'Restore DATA_DIR from a backup; nothing was changed.',
    );
  }
  if (state === 'half')
    await rename(options.databaseFolder, await freeName(`${options.databaseFolder}.half-made`));
  await makeCluster(above, options);
  return state === 'half' ? 'remade' : 'made';
}

/** `half`: no control file and no database of ours in it, so there is nothing to lose. */
export async function folderState(databaseFolder: string): Promise<'none' | 'whole' | 'half' | 'damaged'> {
  const names = await readdir(databaseFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (names === null) return 'none';
  if (await exists(join(databaseFolder, 'global', 'pg_control'))) return 'whole';
  const databases = await readdir(join(databaseFolder, 'base')).catch(() => []);
  return databases.some((id) => Number(id) >= FIRST_OWN_ID) ? 'damaged' : 'half';
}

async function makeCluster(above: string, options: ClusterOptions): Promise<void> {
  const work = await mkdtemp(join(above, MAKING));
  try {
    const cluster = join(work, 'cluster');
    const secret = join(work, 'password');
    const password = options.entropy.bytes(24).toString('hex');
    await mkdir(cluster, { mode: 0o700 });
    await writeFile(secret, `${password}\n`, { mode: 0o600 });
    if (options.account) {
      for (const path of [work, cluster, secret]) await chown(path, options.account.uid, options.account.gid);
    }
    await initialize(cluster, secret, options);
    await writeFile(`${options.passwordFile}.new`, password, { mode: 0o600 });
    await chmod(`${options.passwordFile}.new`, 0o600);
    await rename(`${options.passwordFile}.new`, options.passwordFile);
    await rename(cluster, options.databaseFolder);
    if (options.durable) await flushFolder(above);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function initialize(cluster: string, secret: string, options: ClusterOptions): Promise<void> {
  const folder = await handOver(cluster, options.account);
  const password = await open(secret, 'r');
  const args = [
    `--pgdata=${folder.name}`,
    `--username=${SUPERUSER}`,
    '--pwfile=/dev/stdin',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The built-in locale: the same on every machine, so that an update of the system cannot spoil an index.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  if (process.platform === 'win32') args[2] = `--pwfile=${secret}`;
  try {
    await run(options.files.initdb, args, {
      env: options.env,
      cwd: cluster,
      stdio: [password.fd, 'ignore', 'pipe', ...folder.extra],
      ...options.account,
    });
  } finally {
    await password.close();
    await folder.close();
  }
}

/** @throws EmbeddedFailed with what the program said. */
function run(program: string, args: readonly string[], options: SpawnOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(program, args, options);
    child.stderr?.on('data', (part: Buffer) => {
      said += part.toString();
    });
    child.on('error', (error) => reject(new EmbeddedFailed(error.message)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const reason = said.split('\n').find((line) => /error|FATAL|could not/i.test(line));
      reject(new EmbeddedFailed(reason ?? `initdb ended with code ${code}`));
    });
  });
}

async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open folders; there the rename is made lasting by the file system's own journal.
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function freeName(wanted: string): Promise<string> {
  for (let n = 1; ; n++) if (!(await exists(`${wanted}-${n}`))) return `${wanted}-${n}`;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
