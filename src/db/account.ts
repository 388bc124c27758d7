import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedFailed } from './errors.ts';

/** The system account that the built-in PostgreSQL runs under; null means our own. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. When we are root it runs as the owner of the existing folder, else as the
 * account `postgres`, which is made if the machine has none.
 * @throws EmbeddedFailed when the account cannot be made.
 */
export async function serverAccount(databaseFolder: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(databaseFolder).catch(() => null);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const found = await lookUp('postgres');
  if (found) return found;
  const run = promisify(execFile);
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]).catch(() => run('adduser', ['-S', '-D', '-H', 'postgres']).catch(() => undefined));
  const made = await lookUp('postgres');
  if (made) return made;
  throw new EmbeddedFailed(
    'PostgreSQL does not run as root, and the account "postgres" could not be made',
    'Start Halo Lurah from an ordinary account, or set DATABASE_URL.',
  );
}

async function lookUp(name: string): Promise<Account | null> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const line of passwd.split('\n')) {
    const [account, , uid, gid] = line.split(':');
    if (account === name && uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/** The first folder on the way to `path` that the account may not pass through; null when it reaches it. */
export async function closedFolder(path: string, account: Account | null): Promise<string | null> {
  if (!account) return null;
  const above: string[] = [];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) above.unshift(folder);
  for (const folder of above) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
  }
  return null;
}
