import { describe, expect, it } from 'vitest';
import { returned } from '../../flows/office/desk-task.ts';
import { NO_REASON } from '../../flows/office/return-items.ts';

const items = [
  { id: 'ktp', label: 'KTP' },
  { id: 'kk', label: 'Kartu Keluarga' },
];

function sentBack(picked: string[], text: string) {
  return returned({ picked, text, card: { items } } as unknown as Parameters<typeof returned>[0]);
}

describe('what is sent back after a pick from the list', () => {
  it('has for each thing the reason that names it', () => {
    expect(sentBack(['ktp', 'kk'], 'KTP buram, Kartu Keluarga terpotong')).toEqual([
      { id: 'ktp', reason: 'buram' },
      { id: 'kk', reason: 'terpotong' },
    ]);
  });

  it('has one reason for all when the words do not name every thing', () => {
    expect(sentBack(['ktp', 'kk'], 'KTP buram')).toEqual([
      { id: 'ktp', reason: 'KTP buram' },
      { id: 'kk', reason: 'KTP buram' },
    ]);
    expect(sentBack(['ktp'], 'terlalu gelap')).toEqual([{ id: 'ktp', reason: 'terlalu gelap' }]);
    expect(sentBack(['ktp'], '')).toEqual([{ id: 'ktp', reason: NO_REASON }]);
  });

  it('is asked for when nothing was picked and nothing is named', () => {
    expect(sentBack([], 'kurang jelas')).toBeNull();
    expect(sentBack([], 'kk hilang')).toEqual([{ id: 'kk', reason: 'hilang' }]);
  });
});
