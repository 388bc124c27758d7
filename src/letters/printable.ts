/**
 * What the compiler's own serif can print, also in bold and in capitals: Latin with its marks and signs. PDF/A
 * forbids a missing glyph, so one emoji in an answer would make a letter impossible; a test prints the whole list.
 */
const COVERED: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x17f],
  [0x1cd, 0x1dc],
  [0x1e6, 0x1e9],
  [0x1f8, 0x21b],
  [0x1e00, 0x1e95],
  [0x1ea0, 0x1ef9],
  [0x2010, 0x2027],
  [0x2030, 0x2037],
  [0x2039, 0x203a],
  [0x2044, 0x2044],
  [0x2070, 0x2071],
  [0x2074, 0x208e],
  [0x20ac, 0x20ac],
  [0x2113, 0x2113],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
  [0x2153, 0x215e],
  [0x2190, 0x2199],
  [0x2212, 0x2212],
  [0x2248, 0x2248],
  [0x2260, 0x2260],
  [0x2264, 0x2265],
  [0x25a1, 0x25a1],
];

/** Stands for writing that the letters' font does not have; whoever checks the draft sees it. */
const UNPRINTABLE = '□';

/** A word longer than this may be broken anywhere, so that it cannot leave the margin. */
const LONGEST_WORD = 18;

/** Can a letter show this text as it is? */
export function isPrintable(text: string): boolean {
  return toPrintable(text).replaceAll('\u200b', '') === text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
}

/**
 * Text that every letter can show: one line, no emoji, no direction marks or other control characters, and a
 * square for each stretch of a script that the font lacks.
 */
export function toPrintable(text: string): string {
  const clean = text
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Mn}\p{Me}]/gu, '')
    .replaceAll(/(?![©®™↔-↙])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/gu, '');
  let out = '';
  for (const char of clean) {
    if (isCovered(char.codePointAt(0) ?? 0)) out += char;
    else if (!out.endsWith(UNPRINTABLE)) out += UNPRINTABLE;
  }
  return out
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .replaceAll(/[^ -]{19,}/gu, breakable);
}

/** The same for every text inside a value; keys stay. */
export function printableDeep(value: unknown): unknown {
  if (typeof value === 'string') return toPrintable(value);
  if (Array.isArray(value)) return value.map(printableDeep);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableDeep(inner)]));
}

function isCovered(point: number): boolean {
  return COVERED.some(([from, to]) => point >= from && point <= to);
}

function breakable(word: string): string {
  const chars = [...word];
  return chars.length > LONGEST_WORD ? chars.join('\u200b') : word;
}
