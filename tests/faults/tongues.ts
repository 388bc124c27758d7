import type { LabelKey } from '../../flows/wording/labels.ts';
import { translations } from '../../flows/wording/translations.ts';
import { type Vocabulary, vocabularies } from '../../flows/wording/vocabulary.ts';

/** What people read and press in a run, in every language that they may have chosen. */

const of = vocabularies(translations);
const everyLanguage: readonly Vocabulary[] = ['id', ...Object.keys(translations)].map(of);

/** What these choices are called. */
export function called(...keys: readonly LabelKey[]): ReadonlySet<string> {
  return new Set(keys.flatMap((key) => everyLanguage.map(({ labels }) => labels[key].label)));
}

const beginnings = (say: (words: Vocabulary['words']) => string) =>
  everyLanguage.map(({ words }) => say(words).split(/[.:]/)[0] ?? '');

const RESENT = beginnings((words) => words['status.resent']({}));
const CUT_OFF = beginnings((words) => words.cutOff({ asks: true }));

/** The letter is sent once more to whoever asked for it. */
export const saysResent = (text: string) => RESENT.some((words) => text.includes(words));

/** The chat hears that a message may be missing; when that is cut off too, nothing more is told. */
export const saysCutOff = (text: string) => CUT_OFF.some((words) => text.includes(words));

/** A receipt of this request. */
export const isReceipt = (text: string, number: string) =>
  /^(?:Nomor|Number): /m.test(text) && text.includes(number);
