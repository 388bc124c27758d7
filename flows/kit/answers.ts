import { rupiahIn } from './amount.ts';
import { clean } from './message.ts';
import { lineToChange } from './named-line.ts';
import { parseNik } from './nik.ts';
import { isNoName } from './no-answer.ts';
import { NONE_OF_THESE, type Prompt } from './prompt.ts';
import { dayIn, type FoundDay, nikIn, readDay } from './sentence.ts';
import { asciiDigits, asNumber, normalise } from './text.ts';
import { yearIn } from './year.ts';

/** A typed answer read by its `accept`: the value kept, or why not (a wording key and what to fill in). */
export type Read =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly why: Misread };

/** Why an answer could not be read, with what the reply says about it. */
export type Misread =
  | { readonly key: 'miss.choice' }
  | { readonly key: 'miss.agrees' }
  | { readonly key: 'miss.tooShort'; readonly min: number }
  | { readonly key: 'miss.tooLong'; readonly max: number; readonly got: number }
  | { readonly key: 'miss.name' }
  | { readonly key: 'miss.nik.length'; readonly got: number }
  | { readonly key: 'miss.nik.none' }
  | { readonly key: 'miss.nik.digits' }
  | { readonly key: 'miss.nik.impossible' }
  | { readonly key: 'miss.date' }
  | { readonly key: 'miss.date.future' }
  | { readonly key: 'miss.date.century' }
  | { readonly key: 'miss.year'; readonly min: number; readonly max: number }
  | { readonly key: 'miss.money' }
  | { readonly key: 'miss.money.max'; readonly max: number }
  | { readonly key: 'miss.many'; readonly max: number }
  | { readonly key: 'miss.media' }
  | { readonly key: 'miss.elsewhere' }
  | { readonly key: 'miss.notText' };

/** What of a question its answer is read by. */
type Answered = Pick<Prompt, 'accept'> & { readonly choices: readonly { readonly id: string }[] };

/** Reads `text` against the prompt's `accept`. `today` is the ward's ISO day. Choices were tried before. */
export function readAnswer(text: string, prompt: Answered, today: string): Read {
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
      // Whoever writes the NIK once more beside the date has answered all the same.
      return readDate(nikIn(text)?.rest ?? text, accept.past ? today : null);
    case 'year': {
      const max = Number(today.slice(0, 4));
      const year = yearIn(text, max);
      if (year >= accept.min && year <= max) return { ok: true, value: String(year) };
      return miss({ key: 'miss.year', min: accept.min, max });
    }
    case 'money':
      return readMoney(text, accept.max);
    case 'many':
      return readMany(text, prompt, accept.min, accept.max);
    case 'media':
      return miss({ key: 'miss.media' });
    case 'line': {
      const id = lineToChange(text, accept.lines);
      return id === null ? miss({ key: 'miss.choice' }) : { ok: true, value: id };
    }
  }
}

function miss(why: Misread): Read {
  return { ok: false, why };
}

function readNik(text: string): Read {
  const found = nikIn(text);
  const nik = found?.nik ?? parseNik(withoutWords(text));
  if (nik.ok) return { ok: true, value: nik.nik };
  if (nik.digits === 0) return miss({ key: 'miss.nik.none' });
  if (nik.why === 'length') return miss({ key: 'miss.nik.length', got: nik.digits });
  return miss({ key: nik.why === 'digits' ? 'miss.nik.digits' : 'miss.nik.impossible' });
}

/** Words that stand by themselves are no part of a number; letters among the digits stay. */
function withoutWords(text: string): string {
  return /\p{Nd}/u.test(text) ? text.replace(/(?<![\p{L}\p{N}])\p{L}{2,}(?![\p{L}\p{N}])/gu, ' ') : text;
}

/** A date at the end of the text, behind digits that may be meant as a NIK. */
const TRAILING_DATE =
  /^([\s\S]*\d[\s\S]*?)[\s,;/|]+(?:\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2} ?\p{L}{3,9} ?\d{2,4})\D*$/iu;

