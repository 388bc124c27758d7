import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../flows/kit/facts.ts';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { normalise } from '../../flows/kit/text.ts';
import { asideWords } from '../../flows/wording/id-aside.ts';
import { formWords } from '../../flows/wording/id-form.ts';
import { letterWords } from '../../flows/wording/id-letter.ts';
import { officeWords } from '../../flows/wording/id-office.ts';
import { residentWords } from '../../flows/wording/id-resident.ts';
import { type LabelKey, labels } from '../../flows/wording/labels.ts';
import { translations } from '../../flows/wording/translations.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import type { Words } from '../../flows/wording/words.ts';
import { playTranscript } from '../journeys/office.ts';

const FACTS: Facts = {
  now: '2026-11-21T01:00:00Z',
  today: '2026-11-21',
  timeZone: 'Asia/Makassar',
  calendar: { timeZone: 'Asia/Makassar', hours: {}, holidays: [] } as unknown as Facts['calendar'],
  ward: {
    name: 'Kelurahan Contoh',
    address: 'Jl. Contoh No. 1',
    contact: 'petugas',
    hours: 'Senin-Jumat 08.00-15.00',
    complaints: 'SP4N-LAPOR 1708',
    privacyContact: 'petugas kelurahan',
    training: true,
  },
};
const SERVICE = (await import('../../flows/services/domisili/service.ts')).service;

/** Something to fill in for every name that any sentence uses; each text can be told from the others. */
const FILLED: Readonly<Record<string, unknown>> = {
  title: 'TITLE',
  other: 'OTHER',
  service: SERVICE,
  number: 'NUMBER',
  letterNumber: 'LETTER-NUMBER',
  name: 'NAME',
  address: 'ADDRESS',
  reason: 'REASON',
  code: 'CODE',
  channel: 'whatsapp',
  down: true,
  at: '2026-11-23T00:30:00Z',
  text: 'TEXT',
  question: 'QUESTION',
  example: 'EXAMPLE',
  label: 'LABEL',
  hint: 'HINT',
  holder: 'HOLDER',
  who: 'WHO',
  url: 'https://example.org/verifikasi/CODE',
  why: 'kind',
  what: 'taken',
  step: { at: 2, of: 7 },
  count: 3,
  have: 1,
  done: 2,
  of: 5,
  min: 11,
  max: 99,
  got: 15,
  triesLeft: 4,
  again: false,
  byPhone: false,
  kept: true,
  many: false,
  free: true,
  blurry: false,
  opensAt: '2026-11-23T00:00:00Z',
  dueAt: '2026-11-24T02:00:00Z',
  validUntil: '2027-05-21',
  originals: ['ORIGINAL'],
  items: [{ id: 'kk', label: 'ITEM', reason: 'ITEM-REASON' }],
  lines: [['LINE', 'VALUE']],
  view: {
    requestId: 'r',
    number: 'VIEW-NUMBER',
    service: 'domisili',
    state: 'submitted',
    holder: 'VIEW-HOLDER',
    dueAt: '2026-11-24T02:00:00Z',
    steps: [{ at: '2026-10-20T00:00:00Z', what: 'diterima' }],
    mayCancel: true,
    returned: [],
    letter: { number: 'VIEW-LETTER', inChat: true },
    draft: null,
    note: 'VIEW-NOTE',
  },
};
/** Sentences whose `who` or `text` is not a plain text. */
const SPECIAL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'link.refused': { why: 'wrong' },
  'review.ask': { who: { name: 'WHO', address: 'ADDRESS', rtRw: 'RT 001/RW 002' } },
  'invite.refused': { why: 'expired' },
  'form.ask': { what: 'identity' },
  'form.refused': { what: 'identity', told: true },
};

function say(words: Partial<Words>, key: string): string {
  const word = words[key as keyof Words] as unknown as (filled: unknown, facts: Facts) => string;
  return word({ ...FILLED, ...SPECIAL[key] }, FACTS);
}

/** What was filled in, as it can be found in a sentence. */
function placeholders(sentence: string): string[] {
  const marks = sentence.match(/\b[A-Z]+(?:-[A-Z]+)?\b|\b(?:11|99|15|4)\b/g) ?? [];
  const known = new Set([
    'TITLE',
    'OTHER',
    'NUMBER',
    'LETTER-NUMBER',
    'NAME',
    'ADDRESS',
    'REASON',
    'TEXT',
    'QUESTION',
  ]);
  for (const name of ['EXAMPLE', 'LABEL', 'HINT', 'HOLDER', 'WHO', 'CODE', 'ORIGINAL', 'ITEM', 'ITEM-REASON'])
    known.add(name);
  for (const name of [
    'LINE',
    'VALUE',
    'VIEW-NUMBER',
    'VIEW-HOLDER',
    'VIEW-LETTER',
    'VIEW-NOTE',
    '11',
    '99',
    '4',
  ])
    known.add(name);
  return [...new Set(marks.filter((mark) => known.has(mark)))].sort();
}

