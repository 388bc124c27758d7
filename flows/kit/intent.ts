import { notHere } from './not-here.ts';
import { plainWords } from './plain-words.ts';
import type { Service } from './service.ts';

/** What a free sentence outside a question seems to want. */
export type Intent =
  | { readonly kind: 'apply'; readonly service: string }
  | { readonly kind: 'card'; readonly service: string }
  | { readonly kind: 'notHere'; readonly name: string }
  | { readonly kind: 'unsure'; readonly services: readonly string[]; readonly info: boolean }
  | {
      readonly kind:
        | 'status'
        | 'greeting'
        | 'thanks'
        | 'officer'
        | 'who'
        | 'hours'
        | 'list'
        | 'cards'
        | 'none';
    };

const GREETINGS = new Set([
  'halo',
  'hallo',
  'hai',
  'hi',
  'hello',
  'p',
  'ping',
  'pagi',
  'siang',
  'sore',
  'malam',
  'selamat',
  'assalamualaikum',
  'shalom',
  'syalom',
  'start',
  'mulai',
  'woi',
  'permisi',
]);
const THANKS = new Set([
  'terimakasih',
  'makasih',
  'thanks',
  'terima',
  'kasih',
  'oke',
  'ok',
  'sip',
  'baik',
  'siap',
]);
/** What people put beside their thanks. */
const MUCH = new Set([
  'banyak',
  'sekali',
  'atas',
  'bantuannya',
  'semuanya',
  'ya',
  'bapak',
  'ibu',
  'sudah',
  'saya',
]);
const INFO = [
  'syarat',
  'berapa',
  'biaya',
  'bagaimana',
  'apa',
  'info',
  'informasi',
  'lama',
  'dokumen',
  'berkas',
  'cara',
];
/** Words of a question that a service card answers, once it is known for which letter. */
const ABOUT_A_CARD = ['syarat', 'biaya', 'dokumen', 'berkas', 'lama'];
const STATUS = [
  'status',
  'sudah jadi',
  'belum jadi',
  'sudah selesai',
  'belum selesai',
  'sampai mana',
  'cek permohonan',
  'permohonan saya',
  'jadi belum',
  'sudah belum',
  'kapan jadi',
  'kapan selesai',
  'kapan keluar',
  'sudah keluar',
  'belum keluar',
  'belum terima',
  'mana surat saya',
  'surat saya mana',
  'lama sekali',
  'lama banget',
  'lama lagi',
  'masih lama',
  'lambat',
  'cek surat',
  'sudah sampai',
  'yang kurang',
  'kurang apa',
];
/** A complaint goes to a person, whatever it is about. */
const COMPLAINT = ['keluhan', 'komplain', 'pungli', 'kecewa', 'pengaduan', 'mengadu'];
const OFFICER = [
  'petugas',
  'admin',
  'operator',
  'orang',
  'bicara',
  'telepon',
  'lapor',
  'ketemu',
  'bertemu',
  'menghadap',
  'manusia',
  'robot',
  'nomor hp',
  'no hp',
  'kontak',
];
/** Asked who answers here. */
const WHO = [
  'robot',
  'bot',
  'mesin',
  'dengan siapa',
  'ini siapa',
  'siapa ini',
  'kamu siapa',
  'anda siapa',
  'ini manusia',
];
/** Beside one of these it is no question: somebody wants a person. */
const WISHES = ['mau', 'ingin', 'bukan', 'jangan', 'bicara', 'petugas', 'tolong', 'ketemu'];
const HOURS = [
  'jam buka',
  'jam layanan',
  'jam kerja',
  'buka jam',
  'jam berapa',
  'kantor buka',
  'alamat kantor',
  'dimana kantor',
  'kantor dimana',
  'hari apa buka',
  'buka tidak',
];
const LIST = ['layanan', 'daftar layanan', 'surat apa', 'menu', 'bisa apa'];

