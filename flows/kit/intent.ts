import {
  ABOUT_A_CARD,
  COMPLAINT,
  GREETINGS,
  HOURS,
  INFO,
  LIST,
  MISTAKE,
  MUCH,
  OFFICER,
  OWN_LETTER,
  STATUS,
  THANKS,
  WHO,
  WISHES,
} from './intent-words.ts';
import { notHere } from './not-here.ts';
import { plainWords } from './plain-words.ts';
import type { Service } from './service.ts';
import { smallTalk } from './small-talk.ts';

/** What a free sentence outside a question seems to want. */
export type Intent =
  | { readonly kind: 'apply'; readonly service: string }
  | { readonly kind: 'card'; readonly service: string }
  | { readonly kind: 'notHere'; readonly name: string; readonly instead: string | null }
  | { readonly kind: 'unsure'; readonly services: readonly string[]; readonly info: boolean }
  | {
      readonly kind:
        | 'status'
        | 'greeting'
        | 'asking'
        | 'thanks'
        | 'officer'
        | 'who'
        | 'hours'
        | 'list'
        | 'cards'
        | 'none';
    };

/** Finds the service or the action a sentence speaks of: one clear winner, two or three close ones, or none. */
export function findIntent(text: string, services: readonly Service[]): Intent {
  const said = plainWords(text);
  const refusal = refusedIn(said, services);
  const words = refusal?.rest ?? said;
  const sentence = ` ${words.join(' ')} `;
  const has = (phrase: string) => sentence.includes(` ${phrase} `);
  const hits = namedIn(words, services);
  if (complains(words) || MISTAKE.some(has)) return { kind: 'officer' };
  if (STATUS.some(has)) return { kind: 'status' };
  const info = INFO.some(has);
  const [first, second] = hits;
  const elsewhere = notHere(has);
  const longer = first !== undefined && elsewhere !== null && holds(elsewhere.phrase, first.phrase);
  if (first && !longer) {
    // A close second (within a fifth) means the words did not decide.
    if (second && second.score >= first.score * 0.8) {
      return { kind: 'unsure', services: hits.slice(0, 3).map((hit) => hit.slug), info };
    }
    return { kind: info ? 'card' : 'apply', service: first.slug };
  }
  if (refusal) return { kind: 'list' };
  if (OWN_LETTER.some(has)) return { kind: 'status' };
  if (smallTalk(text) === 'asking') return { kind: 'asking' };
  if (elsewhere) {
    const { name, instead } = elsewhere;
    return { kind: 'notHere', name, instead: services.some(({ slug }) => slug === instead) ? instead : null };
  }
  if (HOURS.some(has)) return { kind: 'hours' };
  if (WHO.some(has) && !WISHES.some(has)) return { kind: 'who' };
  if (OFFICER.some(has)) return { kind: 'officer' };
  if (LIST.some(has)) return { kind: 'list' };
  if (ABOUT_A_CARD.some(has)) return { kind: 'cards' };
  if (info || has('surat') || has('urus')) return { kind: 'list' };
  if (words.some((word) => THANKS.has(word)) && words.every((word) => THANKS.has(word) || MUCH.has(word)))
    return { kind: 'thanks' };
  if (words.some((word) => GREETINGS.has(word))) return { kind: 'greeting' };
  return { kind: 'none' };
}

/** Whether somebody complains, or says that a letter is wrong. */
export function complains(words: readonly string[]): boolean {
  const sentence = ` ${words.join(' ')} `;
  const has = (phrase: string) => sentence.includes(` ${phrase} `);
  return COMPLAINT.some(has) || (has('surat') && MISTAKE.some(has));
}

/** The services that are named, the likeliest first. */
function namedIn(words: readonly string[], services: readonly Service[]): readonly Named[] {
  return services
    .flatMap(({ slug, says }) => {
      const [best] = says
        .map((phrase) => ({ slug, phrase, score: scoreOf(phrase, words) }))
        .filter((hit) => hit.score > 0)
        .sort((a, b) => b.score - a.score);
      return best ? [best] : [];
    })
    .sort((a, b) => b.score - a.score);
}

/** A service, and what of the sentence names it. */
interface Named {
  readonly slug: string;
  readonly phrase: string;
  readonly score: number;
}

/** A name that has all the words of another one, and more. */
function holds(name: string, other: string): boolean {
  const words = new Set(name.split(' '));
  const parts = other.split(' ');
  return words.size > parts.length && parts.every((word) => words.has(word));
}

/** What may stand between "bukan" and the name of a letter; "tidak" begins the name of one. */
const BEFORE_A_NAME = new Set(['surat', 'keterangan', 'yang', 'untuk', 'mau', 'urus', 'tidak']);

/** "Bukan usaha, domisili": the letter that is not wanted, and the words without it; null where none is refused. */
export function refusedIn(
  words: readonly string[],
  services: readonly Service[],
): { readonly refused: string; readonly rest: readonly string[] } | null {
  const at = words.indexOf('bukan');
  if (at < 0) return null;
  let end = at + 1;
  while (BEFORE_A_NAME.has(words[end] ?? '')) end += 1;
  const [refused] = namedIn(words.slice(at + 1, end + 1), services);
  return refused ? { refused: refused.slug, rest: [...words.slice(0, at), ...words.slice(end + 1)] } : null;
}

/** The letters of a phrase whose words all occur, in any order; longer phrases win. 0 when a word is missing. */
function scoreOf(phrase: string, words: readonly string[]): number {
  let score = 0;
  for (const wanted of phrase.split(' ')) {
    const found = words.some((word) => word === wanted)
      ? 1
      : words.some((word) => near(word, wanted))
        ? 0.9
        : 0;
    if (found === 0) return 0;
    score += wanted.length * found;
  }
  return score;
}

/** One letter from a word of ours and words themselves: "tidak usah" asks for no business, "mau datang" sells nothing. */
const OTHER_WORDS = new Set(['usah', 'datang', 'lampu', 'tanggal', 'tunggal', 'karang']);

/** One letter wrong, missing, added or swapped; only for words long enough that this is no other word. */
export function near(word: string, wanted: string): boolean {
  if (OTHER_WORDS.has(word) || wanted.length < 5 || Math.abs(word.length - wanted.length) > 1) return false;
  let i = 0;
  while (i < word.length && word[i] === wanted[i]) i += 1;
  const a = word.slice(i);
  const b = wanted.slice(i);
  if (a.length === b.length) {
    if (a.slice(1) === b.slice(1)) return true;
    return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  }
  return a.length > b.length ? a.slice(1) === b : a === b.slice(1);
}
