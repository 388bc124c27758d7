import { asciiDigits, NUMBER_WORDS, normalise } from './text.ts';

const YEARS: ReadonlySet<string> = new Set(['tahun', 'thn', 'th', 'taon']);
const LAST: ReadonlySet<string> = new Set(['lalu', 'kemarin', 'kemaren']);
/** What stands between the two ends of a guess: "2 atau 3 tahun". */
const OR: ReadonlySet<string> = new Set(['atau', 'sampai', 'hingga', 'sd']);

/**
 * The year that an answer to "since when" names: "2019", "sejak Maret 2019", "01-03-2019", "sudah 5 tahun", "dua tahun
 * lalu", "tahun lalu". NaN when it names none, or leaves open which. `thisYear` by the ward's clock.
 */
export function yearIn(text: string, thisYear: number): number {
  const flat = normalise(asciiDigits(text));
  const named = new Set(flat.match(/(?<!\d)(?:19|20)\d\d(?!\d)/g));
  if (named.size > 0) return named.size === 1 ? Number([...named][0]) : Number.NaN;
  const words = flat.replace(/(\d)(\p{L})/gu, '$1 $2').split(' ');
  const ages = new Set(words.flatMap((word, at) => (YEARS.has(word) ? ageAt(words, at) : [])));
  if (words.includes('setahun')) ages.add(1);
  return ages.size === 1 ? thisYear - ([...ages][0] ?? Number.NaN) : Number.NaN;
}

/** How many years ago the word for years at this place says; nothing where it says none, NaN where it says two. */
function ageAt(words: readonly string[], at: number): number[] {
  const behind = words[at + 1] ?? '';
  const age = countOf(words[at - 1]);
  if (age === null) return LAST.has(behind) ? [1] : behind === 'ini' ? [0] : [];
  const before = OR.has(words[at - 2] ?? '') ? words[at - 3] : words[at - 2];
  return countOf(before) === null ? [age] : [Number.NaN];
}

function countOf(word: string | undefined): number | null {
  const digits = NUMBER_WORDS[word ?? ''] ?? word ?? '';
  return /^[1-9]\d?$/.test(digits) ? Number(digits) : null;
}
