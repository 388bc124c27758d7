import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { serverAccount } from '../../src/db/account.ts';
import { connect } from '../../src/db/client.ts';
import { type EmbeddedDatabase, findRunning, places, startEmbedded } from '../../src/db/embedded.ts';
import { EmbeddedFailed, FolderUnwritable, SecondInstance } from '../../src/db/errors.ts';
import { serverProcesses } from '../../src/db/server-process.ts';
import { temporaryFolder } from '../support/folder.ts';
import { guardianOf, lives, startChild, until } from './children/children.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: EmbeddedDatabase[];

beforeEach(async () => {
  folder = await temporaryFolder();
  running = [];
});
afterEach(async () => {
  for (const database of running) await database.stop();
  await folder.remove();
});

async function start(): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir: folder.path, durable: false });
  running.push(database);
  return database;
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const { sql, close } = connect(url, { max: 1 });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await close();
  }
}

/** An office in its own process, with one row written. */
async function office(): Promise<{ kill(): Promise<void>; pid: number }> {
  const child = startChild('office.ts', folder.path);
  onTestFinished(() => void child.process.kill('SIGKILL'));
  await until(() => child.lines.length > 0 || child.process.exitCode !== null);
  const { url, pid } = JSON.parse(child.lines[0] ?? '{}') as { url: string; pid: number };
  await ask(url, 'create table kept (word text)');
  await ask(url, `insert into kept values ('here')`);
  const kill = async () => {
    child.process.kill('SIGKILL');
    await child.ended;
  };
  return { kill, pid };
}

describe('a database folder', () => {
  it('keeps its rows over a stop, and leaves no process behind', async () => {
    const first = await start();
    await ask(first.url, 'create table kept (word text)');
    await ask(first.url, `insert into kept values ('here')`);
    await first.stop();
    expect(await serverProcesses(places(folder.path).databaseFolder)).toEqual([]);
    expect(await guardianOf(first.pid)).toBeUndefined();

    const second = await start();
    expect(await ask(second.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it('is stopped to the end by a program that has nothing else to do', async () => {
    const child = startChild('office.ts', folder.path, 'stop');
    expect(await child.ended, child.errors.join('\n')).toBe(0);
    const { pid } = JSON.parse(child.lines[0] ?? '{}') as { pid: number };
    expect(await lives(pid)).toBe(false);
    expect(await guardianOf(pid)).toBeUndefined();
  });

  it('listens on loopback only and asks for the password', async () => {
    const { url } = await start();
    expect(await ask(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('flushes every commit to the disk unless it is a throw-away one', async () => {
    const database = await startEmbedded({ dataDir: folder.path });
    running.push(database);
    expect(await ask(database.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await ask(database.url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  });
});

describe('after kill -9', () => {
  it('of the office: its database ends by itself, and the next start finds the rows', async () => {
    const { kill, pid } = await office();
    await kill();
    await until(async () => !(await lives(pid)));
    const next = await start();
    expect(await ask(next.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it('of the office and of what watches over the database: the orphan is stopped by the next start', async () => {
    const { kill, pid } = await office();
    const guardian = await guardianOf(pid);
    expect(guardian).toBeTypeOf('number');
    process.kill(guardian ?? 0, 'SIGKILL');
    await kill();
    expect(await lives(pid)).toBe(true);
    const next = await start();
    expect(await lives(pid)).toBe(false);
    expect(await ask(next.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it.each(['kill', 'exit'])(
    'in the moment in which the server begins (%s): it ends by itself',
    async (how) => {
      const child = startChild('hasty.ts', folder.path, how);
      await child.ended;
      const pid = Number(child.lines[0]);
      expect(pid, child.errors.join('\n')).toBeGreaterThan(0);
      await until(async () => !(await lives(pid)));
      const next = await start();
      expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    },
  );

  it('of the database: it says that it ended, and starts again', async () => {
    const first = await startEmbedded({ dataDir: folder.path });
    running.push(first);
    await ask(first.url, 'create table kept (word text)');
    await ask(first.url, `insert into kept values ('here')`);
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    await first.stop();
    const next = await start();
    expect(await ask(next.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it('a postmaster.pid with the number of another living program neither stops the start nor that program', async () => {
    const first = await start();
    const { databaseFolder } = places(folder.path);
    const held = await readFile(join(databaseFolder, 'postmaster.pid'), 'utf8');
    await first.stop();
    const account = await serverAccount(databaseFolder);
    const stranger = spawn('/bin/sh', ['-c', 'read nothing'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      ...account,
    });
    onTestFinished(() => void stranger.kill('SIGKILL'));
    await writeFile(join(databaseFolder, 'postmaster.pid'), held.replace(/^\d+/, String(stranger.pid)));
    const next = await start();
    expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await lives(stranger.pid ?? 0)).toBe(true);
  });

  it('an exception that nobody caught ends the database too', async () => {
    const child = startChild('office.ts', folder.path, 'throw');
    expect(await child.ended).not.toBe(0);
    const { pid } = JSON.parse(child.lines[0] ?? '{}') as { pid: number };
    await until(async () => !(await lives(pid)));
  });
});

it.runIf(process.getuid?.() === 0)(
  'works in a folder that the account of the server cannot reach from above',
  async () => {
    await chmod(folder.path, 0o700);
    const database = await startEmbedded({ dataDir: join(folder.path, 'data'), durable: false });
    running.push(database);
    expect(await ask(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await serverProcesses(places(join(folder.path, 'data')).databaseFolder)).toContain(database.pid);
  },
);

describe('a half-made folder', () => {
  it('of an interrupted initdb is cleared away', async () => {
    await mkdir(join(folder.path, 'postgres.making-abc', 'cluster', 'base'), { recursive: true });
    await start();
    expect(await readdir(folder.path)).not.toContain('postgres.making-abc');
  });

  it('without any database of ours is set aside, not deleted', async () => {
    await mkdir(join(folder.path, 'postgres', 'base', '1'), { recursive: true });
    await writeFile(join(folder.path, 'postgres', 'PG_VERSION'), '18\n');
    await start();
    expect(await readdir(join(folder.path, 'postgres.half-made-1'))).toContain('PG_VERSION');
  });

  it('that holds a database is left untouched, and the start refused', async () => {
    await mkdir(join(folder.path, 'postgres', 'base', '16384'), { recursive: true });
    await expect(start()).rejects.toThrow(EmbeddedFailed);
    expect(await readdir(folder.path)).toEqual(['postgres']);
  });
});

describe('a folder that cannot be had', () => {
  it('because another process works on it: one line with its number', async () => {
    await office();
    await expect(start()).rejects.toThrow(SecondInstance);
    const second = startChild('office.ts', folder.path);
    expect(await second.ended).toBe(1);
    expect(second.errors).toHaveLength(1);
    expect(second.errors[0]).toMatch(/already runs on the folder .+ \(process \d+\)\. Stop/);
  });

  it('because a file is in its place: one line', async () => {
    const path = join(folder.path, 'data');
    await writeFile(path, '');
    await expect(startEmbedded({ dataDir: path })).rejects.toThrow(FolderUnwritable);
    await expect(startEmbedded({ dataDir: join(path, 'below') })).rejects.toThrow(/a file is in its place/);
  });

  it('is found again by a command while the office runs, and not after', async () => {
    const database = await start();
    const url = await findRunning(folder.path);
    expect(url).toBe(database.url);
    await database.stop();
    expect(await findRunning(folder.path)).toBeNull();
  });
});
