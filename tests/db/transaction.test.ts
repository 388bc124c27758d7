import { sql as text } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf } from '../../src/db/bulk.ts';
import { connect } from '../../src/db/client.ts';
import { transaction } from '../../src/db/transaction.ts';
import { isPassing } from '../../src/engine/engine.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const DEADLOCK = `do $$ begin raise exception 'as if' using errcode = '40P01'; end $$`;

test('what failed first is told, not what was refused after it in the same transaction', async () => {
  const failed = transaction(database.sql, ({ raw, tx }) => {
    const deadlock = raw.unsafe(DEADLOCK).execute();
    const after = tx.execute(text`select 1`);
    return allOf([after, deadlock]);
  });
  // An engine that took the second for the cause would set a message aside that only has to be tried again.
  await expect(failed).rejects.toMatchObject({ code: '40P01' });
  await expect(failed).rejects.toSatisfy(isPassing);
});

test.each([99, 100, 101, 250])(
  'one begun behind %d statements on the same connection is its own',
  async (before) => {
    const { sql, close } = connect(database.url, { max: 1 });
    try {
      await sql`create table if not exists behind (n int)`;
      const waiting = Array.from({ length: before }, (_, n) => sql`select ${n}::int as n`.execute());
      await transaction(sql, ({ raw }) => raw`insert into behind values (${before})`);
      expect(await Promise.all(waiting)).toHaveLength(before);
      // Outside of it every statement is a transaction for itself, and nothing waits to be committed.
      const [{ id: first } = {}] = await sql`select pg_current_xact_id()::text as id`;
      const [{ id: second } = {}] = await sql`select pg_current_xact_id()::text as id`;
      expect(second).not.toBe(first);
      const seen = await database.sql`select 1 from behind where n = ${before}`;
      expect(seen).toHaveLength(1);
    } finally {
      await close();
    }
  },
);
