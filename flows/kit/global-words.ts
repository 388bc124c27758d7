import { wordList } from './text.ts';

/** Words that work from every state of every flow. */
export type GlobalCommand =
  | 'menu'
  | 'cancel'
  | 'back'
  | 'status'
  | 'help'
  | 'officer'
  | 'link'
  | 'languages'
  | 'ward'
  | 'prove'
  | 'form';

/** What each of them is called. */
export const COMMANDS = wordList<GlobalCommand>({
  menu: 'menu',
  'menu utama': 'menu',
  awal: 'menu',
  'dari awal': 'menu',
  'mulai lagi': 'menu',
  'mulai ulang': 'menu',
  'mulai dari awal': 'menu',
  'ulang dari awal': 'menu',
  batal: 'cancel',
  batalkan: 'cancel',
  cancel: 'cancel',
  'tidak jadi': 'cancel',
  stop: 'cancel',
  berhenti: 'cancel',
  kembali: 'back',
  back: 'back',
  mundur: 'back',
  balik: 'back',
  sebelumnya: 'back',
  status: 'status',
  cek: 'status',
  'cek status': 'status',
  bantuan: 'help',
  help: 'help',
  tolong: 'help',
  petugas: 'officer',
  'hubungi petugas': 'officer',
  'bicara petugas': 'officer',
  sambung: 'link',
  sambungkan: 'link',
  'kode sambung': 'link',
  'lanjut di hp': 'link',
  'ganti kelurahan': 'ward',
  'pindah kelurahan': 'ward',
  bahasa: 'languages',
  'ganti bahasa': 'languages',
  'ubah bahasa': 'languages',
  'pilih bahasa': 'languages',
  'bahasa lain': 'languages',
  'ganti basa': 'languages',
  language: 'languages',
  'change language': 'languages',
  'kirim nomor saya': 'prove',
  'kirim nomor': 'prove',
  'kirim surat ke chat': 'prove',
});

/** Words that ask for the secure page, where there is one. */
export const FORM_WORDS: ReadonlySet<string> = new Set(['formulir', 'form', 'halaman aman', 'formulir aman']);

/** Words that choose a language. */
export const LANGUAGES = wordList<string>({
  'bahasa indonesia': 'id',
  'basa kupang': 'kupang',
  'bahasa kupang': 'kupang',
  english: 'en',
  'english please': 'en',
  'in english': 'en',
  'bahasa inggris': 'en',
});

/** Words that are English, and nothing that people of a kelurahan write otherwise. */
const ENGLISH: ReadonlySet<string> = new Set(
  [
    'i my me our your you they it the this that is are am was don t does did can could would will',
    'how what where when which why who need want like get make apply have has for from with and',
    'letter office officer please help english speak domicile business address',
  ]
    .join(' ')
    .split(' '),
);

/** A sentence in English: at least two of its words are, and more than half of them. */
export function isEnglish(flat: string): boolean {
  const words = flat.split(' ');
  const english = words.filter((word) => ENGLISH.has(word)).length;
  return english >= 2 && english * 2 > words.length;
}
