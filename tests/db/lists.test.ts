import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertAll } from '../../src/db/insert-all.ts';
import { bytesOf, listOf, textsOf } from '../../src/db/lists.ts';
import { counter, ward } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The elements of a list, as rows. */
async function back(list: string, type: string): Promise<unknown[]> {
  const rows = await database.sql.unsafe(
    `select v from unnest($1::text::${type}[]) with ordinality as t (v, n) order by n`,
    [list],
  );
  return rows.map((row) => row['v']);
}

const HOSTILE = [
  '',
  ' ',
  'NULL',
  'null',
  '{}',
  '{a,b}',
  '"',
  '\\',
  '\\"',
  "'; drop table ward; --",
  'a\nb',
  'ÿ €',
];

describe('a list comes back from PostgreSQL as it was', () => {
  test.for([[], [null], HOSTILE, [...HOSTILE, null]])('texts %j', async (values) => {
    expect(await back(textsOf(values), 'text')).toEqual(values);
  });

  test('any texts', async () => {
    const text = fc.option(fc.string({ unit: 'binary' }).map((one) => one.replaceAll('\0', '')));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 8 }), async (values) => {
        expect(await back(textsOf(values), 'text')).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });

  test('bytes, empty ones and none too', async () => {
    const values = [Buffer.from([]), Buffer.from([0, 34, 92, 255]), null];
    expect(await back(bytesOf(values), 'bytea')).toEqual(values);
  });

  test('numbers and instants', async () => {
    const at = '2026-11-22T08:00:00.123Z';
    expect(await back(listOf([1, null, 9_007_199_254_740_991]), 'bigint')).toEqual([
      '1',
      null,
      '9007199254740991',
    ]);
    expect(await back(listOf([at]), 'timestamptz')).toEqual([new Date(at)]);
  });
});

describe('rows of any number by one statement', () => {
  test('they are there as given, what is left out has its default, and what the tail returns comes back', async () => {
    await expect(
      transaction(database.sql, async ({ tx, raw }) => {
        const id = '018f0000-0000-7000-8000-000000000001';
        const made = await insertAll(
          tx,
          ward,
          [
            {
              id,
              code: '99.99.99.9999',
              name: 'Contoh "satu", {dua}',
              timeZone: 'Asia/Makassar',
              short: 'CTH',
              training: true,
              settings: {} as never,
              createdAt: new Date(0),
            },
          ],
          'returning name, training, clock_ahead_ms',
        );
        expect(made).toEqual([
          expect.objectContaining({
            name: 'Contoh "satu", {dua}',
            training: true,
            clock_ahead_ms: expect.anything(),
          }),
        ]);
        const rows = [1, 2, 3].map((value) => ({ wardId: id, name: `n${value}`, period: 'all', value }));
        await insertAll(tx, counter, rows);
        const kept = await raw`select name, value from counter where ward_id = ${id} order by name`;
        expect([...kept]).toEqual(rows.map(({ name, value }) => ({ name, value })));
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
  });

  test('a key that is no column is an error with its name', async () => {
    await expect(
      transaction(database.sql, ({ tx }) => insertAll(tx, counter, [{ nothing: 1 } as never])),
    ).rejects.toThrow('nothing');
  });
});
