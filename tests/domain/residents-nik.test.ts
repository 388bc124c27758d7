import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAddress, maskName, maskNik, maskPhone } from '../../flows/kit/mask.ts';
import { nikAgrees, nikBirth, parseNik } from '../../flows/kit/nik.ts';
import { normalizePhone } from '../../flows/kit/phone.ts';

const NIK = '5371051205859001';

describe('parseNik', () => {
  it.each([
    '5371051205859001',
    ' 5371 0512 0585 9001 ',
    '5371.0512.0585.9001',
    '537105-120585-9001',
    'NIK: 5371051205859001',
    'nik 5371051205859001',
    'No. NIK 5371051205859001',
    "'5371051205859001",
    '5371\u200b051205859001',
    '５３７１０５１２０５８５９００１',
    '٥٣٧١٠٥١٢٠٥٨٥٩٠٠١',
    '۵۳۷۱۰۵۱۲۰۵۸۵۹۰۰۱',
    '5371–0512–0585–9001',
  ])('reads %j', (text) => {
    expect(parseNik(text)).toEqual({ ok: true, nik: NIK });
  });

  it.each([
    ['', 'length', 0],
    ['537105120585900', 'length', 15],
    ['53710512058590011', 'length', 17],
    ['5371051205859001 5371051205859002', 'length', 32],
    ['537105l205859001', 'digits', 15],
    ['5371O51205859OO1', 'digits', 13],
    ['nik saya 5371051205859001', 'digits', 16],
    ['0000000000000000', 'impossible', 16],
    ['5371053213859001', 'impossible', 16],
    ['5371050005859001', 'impossible', 16],
    ['5371054005859001', 'impossible', 16],
    ['5371057205859001', 'impossible', 16],
    ['5371053002859001', 'impossible', 16],
    ['5371052902859001', 'impossible', 16],
    ['5371051205850000', 'impossible', 16],
    ['9971051205859001', 'impossible', 16],
  ])('refuses %j: %s, %i digits', (text, why, digits) => {
    expect(parseNik(text)).toEqual({ ok: false, why, digits });
  });

  it('takes the borders of a day, of both sexes and of a leap year in either century', () => {
    for (const day of ['010185', '310185', '410185', '710185', '290284', '290200']) {
      expect(parseNik(`537105${day}0001`).ok).toBe(true);
    }
  });

  it('never throws and never takes what is not 16 digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = parseNik(text);
        return !read.ok || /^\d{16}$/.test(read.nik);
      }),
    );
  });
});

describe('nikBirth', () => {
  it('knows women by the day and marks a year that could be of either century', () => {
    expect(nikBirth('5371054309799006', '2026-11-21')).toEqual({
      sex: 'PEREMPUAN',
      date: '1979-09-03',
      ambiguous: false,
    });
    expect(nikBirth('5371051103109001', '2026-11-21')).toEqual({
      sex: 'LAKI-LAKI',
      date: '2010-03-11',
      ambiguous: true,
    });
    expect(nikBirth('5371052902009001', '2026-11-21')).toEqual({
      sex: 'LAKI-LAKI',
      date: '2000-02-29',
      ambiguous: false,
    });
  });

  it('never says tomorrow', () => {
    expect(nikBirth('5371052211269001', '2026-11-21')?.date).toBe('1926-11-22');
    expect(nikBirth('5371052111269001', '2026-11-21')?.date).toBe('2026-11-21');
  });

  it('only warns when the number and the register disagree', () => {
    expect(nikAgrees(NIK, '1985-05-12')).toBe(true);
    expect(nikAgrees(NIK, '1985-05-13')).toBe(false);
  });
});

describe('masks', () => {
  it('shows what the owner knows and no more', () => {
    expect(maskNik('5371050101900003')).toBe('537105******0003');
    expect(maskNik('53710501019000')).toBe('****************');
    expect(maskName('MARIA SELFIANA RIWU')).toBe('Maria S*** R***');
    expect(maskName("  ma'ruf  ")).toBe('Ma***');
    expect(maskName('ANI')).toBe('A***');
    expect(maskName('')).toBe('***');
    expect(maskAddress('JL. SAM RATULANGI NO. 12', '003', '002')).toBe('Jl. S*** R*** No. **, RT 003/RW 002');
    expect(maskAddress('', '003', '002')).toBe('RT 003/RW 002');
    expect(maskPhone('6281234567890')).toBe('62812****890');
  });
});

describe('normalizePhone', () => {
  it.each([
    '081234567890',
    '6281234567890',
    '+62 812-3456-7890',
    '+62 (0)812 3456 7890',
    '81234567890',
    '0062 812 3456 7890',
    '6281234567890@s.whatsapp.net',
    'HP. 0812 3456 7890',
    '０８１２３４５６７８９０',
  ])('%j is one number', (text) => {
    expect(normalizePhone(text)).toBe('6281234567890');
  });

  it('keeps a foreign number and a landline', () => {
    expect(normalizePhone('+670 7723 4567')).toBe('67077234567');
    expect(normalizePhone('0380-821234')).toBe('62380821234');
  });

  it.each([
    '',
    '12',
    'abc',
    '0812x34567890',
    '5371051205859001',
    '123456789012345@lid',
    '000000000000',
    '0812 3456 7890 / 0813 3456 7890',
  ])('refuses %j', (text) => {
    expect(normalizePhone(text)).toBeNull();
  });
});
