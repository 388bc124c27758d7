import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Out } from '../../flows/kit/converse.ts';
import { gather } from '../../flows/kit/gather.ts';
import {
  BOLD_OFF,
  BOLD_ON,
  type Bubble,
  clean,
  markup,
  NOTE_LIMIT,
  note,
  withNumbers,
} from '../../flows/kit/message.ts';

describe('text from outside', () => {
  it('loses what could do harm and keeps what was said', () => {
    expect(clean('a\u0000b\u0007c\u202Ed\uE000e\uD800f\uFEFF')).toBe('abcdef');
    expect(clean('baris 1\n\tbaris 2')).toBe('baris 1\n\tbaris 2');
    expect(clean('e\u0301')).toBe('é');
    expect(clean('👩‍👩‍👧'.repeat(3), 4)).toBe([...'👩‍👩‍👧'].slice(0, 4).join(''));
  });

  it('is clean when it was cleaned, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const once = clean(text, 100);
        expect(clean(once, 100)).toBe(once);
        expect([...once].length).toBeLessThanOrEqual(100);
        expect(once.isWellFormed()).toBe(true);
        expect(once).not.toMatch(/[\uE000\uE001\u0000]/);
      }),
    );
  });

  it('is handed on to the office whole up to its limit, and shows beyond it that more was written', () => {
    const most = 'é'.repeat(NOTE_LIMIT);
    expect(note(`  ${most}\n`)).toBe(most);
    expect(note(`${most}é`)).toBe(`${'é'.repeat(NOTE_LIMIT - 1)}…`);
    expect(note(`${'👩'.repeat(NOTE_LIMIT - 5)}    akhir`)).toBe(`${'👩'.repeat(NOTE_LIMIT - 5)}…`);
    expect(note('Sawah\u202E saya')).toBe('Sawah saya');
  });

  it('cannot write in bold', () => {
    const escaped = (plain: string) => plain.replaceAll('<', '&lt;');
    expect(markup(`${BOLD_ON}${clean('<b>\uE000x')}${BOLD_OFF}`, escaped, '<b>', '</b>')).toBe(
      '<b>&lt;b>x</b>',
    );
  });
});

const bubble = (text: string, change: Partial<Bubble> = {}): Out => ({
  type: 'bubble',
  requestId: null,
  card: false,
  bubble: { text, choices: [], file: null, askPhone: false, ...change },
});
const choices = [{ n: '1', label: 'Ya', data: '1:yes' }];

describe('what one turn says', () => {
  it('is one message, remark and question together', () => {
    const all = gather([bubble('Baik.'), bubble('Apa?', { choices })]);
    expect(all).toEqual([bubble('Baik.\n\nApa?', { choices })]);
    expect(withNumbers(bubblesIn(all)[0] ?? never())).toBe(`Baik.\n\nApa?\n\n${BOLD_ON}1${BOLD_OFF} Ya`);
  });

  it('keeps files and lists of buttons apart', () => {
    const file = { kind: 'letter', id: 'l1', name: 'surat.pdf', mime: 'application/pdf' } as const;
    const apart = [
      bubble('Apa?', { choices }),
      bubble('Lagi'),
      bubble('Surat', { file }),
      bubble('Ada lagi?'),
    ];
    expect(gather(apart)).toEqual(apart);
  });

  it('says no less than before', () => {
    const some = fc.array(
      fc
        .record({ text: fc.string({ minLength: 1 }), asks: fc.boolean() })
        .map(({ text, asks }) => bubble(text, asks ? { choices } : {})),
    );
    fc.assert(
      fc.property(some, (out) => {
        const said = (all: readonly Out[]) =>
          bubblesIn(all)
            .map(({ text }) => text)
            .join('\n\n');
        expect(said(gather(out))).toBe(said(out));
      }),
    );
  });
});

function bubblesIn(out: readonly Out[]): Bubble[] {
  return out.flatMap((one) => (one.type === 'bubble' ? [one.bubble] : []));
}

function never(): never {
  throw new Error('nothing was said');
}
