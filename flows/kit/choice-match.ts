import type { Label, Labels } from '../wording/labels.ts';
import { near } from './intent.ts';
import { AROUND, plainWords } from './plain-words.ts';
import { OWN_WORDS, type Prompt } from './prompt.ts';
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

/** "Ngga jadi deh": a word that works everywhere, written as people chat. */
export function inPlainWords(text: string): string {
  return plainWords(text)
    .filter((word) => !SOFT.has(word))
    .join(' ');
}

const SOFT: ReadonlySet<string> = new Set('deh ah sih lah saja aja ya'.split(' '));

function withoutAddress(text: string): string {
  return normalise(text)
    .split(' ')
    .filter((word) => !ADDRESS.has(word))
    .join(' ');
}

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
