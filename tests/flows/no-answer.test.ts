import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../flows/kit/answers.ts';
import { isNoName, pointsElsewhere } from '../../flows/kit/no-answer.ts';
import { said } from './said.ts';

describe('what points elsewhere', () => {
  it.each([
    ...['sama dengan KTP', 'sama', 'sda', 'idem', 'sesuai ktp saja pak', 'seperti di atas', 'ikut KK'],
    ...[
      'lihat di ktp',
      'alamat sama dengan rumah',
      'alamat KTP',
      'sudah ada di KK',
      'data di kartu keluarga',
    ],
    ...['sama ya dengan yang tadi', 'lihat foto', 'ikuti berkas itu', 'dari yang diatas sama'],
  ])('%s', (text) => expect(pointsElsewhere(text)).toBe(true));

  it.each([
    ...[
      'untuk urus KTP',
      'ktp',
      'kartu keluarga',
      'di rumah',
      'rumah',
      'alamat kantor',
      'saya',
      'foto ktp',
      '',
    ],
    ...['sama dengan Kios Berkat', 'KTP rusak', 'data bank', 'Jl. Sama No. 2', 'sesuai KTP RT 3', 'ada'],
  ])('but not: %s', (text) => expect(pointsElsewhere(text)).toBe(false));

  it('is no answer in own words of a resident; a reason of the office may be short', () => {
    for (const accept of [{ kind: 'text', min: 2, max: 60 }, { kind: 'name' }] as const) {
      expect(said('sama', accept, false)).toEqual({ type: 'miss', why: { key: 'miss.elsewhere' } });
    }
    expect(said('data KK', { kind: 'text', min: 2, max: 60 }, true)).toEqual({
      type: 'value',
      value: 'data KK',
    });
    expect(said('Kupang', { kind: 'text', min: 2, max: 60 }, false)).toMatchObject({ type: 'value' });
  });

  it.each([
    'kenapa ditanya',
    'mengapa harus',
    'bagaimana aman',
    'berapa biayanya',
    'kapan jadi',
    'apakah aman',
  ])('nor is a question without its mark: %s', (text) =>
    expect(said(text, { kind: 'text', min: 2, max: 60 }, false).type).toBe('aside'),
  );
});

describe('a word of no name', () => {
  it.each([
    ...['tidak tahu', 'kenapa ditanya', 'mengapa', 'apa itu', 'apakah perlu', 'bagaimana', 'berapa', 'kapan'],
    ...[
      'saya sendiri',
      'lihat KTP',
      'sesuai yang ada',
      'seperti biasa',
      'rahasia',
      'nanti',
      'belum',
      'sudah',
    ],
    ...['terserah', 'bingung', 'lupa'],
  ])('%s', (text) => {
    expect(isNoName(text)).toBe(true);
    expect(readAnswer(text, { accept: { kind: 'name' }, choices: [] }, '2026-11-23').ok).toBe(false);
  });

  it.each([
    'Maria Seran',
    "Yosef Sama'ur",
    'Aman Sentosa',
    'nama saya Maria Seran',
    'La Ode',
    'Son Riwu',
    'Be Nahak',
    'Umbu Nda',
    'Su Lie',
    'Siti binti Ahmad',
  ])('but not: %s', (text) =>
    expect(readAnswer(text, { accept: { kind: 'name' }, choices: [] }, '2026-11-23').ok).toBe(true),
  );
});

describe('what is written to the staff', () => {
  const officer = { type: 'aside', what: 'officer', about: null };
  it.each(['petugas alamat saya salah, mestinya RT 05', 'Petugas: KTP ketinggalan', 'petugas, 5371'])(
    'reaches them from a list: %s',
    (text) => expect(said(text, { kind: 'none' }, false)).toEqual({ ...officer, text }),
  );

  it('reaches them from where own words are welcome when it is addressed', () => {
    const purpose = { kind: 'text', min: 2, max: 60 } as const;
    const addressed = 'petugas, rumah saya nomor 5';
    expect(said(addressed, purpose, false)).toEqual({ ...officer, text: addressed });
    expect(said('petugas kebersihan', purpose, false)).toEqual({
      type: 'value',
      value: 'petugas kebersihan',
    });
    expect(said('petugaskan saya', { kind: 'none' }, false).type).toBe('miss');
  });

  it('is nothing of the kind from the staff themselves', () =>
    expect(said('petugas, besok', { kind: 'text', min: 2, max: 60 }, true).type).toBe('value'));
});
