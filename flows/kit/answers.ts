import { clean } from './message.ts';
import { parseNik } from './nik.ts';
import { NONE_OF_THESE, type Prompt } from './prompt.ts';
import { asciiDigits, asNumber, normalise } from './text.ts';
import { MONTHS } from './when.ts';

/** A typed answer read by its `accept`: the value kept, or why not (a wording key and what to fill in). */
export type Read =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly why: Misread };

/** Why an answer could not be read, with what the reply says about it. */
export type Misread =
  | { readonly key: 'miss.choice' }
  | { readonly key: 'miss.tooShort'; readonly min: number }
  | { readonly key: 'miss.tooLong'; readonly max: number; readonly got: number }
  | { readonly key: 'miss.name' }
  | { readonly key: 'miss.nik.length'; readonly got: number }
  | { readonly key: 'miss.nik.digits' }
  | { readonly key: 'miss.nik.impossible' }
  | { readonly key: 'miss.date' }
  | { readonly key: 'miss.date.future' }
  | { readonly key: 'miss.year'; readonly min: number; readonly max: number }
  | { readonly key: 'miss.money' }
  | { readonly key: 'miss.money.max'; readonly max: number }
  | { readonly key: 'miss.many'; readonly max: number }
  | { readonly key: 'miss.media' }
  | { readonly key: 'miss.notText' };

/** Reads `text` against the prompt's `accept`. `today` is the ward's ISO day. Choices were tried before. */
export function readAnswer(text: string, prompt: Prompt, today: string): Read {
  const { accept } = prompt;
  switch (accept.kind) {
    case 'none':
      return miss({ key: 'miss.choice' });
    case 'text':
      return readText(text, accept.min, accept.max);
    case 'name':
      return readName(text);
    case 'nik':
      return readNik(text);
    case 'identity':
      return readIdentity(text, today);
    case 'date':
      return readDate(text, accept.past ? today : null);
    case 'year': {
      const year = Number(/^\D*(\d{4})\D*$/.exec(asciiDigits(text))?.[1] ?? Number.NaN);
      const max = Number(today.slice(0, 4));
      if (year >= accept.min && year <= max) return { ok: true, value: String(year) };
      return miss({ key: 'miss.year', min: accept.min, max });
    }
    case 'money':
      return readMoney(text, accept.max);
    case 'many':
      return readMany(text, prompt, accept.min, accept.max);
    case 'media':
      return miss({ key: 'miss.media' });
  }
}

function miss(why: Misread): Read {
  return { ok: false, why };
}

function readNik(text: string): Read {
  const nik = parseNik(text);
  if (nik.ok) return { ok: true, value: nik.nik };
  if (nik.why === 'length') return miss({ key: 'miss.nik.length', got: nik.digits });
  return miss({ key: nik.why === 'digits' ? 'miss.nik.digits' : 'miss.nik.impossible' });
}

/** A date at the end of the text, in any of the written forms, after at least 16 digits of a NIK. */
const TRAILING_DATE =
  /^([\s\S]*\d[\s\S]*?)(?:[\s,;/|]|\b(?:tgl|lahir|tanggal)\b)+(\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}|\d{1,2} ?\p{L}{3,9} ?\d{4})\D*$/iu;

function readIdentity(text: string, today: string): Read {
  const western = asciiDigits(clean(text, 300));
  const both = TRAILING_DATE.exec(western);
  const nikAlone = readNik(western);
  if (nikAlone.ok || !both) return nikAlone;
  const nik = readNik((both[1] ?? '').replace(/[^\d]+$/, ''));
  if (!nik.ok) return nik;
  const date = readDate(both[2] ?? '', today);
  return date.ok ? { ok: true, value: `${nik.value} ${date.value}` } : date;
}

function readText(text: string, min: number, max: number): Read {
  const value = clean(text, 5000)
    .replace(/[ \t]+/g, ' ')
    .replace(/\n{2,}/g, '\n')
    .trim();
  const length = [...value].length;
  if (length > max) return miss({ key: 'miss.tooLong', max, got: length });
  if (length < min || !/[\p{L}\p{N}]/u.test(value)) return miss({ key: 'miss.tooShort', min });
  return { ok: true, value };
}

