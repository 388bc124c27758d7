import { plainWords } from './plain-words.ts';
import { asciiDigits, NUMBER_WORDS } from './text.ts';

const UNITS: Readonly<Record<string, number>> = { juta: 1_000_000, jt: 1_000_000, ribu: 1_000, rb: 1_000 };

/**
 * Rupiah out of what people write: 1500000, 1.500.000, Rp1.500.000,00, 1,5 juta, 500rb, "kira-kira 1,5 juta pak",
 * "1 juta 500 ribu", "satu juta lima ratus ribu". NaN: no amount, or more than one.
 */
export function rupiahIn(text: string): number {
  const flat = asciiDigits(text).toLowerCase().replace(/rp\.?/g, '');
  const alone = strict(
    flat
      .replace(/\s+/g, '')
      .replace(/(perbulan|\/bulan|\/bln|sebulan)$/, '')
      .replace(/,-$/, ''),
  );
  if (!Number.isNaN(alone)) return alone;
  if (!/\p{L}/u.test(flat)) return Number.NaN;
  return /\d/.test(flat) ? amongWords(flat) : inWords(text);
}

function strict(flat: string): number {
  const scaled = /^(\d{1,4})(?:[.,](\d{1,2}))?(juta|jt|ribu|rb)$/.exec(flat);
  if (scaled) return Math.round(Number(`${scaled[1]}.${scaled[2] ?? '0'}`) * (UNITS[scaled[3] ?? ''] ?? 1));
  if (/^\d{1,3}(\.\d{3})+(,00)?$/.test(flat)) return Number(flat.replace(/,00$/, '').replaceAll('.', ''));
  return /^\d{1,12}$/.test(flat) ? Number(flat) : Number.NaN;
}

/** A number with its unit; digits inside a word ("kira2") are none. */
const NUMBER = /(?<![\p{L}\d.,])(\d[\d.,]*?)[.,]?\s*(juta|jt|ribu|rb)?(?=$|[^\p{L}\d.,]|[.,](?!\d))/gu;

/** One number in a sentence; two only as "1 juta 500 ribu". A few rupiah without a unit are no amount but a count. */
function amongWords(flat: string): number {
  const found = [...flat.matchAll(NUMBER)];
  if (found.some(({ index }) => /-\s*$/.test(flat.slice(0, index)))) return Number.NaN;
  const amounts = found.map(([, digits, unit]) => strict(`${digits}${unit ?? ''}`));
  const [first = Number.NaN, second = Number.NaN] = amounts;
  if (found.length === 1) return first >= 1_000 ? first : Number.NaN;
  const units = found.map(([, , unit]) => UNITS[unit ?? ''] ?? 0);
  const falling = found.length === 2 && units[0] === 1_000_000 && units[1] === 1_000 && second < 1_000_000;
  const nextTo = /(juta|jt)\s*$/.test(flat.slice(0, found[1]?.index ?? 0));
  return falling && nextTo ? first + second : Number.NaN;
}

/** "dua juta", "satu juta lima ratus ribu", "satu setengah juta", "sejuta". Words around the number are let go. */
function inWords(text: string): number {
  let total = 0;
  let group = 0;
  let unit = 0;
  let begun = false;
  let ended = false;
  for (const word of plainWords(text)) {
    const digit = NUMBER_WORDS[word];
    const [, tens = '', scale = ''] = /^(se)?(belas|puluh|ratus|ribu|juta|setengah)$/.exec(word) ?? [];
    if (digit === undefined && scale === '') {
      ended ||= begun;
      continue;
    }
    // A second number after other words: which one is meant is not known.
    if (ended) return Number.NaN;
    begun = true;
    if (digit !== undefined) unit += Number(digit);
    else if (scale === 'setengah') {
      if (total > 0 && unit === 0 && group === 0) total += total / 2;
      else unit += 0.5;
    } else if (scale === 'belas') unit += tens === 'se' ? 11 : 10;
    else if (scale === 'puluh' || scale === 'ratus') {
      group += (tens === 'se' ? 1 : unit || 1) * (scale === 'puluh' ? 10 : 100);
      unit = 0;
    } else {
      total += (tens === 'se' ? 1 : group + unit || 1) * (scale === 'juta' ? 1_000_000 : 1_000);
      group = 0;
      unit = 0;
    }
  }
  const value = total + group + unit;
  // "Satu" alone earns nobody anything: an amount in words names thousands or millions.
  return total > 0 && Number.isInteger(value) ? value : Number.NaN;
}
