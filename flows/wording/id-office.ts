import type { Decided, SignedOne, TaskCard, TaskLine } from '../kit/calls.ts';
import type { Facts } from '../kit/facts.ts';
import { momentInWords } from '../kit/when.ts';
import { type NumberNews, numberNews } from './id-number.ts';
import { stateInWords } from './id-resident.ts';
import { b, list } from './style.ts';

/** What the office reads: short, complete, with the moves as words that can be typed. */

type None = Record<never, never>;
interface About {
  readonly task: number;
  readonly number: string;
}

/** The sentences of the office, by key. */
export const officeWords = {
  'desk.welcome': (a: { name: string; role: string }) =>
    `Selamat bertugas, ${b(a.name)} (${a.role}). Tugas akan masuk di chat ini.\nKetik ${b('tugas')} untuk antrean, ${b('bantuan')} untuk daftar perintah.`,
  'desk.idle': (_: None) =>
    `Ketik ${b('tugas')} untuk melihat antrean, ${b('bantuan')} untuk daftar perintah.`,
  'desk.cutOff': (a: { asks: boolean }) =>
    `Sambungan kantor tadi terputus, jadi mungkin ada pesan yang belum sampai di sini. ${
      a.asks ? 'Yang ditanyakan:' : `Ketik ${b('tugas')} untuk melihat antrean.`
    }`,
  'desk.help': (_: None) =>
    [
      'Perintah (12 = nomor tugas):',
      `${b('12 AMBIL')} ambil tugas, ${b('12 LIHAT')} lihat berkas`,
      `${b('12 OK')} teruskan ke lurah; lurah: tanda tangani`,
      `${b('12 KURANG KK buram, KTP terpotong')} minta dilengkapi`,
      `${b('12 TOLAK alasan')} tolak dengan alasan`,
      `${b('12 TANYA pertanyaan')} atau balas pesan tugas: tanya warga`,
      `${b('URUNG 12')} batalkan keputusan terakhir, dua menit`,
      `${b('12 SERAH')} surat diserahkan di loket, ${b('12 KODE')} kode untuk warga`,
      `Lurah: ${b('12 DRAF')}, ${b('SETUJU 12 15')}, ${b('SETUJU SEMUA')}, ${b('12 KEMBALIKAN catatan')}, ${b('12 CABUT alasan')}`,
      `${b('tugas')} antrean, ${b('ringkasan')} keadaan hari ini, ${b('hadir')} / ${b('libur')} giliran tugas`,
      `${b('WA SAMBUNG')} tautkan nomor WhatsApp kelurahan, ${b('WA STATUS')}, ${b('WA KELUAR')}`,
      `${b('tugas berkala')} tugas berikutnya tiap 15 menit, ${b('tugas langsung')} satu per satu`,
    ].join('\n'),
  'desk.notUnderstood': (a: { task: number | null }) =>
    a.task === null
      ? `Perintah itu belum dikenal. Contoh: ${b('12 OK')} atau ${b('tugas')}. Ketik ${b('bantuan')} untuk semuanya.`
      : `Untuk #${a.task} belum jelas mau diapakan; belum ada yang diputuskan. Contoh: ${b(`${a.task} OK`)}, ${b(`${a.task} KURANG KTP buram`)}, ${b(`${a.task} TOLAK alasannya`)}, atau ${b(String(a.task))} saja untuk membukanya.`,
  'desk.whichTask': (_: None) =>
    `Untuk tugas yang mana? Tulis nomornya, misalnya ${b('12 OK')}, atau balas pesan tugasnya. Belum ada yang diputuskan.`,
  'desk.undoWhich': (_: None) =>
    `Keputusan yang mana? Tulis nomornya, misalnya ${b('URUNG 12')}. Belum ada yang diubah.`,
  'desk.thanks': (_: None) => `Sama-sama. Ketik ${b('tugas')} untuk melihat antrean.`,
  'desk.dropped': (_: None) => 'Baik, tidak ada yang diubah.',
  'desk.noTask': (a: { task: number }) => `Tugas #${a.task} tidak ada di kelurahan ini.`,
  'desk.cannot': (a: { task: number; state: string; holder: string | null }) =>
    `Itu tidak bisa untuk #${a.task} sekarang: ${stateForStaff(a.state)}${a.holder ? `, di ${a.holder}` : ''}. Ketik ${b(`${a.task}`)} untuk melihatnya.`,
  'desk.unsure': (a: { verb: string; tasks: readonly number[]; odd: string }) =>
    `Yang terbaca: ${b(`${SPELT[a.verb] ?? 'OK'} ${numbers(a.tasks)}`)}. Bagian ini belum terbaca: ${b(a.odd)}. Belum ada yang diputuskan.\nLanjutkan untuk ${numbers(a.tasks)}?`,
  'desk.oneByOne': (a: { verb: string; tasks: readonly number[] }) =>
    `Belum ada yang diubah. Perintah ini untuk satu tugas sekali kirim, nomornya di depan: ${a.tasks
      .slice(0, 3)
      .map((task) => b(`${task} ${SPELT[a.verb] ?? 'LIHAT'}`))
      .join(', lalu ')}.`,
  'desk.taskPace': (_: None) => 'Baik, cara tugas disampaikan sudah diubah.',
  'desk.duty': (_: None) => 'Giliran tugas sudah dicatat.',
  'desk.card': (a: { card: TaskCard; why: string; note: string | null; name: string }, f: Facts) =>
    card(a, f),
  'desk.tasks': (a: { lines: readonly TaskLine[] }, f: Facts) =>
    a.lines.length === 0
      ? 'Tidak ada tugas yang menunggu. Terima kasih.'
      : [
          `${a.lines.length} tugas:`,
          ...a.lines.slice(0, 20).map((line) => taskLine(line, f)),
          ...(a.lines.length > 20 ? [`dan ${a.lines.length - 20} lagi`] : []),
          'Ketik nomornya untuk membuka.',
        ].join('\n'),
  'desk.noPapers': (_: None) => 'Permohonan ini tidak membawa berkas.',
  'desk.paper': (a: { task: number; at: number; of: number }) => `#${a.task} berkas ${a.at} dari ${a.of}`,
  'desk.preview': (a: { task: number }) => `Draf surat #${a.task}. Nomor baru diberikan saat ditandatangani.`,
  'desk.pick': (a: { task: number }) => `#${a.task}: apa yang kurang? Boleh lebih dari satu, misalnya 1 3.`,
  'desk.reason': (a: { task: number; verb: 'return' | 'refuse' | 'ask' | 'sendBack' | 'revoke' }) =>
    `#${a.task}: ${REASONS[a.verb]}`,
  'desk.sureRevoke': (a: { task: number; reason: string; applicant: string }) =>
    `Cabut surat #${a.task} atas nama ${a.applicant}? Alasan: ${a.reason}\nPencabutan tidak bisa diurungkan dan warga langsung diberi tahu.`,
  'desk.nothingToSign': (_: None) => 'Tidak ada surat yang menunggu tanda tangan.',
  'desk.signAll': (a: { lines: readonly TaskLine[] }, f: Facts) =>
    [`Tanda tangani ${a.lines.length} surat ini?`, ...a.lines.map((line) => taskLine(line, f))].join('\n'),
  'desk.signed': (a: { results: readonly SignedOne[] }) =>
    a.results
      .map((one) =>
        one.ok
          ? `#${one.task} ${one.applicant}: ditandatangani, nomor ${b(one.letterNumber ?? '')}. ✓`
          : one.why === 'alreadyDone'
            ? `#${one.task} ${one.applicant}: sudah ditandatangani, nomor ${b(one.letterNumber ?? '')}.`
            : one.why === 'wrongState'
              ? `#${one.task} ${one.applicant}: tidak sedang menunggu tanda tangan. Ketik ${b(`${one.task}`)} untuk melihatnya.`
              : `#${one.task}: belum bisa ditandatangani, ${refusal(one.why ?? 'unknown', null)}.`,
      )
      .join('\n') || 'Tidak ada surat yang menunggu tanda tangan.',
  'desk.did': (a: Extract<Decided, { ok: true }>) => did(a),
  'desk.refused': (a: Extract<Decided, { ok: false }>) => `#${a.task}: ${ended(refusal(a.why, a.who))}`,
  'desk.gone': (a: About & { what: string; by: string; name: string }) =>
    `#${a.task} ${a.name}: ${gone(a.what, a.by)}`,
  'desk.reply': (a: About & { applicant: string; question: string | null; text: string }) =>
    [
      `Jawaban warga untuk #${a.task} (${a.applicant}):`,
      ...(a.question ? [`Pertanyaan: ${a.question}`] : []),
      b(a.text),
    ].join('\n'),
  'desk.alert': (a: { what: string; number: string | null; detail: string | null }) => alert(a),
  'desk.line': (a: { channel: string; down: boolean; at: string; why: string | null }, f: Facts) =>
    a.down
      ? `Perhatian: ${appName(a.channel)} terputus sejak ${momentInWords(a.at, f.now, f.timeZone)}. Pesan warga tersimpan dan dibalas setelah tersambung lagi.${needsHand(a) ? `\n${needsHand(a)}` : ''}`
      : `${appName(a.channel)} sudah tersambung lagi. Pesan yang tertunda sedang dibalas.`,
  'desk.wanted': (a: { chat: number; who: string; text: string | null }) =>
    `${a.who} minta dihubungi petugas.${a.text ? `\nPesannya: ${b(a.text)}` : ''}\nJawab dengan ${b(`BALAS ${a.chat} pesan`)}.`,
  'desk.answering': (a: { chat: number }) => `Apa jawaban untuk chat ${a.chat}?`,
  'desk.answered': (a: { ok: boolean }) =>
    a.ok ? 'Jawaban sudah dikirim ke warga. ✓' : 'Chat itu tidak ada di kelurahan ini.',
  'desk.unlinkNumber': (_: None) =>
    'Nomor WhatsApp kelurahan akan dilepas dari kantor ini. Warga tidak dijawab di sana sampai nomornya ditautkan lagi; pesan yang belum terkirim tetap disimpan.',
  'desk.numberAsked': (a: { ok: boolean; what: string }) =>
    !a.ok
      ? 'Nomor WhatsApp kelurahan diatur oleh petugas loket, sekretaris, atau lurah, di kantor yang memakainya.'
      : a.what === 'link'
        ? 'Sebentar, kode penautannya disiapkan.'
        : a.what === 'unlink'
          ? 'Sebentar, nomornya sedang dilepas.'
          : 'Sebentar, nomornya diperiksa dulu.',
  'desk.number': (a: NumberNews) => numberNews(a),
  'desk.code': (a: { ok: true; code: string; applicant: string } | { ok: false; why: string }) =>
    a.ok
      ? `Kode untuk ${a.applicant}: ${b(a.code)}\nSerahkan setelah melihat KTP aslinya. Berlaku 30 menit, sekali pakai.`
      : a.why === 'wrongState'
        ? 'Kode hanya untuk warga yang sudah tercocokkan dengan data penduduk. Surat ini diserahkan di loket.'
        : `Kode tidak bisa dibuat: ${refusal(a.why, null)}.`,
  brief: (a: { text: string }) => a.text,
} as const;

