import { asideWords } from './id-aside.ts';
import { formWords } from './id-form.ts';
import { letterWords } from './id-letter.ts';
import { officeWords } from './id-office.ts';
import { residentWords } from './id-resident.ts';
import { type Labels, labels } from './labels.ts';
import type { Words } from './words.ts';

/** A language: its sentences and its choices. */
export interface Vocabulary {
  readonly words: Words;
  readonly labels: Labels;
}

const indonesian: Vocabulary = {
  words: { ...residentWords, ...asideWords, ...formWords, ...letterWords, ...officeWords },
  labels,
};

/** What a translation may give; whatever it leaves out is said in Indonesian. */
export interface Translation {
  readonly words: Partial<Words>;
  readonly labels: Partial<Labels>;
}

/** Builds the look-up of languages: Indonesian and the given translations laid over it. */
export function vocabularies(
  translations: Readonly<Record<string, Translation>>,
): (language: string) => Vocabulary {
  const all = new Map<string, Vocabulary>([['id', indonesian]]);
  for (const [language, { words, labels: own }] of Object.entries(translations)) {
    all.set(language, { words: { ...indonesian.words, ...words }, labels: { ...indonesian.labels, ...own } });
  }
  return (language) => all.get(language) ?? indonesian;
}
