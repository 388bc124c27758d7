import { cp, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { DatabaseTooNew } from '../../src/db/errors.ts';
import { migrate, migrationState, readJournal } from '../../src/db/migrate.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

async function empty(): Promise<string> {
  const { url, drop } = await createEmptyDatabase();
  onTestFinished(drop);
  return url;
}

it('three processes that start at once all find a migrated database', async () => {
  const url = await empty();
  await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const { sql, close } = connect(url, { max: 1 });
  expect(await migrationState(sql)).toEqual({ pending: 0, foreign: false });
  expect(await sql`select * from drizzle.__drizzle_migrations`).toHaveLength(readJournal().length);
  await close();
});

it('the journal strictly increases: Drizzle silently skips a migration that is older than the last one applied', () => {
  const times = readJournal();
  expect(times.length).toBeGreaterThan(0);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

it('refuses a database that a newer version has changed, and leaves it as it is', async () => {
  const url = await empty();
  await migrate(url);
  const { sql, close } = connect(url, { max: 1 });
  await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', ${Date.now() + 1e9})`;
  await expect(migrate(url)).rejects.toThrow(DatabaseTooNew);
  expect(await migrationState(sql)).toEqual({ pending: 0, foreign: true });
  await close();
});

it('says how many migrations wait', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  await cp(fileURLToPath(new URL('../../drizzle', import.meta.url)), folder.path, { recursive: true });
  const file = `${folder.path}/meta/_journal.json`;
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: object[] };
  journal.entries.push({
    idx: 99,
    version: '7',
    when: Date.now() + 1e10,
    tag: '0099_next',
    breakpoints: true,
  });
  await writeFile(file, JSON.stringify(journal));
  await writeFile(`${folder.path}/0099_next.sql`, 'create table next_one (id int)');
  const url = await empty();
  await migrate(url);
  const { sql, close } = connect(url, { max: 1 });
  expect(await migrationState(sql, folder.path)).toEqual({ pending: 1, foreign: false });
  await migrate(url, folder.path);
  expect(await sql`select to_regclass('next_one')::text as name`).toMatchObject([{ name: 'next_one' }]);
  await close();
});

it('an event of a request is never changed or removed', async () => {
  const { sql, drop } = await createTestDatabase();
  onTestFinished(drop);
  // Only the trigger is in question; the rows that the event points to are left out.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`insert into request_event (id, request_id, ward_id, at, type, to_state, actor, channel, data)
      values (1, ${crypto.randomUUID()}, ${crypto.randomUUID()}, now(), 'submit', 'submitted', 'resident', 'web', '\\x00')`;
  });
  for (const statement of [
    'update request_event set type = type',
    'delete from request_event',
    'truncate request_event',
  ]) {
    await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '23001' });
  }
  expect(await sql`select id from request_event`).toHaveLength(1);
});