/** A verb as it is typed, with what belongs behind it. */
const SPELT: Readonly<Record<string, string>> = {
  ok: 'OK',
  take: 'AMBIL',
  pass: 'TERUSKAN',
  undo: 'URUNG',
  handOver: 'SERAH',
  code: 'KODE',
  view: 'LIHAT',
  preview: 'DRAF',
  return: 'KURANG alasan',
  refuse: 'TOLAK alasan',
  ask: 'TANYA pertanyaan',
  sendBack: 'KEMBALIKAN catatan',
  revoke: 'CABUT alasan',
};

/** "#12, #15 dan #18". */
function numbers(tasks: readonly number[]): string {
  const all = tasks.map((task) => `#${task}`);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} dan ${all.at(-1)}`;
}

/** As the office speaks of a state; the resident's words where they fit both. */
function stateForStaff(state: string): string {
  return state === 'returned' ? 'menunggu dilengkapi warga' : stateInWords(state);
}

const REASONS = {
  return:
    'apa yang harus diperbaiki? Tulis singkat, misalnya: foto buram. Kalau berbeda-beda: KTP buram, KK terpotong.',
  refuse: 'apa alasan penolakannya? Warga akan membacanya.',
  ask: 'apa yang ingin ditanyakan ke warga?',
  sendBack: 'apa catatan untuk petugas?',
  revoke: 'apa alasan pencabutannya? Warga akan membacanya.',
} as const;

const WHY: Readonly<Record<string, string>> = {
  new: 'Tugas baru',
  again: 'Sudah dilengkapi warga',
  passed: 'Menunggu tanda tangan',
  sentBack: 'Dikembalikan lurah',
  undone: 'Kembali ke antrean',
  late: 'Terlambat, mohon didahulukan',
  released: 'Kembali ke antrean',
  taken: 'Anda mengambil tugas ini',
  undid: 'Keputusan diurungkan',
  show: 'Tugas',
};

function card(a: { card: TaskCard; why: string; note: string | null; name: string }, f: Facts): string {
  const { card: task } = a;
  return [
    `${b(`#${task.task}`)} ${WHY[a.why] ?? 'Tugas'}: ${b(a.name)}`,
    `${task.number}, ${task.applicant}, ${task.rtRw}`,
    ...task.lines.map(([label, value]) => `${label}: ${value}`),
    task.papers.length > 0 ? `Berkas: ${task.papers.join(', ')}` : 'Berkas: tidak ada',
    ...(task.warnings.length > 0 ? [`Perhatikan:\n${list(task.warnings)}`] : []),
    ...((a.note ?? task.note) ? [`Catatan: ${a.note ?? task.note}`] : []),
    `Keadaan: ${stateForStaff(task.state)}${task.holder ? ` (${task.holder})` : ''}`,
    `Paling lambat ${momentInWords(task.dueAt, f.now, f.timeZone)}`,
  ].join('\n');
}

function taskLine(line: TaskLine, f: Facts): string {
  return `${b(`#${line.task}`)} ${line.service} - ${line.applicant}, ${stateForStaff(line.state)}${line.holder ? ` (${line.holder})` : ''}, ${line.late ? 'TERLAMBAT' : momentInWords(line.dueAt, f.now, f.timeZone)}`;
}

function did(a: Extract<Decided, { ok: true }>): string {
  const undo = `Ketik ${b(`URUNG ${a.task}`)} dalam dua menit kalau keliru.`;
  switch (a.did) {
    case 'take':
      return `#${a.task} Anda ambil.`;
    case 'pass':
      return `#${a.task} diteruskan ke ${a.who}. ✓ ${undo}`;
    case 'return':
      return `#${a.task} dikembalikan ke warga untuk dilengkapi. ${undo}`;
    case 'refuse':
      return `#${a.task} ditolak; warga sudah diberi tahu. ${undo}`;
    case 'ask':
      return `Pertanyaan #${a.task} sudah dikirim ke warga. Jawabannya akan muncul di sini.`;
    case 'sendBack':
      return `#${a.task} dikembalikan ke ${a.who} dengan catatan. ${undo}`;
    case 'revoke':
      return `Surat #${a.task} dicabut; warga sudah diberi tahu.`;
    case 'handOver':
      return `#${a.task} dicatat sudah diserahkan ke ${ended(a.who)} ✓`;
    case 'undo':
      return `#${a.task} diurungkan; sekarang kembali ke ${ended(a.who)}`;
    default:
      return `#${a.task} selesai.`;
  }
}

