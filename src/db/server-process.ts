import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What a running PostgreSQL writes into its folder (postmaster.pid; src/include/utils/pidfile.h). */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

/** Reads postmaster.pid; null when there is none or it is not whole yet. */
export async function readPidFile(databaseFolder: string): Promise<PidFile | null> {
  const text = await readFile(join(databaseFolder, 'postmaster.pid'), 'utf8').catch(() => null);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/** Sends a signal; a process that is gone or not ours is no error. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * Ends every PostgreSQL process that works in the folder, and makes a left-over postmaster.pid harmless.
 * A process counts as ours by the folder that it works in, never by its number alone: numbers are used again.
 */
export async function endOrphans(databaseFolder: string): Promise<number> {
  const first = await serverProcesses(databaseFolder);
  const main = (await readPidFile(databaseFolder))?.pid;
  let left = first;
  for (const [name, patience] of [
    ['SIGINT', 5_000],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 2_000],
  ] as const) {
    if (left.length === 0) break;
    // The children end with their parent; they are signalled themselves when it is gone.
    const targets = main !== undefined && left.includes(main) ? [main] : left;
    for (const pid of targets) signal(pid, name);
    left = await emptied(databaseFolder, patience);
  }
  await disarmPidFile(databaseFolder);
  return first.length;
}

async function emptied(databaseFolder: string, patienceMs: number): Promise<number[]> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const left = await serverProcesses(databaseFolder);
    if (left.length === 0 || performance.now() > until) return left;
    await wait(20);
  }
}

/**
 * PostgreSQL refuses to start when the number in postmaster.pid belongs to any live process of its account.
 * The file itself must stay: PostgreSQL frees the dead server's shared memory from what it says. So only the number
 * is replaced, by one that no process can have.
 */
async function disarmPidFile(databaseFolder: string): Promise<void> {
  const held = await readPidFile(databaseFolder);
  if (!held || !signal(held.pid, 0)) return;
  const path = join(databaseFolder, 'postmaster.pid');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^\d+/, '2147483646'));
}

/** The ids of PostgreSQL's processes (server or initdb) whose working folder is the database folder. */
export async function serverProcesses(databaseFolder: string): Promise<number[]> {
  const folder = await realpath(databaseFolder).catch(() => databaseFolder);
  if (process.platform !== 'linux') return serverByCommand(folder);
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const cwd = await readlink(`/proc/${entry}/cwd`).catch(() => null);
    if (cwd !== folder && cwd !== `${folder} (deleted)`) continue;
    const name = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '');
    if (/^(postgres|initdb)$/.test(name.trim())) found.push(Number(entry));
  }
  return found;
}

/** Where there is no /proc: the process of postmaster.pid, if its command line names our folder. */
async function serverByCommand(folder: string): Promise<number[]> {
  const held = await readPidFile(folder);
  if (!held || !signal(held.pid, 0)) return [];
  const run = promisify(execFile);
  const command =
    process.platform === 'win32'
      ? run('tasklist', ['/FO', 'CSV', '/NH', '/FI', `PID eq ${held.pid}`])
      : run('ps', ['-o', 'command=', '-p', String(held.pid)]);
  const { stdout } = await command.catch(() => ({ stdout: '' }));
  const ours =
    process.platform === 'win32'
      ? /postgres\.exe/i.test(stdout)
      : stdout.includes('postgres') && stdout.includes(folder);
  return ours ? [held.pid] : [];
}
