import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOLD_OFF, BOLD_ON, type Bubble } from '../../flows/kit/message.ts';
import { toContent } from '../../src/channels/whatsapp-cloud/content.ts';
import { SEND_PHONE, SEND_PHONE_ID, toPosts } from '../../src/channels/whatsapp-cloud/outbound.ts';
import { fillTemplate } from '../../src/channels/whatsapp-cloud/template.ts';
import { pieces } from '../../src/channels/whatsapp-cloud/text.ts';
import { addresses, checkContent, formatted } from '../support/graph/index.ts';
import { bubble } from '../support/graph/kit.ts';

const bold = (text: string) => `${BOLD_ON}${text}${BOLD_OFF}`;
const choices = (...labels: string[]) =>
  labels.map((label, i) => ({ n: String(i + 1), label, data: `d${i + 1}` }));
const whole = (text: string) => pieces(text, 4096).join('');
/** What is left when look-alikes are read as what was typed, and blanks are not counted. */
const asTyped = (text: string) =>
  text
    .replace(/%(2A|7E|60|5F)/g, (code) => decodeURIComponent(code))
    .replace(/[∗∼‘＿›]/g, (c) => ({ '∗': '*', '∼': '~', '‘': '`', '＿': '_', '›': '>' })[c] ?? c)
    // What turns the direction of writing is not shown.
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/\s/g, '');

