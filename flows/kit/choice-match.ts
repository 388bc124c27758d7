import type { Label, Labels } from '../wording/labels.ts';
import { near } from './intent.ts';
import { plainWords } from './plain-words.ts';
import type { Prompt } from './prompt.ts';
import { ADDRESS, asNumber, normalise } from './text.ts';

/** A choice by its id, or what `0` means. */
export type Picked = { readonly id: string } | { readonly zero: NonNullable<Prompt['zero']> };

/** The choice that a text says exactly: its number, its printed word or one of its short forms. */
export function pickExactly(text: string, open: Prompt, labels: Labels): Picked | null {
  const flat = normalise(text);
  const number = asNumber(text);
  if (open.zero && (number === '0' || saysLabel(flat, labels[open.zero]))) return { zero: open.zero };
  // Several numbers of a list are read together; nobody earns as few rupiah as a list has lines.
  if (number !== null && number !== '0' && open.accept.kind !== 'many') {
    const picked = open.choices[Number(number) - 1];
    if (picked) return { id: picked.id };
  }
  const withoutNumber = flat.replace(/^\d{1,2} /, '');
  const named =
    open.choices.find((choice) => saysLabel(flat, choice)) ??
    open.choices.find((choice) => saysLabel(withoutNumber, choice));
  return named ? { id: named.id } : null;
}

/** Where own words are welcome only an address is let go: the rest may be the answer itself. */
export const OWN_WORDS: ReadonlySet<string> = new Set(['text', 'name']);

/** What has to be typed or sent: agreeing answers none of them. */
export const TYPED: ReadonlySet<string> = new Set([
  'identity',
  'nik',
  'date',
  'year',
  'money',
  'media',
  'name',
]);

/**
 * The choice that a sentence says: "iya betul pak", "saya setuju, lanjut saja", "setujuu". Every word must belong to one
 * and the same choice or be politeness; "betul tapi ..." and "tidak betul" say none, for a guess could sign or send.
 */
export function pickFromSentence(text: string, open: Prompt, labels: Labels): Picked | null {
  if (OWN_WORDS.has(open.accept.kind)) {
    const bare = withoutAddress(text);
    return bare === normalise(text) || bare === '' ? null : pickExactly(bare, open, labels);
  }
  const words = plainWords(text);
  // Names of people and of papers are not guessed at: only words that are ours may be misspelt.
  const loose = open.accept.kind !== 'many';
  const said = open.choices.filter((choice) => saysOnly(words, choice, loose));
  const [one] = said;
  if (one && said.length === 1) return { id: one.id };
  return said.length === 0 && open.zero && saysOnly(words, labels[open.zero], true)
    ? { zero: open.zero }
    : null;
}

/** "menu pak", "batal saja": a word that works everywhere with politeness around it; `own`: inside an own answer. */
export function withoutPoliteness(text: string, open: Prompt | null): string {
  if (open && OWN_WORDS.has(open.accept.kind)) return withoutAddress(text);
  return plainWords(text)
    .filter((word) => !AROUND.has(word) && word !== 'ya' && word !== 'iya')
    .join(' ');
}

const MOMENT: ReadonlySet<string> = new Set(['sebentar', 'bentar', 'tunggu', 'sabar']);

/**
 * "Sebentar, pak, saya cari dulu": somebody asks for a moment, and with nothing else (`only`) it is no answer in own
 * words either, and with something behind it (`first`) no sentence that was wanted. With digits it is an answer that went wrong.
 */
export function asksForAMoment(text: string): 'only' | 'first' | 'among' | null {
  const words = plainWords(text);
  if (/\p{Nd}/u.test(text) || !words.some((word) => MOMENT.has(word))) return null;
  if (words.every((word) => MOMENT.has(word) || AROUND.has(word) || word === 'ya')) return 'only';
  return MOMENT.has(words[0] ?? '') ? 'first' : 'among';
}

