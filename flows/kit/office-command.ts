import { normalizePhone } from './phone.ts';
import { asciiDigits, normalise, wordList } from './text.ts';

/** What a member of staff may type anywhere in the chat, or send with a button of a task card. */
export type OfficeCommand =
  | { readonly do: TaskVerb; readonly task: number; readonly text: string }
  | SeveralTasks
  /** To somebody who asked for a person of the office: BALAS 1003 ... */
  | { readonly do: 'reply'; readonly chat: number; readonly text: string }
  /** The ward's own WhatsApp number: WA SAMBUNG, WA SAMBUNG 0812..., WA STATUS, WA KELUAR. */
  | {
      readonly do: 'number';
      readonly what: 'link' | 'status' | 'unlink';
      /** Digits with country code. */
      readonly phone: string | null;
      /** What cannot be taken back was said twice. */
      readonly sure: boolean;
    }
  | { readonly do: Plain };

/**
 * An order about several tasks, or about one with words that are no part of it: `SETUJU 12 15`, `12 OK tapi KK buram`.
 * `odd` is what was not understood ('' for nothing): then nothing is done before it was asked.
 */
export interface SeveralTasks {
  readonly do: 'several';
  readonly verb: TaskVerb;
  readonly tasks: readonly number[];
  readonly odd: string;
}

/** What can be typed behind or before a task's number. */
export type TaskVerb =
  | 'ok'
  | 'take'
  | 'view'
  | 'pass'
  | 'return'
  | 'refuse'
  | 'ask'
  | 'undo'
  | 'preview'
  | 'sendBack'
  | 'revoke'
  | 'handOver'
  | 'code'
  | 'show';

const VERBS = wordList<TaskVerb>({
  ok: 'ok',
  oke: 'ok',
  okay: 'ok',
  setuju: 'ok',
  setujui: 'ok',
  acc: 'ok',
  ya: 'ok',
  ambil: 'take',
  lihat: 'view',
  berkas: 'view',
  buka: 'view',
  teruskan: 'pass',
  lanjut: 'pass',
  lanjutkan: 'pass',
  kurang: 'return',
  lengkapi: 'return',
  tolak: 'refuse',
  tanya: 'ask',
  tanyakan: 'ask',
  urung: 'undo',
  urungkan: 'undo',
  draf: 'preview',
  pratinjau: 'preview',
  konsep: 'preview',
  kembalikan: 'sendBack',
  kembali: 'sendBack',
  cabut: 'revoke',
  serah: 'handOver',
  serahkan: 'handOver',
  kode: 'code',
});

type Plain = 'signAll' | 'undoLast' | 'list' | 'brief' | 'onDuty' | 'offDuty' | 'together' | 'each' | 'help';

const PLAIN = wordList<Plain>({
  'setuju semua': 'signAll',
  'setujui semua': 'signAll',
  'ok semua': 'signAll',
  'ttd semua': 'signAll',
  'tanda tangan semua': 'signAll',
  'tanda tangani semua': 'signAll',
  'tandatangani semua': 'signAll',
  urung: 'undoLast',
  urungkan: 'undoLast',
  batalkan: 'undoLast',
  salah: 'undoLast',
  keliru: 'undoLast',
  ralat: 'undoLast',
  'salah ketik': 'undoLast',
  'salah tekan': 'undoLast',
  'salah pencet': 'undoLast',
  'salah nomor': 'undoLast',
  tugas: 'list',
  'daftar tugas': 'list',
  antrean: 'list',
  antrian: 'list',
  status: 'list',
  menu: 'list',
  ringkasan: 'brief',
  laporan: 'brief',
  rekap: 'brief',
  hadir: 'onDuty',
  'mulai tugas': 'onDuty',
  libur: 'offDuty',
  istirahat: 'offDuty',
  pulang: 'offDuty',
  'tugas berkala': 'together',
  'tugas langsung': 'each',
  bantuan: 'help',
  help: 'help',
  perintah: 'help',
  halo: 'help',
  start: 'help',
});

/** More letters than this are not signed by one command: the answer must stay readable. */
export const MOST_SIGNED = 20;

/**
 * Reads `12 OK`, `OK 12`, `#12 KURANG KK buram`, `URUNG 12`, `SETUJU 12 15 18`, `SETUJU SEMUA`, or - as a reply to a
 * card (`about`) - the words without the number. Text in reply to a card that is no command is a question to the
 * resident. `answering`: own words or a list are asked for, so that only what is said in the plain form is a command and
 * "tanda tangan 2 saksi belum ada" is a reason. null: not a command.
 */
