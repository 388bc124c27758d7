import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, readDate } from '../../flows/kit/answers.ts';
import type { Prompt } from '../../flows/kit/prompt.ts';
import type { Accept } from '../../flows/kit/service.ts';
import { NIK } from '../support/flows-office.ts';

const TODAY = '2026-11-23';

function read(text: string, accept: Accept, ids: readonly string[] = []): string {
  const prompt: Prompt = {
    nonce: '1',
    text: '',
    choices: ids.map((id) => ({ id, label: id, aliases: [] })),
    accept,
    zero: null,
    askPhone: false,
    home: false,
    private: false,
  };
  const result = readAnswer(text, prompt, TODAY);
  return result.ok ? result.value : result.why.key;
}

describe('a date', () => {
  const past: Accept = { kind: 'date', past: true };
  it.each([
    ['12-05-1990', '1990-05-12'],
    ['12/5/1990', '1990-05-12'],
    ['12.05.1990', '1990-05-12'],
    ['12 5 1990', '1990-05-12'],
    ['12051990', '1990-05-12'],
    ['1990-05-12', '1990-05-12'],
    ['12 Mei 1990', '1990-05-12'],
    ['12 mei1990', '1990-05-12'],
    ['1 Pebruari 2000', '2000-02-01'],
    ['1 nop 1999', '1999-11-01'],
    ['29-02-2000', '2000-02-29'],
    ['01-01-1900', '1900-01-01'],
    ['23-11-2026', '2026-11-23'],
    ['١٢-٠٥-١٩٩٠', '1990-05-12'],
    ['24-11-2026', 'miss.date.future'],
    ['31-12-1899', 'miss.date'],
    ['29-02-2001', 'miss.date'],
    ['31-04-1990', 'miss.date'],
    ['12-13-1990', 'miss.date'],
    ['00-05-1990', 'miss.date'],
    ['12-05-90', '1990-05-12'],
    ['3-3-20', 'miss.date.century'],
    ['12-05-27', '1927-05-12'],
    ['31-02-90', 'miss.date'],
    ['saya lahir tanggal 3 maret 1980, pak', '1980-03-03'],
    ['di Soe 3 maret 80', '1980-03-03'],
    [`${NIK} 12-05-1990`, '1990-05-12'],
    ['12 Mai 1990', 'miss.date'],
    ['kemarin', 'miss.date'],
    ['', 'miss.date'],
  ])('%j is %s', (text, wanted) => expect(read(text, past)).toBe(wanted));

  it('in the future is taken where it may be', () => {
    expect(read('24-11-2026', { kind: 'date', past: false })).toBe('2026-11-24');
  });

  it('is read back from any way of writing it', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-11-23'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom('-', '/', '.', ' '), (at, mark) => {
        const iso = at.toISOString().slice(0, 10);
        const [year, month, day] = iso.split('-');
        expect(readDate([day, month, year].join(mark), TODAY)).toEqual({ ok: true, value: iso });
      }),
    );
  });
});

describe('an amount of money', () => {
  it.each([
    ['1500000', '1500000'],
    ['1.500.000', '1500000'],
    ['Rp1.500.000,00', '1500000'],
    ['Rp. 1.500.000,-', '1500000'],
    ['1,5 juta', '1500000'],
    ['1.5jt', '1500000'],
    ['2 juta', '2000000'],
    ['500 ribu', '500000'],
    ['500rb', '500000'],
    ['1.200.000 per bulan', '1200000'],
    ['1.200.000 / bulan', '1200000'],
    ['100000000', '100000000'],
    ['100000001', 'miss.money.max'],
    ['101 juta', 'miss.money.max'],
    ['1.50.000', 'miss.money'],
    ['1,5', 'miss.money'],
    ['-5000', 'miss.money'],
    ['9999999999999', 'miss.money'],
    ['kira2 2 jt perbulan', '2000000'],
    ['sekitar 1,5 juta pak', '1500000'],
    ['penghasilan saya Rp1.200.000 sebulan', '1200000'],
    ['1 juta 500 ribu', '1500000'],
    ['dua juta', '2000000'],
    ['sekitar satu juta lima ratus ribu rupiah sebulan', '1500000'],
    ['satu juta setengah', '1500000'],
    ['satu setengah juta pak', '1500000'],
    ['sejuta', '1000000'],
    ['tujuh ratus lima puluh ribu', '750000'],
    ['dua belas juta', '12000000'],
    ['antara 1 - 2 juta', 'miss.money'],
    ['500 ribu sampai 1 juta', 'miss.money'],
    ['satu juta atau dua juta', 'miss.money'],
    ['dua orang', 'miss.money'],
    ['Rp -5000', 'miss.money'],
    ['2 anak, 1 juta', 'miss.money'],
    ['banyak', 'miss.money'],
    ['', 'miss.money'],
  ])('%j is %s', (text, wanted) => expect(read(text, { kind: 'money', max: 100_000_000 })).toBe(wanted));
});

