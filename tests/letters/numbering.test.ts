import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letter } from '../../src/db/schema/index.ts';
import { bareCode, groupedCode, newCode } from '../../src/letters/code.ts';
import { drawLetter, type NewLetter } from '../../src/letters/issue.ts';
import { seededEntropy } from '../support/keys.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const draw = (given: NewLetter) => office.db.transaction((tx) => drawLetter(tx, office.deps, given));
const seqs = async (wardId: string) =>
  (await office.db.select({ seq: letter.seq }).from(letter).where(eq(letter.wardId, wardId)))
    .map((row) => row.seq)
    .sort((a, b) => a - b);

describe('letter numbers', () => {
  it('are written in the form of the ward', async () => {
    const usual = await office.ward();
    expect((await draw(await office.letter(usual))).number).toBe('470/1/KEL.NKT2/XI/2026');
    const padded = await office.ward({
      settings: {
        numberFormat: 'X/{nomor:3}-Kel/{bulan}/{tahun}/{kode}',
        codeScheme: 'new',
        numberUnit: 'U',
      },
    });
    expect((await draw(await office.letter(padded))).number).toBe('X/001-Kel/XI/2026/400.12.2.1');
  });

  it('have neither gaps nor doubles when 50 are drawn at once and a third is rolled back', async () => {
    const of = await office.ward();
    const letters = await Promise.all(Array.from({ length: 50 }, () => office.letter(of)));
    const drawn = await Promise.allSettled(
      letters.map((given, n) =>
        office.db.transaction(async (tx) => {
          const { number } = await drawLetter(tx, office.deps, given);
          if (n % 3 === 0) throw new Error('the turn failed');
          return number;
        }),
      ),
    );
    const numbers = drawn.flatMap((d) => (d.status === 'fulfilled' ? [d.value] : []));
    expect(numbers).toHaveLength(33);
    expect(new Set(numbers).size).toBe(33);
    expect(await seqs(of.wardId)).toEqual(Array.from({ length: 33 }, (_, n) => n + 1));
  });

  it('are drawn once for a request', async () => {
    const of = await office.ward();
    const given = await office.letter(of);
    expect(await draw(given)).toEqual(await draw(given));
    expect(await seqs(of.wardId)).toEqual([1]);
  });

  it('begin again with the year of the ward, not of UTC', async () => {
    const of = await office.ward();
    // 31 December 15.30 UTC is 23.30 in Kupang; an hour later it is the new year there.
    await draw(await office.letter(of, { at: new Date('2026-12-31T15:30:00Z') }));
    const last = await draw(await office.letter(of, { at: new Date('2026-12-31T15:59:59Z') }));
    const first = await draw(await office.letter(of, { at: new Date('2026-12-31T16:00:00Z') }));
    expect(last.number).toBe('470/2/KEL.NKT2/XII/2026');
    expect(first.number).toBe('470/1/KEL.NKT2/I/2027');
  });

  it('go on from those given by hand, in the first year only', async () => {
    const of = await office.ward({ settings: { numberStart: 120 } });
    const numbers = [];
    for (const at of ['2026-11-21T02:00:00Z', '2026-11-21T03:00:00Z', '2027-01-04T02:00:00Z']) {
      numbers.push((await draw(await office.letter(of, { at: new Date(at) }))).number.split('/')[1]);
    }
    expect(numbers).toEqual(['120', '121', '1']);
  });

  it('have a sequence of their own for each service where the ward wants it', async () => {
    const of = await office.ward({ settings: { numberScope: 'service' } });
    const numbers = [];
    for (const service of ['domisili', 'sku', 'domisili']) {
      numbers.push((await draw(await office.letter(of, { service }))).number.split('/')[1]);
    }
    expect(numbers).toEqual(['1', '1', '2']);
  });

  it('of one ward do not count in another', async () => {
    const [one, two] = [await office.ward(), await office.ward()];
    await draw(await office.letter(one));
    expect((await draw(await office.letter(two))).number).toContain('/1/');
  });
});

describe('a verification code', () => {
  it('has 26 readable characters and is read however it is typed', () => {
    const code = newCode(seededEntropy('code'));
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{26}$/);
    expect(groupedCode(code)).toMatch(/^(\w{5}-){4}\w{6}$/);
    expect(bareCode(` ${groupedCode(code).toLowerCase().replaceAll('-', ' – ')} `)).toBe(code);
    expect(bareCode('x'.repeat(100_000)).length).toBeLessThan(50);
  });
});
