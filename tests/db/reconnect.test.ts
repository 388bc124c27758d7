import { spawnSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { type Connection, connect } from '../../src/db/client.ts';
import { type EmbeddedDatabase, startEmbedded } from '../../src/db/embedded.ts';
import { openLine } from '../faults/line.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/ports.ts';
import { type Child, startChild, until } from './children/children.ts';

/** The driver as we run it (patches/postgres+3.4.9.patch applied), and as it is published. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OURS = join(ROOT, 'node_modules', 'postgres', 'src', 'index.js');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: EmbeddedDatabase;
let admin: Connection;
let port: number;

beforeEach(async () => {
  folder = await temporaryFolder();
  port = await freePort();
  await startDatabase();
  await admin.sql`create table pair (id int, part int)`;
});
afterEach(async () => {
  await admin.close();
  await database.stop();
  await folder.remove();
});

async function startDatabase(): Promise<void> {
  database = await startEmbedded({ dataDir: join(folder.path, 'data'), durable: false, port });
  admin = connect(database.url, { max: 1 });
}

function load(module: string): Child {
  const child = startChild('load.ts', pathToFileURL(module).href, database.url);
  onTestFinished(() => void child.process.kill('SIGKILL'));
  return child;
}

/** Waits for new transactions, or for the child's death. */
async function progress(child: Child): Promise<void> {
  const before = child.lines.length;
  await until(() => child.lines.length > before + 5 || child.process.exitCode !== null);
}

async function killBackends(): Promise<void> {
  await admin.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'load'`;
}

const PATCH = join('patches', 'postgres+3.4.9.patch');

/** A copy of the driver with our patch taken out of it. */
async function publishedDriver(): Promise<string> {
  const place = join(folder.path, 'published');
  await mkdir(join(place, 'node_modules'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', PATCH])
    await cp(join(ROOT, name), join(place, name));
  await cp(join(ROOT, 'node_modules', 'postgres'), join(place, 'node_modules', 'postgres'), {
    recursive: true,
  });
  const tool = join(ROOT, 'node_modules', 'patch-package', 'index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, '--reverse'], {
    cwd: place,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
  return join(place, 'node_modules', 'postgres', 'src', 'index.js');
}

it('works on after 20 killed backends and a restart of the database, and half a transaction is never kept', async () => {
  const child = load(OURS);
  await progress(child);
  for (let round = 0; round < 20; round++) {
    await killBackends();
    await progress(child);
  }
  await admin.close();
  await database.stop();
  await startDatabase();
  await progress(child);
  child.process.stdin?.end();
  expect(await child.ended, child.errors.join('\n')).toBe(0);
  expect(child.lines.at(-1)).toBe('finished');
  const halves = await admin.sql`select id from pair group by id having count(*) <> 2`;
  expect(halves).toHaveLength(0);
});

it('answers what is asked between the error of a connection and its end', async () => {
  const line = await openLine(() => port);
  onTestFinished(() => line.close());
  const url = new URL(database.url);
  url.port = String(line.port);
  const pool = connect(url.toString(), { max: 1 });
  onTestFinished(() => pool.close());
  await pool.sql`select 1`;
  let next: unknown = null;
  const whole = pool.sql.begin(async (tx) => {
    const lost = tx`select pg_sleep(30)`.catch((error: { code: string }) => error.code);
    setTimeout(() => void line.trouble('reset', 1), 50);
    expect(await lost).toBe('ECONNRESET');
    next = await tx`select 2`.catch((error: { code: string }) => error.code);
  });
  await expect(whole).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await until(() => next !== null);
  expect(next).toBe('CONNECTION_CLOSED');
  // It used to wait in the connection, and whatever came behind it waited for ever.
  for (const round of [3, 4, 5])
    await until(() =>
      pool.sql`select ${round}::int as round`.then(
        ([row]) => row?.['round'] === round,
        () => false,
      ),
    );
});

it('is needed: the published driver dies of it', async () => {
  const child = load(await publishedDriver());
  await progress(child);
  for (let round = 0; round < 20 && child.process.exitCode === null; round++) {
    await killBackends();
    await progress(child);
  }
  expect(await child.ended).not.toBe(0);
  expect(child.errors.join('\n')).toMatch(/reading 'write'/);
});

it('refuses the rest of a lost transaction, even when its connection has been opened again', async () => {
  const pool = connect(database.url, { max: 1 });
  let rest: unknown = null;
  const whole = pool.sql.begin(async (tx) => {
    await tx`insert into pair values (1, 1)`;
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await admin.sql`select pg_terminate_backend(${own?.pid ?? 0})`;
    // The pool has a single place: this statement is answered by its new connection.
    await until(() =>
      pool.sql`select 1`.then(
        () => true,
        () => false,
      ),
    );
    rest = await tx`insert into pair values (1, 2)`.then(
      () => 'kept',
      (error: { code: string }) => error.code,
    );
  });
  await expect(whole).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await until(() => rest !== null);
  expect(rest).toBe('CONNECTION_CLOSED');
  expect(await admin.sql`select * from pair`).toHaveLength(0);
  await pool.close();
});