describe('a year', () => {
  it.each([
    ['2019', '2019'],
    ['sejak tahun 2019', '2019'],
    ['1950', '1950'],
    ['1949', 'miss.year'],
    ['2026', '2026'],
    ['2027', 'miss.year'],
    ['19', 'miss.year'],
    ['2019-2020', 'miss.year'],
    ['sejak Maret 2019', '2019'],
    ['01-03-2019', '2019'],
    ['tahun 2019, bulan 3', '2019'],
    ['udah 5 tahun', '2021'],
    ['kira-kira 5thn pak', '2021'],
    ['dua tahun lalu', '2024'],
    ['su 3 taon', '2023'],
    ['setahun lalu', '2025'],
    ['tahun lalu', '2025'],
    ['tahun kemarin', '2025'],
    ['baru tahun ini', '2026'],
    ['2 atau 3 tahun lalu', 'miss.year'],
    ['2-3 tahun', 'miss.year'],
    ['sejak 2 tahun 3 bulan', '2024'],
    ['2 tahun atau 3 tahun', 'miss.year'],
    ['90 tahun', 'miss.year'],
    ['beberapa tahun', 'miss.year'],
    ['5 bulan', 'miss.year'],
    ['0 tahun', 'miss.year'],
    ['19', 'miss.year'],
    ['20199', 'miss.year'],
    ['', 'miss.year'],
  ])('%j is %s', (text, wanted) => expect(read(text, { kind: 'year', min: 1950 })).toBe(wanted));
});

describe('a NIK, alone or with the birth date', () => {
  const both = `${NIK} 1990-05-12`;
  it.each([
    [NIK, NIK],
    [`NIK: ${NIK}`, NIK],
    ['5371 0512 0590 0001', NIK],
    [`${NIK} 12-05-1990`, both],
    [`${NIK}, 12 Mei 1990`, both],
    [`${NIK}\n12/5/1990`, both],
    [`nik ${NIK} tgl lahir 12-05-1990`, both],
    [`${NIK.slice(0, 15)}`, 'miss.nik.length'],
    [`${NIK}9`, 'miss.nik.length'],
    [`${NIK.slice(0, 15)}O`, 'miss.nik.digits'],
    ['9971051205900001', 'miss.nik.impossible'],
    ['5371051213900001', 'miss.nik.impossible'],
    ['5371051205900000', 'miss.nik.impossible'],
    [`${NIK} 31-02-1990`, 'miss.date'],
    [`${NIK} 12-05-2030`, 'miss.date.future'],
    [`tanggal lahir saya 12 mei 1990 NIK ${NIK} ya pak`, both],
    [`NIK saya ${NIK}, lahir di Kupang 12/05/90, umur 36`, both],
    [`KK 5371050101100009 NIK ${NIK} lahir 12 mei 1990`, both],
    [`nik${NIK} 12 5 1990`, both],
    ['NIK saya 5371 0512 0590 0001 tanggal lahir 12 mei 1990', both],
    [`saya ${NIK} umur 36`, NIK],
    [`${NIK} 12-05-20`, 'miss.date.century'],
    [`NIK saya ${NIK.slice(0, 15)} lahir 12-05-1990`, 'miss.nik.length'],
    ['12-05-1990', '1990-05-12'],
    ['lahir 12 mei 1990 pak', '1990-05-12'],
    ['12-05-2090', 'miss.date.future'],
    [`${NIK} dan ${NIK.slice(0, 15)}2 12-05-1990`, 'miss.nik.length'],
    [`O${NIK.slice(1)} lahir 12-05-1990`, 'miss.nik.digits'],
    ['halo', 'miss.nik.none'],
    ['', 'miss.nik.none'],
    ['NIK saya lupa 12', 'miss.nik.length'],
  ])('%j is %s', (text, wanted) => expect(read(text, { kind: 'identity' })).toBe(wanted));
});

