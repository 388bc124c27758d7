import { sql as text } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf } from '../../src/db/bulk.ts';
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