export function readOfficeCommand(
  text: string,
  about: number | null,
  answering = false,
): OfficeCommand | null {
  const free = about === null && !answering;
  const plain = free ? plainCommand(text) : plainWord(text);
  if (plain && about === null) return { do: plain };
  const number = numberCommand(text);
  if (number && about === null) return number;
  const reply = /^\s*balas\s+#?(\d{1,12})\b\s*[.,:-]*\s*([\s\S]*)$/i.exec(asciiDigits(text));
  if (reply) return { do: 'reply', chat: Number(reply[1]), text: (reply[2] ?? '').trim() };
  const short = free ? inShort(text) : asciiDigits(text);
  const several = readSeveral(short);
  if (several) return several;
  const numberFirst = /^\s*#?\s*(\d{1,7})\s*[.,:)-]?\s*([\p{L}]+)?\s*[.,:-]*\s*([\s\S]*)$/u.exec(short);
  if (numberFirst) {
    const task = Number(numberFirst[1]);
    const word = normalise(numberFirst[2] ?? '');
    const verb = VERBS[word];
    if (verb) return { do: verb, task, text: (numberFirst[3] ?? '').trim() };
    if (word === '' && (numberFirst[3] ?? '') === '' && about === null) return { do: 'show', task, text: '' };
    return null;
  }
  const verbFirst = /^\s*([\p{L}]+)\s*#?\s*(\d{1,7})\b\s*[.,:-]*\s*([\s\S]*)$/u.exec(short);
  const bareNumber = about === null && verbFirst?.[3] === '';
  const firstVerb = verbFirst ? (VERBS[normalise(verbFirst[1] ?? '')] ?? null) : null;
  if (verbFirst && bareNumber && NAMES_A_TASK.has(normalise(verbFirst[1] ?? '')))
    return { do: 'show', task: Number(verbFirst[2]), text: '' };
  if (verbFirst && firstVerb)
    return { do: firstVerb, task: Number(verbFirst[2]), text: (verbFirst[3] ?? '').trim() };
  if (about === null) return null;
  const [, word = '', rest = ''] = /^\s*([\p{L}]+)[\s.,:-]*([\s\S]*)$/u.exec(text) ?? [];
  const verb = VERBS[normalise(word)];
  // "ya pak, ..." in a reply is talk, not consent: a bare yes decides only when it stands alone.
  if (verb && !(verb === 'ok' && rest.trim() !== '')) return { do: verb, task: about, text: rest.trim() };
  return { do: 'ask', task: about, text: text.trim() };
}

/** "tugas 12" opens it like the bare number. */
const NAMES_A_TASK: ReadonlySet<string> = new Set(['tugas', 'nomor', 'nmr', 'no', 'kartu', 'permohonan']);

/**
 * An order with the words left out that say nothing: "tanda tangani surat 12", "lihat berkas 12", "12 sudah diserahkan".
 * What is written behind KURANG and TANYA is left as it is.
 */
