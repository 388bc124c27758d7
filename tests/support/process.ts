import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serverProcesses } from '../../src/db/server-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));

/** How long a start may take on a busy machine (ms); a limit, not a measure. */
const START_MS = 60_000;

/** A program of the project in its own process. */
export interface Program {
  readonly process: ChildProcess;
  readonly out: string[];
  readonly errors: string[];
  /** The exit code, null when it was killed; resolves when its output is read to the end. */
  readonly ended: Promise<number | null>;
}

/** An office that is open. */
export interface OfficeProcess extends Program {
  readonly folder: string;
  readonly port: number;
  /** Address of the web pages, by number: "localhost" may be another one. */
  readonly url: string;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
  /** kill -9 of this one process, as a power cut would; its database ends by itself. */
  kill(): Promise<void>;
}

/** Settings of a test's office: nothing comes from the machine's own environment but what a program needs to run. */
export type Settings = Readonly<Record<string, string>>;

/** Starts `src/main.ts` of this version, or of the one in `root`, on a folder and does not wait. The folder is also where it looks for .env. */
export function startMain(folder: string, settings: Settings = {}, root: string = ROOT): Program {
  return run([join(root, 'src', 'main.ts')], folder, { PORT: '0', ...settings });
}

/** Starts the office and waits until it says that it is open; fails with its output when it ends instead. */
export async function startOffice(
  folder: string,
  settings: Settings = {},
  root: string = ROOT,
): Promise<OfficeProcess> {
  const program = startMain(folder, settings, root);
  const heard = () => [...program.out, ...program.errors].join('\n');
  const open = await Promise.race([
    lineOf(program, /Stop with Ctrl-C/).then(() => true),
    program.ended.then(() => false),
    wait(START_MS, false, { ref: false }),
  ]);
  const port = Number(/Front page +http:\/\/localhost:(\d+)\//.exec(heard())?.[1] ?? 0);
  if (!open || port === 0) {
    program.process.kill('SIGKILL');
    throw new Error(`the office did not open:\n${heard()}`);
  }
  return {
    ...program,
    folder,
    port,
    url: `http://127.0.0.1:${port}`,
    interrupt: () => {
      program.process.kill('SIGINT');
      return program.ended;
    },
    kill: async () => {
      program.process.kill('SIGKILL');
      await program.ended;
    },
  };
}

/** Starts a command of the CLI and does not wait. */
export function startCommand(folder: string, args: readonly string[], settings: Settings = {}): Program {
  return run([CLI, ...args], folder, settings);
}

/** What a command of the CLI printed. */
export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs a command of the CLI to its end. */
export async function command(
  folder: string,
  args: readonly string[],
  settings: Settings = {},
): Promise<CommandResult> {
  const program = run([CLI, ...args], folder, settings);
  const code = await program.ended;
  return { code, out: program.out.join('\n'), errors: program.errors.join('\n') };
}

/** Runs a command with --json and gives its one object. */
export async function commandJson<T = Record<string, unknown>>(
  folder: string,
  args: readonly string[],
  settings: Settings = {},
): Promise<T> {
  const { out, errors } = await command(folder, [...args, '--json'], settings);
  const lines = out.split('\n').filter((line) => line !== '');
  if (lines.length !== 1) throw new Error(`not one line of JSON:\n${out}\n${errors}`);
  return JSON.parse(lines[0] ?? '') as T;
}

/** Resolves with the first line on stdout (or stderr) that fits, also one from before. */
export function lineOf(program: Program, wanted: RegExp, where: 'out' | 'errors' = 'out'): Promise<string> {
  const lines = program[where];
  const before = lines.find((line) => wanted.test(line));
  if (before !== undefined) return Promise.resolve(before);
  return new Promise((resolve) => {
    const stream = where === 'out' ? program.process.stdout : program.process.stderr;
    if (!stream) return;
    const look = () => {
      const line = lines.find((one) => wanted.test(one));
      if (line === undefined) return;
      stream.off('data', later);
      resolve(line);
    };
    // After the line reader, which listens to the same stream, has had its turn.
    const later = () => setImmediate(look);
    stream.on('data', later);
  });
}

/** Waits until no server works on the folder's database any more: after kill -9 it ends by itself. */
export async function databaseEnded(folder: string): Promise<void> {
  while ((await serverProcesses(join(folder, 'data', 'postgres'))).length > 0) await wait(20);
}

function run(args: readonly string[], folder: string, settings: Settings): Program {
  const child = spawn(process.execPath, [...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', DATA_DIR: join(folder, 'data'), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => out.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const ended = new Promise<number | null>((resolve) => {
    // One turn later: the line readers empty their buffers when the streams close.
    child.on('close', (code) => setImmediate(() => resolve(code)));
  });
  return { process: child, out, errors, ended };
}
