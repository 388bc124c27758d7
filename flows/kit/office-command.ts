import { normalizePhone } from './phone.ts';
import { asciiDigits, normalise, wordList } from './text.ts';

/** What a member of staff may type anywhere in the chat, or send with a button of a task card. */
export type OfficeCommand =
  | { readonly do: TaskVerb; readonly task: number; readonly text: string }
  | { readonly do: 'sign'; readonly tasks: readonly number[] }
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
  | { readonly do: 'signAll' | 'list' | 'brief' | 'onDuty' | 'offDuty' | 'together' | 'each' | 'help' };

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

const PLAIN: Readonly<
  Record<string, 'signAll' | 'list' | 'brief' | 'onDuty' | 'offDuty' | 'together' | 'each' | 'help'>
> = {
  'setuju semua': 'signAll',
  'setujui semua': 'signAll',
  'ok semua': 'signAll',
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
};

const MAX_TASK = 9_999_999;

/** More letters than this are not signed by one command: the answer must stay readable. */
export const MOST_SIGNED = 20;

/**
 * Reads `12 OK`, `OK 12`, `#12 KURANG KK buram`, `URUNG 12`, `SETUJU 12 15 18`, `SETUJU SEMUA`, or - as a reply to a
 * card (`about`) - the words without the number. Text in reply to a card that is no command is a question to the
 * resident. null: not a command.
 */
export function readOfficeCommand(text: string, about: number | null): OfficeCommand | null {
  const flat = normalise(asciiDigits(text));
  const plain = PLAIN[flat];
  if (plain && about === null) return { do: plain };
  const number = numberCommand(text);
  if (number && about === null) return number;
  const reply = /^\s*balas\s+#?(\d{1,12})\b\s*[.,:-]*\s*([\s\S]*)$/i.exec(asciiDigits(text));
  if (reply) return { do: 'reply', chat: Number(reply[1]), text: (reply[2] ?? '').trim() };
  const many = /^(?:setuju|setujui|ok) (\d+(?: (?:dan )?\d+)+)$/.exec(flat);
  if (many)
    return {
      do: 'sign',
      tasks: [...new Set((many[1]?.match(/\d+/g) ?? []).map(Number))]
        .filter((task) => task <= MAX_TASK)
        .slice(0, MOST_SIGNED),
    };
  const numberFirst = /^\s*#?\s*(\d{1,7})\s*[.,:)-]?\s*([\p{L}]+)?\s*[.,:-]*\s*([\s\S]*)$/u.exec(
    asciiDigits(text),
  );
  if (numberFirst) {
    const task = Number(numberFirst[1]);
    const word = normalise(numberFirst[2] ?? '');
    const verb = VERBS[word];
    if (verb) return { do: verb, task, text: (numberFirst[3] ?? '').trim() };
    if (word === '' && (numberFirst[3] ?? '') === '' && about === null) return { do: 'show', task, text: '' };
    return null;
  }
  const verbFirst = /^\s*([\p{L}]+)\s*#?\s*(\d{1,7})\b\s*[.,:-]*\s*([\s\S]*)$/u.exec(asciiDigits(text));
  const firstVerb = verbFirst ? VERBS[normalise(verbFirst[1] ?? '')] : undefined;
  if (verbFirst && firstVerb)
    return { do: firstVerb, task: Number(verbFirst[2]), text: (verbFirst[3] ?? '').trim() };
  if (about === null) return null;
  const [, word = '', rest = ''] = /^\s*([\p{L}]+)[\s.,:-]*([\s\S]*)$/u.exec(text) ?? [];
  const verb = VERBS[normalise(word)];
  // "ya pak, ..." in a reply is talk, not consent: a bare yes decides only when it stands alone.
  if (verb && !(verb === 'ok' && rest.trim() !== '')) return { do: verb, task: about, text: rest.trim() };
  return { do: 'ask', task: about, text: text.trim() };
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