function refusal(why: string, who: string | null): string {
  switch (why) {
    case 'alreadyTaken':
      return `sudah diambil ${who ?? 'rekan'}`;
    case 'alreadyDone':
      return `sudah diputuskan${who ? ` oleh ${who}` : ''}`;
    case 'notAllowed':
      return who
        ? `itu keputusan ${who}; hanya yang memutuskan yang bisa mengurungkan`
        : 'keputusan itu bukan wewenang Anda';
    case 'cancelled':
      return 'sudah dibatalkan warga';
    case 'tooLate':
      return 'sudah lebih dari dua menit, tidak bisa diurungkan';
    case 'noCertificate':
      return 'sertifikat tanda tangan kelurahan belum dipasang';
    case 'unknown':
      return 'tugas itu tidak ada';
    case 'nothing':
      return 'tidak ada yang bisa diurungkan';
    default:
      return 'itu tidak bisa pada keadaan sekarang';
  }
}

function gone(what: string, by: string): string {
  switch (what) {
    case 'taken':
      return `sudah diambil ${ended(by)}`;
    case 'cancelled':
      return 'dibatalkan warga.';
    case 'signed':
      return `sudah ditandatangani ${ended(by)}`;
    case 'undone':
      return `ditarik kembali oleh ${ended(by)}`;
    default:
      return `sudah diputuskan ${ended(by)}`;
  }
}

