import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationInWords, shortName, sinceInWords } from '../../src/summaries/words.ts';
import { at, ZONE } from './summaries-fixture.ts';

describe('short names', () => {
  it.each([
    ['MARIA SERAN', 'Maria S.'],
    ['MARIA YOSEFINA SERAN', 'Maria Y. S.'],
    ['Yohanes', 'Yohanes'],
    ['I WAYAN SUDIRTA', 'I Wayan S.'],
    ["M. YUSUF MA'RUF", 'M. Yusuf M.'],
    ["NUR'AINI LA ODE", "Nur'Aini L. O."],
    ['  yanti \n feoh ', 'yanti F.'],
    ['A B C D E F G', 'A B C. D. E.'],
    ['', ''],
  ])('%j', (name, short) => {
    expect(shortName(name)).toBe(short);
  });

  it('are short and of one line, and hold no more than a first name, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
        const short = shortName(name);
        expect([...short].length).toBeLessThanOrEqual(60);
        expect(short).not.toMatch(/[\n\r\uE000\uE001]/);
      }),
    );
  });
});

it.each([
  [0, '0 menit'],
  [59, '59 menit'],
  [60, '1 jam'],
  [200, '3 jam 20 menit'],
])('%d minutes', (minutes, words) => {
  expect(durationInWords(minutes)).toBe(words);
});

it.each([
  ['2026-11-23 00:01', 'hari ini 00.01'],
  ['2026-11-22 23:59', 'Minggu 23.59'],
  ['2026-11-17 10:05', 'Selasa 10.05'],
  ['2026-11-16 10:05', '16 November 10.05'],
])('since %s', (then, words) => {
  expect(sinceInWords(at(then), at('2026-11-23 07:30'), ZONE)).toBe(words);
});