/** So few digits besides a NIK are an age or a house, no date. */
const DATE_DIGITS = 5;

function readIdentity(text: string, today: string): Read {
  const western = asciiDigits(clean(text, 300));
  const found = nikIn(western);
  if (found) {
    const nik = readNik(western);
    const day = dayIn(found.rest, today);
    if (!nik.ok || (!day.ok && day.why === 'none' && digitsOf(found.rest) < DATE_DIGITS)) return nik;
    const date = dateOf(day);
    return date.ok ? { ok: true, value: `${nik.value} ${date.value}` } : date;
  }
  const alone = readNik(western);
  if (alone.ok) return alone;
  const trailing = TRAILING_DATE.exec(western)?.[1];
  if (trailing !== undefined) return readNik(trailing.replace(/[^\d]+$/, ''));
  const date = readDate(western, today);
  return date.ok || date.why.key !== 'miss.date' ? date : alone;
}

function digitsOf(text: string): number {
  return text.match(/\d/g)?.length ?? 0;
}

/** An address behind an answer is not printed in a letter; "untuk ibu" is left as it is. */
const AT_THE_END = /(?:[\s,]+(?:pak|kak|min)|,\s*(?:bu|ibu|bapak))\.?$/i;

/** "Biaya sekolah ya", "biaya sekolah ya, pak": said to a person, not to be printed. */
const SOFTENED = /(?<=\S)[\s,]{1,3}ya(?:[\s,]{1,3}(?:pak|bu|kak|min|bapak|ibu))?\.?$/i;

const BEFORE_A_NAME = /^(?:nama(?: lengkap)?(?: saya)?|saya|sy|beta)[\s:,]+(?=\p{L})/iu;

function readText(text: string, min: number, max: number): Read {
  const value = clean(text, 5000)
    .replace(/[ \t]+/g, ' ')
    .replace(/\n{2,}/g, '\n')
    .trim()
    .replace(SOFTENED, '')
    .replace(AT_THE_END, '');
  const length = [...value].length;
  if (length > max) return miss({ key: 'miss.tooLong', max, got: length });
  if (length < min || !/[\p{L}\p{N}]/u.test(value)) return miss({ key: 'miss.tooShort', min });
  return { ok: true, value };
}

function readName(text: string): Read {
  const value = clean(text, 500)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(AT_THE_END, '')
    .replace(BEFORE_A_NAME, '');
  const length = [...value].length;
  if (isNoName(value)) return miss({ key: 'miss.name' });
  if (length < 2 || length > 100 || !/^[\p{L}\p{M}.,'’\- ]+$/u.test(value) || !/\p{L}{2}/u.test(value))
    return miss({ key: 'miss.name' });
  return { ok: true, value: value.toUpperCase() };
}

/** A day as people write it, alone or in a sentence. Value: ISO day. */
export function readDate(text: string, notAfter: string | null): Read {
  return dateOf(readDay(text, notAfter));
}

function dateOf(found: FoundDay): Read {
  if (found.ok) return { ok: true, value: found.day };
  if (found.why === 'none') return miss({ key: 'miss.date' });
  return miss({ key: found.why === 'future' ? 'miss.date.future' : 'miss.date.century' });
}

function readMoney(text: string, max: number): Read {
  const value = rupiahIn(text);
  if (!Number.isSafeInteger(value)) return miss({ key: 'miss.money' });
  if (value > max) return miss({ key: 'miss.money.max', max });
  return { ok: true, value: String(value) };
}

/** "1 3 4", "1,3", "1-3", "semua": ids of the choices, joined by commas, in the list's order. */
function readMany(text: string, prompt: Answered, min: number, max: number): Read {
  const flat = normalise(asciiDigits(text))
    .replace(/\b(dan|serta|nomor|no|pak|bapak|bu|ibu|ya|saja)\b/g, ' ')
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
