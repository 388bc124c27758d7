import { describe, expect, it } from 'vitest';
import { hasNoPaper } from '../../flows/kit/no-answer.ts';
import type { Accept } from '../../flows/kit/service.ts';
import { smallTalk } from '../../flows/kit/small-talk.ts';
import { said } from './said.ts';

const PURPOSE: Accept = { kind: 'text', min: 4, max: 100 };
const SHOP: Accept = { kind: 'text', min: 2, max: 60 };
const PAPER: Accept = { kind: 'media' };

/** An aside's name, or what else it is. */
function heard(text: string, accept: Accept, office = false): string {
  const meant = said(text, accept, office);
  if (meant.type === 'command') return meant.name;
  return meant.type === 'aside' ? meant.what : meant.type;
}

const COURTESY: Readonly<Record<string, readonly string[]>> = {
  greeting: ['selamat siang pak', 'assalamualaikum', 'permisi, bu', 'halo'],
  thanks: ['terima kasih', 'makasih banyak pak', 'oke terima kasih'],
  asking: ['mau tanya', 'numpang tanya', 'selamat pagi saya mau bertanya'],
};

describe('courtesy', () => {
  it.each(Object.entries(COURTESY).flatMap(([what, texts]) => texts.map((text) => [text, what] as const)))(
    '%s: %s',
    (text, what) => {
      expect(smallTalk(text)).toBe(what);
      expect(heard(text, PURPOSE)).toBe(what);
      // A shop may be called so.
      expect(heard(text, SHOP)).toBe('value');
    },
  );

  it('may be the reason that the staff give', () =>
    expect(said('selamat siang pak', PURPOSE, true)).toMatchObject({ type: 'value' }));

  it.each(['untuk anak saya', 'oke', 'selamatan keluarga', 'pagi 2', 'tanya jawab', 'terima beasiswa', ''])(
    'is not: %j',
    (text) => expect(smallTalk(text)).toBeNull(),
  );
});

const NO_PURPOSE: Readonly<Record<string, readonly string[]>> = {
  miss: ['sudah pak', 'udah', 'tidak', 'test', 'lanjut', 'iya betul', 'lewati', 'tolong dibantu'],
  wait: ['sebentar ya cari KTP dulu', 'tunggu'],
  cancel: ['ga jadi', 'ngga jadi deh', 'tidak jadi saja'],
  menu: ['mulai ulang', 'dari awal'],
  back: ['balik', 'sebelumnya'],
  needs: ['perlu pengantar RT?', 'rt rw gimana?'],
  unknown: ['bisa diwakilkan?', 'apa boleh orang tua saya?'],
  status: ['sudah jadi?'],
  change: ['salah ketik', 'salah tulis pak', 'eh namanya salah'],
  hours: ['kalau sabtu buka?'],
};

describe('a purpose', () => {
  it.each(Object.entries(NO_PURPOSE).flatMap(([what, texts]) => texts.map((text) => [text, what] as const)))(
    'is not in: %s (%s)',
    (text, what) => expect(heard(text, PURPOSE)).toBe(what),
  );

  it.each([
    ...['untuk bank', 'daftar sekolah anak', 'urus bantuan ibu', 'melamar kerja?', 'tes masuk TNI'],
    ...[
      'belum punya rumah',
      'tunjangan anak',
      'menunggu panggilan kerja',
      'sudah pindah alamat',
      'salah satu syarat beasiswa',
      'salah nama di ijazah',
    ],
  ])('is in: %s', (text) => expect(said(text, PURPOSE)).toEqual({ type: 'value', value: text }));
});

describe('a paper', () => {
  it.each([
    'KTP saya hilang',
    'saya tidak punya ktp',
    'blm punya KK',
    'ktp nya masih proses',
    'KK di kampung',
  ])('is not there: %s', (text) => {
    expect(hasNoPaper(text)).toBe(true);
    expect(heard(text, PAPER)).toBe('noPaper');
  });

  it('may still come, and is spoken of where it is wanted only', () => {
    expect(heard('belum ada, besok saya kirim', PAPER)).not.toBe('noPaper');
    expect(heard('ini fotonya', PAPER)).toBe('miss');
    expect(heard('Pak RT tidak ada', PAPER)).toBe('miss');
    expect(heard('KTP hilang', PURPOSE)).toBe('value');
    expect(heard('KTP hilang', PAPER, true)).not.toBe('noPaper');
  });
});
