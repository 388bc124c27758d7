/** A list of words to look up what people wrote: it holds only what is written in it, not `constructor`. */
export function wordList<T>(words: Record<string, T>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, words);
}

/** Lower case, no accents, no punctuation, single spaces: the form in which words are compared. */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** ASCII digits for any script's digits (full-width, Arabic-Indic ...). */
export function asciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  // Every decimal digit block of Unicode starts at a multiple of 16, or of 16 plus 6.
  let zero = code;
  while (zero > 0 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
  return code - zero;
}

/** Numbers that people write as words. */
export const NUMBER_WORDS = wordList<string>({
  nol: '0',
  satu: '1',
  dua: '2',
  tiga: '3',
  empat: '4',
  lima: '5',
  enam: '6',
  tujuh: '7',
  delapan: '8',
  sembilan: '9',
  sepuluh: '10',
  pertama: '1',
  kedua: '2',
  ketiga: '3',
});

/** "1", "1.", "no 1", "satu", "yang kedua" -> "1"; otherwise null. The whole text must be the number. */
export function asNumber(text: string): string | null {
  const words = normalise(asciiDigits(text))
    .split(' ')
    .filter((word) => !FILLER.has(word));
  if (words.length !== 1) return null;
  const word = words[0] ?? '';
  if (/^\d{1,3}$/.test(word)) return String(Number(word));
  return NUMBER_WORDS[word] ?? null;
}

/** How people address the office: no part of what they answer. */
export const ADDRESS: ReadonlySet<string> = new Set(
  'pak bapak bapa bpk bu ibu mama kak kakak mas mbak om tante min admin'.split(' '),
);

const FILLER: ReadonlySet<string> = new Set([
  ...['no', 'nomor', 'nmr', 'pilih', 'pilihan', 'yang', 'angka', 'saja', 'aja', 'ya'],
  ...ADDRESS,
]);