describe('text', () => {
  test('has stars around our bold words only', () => {
    expect(whole(`Nomor ${bold('NKT2-1')}, *bukan* ini`)).toBe('Nomor *NKT2-1*, ∗bukan∗ ini');
  });

  test.each([
    ['*tebal*'],
    ['_miring_ dan ~coret~'],
    ['`kode` ```banyak```'],
    ['> kutipan'],
    ['a\n  > kutipan'],
    [`${BOLD_ON}> kutipan${BOLD_OFF} *x*`],
    ['**'],
    ['_*~`*_'],
  ])('typed marks format nothing: %s', (typed) => {
    const { text, marked } = formatted(whole(typed));
    expect(marked.filter(({ style }) => style !== 'bold' || !typed.includes(BOLD_ON))).toEqual([]);
    expect(asTyped(text)).toBe(asTyped(typed.replaceAll(BOLD_ON, '').replaceAll(BOLD_OFF, '')));
  });

  test('an underscore inside a word stays as it is', () => {
    expect(whole('budi_s@mail.id, berkas_1')).toBe('budi_s@mail.id, berkas_1');
  });

  test('a web address still leads to the same place', () => {
    const address = 'https://halo.id/f/_aB-c_*x*~`y`?k=_1_';
    const sent = whole(`Buka _${address} segera_`);
    expect(formatted(sent).marked).toEqual([]);
    expect(addresses(sent)).toEqual([address]);
  });

  test('bold goes on in each line, and is left out where its stars would be seen', () => {
    expect(whole(bold('satu\n dua '))).toBe('*satu*\n *dua*');
    expect(whole(`x${bold('satu')}y`)).toBe('xsatuy');
  });

  test('is cut at the ends of sentences, and the last piece may be shorter', () => {
    expect(pieces('Satu dua tiga. Empat lima enam.', 20)).toEqual(['Satu dua tiga.', 'Empat lima enam.']);
    const last = pieces('Satu dua tiga. Empat lima enam.', 100, 20);
    expect(last.length).toBeGreaterThan(1);
    expect(last.at(-1)?.length).toBeLessThanOrEqual(20);
  });

  test('a mark that a cut puts at the start of a piece formats nothing', () => {
    const found = pieces(`${'x'.repeat(10)}>${'y'.repeat(8)}_${'z'.repeat(8)}_a`, 10);
    expect(found.flatMap((piece) => formatted(piece).marked)).toEqual([]);
  });

  const unit = fc.constantFrom(
    ...[
      'a',
      'b ',
      '\n',
      '\n\n',
      '. ',
      '*',
      '_',
      '~',
      '`',
      '> ',
      'https://a.b/',
      '😀',
      'é',
      '(',
      '"',
      '\ud83d',
      '\u2066',
      '\u202e',
    ],
    BOLD_ON,
    BOLD_OFF,
  );
  const texts = fc.oneof(fc.string({ unit, maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }));

  test('whatever it is, each piece fits, nothing typed formats, and everything is shown', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 60 }), (text, limit) => {
        const found = pieces(text, limit, Math.ceil(limit / 2));
        for (const piece of found) expect(piece.length).toBeLessThanOrEqual(limit);
        expect(found.at(-1)?.length ?? 0).toBeLessThanOrEqual(Math.ceil(limit / 2));
        const shown = found.map(formatted);
        expect(shown.flatMap(({ marked }) => marked).filter(({ style }) => style !== 'bold')).toEqual([]);
        const bare = text.toWellFormed().replaceAll(BOLD_ON, '').replaceAll(BOLD_OFF, '');
        expect(asTyped(shown.map((one) => one.text).join(''))).toBe(asTyped(bare));
      }),
      { numRuns: 500 },
    );
  });

  test('without bold marks nothing at all is formatted', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const plain = text.replaceAll(BOLD_ON, '').replaceAll(BOLD_OFF, '');
        expect(formatted(whole(plain)).marked).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('choices', () => {
  test('up to three short ones are buttons', () => {
    expect(toPosts(bubble('Benar?', { choices: choices('Ya', 'Tidak') }), null, true)).toEqual([
      {
        what: 'buttons',
        body: 'Benar?',
        options: [
          { id: 'd1', title: '1. Ya', description: null },
          { id: 'd2', title: '2. Tidak', description: null },
        ],
        upload: null,
      },
    ]);
  });

  test('up to ten are a list; a label that a title cannot hold stands whole in the description', () => {
    const long = 'Surat keterangan tidak mampu untuk sekolah';
    const [post, more] = toPosts(
      bubble('Pilih', { choices: choices('Domisili', long, 'C', 'D') }),
      null,
      true,
    );
    expect(more).toBeUndefined();
    expect(post).toMatchObject({
      what: 'list',
      options: [
        { title: '1. Domisili', description: null },
        { id: 'd2', title: '2. Surat keterangan tid…', description: long },
        {},
        {},
      ],
    });
  });

  test.each([
    ['eleven', choices(...'abcdefghijk')],
    ['a label that no row shows whole', choices('x'.repeat(73), 'b')],
    ['two with the same data', [...choices('a'), ...choices('b')]],
    ['no data', [{ n: '1', label: 'a', data: '' }]],
    ['data with a blank at its end', [{ n: '1', label: 'a', data: 'a ' }]],
  ])('%s: numbers in the text', (_, given) => {
    const posts = toPosts(bubble('Pilih', { choices: given }), null, true);
    expect(posts).toMatchObject([{ what: 'text', body: expect.stringContaining(`*1* ${given[0]?.label}`) }]);
  });

  test('the own number is offered where WhatsApp shows one', () => {
    const asking = bubble('Nomor Anda?', { askPhone: true, choices: choices('Punya kode', 'Ambil') });
    const offer = { id: SEND_PHONE_ID, title: SEND_PHONE, description: null };
    expect(toPosts(asking, null, true)).toMatchObject([{ what: 'buttons', options: [{}, {}, offer] }]);
    expect(toPosts(asking, null, false)).toMatchObject([{ what: 'buttons', options: [{}, {}] }]);
    expect(toPosts(bubble('Nomor?', { askPhone: true }), null, false)).toMatchObject([{ what: 'text' }]);
    const many = bubble('Nomor?', { askPhone: true, choices: choices(...'abcdefghij') });
    expect(toPosts(many, null, true)).toMatchObject([{ what: 'buttons', options: [offer] }]);
  });

  test('a file stands above its buttons, and before a list', () => {
    const file = { kind: 'letter', id: 'l', name: 'a/b"c.pdf', mime: 'application/pdf' } as const;
    const bytes = new Uint8Array([1]);
    const upload = { as: 'document', name: 'a_b_c.pdf' };
    expect(toPosts(bubble('Periksa', { file, choices: choices('Ya') }), bytes, true)).toMatchObject([
      { what: 'buttons', upload },
    ]);
    expect(toPosts(bubble('Periksa', { file, choices: choices(...'abcd') }), bytes, true)).toMatchObject([
      { what: 'file', upload, body: '' },
      { what: 'list', body: 'Periksa' },
    ]);
    expect(toPosts(bubble('x'.repeat(1025), { file }), bytes, true)).toMatchObject([
      { what: 'file', upload, body: '' },
      { what: 'text' },
    ]);
  });
});

describe('whatever the bubble', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.string({ unit: fc.constantFrom('kata ', '*', '\n', '. ', '😀', BOLD_ON, BOLD_OFF), maxLength: 1500 }),
    fc.constantFrom('', ' ', 'x'.repeat(9000)),
  );
  const choice = fc.record({
    n: fc.constantFrom('1', '2', '3', '10', '0'),
    label: fc.string({ unit: 'binary', maxLength: 90 }),
    data: fc.string({ unit: 'binary', maxLength: 64 }),
  });
  const numbered = fc
    .array(fc.string({ minLength: 1, maxLength: 80 }), { maxLength: 14 })
    .map((labels) => choices(...labels));
  const file = fc.constantFrom(
    null,
    { kind: 'letter', id: 'l', name: 'surat.pdf', mime: 'application/pdf' } as const,
    { kind: 'picture', id: 'p', name: '../..', mime: 'image/png' } as const,
  );
  const bubbles: fc.Arbitrary<Bubble> = fc.record({
    text: words,
    choices: fc.oneof(numbered, fc.array(choice, { maxLength: 12 })),
    file,
    askPhone: fc.boolean(),
  });
  const stored = { id: '1', name: null, bytes: Buffer.from('x'), secret: '', until: 0 };
  const known = (given: Bubble) => ({
    files: new Map([['1', { ...stored, mime: given.file?.mime ?? '' }]]),
    templates: [
      { name: 't', language: 'id', variables: 1 },
      { name: 'd', language: 'id', variables: 1, header: 'document' as const },
    ],
  });

  test('the platform takes every message of it', () => {
    fc.assert(
      fc.property(bubbles, fc.boolean(), (given, phone) => {
        for (const post of toPosts(given, given.file ? new Uint8Array([1]) : null, phone)) {
          const content = toContent(post, '1');
          checkContent(content.type, content, known(given));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the platform takes the template that is filled with it', () => {
    fc.assert(
      fc.property(bubbles, (given) => {
        const content = fillTemplate({ name: 't', language: 'id' }, given, null, null);
        checkContent(content.type, content, known(given));
      }),
    );
  });
});

describe('the secure page', () => {
  const url = `https://halo.id/formulir/${'0123456789abcdef'.repeat(2)}`;
  const link = (text: string, more: Partial<Bubble> = {}) => toPosts(bubble(text, more), null, true);

  test('is opened by a button', () => {
    const posts = link(
      `Langkah 1 dari 3\nIsi di sini (30 menit): ${url}\nKetik ${bold('batal')} untuk berhenti.`,
    );
    expect(posts).toEqual([
      {
        what: 'link',
        body: 'Langkah 1 dari 3\nIsi di sini (30 menit).\nKetik *batal* untuk berhenti.',
        title: 'Buka halaman aman',
        url,
        upload: null,
      },
    ]);
    for (const post of posts)
      checkContent('interactive', toContent(post, null), { files: new Map(), templates: [] });
  });

  test('stands in the text where there are choices, much text, or two of them', () => {
    const [withChoices] = link(`Kirim di sini: ${url}`, { choices: choices('Bawa nanti') });
    expect(withChoices).toMatchObject({ what: 'buttons', body: expect.stringContaining(url) });
    const long = link(`${'Satu kalimat. '.repeat(100)}\nDi sini: ${url}`);
    expect(long).toMatchObject([{ what: 'text', body: expect.stringContaining(url) }]);
    expect(link(`Di sini: ${url}\natau: ${url}`)).toMatchObject([{ what: 'text' }]);
    expect(link(`Periksa: https://halo.id/verifikasi/${'A'.repeat(26)}`)).toMatchObject([{ what: 'text' }]);
  });
});
