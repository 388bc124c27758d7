import { complains, findIntent } from './intent.ts';
import { note } from './message.ts';
import { askToLeave, type OtherLetter, otherLetter } from './other-letter.ts';
import { plainWords } from './plain-words.ts';
import type { Service } from './service.ts';
import { smallTalk } from './small-talk.ts';
import type { Work } from './work.ts';

/**
 * What somebody asks or says instead of answering a question: it is answered in a line or two, and the question stands
 * again. `unknown`: a question to which only a person has the answer.
 */
export type Aside =
  | 'cost'
  | 'time'
  | 'needs'
  | 'safe'
  | 'why'
  | 'hours'
  | 'who'
  | 'officer'
  | 'complaint'
  | 'whose'
  | 'newcomer'
  | 'lost'
  | 'change'
  | 'result'
  | 'status'
  | 'noPaper'
  | 'greeting'
  | 'asking'
  | 'thanks'
  | 'unknown'
  | OtherLetter['what'];

/** An aside, and what it is about: a letter's folder, or the name of something that is not on offer. */
export interface Remark {
  readonly what: Aside;
  readonly about: string | null;
}

const TOPICS: readonly (readonly [what: Aside, phrases: readonly string[]])[] = [
  ['cost', ['biaya', 'bayar', 'membayar', 'gratis', 'tarif', 'ongkos']],
  [
    'time',
    [
      'berapa lama',
      'berapa hari',
      'berapa jam',
      'kapan jadi',
      'kapan selesai',
      'kapan keluar',
      'jadi kapan',
      'selesai kapan',
      'langsung jadi',
    ],
  ],
  [
    'needs',
    [
      ...['syarat', 'dokumen', 'berkas', 'apa saja', 'perlu apa', 'bawa apa'],
      ...['pengantar', 'materai', 'meterai', 'perlu rt', 'rt rw', 'ke rt'],
    ],
  ],
  [
    'result',
    [
      ...[
        'harus datang',
        'perlu datang',
        'ke kantor',
        'ke kelurahan',
        'diantar',
        'antar',
        'ojek',
        'gojek',
        'kurir',
      ],
      ...['ambil dimana', 'diambil dimana', 'ambilnya dimana', 'ambil di mana', 'diambil di mana'],
      ...['dikirim kemana', 'dikirim ke mana', 'kirim kemana', 'hasilnya', 'lewat apa', 'terima dimana'],
    ],
  ],
  ['safe', ['aman', 'bocor', 'penipuan', 'penipu', 'tipu', 'hoaks', 'resmi', 'disalahgunakan']],
  ['why', ['kenapa', 'mengapa', 'untuk apa', 'buat apa']],
];
const ASKING = new Set('apa apakah berapa kapan kenapa mengapa bagaimana dimana siapa'.split(' '));
/** Words that ask where a sentence begins with them: elsewhere they tell. */
const ASKING_FIRST = new Set(['bisa', 'boleh']);
/** "Amankah", "bisakah". */
const ASKING_END = /(?<=\p{L}{3})kah$/u;
const TALKING = ['bicara', 'ngomong', 'telepon', 'hubungi', 'hubungkan', 'tanya', 'bertanya', 'dibantu'];
const OFFICERS = ['petugas', 'admin', 'operator', 'manusia', 'staf', 'pegawai'];
/** Told as well as asked: who is afraid is answered. */
const FEARS = ['takut', 'bocor', 'penipuan', 'penipu', 'hoaks', 'disalahgunakan', 'rahasia'];
/** Who is in a hurry hears how long it takes. */
const HASTE = ['cepat', 'dipercepat', 'cepatnya', 'mendesak', 'segera', 'buru buru', 'hari ini juga'];
/** An earlier answer is wrong. */
const CHANGE = ['ubah', 'mengubah', 'ganti', 'mengganti', 'diganti', 'diubah', 'salah', 'keliru', 'ulang'];
/** For somebody of the family: "untuk anak saya", "punya mama boleh". */
const FOR_FAMILY =
  / (?:untuk|buat|punya|milik|nama|nik|ktp|data) (?:anak|orang tua|ibu|bapak|ayah|mama|bapa|suami|istri|adik|kakak|nenek|kakek|opa|oma|saudara|keluarga|cucu|keponakan|mertua) /;
/** Somebody whose card is of another place. */
const NEWCOMER = [
  ...[
    'baru pindah',
    'baru tinggal',
    'pendatang',
    'bukan warga',
    'orang luar',
    'kontrak',
    'ngontrak',
    'kos',
    'kost',
  ],
  ...['ktp luar', 'ktp daerah', 'luar kota', 'luar daerah', 'daerah lain', 'kota lain'],
];
const LOST = [
  ...['bingung', 'ribet', 'rumit', 'susah', 'sulit', 'pusing', 'gaptek'],
  ...['tidak tahu', 'tidak tau', 'tidak ingat', 'lupa', 'terserah'],
  ...['tidak mengerti', 'tidak ngerti', 'tidak paham', 'kurang paham', 'kurang mengerti'],
];
/** What stands beside that where nothing else is said. */
const LOST_ONLY = new Set([
  ...LOST.flatMap((phrase) => phrase.split(' ')),
  ...'saya jadi masih kok sekali banget cara caranya maaf ini ya'.split(' '),
]);

