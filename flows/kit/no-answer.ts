import { plainWords } from './plain-words.ts';
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
