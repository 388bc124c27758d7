import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { Inbox, openLine, type TestLine } from '../support/whatsapp/line.ts';

let line: TestLine;
let child: ChildProcess | null = null;

afterEach(async () => {
  await kill();
  await line.close();
});

function start(fate: Record<string, string> = {}): ChildProcess {
  child = spawn(
    process.execPath,
    ['--import', './tests/support/whatsapp/trust.ts', 'tests/support/whatsapp/child.ts'],
    {
      stdio: 'inherit',
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: line.database.url,
        ...line.server.env,
        ACCOUNT: line.accountId,
        ...fate,
      },
    },
  );
  return child;
}

async function kill(): Promise<void> {
  const dying = child;
  child = null;
  if (!dying || dying.exitCode !== null) return;
  const gone = new Promise((resolve) => dying.once('exit', resolve));
  dying.kill('SIGKILL');
  await gone;
}

test('killed just before and just after a message is stored: it is there once, and those after it too', async () => {
  line = await openLine();
  const { sql } = line.database;
  await sql`create table kill_inbox (n serial primary key, id text unique, text text)`;
  await sql`create table kill_acked (text text)`;
  const person = line.server.person();
  for (let i = 1; i <= 7; i += 1) await person.says(`pesan ${i}`);
  await person.sendsImage(Buffer.alloc(4_321));
  for (const fate of [{ DIE_BEFORE: 'pesan 1' }, { DIE_BEFORE: 'pesan 4' }, { DIE_AFTER: 'pesan 6' }]) {
    const dying = start(fate);
    await new Promise((resolve) => dying.once('exit', resolve));
  }
  start();
  await line.server.until(({ pending }) => pending === 0);
  const rows = await sql<{ text: string }[]>`select text from kill_inbox order by n`;
  const texts = Array.from({ length: 7 }, (_, i) => `pesan ${i + 1}`);
  expect(rows.map(({ text }) => text)).toEqual([...texts, 'media 4321']);
}, 120_000);

test('put to sleep while another takes over, it wakes up, sends nothing, and waits for its turn', async () => {
  line = await openLine();
  const { server } = line;
  const { sql } = line.database;
  await sql`create table kill_inbox (n serial primary key, id text unique, text text)`;
  await sql`create table kill_acked (text text)`;
  const person = server.person();
  const sleeper = start();
  await server.until(({ logins }) => logins.length === 1);
  await person.says('pesan 1');
  await person.hears(1);
  // Asleep, but not in the middle of a transaction: its locks would hold the other up until the server ends it.
  for (let open = 1; open > 0; ) {
    sleeper.kill('SIGSTOP');
    const [row] = await sql`
      select count(*)::int as open from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`;
    open = row?.['open'] ?? 0;
    if (open > 0) sleeper.kill('SIGCONT');
  }
  const inbox = new Inbox();
  const second = await line.open(inbox);
  sleeper.kill('SIGCONT');
  await person.says('pesan 2');
  await expect.poll(() => inbox.texts, { timeout: 15_000 }).toEqual(['pesan 2']);
  // Several times the lease's length: time enough to do harm.
  await sql`select pg_sleep(2)`;
  expect(second.state.what).toBe('open');
  expect(server.logins).toHaveLength(2);
  expect(server.mostAtOnce).toBe(1);
  expect(person.heard).toHaveLength(1);
  await second.stop();
  await server.until(({ logins }) => logins.length === 3);
  await person.says('pesan 3');
  await person.hears(2);
  expect(person.heard[1]?.text).toBe('balas pesan 3');
}, 120_000);

const KILLS = 5;
const MESSAGES = 120;

test(`killed ${KILLS} times among ${MESSAGES} messages: none lost, none twice, in order, and every answer can be read`, async () => {
  line = await openLine();
  const { server } = line;
  const { sql } = line.database;
  await sql`create table kill_inbox (n serial primary key, id text unique, text text)`;
  await sql`create table kill_acked (text text)`;
  const person = server.person();
  let posted = 0;
  const posting = (async () => {
    while (posted < MESSAGES - 1) {
      posted += 1;
      await person.says(`pesan ${posted}`);
      await wait(25);
    }
  })();
  for (let kills = 0; kills < KILLS; kills += 1) {
    const before = server.logins.length;
    start();
    await server.until(({ logins }) => logins.length > before);
    // Somewhere among storing, answering and receipting; the place is different each time.
    await wait(Math.random() * 400);
    await kill();
  }
  await posting;
  start();
  // Whoever is killed between storing and answering answers no more: this office has no outbox. The last one lives on.
  await person.says(`pesan ${MESSAGES}`);
  const count = async () => Number((await sql`select count(*) as n from kill_inbox`)[0]?.['n']);
  await expect.poll(count, { timeout: 30_000 }).toBe(MESSAGES);
  const rows = await sql<{ text: string }[]>`select text from kill_inbox order by n`;
  expect(rows.map(({ text }) => text)).toEqual(Array.from({ length: MESSAGES }, (_, i) => `pesan ${i + 1}`));
  const last = `pesan ${MESSAGES}`;
  await expect
    .poll(() => person.heard.some(({ text }) => text === `balas ${last}`), { timeout: 30_000 })
    .toBe(true);
  const acked = await sql<{ text: string }[]>`select text from kill_acked`;
  const heard = new Set(person.heard.map(({ text }) => text));
  expect(acked.filter(({ text }) => !heard.has(text))).toEqual([]);
  expect(server.mostAtOnce).toBe(1);
}, 120_000);
