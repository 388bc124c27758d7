import { ADDRESS, normalise, wordList } from './text.ts';

/** Chat short forms and Kupang Malay to plain Indonesian (domain.md section 8); whole words only. */
const PLAIN = wordList<string>({
  sy: 'saya',
  sya: 'saya',
  beta: 'saya',
  be: 'saya',
  aq: 'saya',
  gw: 'saya',
  srt: 'surat',
  srat: 'surat',
  surta: 'surat',
  suket: 'surat',
  ket: 'keterangan',
  ktrngan: 'keterangan',
  dmsili: 'domisili',
  domsili: 'domisili',
  domisil: 'domisili',
  domisly: 'domisili',
  gk: 'tidak',
  gak: 'tidak',
  ngga: 'tidak',
  enggak: 'tidak',
  engga: 'tidak',
  ndak: 'tidak',
  tak: 'tidak',
  ga: 'tidak',
  nda: 'tidak',
  tdk: 'tidak',
  tra: 'tidak',
  sonde: 'tidak',
  son: 'tidak',
  sond: 'tidak',
  nggak: 'tidak',
  kaga: 'tidak',
  sdh: 'sudah',
  udh: 'sudah',
  su: 'sudah',
  udah: 'sudah',
  blm: 'belum',
  balom: 'belum',
  blom: 'belum',
  belom: 'belum',
  yg: 'yang',
  jgn: 'jangan',
  klo: 'kalau',
  kalo: 'kalau',
  dgn: 'dengan',
  jd: 'jadi',
  mo: 'mau',
  mw: 'mau',
  pgn: 'ingin',
  pengen: 'ingin',
  gmn: 'bagaimana',
  gimana: 'bagaimana',
  bgmn: 'bagaimana',
  karmana: 'bagaimana',
  kermana: 'bagaimana',
  brp: 'berapa',
  kpn: 'kapan',
  dmn: 'dimana',
  bekin: 'buat',
  bikin: 'buat',
  utk: 'untuk',
  bwt: 'untuk',
  kel: 'kelurahan',
  klurahan: 'kelurahan',
  mhn: 'mohon',
  tlg: 'tolong',
  tolg: 'tolong',
  thx: 'terimakasih',
  thank: 'terimakasih',
  tks: 'terimakasih',
  mksh: 'terimakasih',
  mkasih: 'terimakasih',
  makasi: 'terimakasih',
  makasih: 'terimakasih',
  trims: 'terimakasih',
  syaratnya: 'syarat',
  persyaratan: 'syarat',
  persyaratannya: 'syarat',
  biayanya: 'biaya',
  bayarnya: 'biaya',
  lamanya: 'lama',
  suratnya: 'surat',
  usahanya: 'usaha',
  statusnya: 'status',
  kantornya: 'kantor',
  letter: 'surat',
  domicile: 'domisili',
  business: 'usaha',
  officer: 'petugas',
  bos: '',
  dong: '',
  pung: '',
  e: '',
  ko: '',
  na: '',
  ma: '',
  do: '',
  dolo: '',
  sa: '',
  kak: '',
  pak: '',
  bu: '',
  min: '',
});

/** Gestures that people send for a word. */
const GESTURES: readonly (readonly [gesture: RegExp, word: string])[] = [
  [/🙏/gu, ' terimakasih '],
  [/[👍👌]/gu, ' oke '],
];

/** A word said twice, as people write it: "jadi2", "syarat2nya". */
const TWICE = /^(\p{L}{3,})2(?:nya)?$/u;

/** The words of a text in plain Indonesian: short forms and Kupang Malay written out, particles gone. */
export function plainWords(text: string): string[] {
  return normalise(inWords(text.slice(0, 500)))
    .split(' ')
    .map((word) => word.replace(/(.)\1{2,}/g, '$1').replace(TWICE, '$1'))
    .map((word) => PLAIN[word] ?? word)
    .flatMap((word) => word.split(' '))
    .filter((word) => word !== '');
}

const ANY_GESTURE = /[🙏👍👌]/u;

function inWords(text: string): string {
  if (!ANY_GESTURE.test(text)) return text;
  return GESTURES.reduce((said, [gesture, word]) => said.replace(gesture, word), text);
}

/** Politeness, and the person who speaks: let go around a choice. No word of doubt, question or refusal is among them. */
export const AROUND: ReadonlySet<string> = new Set([
  ...ADDRESS,
  ...'saya aku kami itu ini saja aja deh lah kok nih sih dulu sudah mau ingin memang sekali tolong mohon silakan'.split(
    ' ',
  ),
  ...'baik oke ok siap selamat pagi siang sore malam terima kasih terimakasih maaf'.split(' '),
]);