/**
 * The aside that a text is, read when it answers nothing; null when it is none. `applying`: the letter being filled in.
 */
export function asideOf(
  text: string,
  services: readonly Service[] = [],
  applying: string | null = null,
): Remark | null {
  // With digits it is an answer that went wrong.
  if (/\p{Nd}/u.test(text)) return null;
  const said = plainWords(text);
  const words = said.map((word) => word.replace(ASKING_END, ''));
  const sentence = ` ${words.join(' ')} `;
  const has = (phrase: string) => sentence.includes(` ${phrase} `);
  if (has('bicara dengan orang') || (TALKING.some(has) && OFFICERS.some(has))) return plain('officer');
  if (complains(said)) return plain('complaint');
  const courtesy = smallTalk(text);
  if (courtesy) return plain(courtesy);
  const intent = findIntent(text, []).kind;
  if (intent === 'hours' || intent === 'who') return plain(intent);
  // "Aman tidak" asks, "berkas tidak ada" tells; and "ya" behind a sentence only makes it softer.
  const asks =
    endsAsQuestion(text) ||
    ASKING_FIRST.has(words[0] ?? '') ||
    words.at(-1) === 'tidak' ||
    words.some((word, n) => ASKING.has(word) || word !== said[n]);
  const topic = asks ? TOPICS.find(([, phrases]) => phrases.some(has)) : undefined;
  const other = otherLetter(text, services, applying);
  // "Syarat SKTM apa?" is about that letter, whichever is being filled in.
  if (topic) return { what: topic[0], about: other?.what === 'needs' ? other.about : null };
  if (other && other.what !== 'notHere') return other;
  if (FEARS.some(has)) return plain('safe');
  if (HASTE.some(has)) return plain('time');
  // Before what is not on offer: who has just moved here asks for no removal.
  if (NEWCOMER.some(has)) return plain('newcomer');
  if (other) return other;
  if (FOR_FAMILY.test(sentence)) return plain('whose');
  if (LOST.some(has)) return plain('lost');
  if (CHANGE.some(has)) return plain('change');
  if (intent === 'status') return plain('status');
  return endsAsQuestion(text) && words.length > 1 ? plain('unknown') : null;
}

const plain = (what: Aside): Remark => ({ what, about: null });

/** "Saya bingung" and nothing else: no purpose and no reason. */
export function onlyLost(text: string): boolean {
  const words = plainWords(text);
  return asideOf(text)?.what === 'lost' && words.every((word) => LOST_ONLY.has(word));
}

/**
 * "Eh, namanya salah", "salah ketik": said of the answer before. "Salah satu" is no mistake, and "salah nama di ijazah"
 * is a reason.
 */
export function takesBack(text: string): boolean {
  const words = plainWords(text);
  const [first = '', second = ''] = words;
  if (first === 'salah' && SLIPS.has(second)) return true;
  return (
    TAKES_BACK.has(first) &&
    words.some((word, at) => (word === 'salah' || word === 'keliru') && words[at + 1] !== 'satu')
  );
}

const TAKES_BACK = new Set(['eh', 'maaf']);
const SLIPS = new Set(['ketik', 'tulis', 'kirim', 'isi', 'pencet', 'tekan', 'pilih']);

/** Written as a question: where own words are welcome, nothing else tells one from an answer. */
export function endsAsQuestion(text: string): boolean {
  return /\?\s*$/.test(text);
}

/** Answers an aside and puts the open question again. What only the letter at hand knows is unknown outside one. */
export function sayAside(work: Work, { what, about, text }: Remark & { readonly text: string }): void {
  const { services } = work.world;
  const service =
    services.find(({ slug }) => slug === about) ??
    services.find(({ slug }) => work.running.flow === `letter.${slug}`);
  switch (what) {
    case 'officer':
    case 'complaint':
      work.calls.push({ name: 'callOfficer', args: { text: note(text) } });
      return;
    case 'cost':
    case 'time':
    case 'needs':
      work.withQuestion(service ? work.say(`aside.${what}`, { service }) : work.say('aside.unknown', {}));
      return;
    case 'result':
      work.withQuestion(work.say('aside.result', { atCounter: work.world.atCounter ?? false }));
      return;
    case 'letter':
    case 'elsewhere':
      askToLeave(work, about, text);
      return;
    case 'same':
      work.withQuestion(work.say('draft.resumed', { title: service?.name ?? '' }));
      return;
    case 'notHere':
      work.withQuestion(work.say('aside.notHere', { name: about ?? '' }));
      return;
    default:
      work.withQuestion(work.say(`aside.${what}`, {}));
  }
}