/** How people call the app of a channel. */
function appName(channel: string): string {
  if (channel === 'telegram') return 'Telegram';
  return channel.startsWith('whatsapp') ? 'WhatsApp' : 'Layar anjungan';
}

/** What a person must do before the line comes back by itself. */
function needsHand({ channel, why }: { channel: string; why: string | null }): string {
  if (channel === 'whatsapp' && /logged out|replaced|banned|refused|unlinked/i.test(why ?? ''))
    return `Nomornya perlu disambungkan lagi: ketik ${b('WA SAMBUNG')}.`;
  return '';
}

function alert(a: { what: string; number: string | null; detail: string | null }): string {
  switch (a.what) {
    case 'identityLocked':
      return 'Perhatian: sebuah chat sudah lima kali gagal mencocokkan NIK hari ini. Kalau warga itu datang, mohon dibantu di loket.';
    case 'undelivered':
      return `Perhatian: pesan untuk warga${a.number ? ` (${a.number})` : ''} tidak bisa dikirim. Mohon dihubungi dengan cara lain.`;
    case 'letterFailed':
      return `Perhatian: surat ${a.number ?? ''} belum bisa dibuat${a.detail ? `: ${a.detail}` : ''}. Nomornya tetap tersimpan dan pembuatan diulang.`;
    default:
      return 'Perhatian: sebuah pesan tidak bisa diproses dan disimpan untuk diperiksa pengelola.';
  }
}

/** A name that may end in a point already ("S.IP."), at the end of a sentence. */
function ended(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
