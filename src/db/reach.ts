import { cp, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Account, closedFolder } from './account.ts';
import { EmbeddedFailed } from './errors.ts';
import type { PostgresFiles } from './postgres-files.ts';

const COPIES = '/var/cache/halo-lurah';

/**
 * As root in a closed folder such as /root, the server's own account cannot reach the programs in node_modules. They
 * are then copied once to a folder that belongs to root and is open to all.
 * @throws EmbeddedFailed when that cannot be done.
 */
export async function reachablePrograms(
  files: PostgresFiles,
  account: Account | null,
): Promise<PostgresFiles> {
  const closed = await closedFolder(dirname(files.postgres), account);
  if (closed === null) return files;
  const native = dirname(dirname(files.postgres));
  const { size, mtimeMs } = await stat(files.postgres);
  const copy = join(COPIES, `postgres-${size}-${Math.floor(mtimeMs)}`);
  try {
    if (!(await stat(copy).catch(() => null))) {
      await mkdir(COPIES, { recursive: true, mode: 0o755 });
      const aside = `${copy}.${process.pid}`;
      await rm(aside, { recursive: true, force: true });
      await cp(native, aside, { recursive: true, verbatimSymlinks: true });
      await rename(aside, copy).catch(() => rm(aside, { recursive: true, force: true }));
    }
    const owned = (await stat(copy)).uid === 0 && (await closedFolder(join(copy, 'bin'), account)) === null;
    if (!owned) throw new Error(`${copy} is not usable`);
  } catch (error) {
    throw new EmbeddedFailed(
      `as root it runs under another account, which may not pass through ${closed} (${(error as Error).message})`,
      `Run "chmod o+x ${closed}", move Halo Lurah to another folder, or start it from an ordinary account.`,
    );
  }
  const moved = (program: string) => join(copy, relative(native, program));
  return { initdb: moved(files.initdb), postgres: moved(files.postgres), pg_ctl: moved(files.pg_ctl) };
}

/** How a folder is named to a program that runs under another account, and what it must be handed for that. */
export interface FolderHandle {
  readonly name: string;
  /** File descriptors to follow the first three. */
  readonly extra: readonly number[];
  close(): Promise<void>;
}

/**
 * A folder below a closed one is handed over open: its name is then /proc/self/fd/3, which leads straight to it.
 * (Linux only; elsewhere root is rare and the plain name is used.)
 */
export async function handOver(folder: string, account: Account | null): Promise<FolderHandle> {
  const closed = await closedFolder(folder, account);
  if (closed === null || closed === folder || process.platform !== 'linux') {
    return { name: folder, extra: [], close: async () => undefined };
  }
  const handle = await open(folder, 'r');
  return { name: '/proc/self/fd/3', extra: [handle.fd], close: () => handle.close() };
}
