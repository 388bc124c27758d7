import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { SEND_PHONE, toEdit, toPosts } from '../../src/channels/telegram/outbound.ts';
import { htmlPieces } from '../../src/channels/telegram/text.ts';
import { parseHtml } from '../support/telegram/index.ts';
import { bubble } from '../support/telegram/kit.ts';

const bold = (text: string) => `${BOLD_ON}${text}${BOLD_OFF}`;
const yesNo = [
  { n: '1', label: 'Ya', data: 'y' },
  { n: '2', label: 'Tidak', data: 'n' },
];
const file = { kind: 'letter', id: 'l1', name: 'surat.pdf', mime: 'application/pdf' } as const;
const bytes = new Uint8Array([1, 2, 3]);

describe('text', () => {
  test('is escaped before it is marked', () => {
    expect(htmlPieces(`<b>&amp; ${bold('a<i>')}`, 100)).toEqual(['&lt;b&gt;&amp;amp; <b>a&lt;i&gt;</b>']);
  });

  test('with marks that do not pair is paired', () => {
    expect(htmlPieces(`${BOLD_OFF}a${BOLD_ON}${BOLD_ON}b`, 100)).toEqual(['a<b>b</b>']);
  });

  test('is cut at sentences, and bold goes on in the next piece', () => {
    expect(htmlPieces(bold('Satu dua tiga. Empat lima enam.'), 20)).toEqual([
      '<b>Satu dua tiga.</b>',
      '<b>Empat lima enam.</b>',
    ]);
  });

  // Words, long and short, with all that means something to HTML or to us.
  const unit = fc.constantFrom(
    'a',
    'b ',
    '\n',
    '\n\n',
    '. ',
    '<',
    '>',
    '&',
    '</b>',
    '&lt;',
    '&#60;',
    '"',
    '😀',
    'é',
    BOLD_ON,
    BOLD_OFF,
    '\ud83d',
    '\u2066',
    '\u202e',
  );
  const texts = fc.oneof(fc.string({ unit, maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }));

  /** What is shown of a text: no marks of ours, no half of a character, nothing that turns the direction of writing. */
  const bareOf = (text: string) =>
    text
      .toWellFormed()
      .replaceAll(BOLD_ON, '')
      .replaceAll(BOLD_OFF, '')
      .replace(/[\u202A-\u202E\u2066-\u2069]/g, '');

  test('whatever it is, Telegram accepts each piece and shows the text as it was written', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 60 }), (text, limit) => {
        const shown = htmlPieces(text, limit).map((piece) => parseHtml(piece).text);
        for (const piece of shown) expect(piece.length).toBeLessThanOrEqual(limit);
        const bare = bareOf(text);
        // Blanks at a cut and at the ends are not shown; everything else is.
        expect(shown.join('').replace(/\s/g, '')).toBe(bare.replace(/\s/g, ''));
      }),
      { numRuns: 500 },
    );
  });

  test('that fits is one piece, unchanged but for its ends', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bare = bareOf(text).trim();
        expect(htmlPieces(text, 4096).map((piece) => parseHtml(piece).text)).toEqual(
          bare === '' ? [] : [bare],
        );
      }),
    );
  });
});

describe('choices', () => {
  test('are buttons, one a row, under the last piece of a long text', () => {
    const { posts } = toPosts(
      { bubble: bubble('Kalimat satu. '.repeat(400), { choices: yesNo }), file: null },
      false,
    );
    expect(posts).toHaveLength(2);
    expect(posts[0]?.markup).toBeNull();
    expect(posts[1]?.markup).toEqual({
      inline_keyboard: [[{ text: '1. Ya', callback_data: 'y' }], [{ text: '2. Tidak', callback_data: 'n' }]],
    });
  });

  test('that no button can carry are written out instead', () => {
    const choices = [{ n: '1', label: 'Ya', data: 'é'.repeat(33) }];
    const { posts } = toPosts({ bubble: bubble('Betul?', { choices }), file: null }, false);
    expect(posts).toEqual([{ what: 'text', html: 'Betul?\n\n<b>1</b> Ya', markup: null }]);
  });

  test('with long labels are cut on the button and whole in the text', () => {
    const choices = [{ n: '1', label: 'kata '.repeat(20).trim(), data: 'y' }];
    const [post] = toPosts({ bubble: bubble('Pilih', { choices }), file: null }, false).posts;
    expect(post?.html).toContain(choices[0]?.label);
    expect(JSON.stringify(post?.markup)).toContain('…');
  });
});

