import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A child program of a test, its lines and its end. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  readonly errors: string[];
  readonly ended: Promise<number | null>;
}

/** Starts a program beside this file with this Node. */
export function startChild(name: string, ...args: string[]): Child {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const errors: string[] = [];
  if (child.stdout) createInterface(child.stdout).on('line', (line) => lines.push(line));
  if (child.stderr) createInterface(child.stderr).on('line', (line) => errors.push(line));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { process: child, lines, errors, ended };
}

/** Waits until something is so; the test's own time limit ends the waiting. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await wait(10);
}

/** The shell that watches over a server. */
export async function guardianOf(server: number): Promise<number | undefined> {
  for (const entry of await readdir('/proc')) {
    const line = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '') : '';
    if (line.includes(`halo-lurah-guardian\0${server}\0`)) return Number(entry);
  }
  return undefined;
}

/** Whether a process with this id is there (a dead one that nobody has waited for does not count). */
export async function lives(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !/\) Z /.test(stat);
}