describe('own words', () => {
  const text: Accept = { kind: 'text', min: 4, max: 10 };
  it.each([
    ['biaya sekolah ya', 'biaya sekolah'],
    ['biaya sekolah ya, pak', 'biaya sekolah'],
    ['biaya sekolah ya bu.', 'biaya sekolah'],
    ['Toko Surya', 'Toko Surya'],
    ['ya', 'ya'],
    ['Yayasan Ya Bunda', 'Yayasan Ya Bunda'],
  ])('%j is printed as %j', (said, printed) =>
    expect(read(said, { kind: 'text', min: 1, max: 50 })).toBe(printed),
  );

  it.each([
    ['abcd', 'abcd'],
    ['  ab   cd ', 'ab cd'],
    ['abc', 'miss.tooShort'],
    ['abcdefghij', 'abcdefghij'],
    ['abcdefghijk', 'miss.tooLong'],
    ['....!', 'miss.tooShort'],
    ['ab\n\n\ncd', 'ab\ncd'],
    ['\u202Eabcd\uE000', 'abcd'],
    ['日本語です', '日本語です'],
    ['', 'miss.tooShort'],
  ])('%j is %j', (said, wanted) => expect(read(said, text)).toBe(wanted));
});

describe('a name', () => {
  it.each([
    ['maria seran', 'MARIA SERAN'],
    ["Ma'ruf  bin Ali, S.Pd", "MA'RUF BIN ALI, S.PD"],
    ['José', 'JOSÉ'],
    ['M', 'miss.name'],
    ['Maria 2', 'miss.name'],
    ['- -', 'miss.name'],
    ['x'.repeat(101), 'miss.name'],
  ])('%j is %s', (said, wanted) => expect(read(said, { kind: 'name' })).toBe(wanted));
});

describe('several of a list', () => {
  const many: Accept = { kind: 'many', min: 1, max: 2 };
  it.each([
    ['1 3', 'a,c'],
    ['3,1', 'a,c'],
    ['1 dan 2', 'a,b'],
    ['2 2', 'b'],
    ['1 2 3', 'miss.many'],
    ['4', 'miss.many'],
    ['0', 'miss.many'],
    ['semua', 'miss.many'],
    ['a', 'miss.many'],
    ['', 'miss.many'],
  ])('%j is %s', (said, wanted) => expect(read(said, many, ['a', 'b', 'c'])).toBe(wanted));

  it('takes all by one word', () => expect(read('semua', many, ['a', 'b'])).toBe('a,b'));
});

describe('a line to change', () => {
  const lines: Accept = {
    kind: 'line',
    lines: [
      { id: 'field-keperluan', label: 'Keperluan' },
      { id: 'own-alamat', label: 'Alamat' },
      { id: 'field-alamat_usaha', label: 'Alamat usaha' },
      { id: 'paper-ktp', label: 'KTP' },
      { id: 'paper-kk', label: 'Kartu Keluarga' },
      { id: 'paper-pengantar', label: 'Pengantar RT/RW' },
    ],
  };
  it.each([
    ['ubah keperluan', 'field-keperluan'],
    ['keperluannya salah pak', 'field-keperluan'],
    ['maaf sy mau ganti keprluan jadi sekolah', 'field-keperluan'],
    ['Ubah alamat', 'own-alamat'],
    ['alamat usaha keliru', 'field-alamat_usaha'],
    ['foto KTP-nya salah', 'paper-ktp'],
    ['ganti kk', 'paper-kk'],
    ['pengantar rt rw mau diubah', 'paper-pengantar'],
    ['ubah pengantar rt rw', 'paper-pengantar'],
    ['tidak ada yang salah, kirim saja pak', 'miss.choice'],
    ['jangan diubah', 'miss.choice'],
    ['sonde ada yang salah', 'miss.choice'],
    ['foto rumah sudah', 'miss.choice'],
    ['ubah', '-which'],
    ['keperluan', 'miss.choice'],
    ['ubah ktp dan kk', '-which'],
    ['ubah pengantar', 'paper-pengantar'],
    ['ubah kartu', 'paper-kk'],
    ['usahanya salah alamat', 'field-alamat_usaha'],
    ['ubah ktp dan keperluan', '-which'],
    ['', 'miss.choice'],
  ])('%j', (said, expected) => {
    expect(read(said, lines)).toBe(expected);
  });
});

it('never throws, whatever is typed', () => {
  const accepts: Accept[] = [
    { kind: 'none' },
    { kind: 'text', min: 1, max: 50 },
    { kind: 'name' },
    { kind: 'nik' },
    { kind: 'identity' },
    { kind: 'date', past: true },
    { kind: 'year', min: 1950 },
    { kind: 'money', max: 1000 },
    { kind: 'many', min: 1, max: 3 },
    { kind: 'media' },
    { kind: 'line', lines: [{ id: 'field-keperluan', label: 'Keperluan' }] },
  ];
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(...accepts),
      (said, accept) => {
        expect(read(said, accept, ['a', 'b', 'c'])).toBeTypeOf('string');
      },
    ),
    { numRuns: 500 },
  );
});
