import { expect, it } from 'vitest';
import { drawElsewhere } from './elsewhere.ts';
import { numbered } from './platforms/cloud.ts';
import { PLATFORMS } from './platforms/index.ts';
import { together } from './town.ts';

it('what befalls the platforms is drawn by the seed; leaders sleep only where others can lead', () => {
  const size = { messages: 200, kills: 12, seed: 3 };
  const drawn = drawElsewhere(size, PLATFORMS, 2);
  expect(drawElsewhere(size, PLATFORMS, 2)).toEqual(drawn);
  expect(drawElsewhere({ ...size, seed: 4 }, PLATFORMS, 2)).not.toEqual(drawn);
  expect(drawn.filter(({ kind }) => kind === 'asleep')).toHaveLength(2);
  expect(drawElsewhere(size, PLATFORMS, 1).filter(({ kind }) => kind === 'asleep')).toEqual([]);
  expect(drawElsewhere(size, ['telegram'], 1)).toEqual([]);
});

it('choices are the numbers at the end of a text, and nothing before them', () => {
  const text = 'Langkah 2 dari 5\n1 hari kerja\n\n*1* Membuka rekening\n*2* Batal';
  expect([...numbered(text)]).toEqual([
    ['Membuka rekening', '1'],
    ['Batal', '2'],
  ]);
  expect(numbered('Nomor: 12\nTerima kasih').size).toBe(0);
});

it('settings laid over each other keep what each preloads, once', () => {
  const parts = [
    { A: '1', NODE_OPTIONS: '--import=x' },
    { A: '2' },
    { NODE_OPTIONS: '--import=x --import=y' },
  ];
  expect(together(parts)).toEqual({ A: '2', NODE_OPTIONS: '--import=x --import=y' });
});