function readName(text: string): Read {
  const value = clean(text, 500).replace(/\s+/g, ' ').trim();
  const length = [...value].length;
  if (length < 2 || length > 100 || !/^[\p{L}\p{M}.,'’\- ]+$/u.test(value) || !/\p{L}{2}/u.test(value))
    return miss({ key: 'miss.name' });
  return { ok: true, value: value.toUpperCase() };
}

/** 12-05-1990, 12/5/90 is refused (which century?), 1990-05-12, 12 Mei 1990. Value: ISO day. */
export function readDate(text: string, notAfter: string | null): Read {
  const flat = normalise(asciiDigits(text));
  const numeric = /^(\d{1,2}) (\d{1,2}) (\d{4})$/.exec(flat);
  const iso = /^(\d{4}) (\d{1,2}) (\d{1,2})$/.exec(flat);
  const words = /^(\d{1,2}) ?([a-z]{3,9}) ?(\d{4})$/.exec(flat);
  const solid = /^(\d{2})(\d{2})(\d{4})$/.exec(flat);
  let parts: [number, number, number] | null = null;
  if (numeric) parts = [Number(numeric[3]), Number(numeric[2]), Number(numeric[1])];
  else if (solid) parts = [Number(solid[3]), Number(solid[2]), Number(solid[1])];
  else if (iso) parts = [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  else if (words) parts = [Number(words[3]), monthNumber(words[2] ?? ''), Number(words[1])];
  if (!parts) return miss({ key: 'miss.date' });
  const [year, month, day] = parts;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return miss({ key: 'miss.date' });
  const value = date.toISOString().slice(0, 10);
  if (notAfter && value > notAfter) return miss({ key: 'miss.date.future' });
  return { ok: true, value };
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

function monthNumber(word: string): number {
  const index = MONTHS.findIndex(
    (month, i) => month.toLowerCase() === word || MONTH_SHORTS[i]?.includes(word),
  );
  return index + 1;
}

/** 1500000, 1.500.000, Rp1.500.000,00, 1,5 juta, 500 ribu, 500rb. Value: whole rupiah. */
function readMoney(text: string, max: number): Read {
  const flat = asciiDigits(text)
    .toLowerCase()
    .replace(/rp\.?/g, '')
    .replace(/\s+/g, '')
    .replace(/(perbulan|\/bulan|\/bln|sebulan)$/, '')
    .replace(/,-$/, '');
  const scaled = /^(\d{1,4})(?:[.,](\d{1,2}))?(juta|jt|ribu|rb)$/.exec(flat);
  let value = Number.NaN;
  if (scaled) {
    const unit = scaled[3]?.startsWith('j') ? 1_000_000 : 1_000;
    value = Math.round(Number(`${scaled[1]}.${scaled[2] ?? '0'}`) * unit);
  } else if (/^\d{1,3}(\.\d{3})+(,00)?$/.test(flat)) {
    value = Number(flat.replace(/,00$/, '').replaceAll('.', ''));
  } else if (/^\d{1,12}$/.test(flat)) {
    value = Number(flat);
  }
  if (!Number.isSafeInteger(value)) return miss({ key: 'miss.money' });
  if (value > max) return miss({ key: 'miss.money.max', max });
  return { ok: true, value: String(value) };
}

/** "1 3 4", "1,3", "1-3", "semua": ids of the choices, joined by commas, in the list's order. */
function readMany(text: string, prompt: Prompt, min: number, max: number): Read {
  const flat = normalise(asciiDigits(text))
    .replace(/\b(dan|serta|nomor|no)\b/g, ' ')
    .trim();
  const all = prompt.choices.map((choice) => choice.id);
  let picked: Set<string> | null = null;
  // All of them are all that are named, not also the choice that says "none".
  if (flat === 'semua' || flat === 'semuanya') picked = new Set(all.filter((id) => id !== NONE_OF_THESE));
  else {
    const numbers = flat.split(/\s+/).map((word) => asNumber(word));
    const ids = numbers.map((n) => (n === null ? undefined : all[Number(n) - 1]));
    if (ids.length > 0 && ids.every((id) => id !== undefined)) picked = new Set(ids as string[]);
  }
  if (!picked || picked.size < min || picked.size > max)
    return miss({ key: 'miss.many', max: Math.min(max, all.length) });
  const chosen = picked;
  return { ok: true, value: all.filter((id) => chosen.has(id)).join(',') };
}
