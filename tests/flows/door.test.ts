import { describe, expect, it } from 'vitest';
import { readDoor, throughDoor, wordsOf } from '../../flows/kit/door.ts';
import type { WardDoor } from '../../flows/kit/world.ts';

const NAIKOTEN: WardDoor = { id: 'n', short: 'NKT2', name: 'Kelurahan Naikoten II' };
const AIRNONA: WardDoor = { id: 'a', short: 'AIRN', name: 'Kelurahan Airnona' };
const WARDS = [NAIKOTEN, AIRNONA];

describe('the words of a poster', () => {
  it.each([
    ['/start NKT2', NAIKOTEN, ''],
    ['/start nkt2', NAIKOTEN, ''],
    ['/start NKT2_domisili', NAIKOTEN, 'domisili'],
    ['/start NKT2_rt001-002', NAIKOTEN, ''],
    ['/start NKT2_domisili_rt001-002', NAIKOTEN, 'domisili'],
    ['/start NKT2_surat_tinggal_RT12-3', NAIKOTEN, 'surat tinggal'],
    ['Halo NKT2 domisili', NAIKOTEN, 'domisili'],
    ['  halo   airn  ', AIRNONA, ''],
    ['HALO AIRN, mau urus surat usaha', AIRNONA, 'mau urus surat usaha'],
    ['Halo, NKT2. Domisili', NAIKOTEN, 'Domisili'],
    ['halo nkt2 sktm rt001-002', NAIKOTEN, 'sktm'],
    ['halo nkt2\nsurat usaha', NAIKOTEN, 'surat usaha'],
  ])('%j', (text, ward, rest) => {
    expect(readDoor(text, WARDS)).toEqual({ ward, rest });
  });

  it.each([
    'halo',
    '/start',
    'NKT2 domisili',
    'halo NKT20 domisili',
    'halo OEBB domisili',
    'halonkt2',
    '/startNKT2',
    'saya bilang halo NKT2',
    'halo pak, saya dari nkt2',
    '/start sambung_ABCD2345',
  ])('%j is plain text', (text) => {
    expect(readDoor(text, WARDS)).toBeNull();
  });

  it('hears no more than 500 characters and no control characters beside the name', () => {
    expect(readDoor(`halo nkt2 ${'a'.repeat(900)}`, WARDS)?.rest).toHaveLength(500);
    expect(readDoor('halo nkt2 domi\u202Esili', WARDS)?.rest).toBe('domisili');
    expect(readDoor('halo nkt2', [])).toBeNull();
  });
});

describe('the address of a poster', () => {
  const poster = { short: 'NKT2', word: 'domisili', neighbourhood: { rt: 1, rw: 2 } };

  it('carries the ward, the letter and the neighbourhood', () => {
    expect(throughDoor('https://t.me/nkt2_bot', poster)).toBe(
      'https://t.me/nkt2_bot?start=NKT2_domisili_rt001-002',
    );
    expect(throughDoor('https://wa.me/6281234', { ...poster, neighbourhood: null })).toBe(
      'https://wa.me/6281234?text=Halo%20NKT2%20domisili',
    );
    expect(throughDoor('https://t.me/nkt2_bot', { ...poster, word: 'surat tinggal' })).toContain(
      'NKT2_surat_tinggal_rt',
    );
  });

  it('is none where the app cannot carry it', () => {
    expect(throughDoor('https://example.org/x', poster)).toBeNull();
    expect(throughDoor('not an address', poster)).toBeNull();
    expect(throughDoor('https://t.me/nkt2_bot', { ...poster, word: 'x'.repeat(60) })).toBeNull();
  });

  it('is read again as what it was made of', () => {
    for (const word of [null, 'domisili', 'surat tinggal'])
      for (const neighbourhood of [null, { rt: 999, rw: 1 }]) {
        const made = { short: 'NKT2', word, neighbourhood };
        const start = new URL(throughDoor('https://t.me/b', made) ?? '').searchParams.get('start');
        const text = new URL(throughDoor('https://wa.me/1', made) ?? '').searchParams.get('text');
        for (const said of [`/start ${start}`, text ?? '', wordsOf(made)])
          expect(readDoor(said, WARDS)).toEqual({ ward: NAIKOTEN, rest: word ?? '' });
      }
  });
});