const indonesian = { ...residentWords, ...asideWords, ...formWords, ...letterWords, ...officeWords };
const residentKeys = Object.keys({ ...residentWords, ...asideWords, ...formWords, ...letterWords });

describe('Indonesian', () => {
  test.each(residentKeys)('%s is a whole sentence: bold is closed, nothing is missing', (key) => {
    checkSentence(say(indonesian, key));
  });

  test('every key that a flow says is there', async () => {
    const folder = new URL('../../flows/', import.meta.url);
    const { readFile } = await import('node:fs/promises');
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const said = new Set<string>();
    for (const name of files)
      for (const match of (await readFile(new URL(name, folder), 'utf8')).matchAll(/\bkey: '([\w.]+)'/g))
        said.add(match[1] ?? '');
    expect(said.size).toBeGreaterThan(30);
    expect([...said].filter((key) => !(key in indonesian))).toEqual([]);
  });
});

describe.each(Object.entries(translations))('%s', (language, translation) => {
  const known = Object.keys(translation.words);

  test('translates only what there is, and most of what residents read', () => {
    expect(known.filter((key) => !residentKeys.includes(key))).toEqual([]);
    expect(Object.keys(translation.labels).filter((key) => !(key in labels))).toEqual([]);
    expect(known.length / residentKeys.length).toBeGreaterThan(0.9);
  });

  test.each(known)('%s is a whole sentence that says all that the Indonesian one says', (key) => {
    const sentence = say(translation.words, key);
    checkSentence(sentence);
    expect(placeholders(sentence)).toEqual(expect.arrayContaining(placeholders(say(indonesian, key))));
  });

  test('what is left out is said in Indonesian', () => {
    const { words, labels: choices } = vocabularies({ [language]: { words: {}, labels: {} } })(language);
    expect(say(words, 'idle')).toBe(say(indonesian, 'idle'));
    expect(choices.back).toBe(labels.back);
    const mine = vocabularies(translations)(language);
    expect(say(mine.words, 'idle')).not.toBe(say(indonesian, 'idle'));
    expect(say(mine.words, 'desk.idle')).toBe(say(indonesian, 'desk.idle'));
  });

  test('a choice is still understood by its Indonesian word', () => {
    for (const [key, choice] of Object.entries(translation.labels)) {
      const accepted = [choice.label, ...choice.aliases].map(normalise);
      const original = labels[key as LabelKey];
      for (const word of [original.label, ...original.aliases])
        expect(accepted, key).toContain(normalise(word));
      expect(new Set(accepted).size, key).toBe(accepted.length);
    }
  });
});

test('an unknown language is answered in Indonesian', () => {
  const { words } = vocabularies(translations)('tlh');
  expect(say(words, 'idle')).toBe(say(indonesian, 'idle'));
});

test('a resident changes the language in the middle of a question, and again later', async () => {
  const { transcript, faults } = await playTranscript(
    ['warga: surat domisili', 'warga: basa kupang', 'warga: 1', 'warga: english', 'warga: sonde hafal'].join(
      '\n',
    ),
  );
  const replies = transcript.split(/^warga: /m);
  expect(replies[2]).toContain('kotong pake basa Kupang');
  expect(replies[3]).toContain('*NIK deng tanggal lahir*');
  expect(replies[3]).toContain('[1] Beta sonde hafal NIK');
  expect(replies[4]).toContain('we go on in English');
  // The question that is open is still the one that was shown, so its words are still accepted.
  expect(replies[5]).toMatch(/^ {4}\[0\] (Back|Cancel)$/m);
  expect(faults).toEqual([]);
});

function checkSentence(sentence: string): void {
  expect(sentence).not.toMatch(/undefined|null|NaN|\[object|\$\{/);
  expect(sentence).not.toMatch(/!/);
  expect(sentence.trim()).toBe(sentence);
  expect(sentence).not.toBe('');
  expect(sentence.split(BOLD_ON).length).toBe(sentence.split(BOLD_OFF).length);
}
