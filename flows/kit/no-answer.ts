import { plainWords } from './plain-words.ts';
import { ADDRESS } from './text.ts';

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
  ...'tidak kenapa mengapa apa apakah bagaimana berapa kapan saya ktp sesuai seperti lihat'.split(' '),
  ...'rahasia nanti belum sudah sendiri terserah bingung lupa'.split(' '),
]);

/** A word that stands in no name: "tidak tahu", "kenapa ditanya". */
export function isNoName(text: string): boolean {
  return plainWords(text).some((word) => NO_NAMES.has(word));
}