function inShort(text: string): string {
  return asciiDigits(text)
    .replace(/^(\s*(?:#?\s*\d{1,7}\s+)?)(?:ttd|tanda ?tangan(?:i|kan)?)\b/iu, '$1setuju')
    .replace(/^\s*(?:(?:lihat|buka)\s+)?(?:berkas|foto|lampiran)\s+(#?\s*\d{1,7}\s*)$/iu, 'lihat $1')
    .replace(
      /^(?!\s*(?:kurang|lengkapi|tanya))(\s*\p{L}+\s+)(?:(?:surat|permohonan|tugas|nomor|nmr|no)\.?\s+)+(?=#?\s*\d)/iu,
      '$1',
    )
    .replace(/^(\s*#?\s*\d{1,7}\s+)(?:tolong|mohon)\s+/iu, '$1')
    .replace(/^(\s*#?\s*\d{1,7}\s+)(?:(?:sudah|sdh|udah|su|telah)\s+)?diserahkan\b/iu, '$1serahkan');
}

/** A word that is a command by itself, with politeness around it. */
function plainWord(text: string): Plain | undefined {
  const words = normalise(asciiDigits(text)).split(' ');
  return PLAIN[words.join(' ')] ?? PLAIN[withoutPolite(words).join(' ')];
}

/** A command in a sentence, where it only shows or tells, or takes something back. */
function plainCommand(text: string): Plain | undefined {
  const polite = plainWord(text);
  if (polite) return polite;
  const words = normalise(asciiDigits(text)).split(' ');
  const without = (around: ReadonlySet<string>) =>
    PLAIN[withoutPolite(words.filter((word) => !around.has(word))).join(' ')];
  const asked = without(ASKING);
  if (asked === 'list' || asked === 'brief') return asked;
  if (text.includes('?')) return undefined;
  if (without(OOPS) === 'undoLast') return 'undoLast';
  const mine = without(TODAY);
  return mine === 'onDuty' || mine === 'offDuty' ? mine : undefined;
}

/** What stands around a command in a sentence: "ada tugas baru?", "laporan hari ini". */
const ASKING: ReadonlySet<string> = new Set(
  'ada saya baru hari ini apa saja yang masih berapa mana lihat minta kasih'.split(' '),
);

/** "Eh maaf, salah tadi". */
const OOPS: ReadonlySet<string> = new Set(['eh', 'maaf', 'aduh', 'waduh', 'wah', 'tadi', 'itu']);

/** "Saya libur dulu hari ini". */
const TODAY: ReadonlySet<string> = new Set(['saya', 'hari', 'ini', 'dulu']);

/** Verbs that take no words of the officer: whatever else is written changes what is meant, or is politeness. */
const WORDLESS: ReadonlySet<TaskVerb> = new Set(['ok', 'take', 'pass', 'undo', 'handOver', 'code']);

/** What stands between two numbers of a list. */
const BETWEEN = new Set(['dan', 'serta', 'sama', 'juga', 'no', 'nomor', 'tugas']);

/** Politeness and full agreement behind an order: `12 OK pak`, `OK 12 terima kasih`. */
const POLITE = new Set(
  'pak bapak bapa bu ibu mama kak ya yah lurah terima kasih terimakasih makasih mksh trims tolong mohon sudah saja sa dong deh lah nih iya siap'.split(
    ' ',
  ),
);

function withoutPolite(words: readonly string[]): string[] {
  return words.filter((word) => !POLITE.has(word));
}

/** The numbers at the head of `words`, and what follows them. */
function numbersOf(words: readonly string[]): { tasks: number[]; rest: readonly string[] } {
  const end = words.findIndex((word) => !/^\d{1,7}$/.test(word) && !BETWEEN.has(word));
  const head = end < 0 ? words : words.slice(0, end);
  const tasks = [...new Set(head.filter((word) => /^\d/.test(word)).map(Number))];
  return { tasks, rest: words.slice(head.length) };
}

/** Several numbers, or an order with words that do not belong to it. null: a plain order about one task, or none. */
function readSeveral(text: string): SeveralTasks | null {
  const words = normalise(asciiDigits(text)).split(' ');
  const before = VERBS[words[0] ?? ''];
  const { tasks, rest } = numbersOf(before ? words.slice(1) : words);
  const verb = before ?? VERBS[rest[0] ?? ''];
  if (!verb || tasks.length === 0) return null;
  let behind = before ? rest : rest.slice(1);
  if (WORDLESS.has(verb)) {
    // "12 OK 15" lists its numbers on both sides of the word.
    const more = numbersOf(behind);
    if (more.rest.length === 0) {
      for (const task of more.tasks) if (!tasks.includes(task)) tasks.push(task);
      behind = [];
    }
  }
  // "12 OK?" asks.
  if (WORDLESS.has(verb) && /\?\s*$/.test(text)) behind = [...behind, '?'];
  const odd = withoutPolite(behind);
  if (tasks.length === 1 && (odd.length === 0 || !WORDLESS.has(verb))) return null;
  // More than can be read in one answer is not done in silence: the rest is named like any word too many.
  const over = tasks.slice(MOST_SIGNED).map(String);
  return {
    do: 'several',
    verb,
    tasks: tasks.slice(0, MOST_SIGNED),
    odd: odd.length > 0 ? [...over, ...behind].join(' ') : over.join(' '),
  };
}

const NUMBER_WORDS = wordList<'link' | 'status' | 'unlink'>({
  sambung: 'link',
  sambungkan: 'link',
  tautkan: 'link',
  status: 'status',
  keluar: 'unlink',
  putuskan: 'unlink',
});

function numberCommand(text: string): OfficeCommand | null {
  const [, word = '', rest = ''] = /^\s*(?:wa|whatsapp)\s+(\p{L}+)\s*([\s\S]{0,40})$/iu.exec(text) ?? [];
  const what = NUMBER_WORDS[normalise(word)];
  const tail = rest.trim();
  if (!what) return null;
  if (what === 'unlink') return { do: 'number', what, phone: null, sure: /^ya\W*$/i.test(tail) };
  const phone = what === 'link' && tail !== '' ? normalizePhone(tail) : null;
  // A number that cannot be one is not taken for "no number": the code would be for nobody.
  return tail !== '' && phone === null ? null : { do: 'number', what, phone, sure: false };
}
