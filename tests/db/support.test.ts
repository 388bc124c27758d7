import { afterAll, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { seededEntropy } from '../support/keys.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

it('copies a migrated database with its own rows', async () => {
  const other = await createTestDatabase();
  try {
    await database.sql`insert into holiday (day, scope, name) values ('2026-08-17', 'all', 'Kemerdekaan')`;
    const here = await database.sql`select day from holiday`;
    const there = await other.sql`select day from holiday`;
    expect([...here]).toEqual([{ day: '2026-08-17' }]);
    expect(there).toHaveLength(0);
  } finally {
    await other.drop();
  }
});

it('gives the same bytes for the same seed, however they are asked for', () => {
  const one = seededEntropy('a');
  const two = seededEntropy('a');
  const pieces = Buffer.concat([one.bytes(5), one.bytes(40), one.bytes(3)]);
  expect(pieces.equals(two.bytes(48))).toBe(true);
  expect(seededEntropy('b').bytes(48).equals(pieces)).toBe(false);
});
