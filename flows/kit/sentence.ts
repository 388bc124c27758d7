import { type ParsedNik, parseNik } from './nik.ts';
import { asciiDigits, normalise } from './text.ts';
import { MONTHS } from './when.ts';

/**
 * What a sentence holds: many people answer "NIK saya 5371..., lahir tanggal 3 maret 1980, pak" and should not have to
 * write it a second time. Words around are let go; digits never are, for a guess could find somebody else.
 */

/** A day (ISO), or why there is none: `century` when two digits of a year may mean two. */
export type FoundDay =
  | { readonly ok: true; readonly day: string }
  | { readonly ok: false; readonly why: 'none' | 'future' | 'century' };

/** What a sentence says of somebody: a NIK, a day, or both. `words` are what is left, without what was found. */
export interface FoundNik {
  readonly nik: ParsedNik;
  readonly rest: string;
}

/** Sixteen digits in one piece, or written in fours or as on the card; no letter or digit may touch them. */
const NIK =
  /(?:(?<=\bnik)|(?<![\p{L}\p{N}]))(\d{16}|\d{4}([ .-])\d{4}\2\d{4}\2\d{4}|\d{6}([ .-])\d{6}\3\d{4})(?![\p{L}\p{N}])/giu;

/** Finds the one NIK in a sentence; of two numbers the one that is called a NIK. null: none, or it is not clear which. */
export function nikIn(text: string): FoundNik | null {
  const western = asciiDigits(text);
  const found = [...western.matchAll(NIK)];
  const called = found.filter(({ index }) => /\bnik\W*(?:saya\W*)?$/i.test(western.slice(0, index)));
  const one = found.length === 1 ? found[0] : called.length === 1 ? called[0] : undefined;
  if (!one) return null;
  return { nik: parseNik(one[0]), rest: western.replace(NIK, ' ; ') };
}

/** Anything in a sentence that is written like a day. */
const DAY =
  /(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}\d{2,4}|\d{1,2}[ -]?\p{L}{3,9}[ -]?\d{2,4}|\d{8})(?!\d)/gu;

/** The one day that a sentence names; read whole when it names none or several. */
export function dayIn(text: string, notAfter: string | null): FoundDay {
  const whole = readDay(text, notAfter);
  if (whole.ok) return whole;
  const found = [...asciiDigits(text).matchAll(DAY)]
    .map(([day]) => readDay(day, notAfter))
    .filter((day) => day.ok);
  return (found.length === 1 && found[0]) || whole;
}

/**
 * 12-05-1990, 12/5/90, 1990-05-12, 12051990, 12 Mei 1990, with words before and behind. Two digits of a year are read
 * where only one century lies before `notAfter` (ISO day).
 */
export function readDay(text: string, notAfter: string | null): FoundDay {
  const flat = normalise(asciiDigits(text))
    .replace(/^\D+ (?=\d)/, '')
    .replace(/(?<=\d) \D+$/, '');
  const numeric = /^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})$/.exec(flat);
  const solid = /^(\d{2})(\d{2})(\d{4})$/.exec(flat);
  const iso = /^(\d{4}) (\d{1,2}) (\d{1,2})$/.exec(flat);
  const words = /^(\d{1,2}) ?([a-z]{3,9}) ?(\d{4}|\d{2})$/.exec(flat);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]), notAfter);
  const [, day = '', month = '', year = ''] = numeric ?? solid ?? words ?? [];
  if (year === '') return { ok: false, why: 'none' };
  const monthNumber = words && !numeric ? monthOf(month) : Number(month);
  if (year.length === 4) return dayOf(Number(year), monthNumber, Number(day), notAfter);
  if (!notAfter) return { ok: false, why: 'none' };
  const days = [`19${year}`, `20${year}`].map((full) =>
    dayOf(Number(full), monthNumber, Number(day), notAfter),
  );
  const real = days.filter((one) => one.ok);
  if (real.length > 1) return { ok: false, why: 'century' };
  return real[0] ?? { ok: false, why: 'none' };
}

function dayOf(year: number, month: number, day: number, notAfter: string | null): FoundDay {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return { ok: false, why: 'none' };
  const iso = date.toISOString().slice(0, 10);
  return notAfter && iso > notAfter ? { ok: false, why: 'future' } : { ok: true, day: iso };
}

const MONTH_SHORTS: readonly (readonly string[])[] = [
  ['jan'],
  ['feb', 'peb', 'pebruari'],
  ['mar', 'mrt'],
  ['apr'],
  ['mei', 'may'],
  ['jun'],
  ['jul'],
  ['agu', 'ags', 'agt', 'aug', 'agust'],
  ['sep', 'sept'],
  ['okt', 'oct'],
  ['nov', 'nop', 'nopember'],
  ['des', 'dec'],
];

function monthOf(word: string): number {
  const index = MONTHS.findIndex(
    (month, i) => month.toLowerCase() === word || MONTH_SHORTS[i]?.includes(word),
  );
  return index + 1;
}
