import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Ground, groundOf } from './bed.ts';
import { converse } from './dialogue.ts';
import { addHistory } from './history.ts';
import { ours } from './ours.ts';
import { questionsTo } from './questions.ts';

/** Tables that grow with every resident, message or request. */
const GROWING = [
  'chat_name',
  'conversation',
  'document',
  'form_link',
  'identity_try',
  'inbox',
  'letter',
  'message',
  'notice',
  'person',
  'request',
  'request_event',
  'resident',
];

let database: TestDatabase;
let ground: Ground;

/** An office with twenty requests of today and so many of the past that reading a table through would not pay. */
beforeAll(async () => {
  database = await createTestDatabase();
  ground = await groundOf(database);
  const office = await ours(ground, 'first');
  await converse(office, ground.people, 20, 'first');
  await office.end();
  await addHistory(ground, 0, 20_000);
}, 120_000);
afterAll(() => database.drop());

/** Whole reads of each growing table since the database was made. A connection tells its own when it is closed. */
async function wholeReads(): Promise<Record<string, number>> {
  const rows = await database.sql<{ relname: string; seq_scan: string }[]>`
    select relname, seq_scan from pg_stat_user_tables where relname = any(${GROWING}) order by relname`;
  return Object.fromEntries(rows.map((row) => [row.relname, Number(row.seq_scan)]));
}

it.each(['turn', 'status', 'inbox', 'nik', 'verify', 'brief'] as const)(
  '%s reads no growing table through',
  {
    timeout: 60_000,
  },
  async (name) => {
    const before = await wholeReads();
    const { sql, db, close } = connect(database.url, { max: 5, name });
    const here = { ...ground, sql, db };
    const office = await ours(here, 'later');
    try {
      // More often than a plan for any value is tried before one is kept.
      for (let n = 0; n < 8; n += 1)
        if (name === 'turn') await converse(office, here.people, 1, `later-${n}`);
        else await (await questionsTo(here, office))[name]();
    } finally {
      await office.end();
      await close();
    }
    expect(Object.keys(before)).toEqual(GROWING);
    // What a connection has counted is there when it has gone.
    await expect.poll(() => connectionsOf(name)).toBe(0);
    expect(await wholeReads()).toEqual(before);
  },
);

async function connectionsOf(name: string): Promise<number> {
  const [row] = await database.sql<{ n: number }[]>`
    select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = ${name}`;
  return row?.n ?? -1;
}
