import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from './account.ts';
import { EmbeddedFailed } from './errors.ts';
import type { PostgresFiles } from './postgres-files.ts';
import { handOver } from './reach.ts';
import { readPidFile, signal } from './server-process.ts';

/** What a start of the server needs. */
export interface ServerOptions {
  readonly files: PostgresFiles;
  readonly databaseFolder: string;
  readonly logFile: string;
  readonly account: Account | null;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** Null: a free one is chosen. */
  readonly port: number | null;
}

/** A server that answers. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the server process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server: fast shutdown, after 3.5 s immediate, after 1 s more by force. Never rejects. */
  stop(): Promise<void>;
}

/** Recovery after a power cut may take minutes on an old disk. */
const READY_WITHIN_MS = 300_000;

/**
 * Starts the server on loopback and returns when it takes connections.
 * @throws EmbeddedFailed with the server's own last word.
 */
export async function launchServer(options: ServerOptions): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOn(options.port ?? (await freePort()), options);
    } catch (error) {
      // Between choosing a port and using it, another program may take it.
      if (attempt === 5 || options.port !== null || !/bind|TCP\/IP socket/i.test((error as Error).message))
        throw error;
    }
  }
}

async function launchOn(port: number, options: ServerOptions): Promise<RunningServer> {
  const log = await open(options.logFile, 'w', 0o600);
  const folder = await handOver(options.databaseFolder, options.account);
  const args = ['-D', folder.name, '-p', String(port)];
  for (const [name, value] of Object.entries(options.settings)) args.push('-c', `${name}=${value}`);
  const child = spawn(options.files.postgres, args, {
    cwd: options.databaseFolder,
    env: options.env,
    // Its own session: Ctrl-C reaches only us, and we end the server when our own work is done.
    detached: true,
    // A file, not a pipe: the server must not stumble over a reader that was killed.
    stdio: ['ignore', log.fd, log.fd, ...folder.extra],
    ...options.account,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.unref();
  const pid = child.pid;
  // Nothing is waited for before somebody looks after the server: whoever is interrupted here must not leave it behind.
  const guardian = pid === undefined ? null : guard(pid, options);
  const lastWish = () => {
    if (pid !== undefined && child.exitCode === null) signal(pid, 'SIGINT');
  };
  process.on('exit', lastWish);
  await log.close();
  await folder.close();
  if (pid === undefined) {
    process.off('exit', lastWish);
    throw new EmbeddedFailed('its program could not be run');
  }
  const allEnded = ended.then(async () => {
    process.off('exit', lastWish);
    await dismiss(guardian);
  });
  const stop = async () => {
    // Until now neither kept this process alive; their end is waited for.
    child.ref();
    guardian?.ref();
    await stopServer(pid, child, ended);
    await allEnded;
  };
  const server: RunningServer = { pid, port, ended, stop };
  await ready(server, child, options);
  return server;
}

/**
 * A shell that waits for our end of a pipe to close. That happens even when we are killed with SIGKILL; it then shuts
 * the server down in order, so that nothing is left running without an owner.
 */
function guard(pid: number, options: ServerOptions): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const script =
    'read -r nothing; kill -INT "$1" || exit 0; ' +
    'for second in 1 2 3 4 5; do sleep 1; kill -0 "$1" || exit 0; done; kill -QUIT "$1"';
  const guardian = spawn('/bin/sh', ['-c', script, 'halo-lurah-guardian', String(pid)], {
    cwd: options.databaseFolder,
    env: options.env,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...options.account,
  });
  guardian.on('error', () => undefined);
  guardian.stdin?.on('error', () => undefined);
  guardian.unref();
  (guardian.stdin as { unref?: () => void } | null)?.unref?.();
  return guardian;
}

/** Ends the guardian, whose server is gone, and waits for its end. */
function dismiss(guardian: ChildProcess | null): Promise<void> {
  if (!guardian || guardian.exitCode !== null || guardian.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    guardian.once('exit', () => resolve());
    guardian.once('error', () => resolve());
    if (!guardian.kill('SIGKILL')) resolve();
  });
}

async function ready(server: RunningServer, child: ChildProcess, options: ServerOptions): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  let gone = false;
  void server.ended.then(() => {
    gone = true;
  });
  for (;;) {
    const file = await readPidFile(options.databaseFolder);
    if (file?.pid === server.pid && file.status === 'ready') return;
    if (gone) throw failure(await readFile(options.logFile, 'utf8').catch(() => ''), child.exitCode);
    if (performance.now() > until) {
      await server.stop();
      throw new EmbeddedFailed(`it was not ready in ${READY_WITHIN_MS / 1000} s; see ${options.logFile}`);
    }
    await wait(15);
  }
}

/** The reason in the server's log, with the remedy where the reason is a known one. */
function failure(log: string, code: number | null): EmbeddedFailed {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const bind = lines.find((line) => /could not bind|could not create any TCP\/IP sockets/i.test(line));
  const fatal =
    lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? `it ended with code ${code}`;
  const word = (bind ?? fatal).replace(/^.*?(FATAL|PANIC|LOG|ERROR):\s*/, '');
  if (/no space left/i.test(log))
    return new EmbeddedFailed('the disk is full', 'Free some space and start again.');
  if (/incompatible with server|initialized by PostgreSQL version/i.test(log)) {
    return new EmbeddedFailed(
      'the database folder was made by another version of PostgreSQL',
      'Start the version of Halo Lurah that made it, or restore a backup into an empty DATA_DIR.',
    );
  }
  if (/permission denied|wrong ownership/i.test(log)) {
    return new EmbeddedFailed(
      'the database folder belongs to another account',
      'Start Halo Lurah from the account that started it first, or give it the folder with chown -R.',
    );
  }
  return new EmbeddedFailed(word);
}

async function stopServer(pid: number, child: ChildProcess, ended: Promise<void>): Promise<void> {
  for (const [name, patience] of [
    ['SIGINT', 3_500],
    ['SIGQUIT', 1_000],
    ['SIGKILL', 1_000],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    signal(pid, name);
    const timer = new AbortController();
    await Promise.race([ended, wait(patience, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
