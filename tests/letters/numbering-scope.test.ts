import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counter } from '../../src/db/schema/index.ts';
import { drawLetter, type NewLetter } from '../../src/letters/issue.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const numberOf = async (given: NewLetter) =>
  (await office.db.transaction((tx) => drawLetter(tx, office.deps, given))).number;

describe('the sequence of letter numbers', () => {
  it('is one for all services, unless the ward wants it otherwise', async () => {
    const of = await office.ward();
    const numbers = [];
    for (const service of ['domisili', 'sku', 'sktm', 'domisili'])
      numbers.push((await numberOf(await office.letter(of, { service }))).split('/')[1]);
    expect(numbers).toEqual(['1', '2', '3', '4']);
  });

  it('goes on where the office of an earlier version left it', async () => {
    const [together, apart] = [
      await office.ward(),
      await office.ward({ settings: { numberScope: 'service' } }),
    ];
    await office.db.insert(counter).values([
      { wardId: together.wardId, name: 'letter:all', period: '2026', value: 41 },
      { wardId: apart.wardId, name: 'letter:sku', period: '2026', value: 7 },
    ]);
    expect(await numberOf(await office.letter(together))).toBe('470/42/KEL.NKT2/XI/2026');
    expect(await numberOf(await office.letter(apart, { service: 'sku' }))).toBe('470/8/KEL.NKT2/XI/2026');
    expect(await numberOf(await office.letter(apart))).toBe('470/1/KEL.NKT2/XI/2026');
  });
});