describe('files', () => {
  test('carry a short text as caption, with the buttons', () => {
    const { posts } = toPosts(
      { bubble: bubble('Surat selesai', { file, choices: yesNo }), file: bytes },
      false,
    );
    expect(posts).toMatchObject([
      { what: 'document', html: 'Surat selesai', name: 'surat.pdf', markup: { inline_keyboard: {} } },
    ]);
  });

  test('go before a text that is too long for a caption', () => {
    const { posts } = toPosts(
      { bubble: bubble('x'.repeat(1025), { file, choices: yesNo }), file: bytes },
      false,
    );
    expect(posts).toMatchObject([
      { what: 'document', html: '', markup: null },
      { what: 'text', markup: { inline_keyboard: {} } },
    ]);
  });

  test('have names that cannot break out of a header, and the ending of their kind', () => {
    const name = 'a"\r\nX: y\u202Egpj.exe';
    const { posts } = toPosts({ bubble: bubble('', { file: { ...file, name } }), file: bytes }, false);
    expect(posts).toMatchObject([{ name: 'a___X_ y_gpj.pdf' }]);
  });
});

describe('the phone', () => {
  const ask = bubble('Boleh minta nomor?', { askPhone: true, choices: yesNo });

  test('is asked for on a keyboard that also holds the choices', () => {
    const { posts, keyboardOpen } = toPosts({ bubble: ask, file: null }, false);
    expect(keyboardOpen).toBe(true);
    expect(posts[0]?.markup).toEqual({
      keyboard: [[{ text: SEND_PHONE, request_contact: true }], [{ text: '1. Ya' }], [{ text: '2. Tidak' }]],
      one_time_keyboard: true,
      resize_keyboard: true,
    });
  });

  test('the keyboard goes with the next message', () => {
    const after = toPosts({ bubble: bubble('Terima kasih.'), file: null }, true);
    expect(after).toEqual({
      posts: [{ what: 'text', html: 'Terima kasih.', markup: { remove_keyboard: true } }],
      keyboardOpen: false,
    });
  });

  test('a message with buttons is parted to take it away', () => {
    const after = toPosts(
      { bubble: bubble('Nomor diterima.\n\nBetul?', { choices: yesNo }), file: null },
      true,
    );
    expect(after.keyboardOpen).toBe(false);
    expect(after.posts).toMatchObject([
      { html: 'Nomor diterima.', markup: { remove_keyboard: true } },
      { html: 'Betul?', markup: { inline_keyboard: {} } },
    ]);
  });

  test('one that cannot be parted leaves it to the next', () => {
    const after = toPosts({ bubble: bubble('Betul?', { choices: yesNo }), file: null }, true);
    expect(after.keyboardOpen).toBe(true);
    expect(after.posts).toMatchObject([{ markup: { inline_keyboard: {} } }]);
  });
});

test('only one text without file or phone keyboard can replace another', () => {
  expect(toEdit({ bubble: bubble('Sudah diambil', { choices: yesNo }) })).toMatchObject({
    html: 'Sudah diambil',
    caption: true,
  });
  expect(toEdit({ bubble: bubble('x', { file }) })).toBeNull();
  expect(toEdit({ bubble: bubble('x', { askPhone: true }) })).toBeNull();
  expect(toEdit({ bubble: bubble('Kalimat. '.repeat(600)) })).toBeNull();
});