/** "Nanti saja", said to what has to be typed. */
export function saysLater(text: string): boolean {
  return !/\p{Nd}/u.test(text) && plainWords(text).some((word) => word === 'nanti' || word === 'besok');
}

/** "Ngga jadi deh": a word that works everywhere, written as people chat. */
export function inPlainWords(text: string): string {
  return plainWords(text)
    .filter((word) => !SOFT.has(word))
    .join(' ');
}

const SOFT: ReadonlySet<string> = new Set('deh ah sih lah saja aja ya'.split(' '));

const AGREEING: ReadonlySet<string> = new Set(
  'ya iya y betul benar setuju lanjut kirim oke ok baik siap boleh'.split(' '),
);

/** "Iya betul pak": agreement and nothing else, said to what was asked before. It tells no purpose and no reason. */
export function onlyAgrees(text: string): boolean {
  const words = plainWords(text);
  return (
    words.some((word) => AGREEING.has(word)) && words.every((word) => AGREEING.has(word) || AROUND.has(word))
  );
}

const EMPTY: ReadonlySet<string> = new Set([
  ...AGREEING,
  ...'tidak sudah belum tes test testing next lanjutkan ulang ulangi lewati skip selesai cukup kosong dibantu hmm'.split(
    ' ',
  ),
]);

/** "Sudah, pak", "tes": words without anything of an answer in them. */
export function saysNothing(text: string): boolean {
  const words = plainWords(text);
  return words.some((word) => EMPTY.has(word)) && words.every((word) => EMPTY.has(word) || AROUND.has(word));
}

const HEARD: ReadonlySet<string> = new Set(['oke', 'ok', 'baik', 'siap']);

/** "Baik, pak", said to what has to be typed or sent: it will come. "Ya" and "lanjut" expect something instead. */
export function onlyHeard(text: string): boolean {
  const words = plainWords(text);
  return words.some((word) => HEARD.has(word)) && words.every((word) => AROUND.has(word));
}

/** false: speaks of the question that is open ("bawa nanti", "kirim", a number), not of the answer before it. */
export function mayBeMore(text: string): boolean {
  return !saysLater(text) && !onlyAgrees(text) && !/^[\p{Nd}\s.,#]+$/u.test(text);
}

function withoutAddress(text: string): string {
  return normalise(text)
    .split(' ')
    .filter((word) => !ADDRESS.has(word))
    .join(' ');
}

/** Politeness, and the person who speaks: let go around a choice. No word of doubt, question or refusal is among them. */
const AROUND: ReadonlySet<string> = new Set([
  ...ADDRESS,
  ...'saya aku kami itu ini saja aja deh lah kok nih sih dulu sudah mau ingin memang sekali tolong mohon silakan'.split(
    ' ',
  ),
  ...'baik oke ok siap selamat pagi siang sore malam terima kasih terimakasih maaf'.split(' '),
]);

function saysOnly(words: readonly string[], { label, aliases }: Label, loose: boolean): boolean {
  const phrases = [label, ...aliases].flatMap((said) => {
    const whole = plainWords(said);
    return [whole, whole.filter((word) => !AROUND.has(word))];
  });
  let meant = false;
  for (let at = 0; at < words.length; ) {
    const fits = phrases.filter(
      (phrase) => phrase.length > 0 && phrase.every((word, n) => isWord(words[at + n], word, loose)),
    );
    const length = Math.max(0, ...fits.map((phrase) => phrase.length));
    const word = words[at] ?? '';
    if (length > 0) meant = true;
    else if (!AROUND.has(word) && !(word === 'ya' && at > 0)) return false;
    at += Math.max(1, length);
  }
  return meant;
}

function isWord(word: string | undefined, wanted: string, loose: boolean): boolean {
  if (word === undefined || word === wanted) return word !== undefined;
  return loose && !/\d/.test(wanted) && near(word, wanted);
}

function saysLabel(flat: string, { label, aliases }: Label): boolean {
  return [label, ...aliases].some((word) => normalise(word) === flat);
}
