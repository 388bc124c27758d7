import { AROUND, plainWords } from './plain-words.ts';
import { ADDRESS, normalise } from './text.ts';

/** What people write into a form instead of an answer, and would find printed in their letter. */

const POINTS = new Set('sama sesuai seperti lihat ikut ikuti idem sda'.split(' '));
const ELSEWHERE = new Set('ktp kk kartu keluarga atas diatas rumah tadi sebelumnya foto berkas'.split(' '));
const BETWEEN = new Set([
  ...ADDRESS,
  ...'dengan di yang saja aja alamat nama data saya ya persis itu ini dari pada ada sudah kan'.split(' '),
]);
/** With nothing but the place behind them these point, too: "alamat KTP", "sudah ada di KK". */
const HINTS = new Set(['alamat', 'ada', 'data']);

/** "Sama dengan KTP", "sda", "lihat di atas": says where the answer stands, and not what it is. */
export function pointsElsewhere(text: string): boolean {
  if (/\p{Nd}/u.test(text)) return false;
  const words = plainWords(text);
  const known = words.every((word) => POINTS.has(word) || ELSEWHERE.has(word) || BETWEEN.has(word));
  if (!known) return false;
  return (
    words.some((word) => POINTS.has(word)) ||
    (words.some((word) => HINTS.has(word)) && words.some((word) => ELSEWHERE.has(word)))
  );
}

const NO_NAMES = new Set([
  ...ADDRESS,
  ...'tidak tdk gak ga nggak kenapa mengapa apa apakah bagaimana gimana berapa kapan saya sy ktp kk'.split(
    ' ',
  ),
  ...'sesuai seperti lihat rahasia nanti belum blm sudah sdh sendiri terserah bingung lupa isi'.split(' '),
  ...'tahu tau ditanya harus perlu itu ini di yang ada biasa ya saja aja lagi dulu'.split(' '),
]);

/**
 * "Tidak tahu", "kenapa ditanya": nothing of it is a name. Words are taken as they are written, and all of them must be
 * such: short forms of chats are names of people, too (Son, Be, Nda).
 */
export function isNoName(text: string): boolean {
  return normalise(text)
    .split(' ')
    .every((word) => NO_NAMES.has(word));
}

const MOMENT: ReadonlySet<string> = new Set(['sebentar', 'bentar', 'tunggu', 'sabar']);

/**
 * "Sebentar, pak, saya cari dulu": somebody asks for a moment, and with nothing else (`only`) it is no answer in own
 * words either, and with something behind it (`first`) no sentence that was wanted. With digits it is an answer that went wrong.
 */
export function asksForAMoment(text: string): 'only' | 'first' | 'among' | null {
  const words = plainWords(text);
  if (/\p{Nd}/u.test(text) || !words.some((word) => MOMENT.has(word))) return null;
  if (words.every((word) => MOMENT.has(word) || AROUND.has(word) || word === 'ya')) return 'only';
  return MOMENT.has(words[0] ?? '') ? 'first' : 'among';
}

/** "Nanti saja", said to what has to be typed. */
export function saysLater(text: string): boolean {
  return !/\p{Nd}/u.test(text) && plainWords(text).some((word) => word === 'nanti' || word === 'besok');
}

const AGREEING: ReadonlySet<string> = new Set(
  'ya iya y betul benar setuju lanjut kirim oke ok baik siap boleh'.split(' '),
);

/** "Iya betul pak": agreement and nothing else, said to what was asked before. It tells no purpose and no reason. */
export function onlyAgrees(text: string): boolean {
  const words = plainWords(text);
  return (
    words.some((word) => AGREEING.has(word)) && words.every((word) => AGREEING.has(word) || AROUND.has(word))
  );
}

const EMPTY: ReadonlySet<string> = new Set([
  ...AGREEING,
  ...'tidak sudah belum tes test testing next lanjutkan ulang ulangi lewati skip selesai cukup kosong dibantu hmm'.split(
    ' ',
  ),
]);

/** "Sudah, pak", "tes": words without anything of an answer in them. */
export function saysNothing(text: string): boolean {
  const words = plainWords(text);
  return words.some((word) => EMPTY.has(word)) && words.every((word) => EMPTY.has(word) || AROUND.has(word));
}

const HEARD: ReadonlySet<string> = new Set(['oke', 'ok', 'baik', 'siap']);

/** "Baik, pak", said to what has to be typed or sent: it will come. "Ya" and "lanjut" expect something instead. */
export function onlyHeard(text: string): boolean {
  const words = plainWords(text);
  return words.some((word) => HEARD.has(word)) && words.every((word) => AROUND.has(word));
}

/** false: speaks of the question that is open ("bawa nanti", "kirim", a number), not of the answer before it. */
export function mayBeMore(text: string): boolean {
  return !saysLater(text) && !onlyAgrees(text) && !/^[\p{Nd}\s.,#]+$/u.test(text);
}

/** What is no paper: lost, broken, or never had. */
const MISSING = [
  ...[
    'hilang',
    'rusak',
    'terbakar',
    'dicuri',
    'masih proses',
    'masih diproses',
    'belum jadi',
    'belum keluar',
  ],
  ...['tidak punya', 'belum punya', 'tidak ada', 'belum ada', 'tidak bawa', 'di kampung', 'ditahan'],
];

/** "KTP saya hilang", "belum punya KK", said where a paper is wanted. */
export function hasNoPaper(text: string): boolean {
  const words = plainWords(text);
  const sentence = ` ${words.join(' ')} `;
  // "Pak RT tidak ada" is about somebody.
  if (/\p{Nd}/u.test(text) || words.includes('rt') || words.includes('rw')) return false;
  return MISSING.some((phrase) => sentence.includes(` ${phrase} `));
}