/** Finds the service or the action a sentence speaks of: one clear winner, two or three close ones, or none. */
export function findIntent(text: string, services: readonly Service[]): Intent {
  const said = plainWords(text);
  const refusal = refusedIn(said, services);
  const words = refusal?.rest ?? said;
  const sentence = ` ${words.join(' ')} `;
  const has = (phrase: string) => sentence.includes(` ${phrase} `);
  const hits = namedIn(words, services);
  if (COMPLAINT.some(has)) return { kind: 'officer' };
  if (STATUS.some(has)) return { kind: 'status' };
  const info = INFO.some(has);
  const [first, second] = hits;
  if (first) {
    // A close second (within a fifth) means the words did not decide.
    if (second && second.score >= first.score * 0.8) {
      return { kind: 'unsure', services: hits.slice(0, 3).map((hit) => hit.slug), info };
    }
    return { kind: info ? 'card' : 'apply', service: first.slug };
  }
  if (refusal) return { kind: 'list' };
  const name = notHere(has);
  if (name !== null) return { kind: 'notHere', name };
  if (HOURS.some(has)) return { kind: 'hours' };
  if (WHO.some(has) && !WISHES.some(has)) return { kind: 'who' };
  if (OFFICER.some(has)) return { kind: 'officer' };
  if (LIST.some(has)) return { kind: 'list' };
  if (ABOUT_A_CARD.some(has)) return { kind: 'cards' };
  if (info || has('surat') || has('urus')) return { kind: 'list' };
  if (words.some((word) => THANKS.has(word)) && words.every((word) => THANKS.has(word) || MUCH.has(word)))
    return { kind: 'thanks' };
  if (words.some((word) => GREETINGS.has(word))) return { kind: 'greeting' };
  return { kind: 'none' };
}

/** The services that are named, the likeliest first. */
function namedIn(words: readonly string[], services: readonly Service[]): { slug: string; score: number }[] {
  return services
    .map((service) => ({
      slug: service.slug,
      score: Math.max(0, ...service.says.map((phrase) => scoreOf(phrase, words))),
    }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score);
}

/** What may stand between "bukan" and the name of a letter; "tidak" begins the name of one. */
const BEFORE_A_NAME = new Set(['surat', 'keterangan', 'yang', 'untuk', 'mau', 'urus', 'tidak']);

/** "Bukan usaha, domisili": the letter that is not wanted, and the words without it; null where none is refused. */
export function refusedIn(
  words: readonly string[],
  services: readonly Service[],
): { readonly refused: string; readonly rest: readonly string[] } | null {
  const at = words.indexOf('bukan');
  if (at < 0) return null;
  let end = at + 1;
  while (BEFORE_A_NAME.has(words[end] ?? '')) end += 1;
  const [refused] = namedIn(words.slice(at + 1, end + 1), services);
  return refused ? { refused: refused.slug, rest: [...words.slice(0, at), ...words.slice(end + 1)] } : null;
}

/** The letters of a phrase whose words all occur, in any order; longer phrases win. 0 when a word is missing. */
function scoreOf(phrase: string, words: readonly string[]): number {
  let score = 0;
  for (const wanted of phrase.split(' ')) {
    const found = words.some((word) => word === wanted)
      ? 1
      : words.some((word) => near(word, wanted))
        ? 0.9
        : 0;
    if (found === 0) return 0;
    score += wanted.length * found;
  }
  return score;
}

/** One letter from a word of ours and words themselves: "tidak usah" asks for no business, "mau datang" sells nothing. */
const OTHER_WORDS = new Set(['usah', 'datang', 'lampu', 'tanggal', 'tunggal', 'karang']);

/** One letter wrong, missing, added or swapped; only for words long enough that this is no other word. */
export function near(word: string, wanted: string): boolean {
  if (OTHER_WORDS.has(word) || wanted.length < 5 || Math.abs(word.length - wanted.length) > 1) return false;
  let i = 0;
  while (i < word.length && word[i] === wanted[i]) i += 1;
  const a = word.slice(i);
  const b = wanted.slice(i);
  if (a.length === b.length) {
    if (a.slice(1) === b.slice(1)) return true;
    return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  }
  return a.length > b.length ? a.slice(1) === b : a === b.slice(1);
}
