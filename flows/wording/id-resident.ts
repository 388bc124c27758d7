import type { MaskedResident, RequestView, ReturnedItem } from '../kit/calls.ts';
import type { Facts } from '../kit/facts.ts';
import type { Service } from '../kit/service.ts';
import { momentInWords, shortMoment, timeOfDay } from '../kit/when.ts';
import { b, list } from './style.ts';

/** What residents read, in Indonesian: as a considerate official would speak. */

interface About {
  readonly number: string;
}
type None = Record<never, never>;

const moment = (at: string, facts: Facts) => momentInWords(at, facts.now, facts.timeZone);

/** "2 jam kerja", "1 hari kerja", "30 menit". */
export function duration(minutes: number): string {
  if (minutes < 60) return `${minutes} menit jam kerja`;
  if (minutes % 420 === 0) return `${minutes / 420} hari kerja`;
  return `${Math.round(minutes / 60)} jam kerja`;
}

const STATES: Readonly<Record<string, string>> = {
  submitted: 'menunggu diperiksa petugas',
  checking: 'sedang diperiksa petugas',
  returned: 'perlu Bapak/Ibu lengkapi',
  verified: 'menunggu tanda tangan lurah',
  signed: 'sudah ditandatangani, surat sedang dibuat',
  ready: 'surat siap diambil di loket',
  delivered: 'selesai, surat sudah dikirim di chat',
  collected: 'selesai, surat sudah diserahkan',
  refused: 'tidak dapat dipenuhi',
  cancelled: 'dibatalkan',
  revoked: 'surat dicabut',
};

/** The state of a request, as people say it. */
export function stateInWords(state: string): string {
  return STATES[state] ?? state;
}

/** The sentences that residents read, by key. */
export const residentWords = {
  // --- home ---
  'menu.home': (_: None, f: Facts) =>
    `Selamat ${timeOfDay(f.now, f.timeZone)}, Bapak/Ibu. Ini layanan surat ${b(f.ward.name)}.\nMau urus apa hari ini? Pilih, atau tulis saja dengan kata sendiri.`,
  'menu.notUnderstood': (_: None) => 'Maaf, saya belum menangkap maksudnya.',
  'menu.understood': (a: { title: string }) => `Baik, ${b(a.title)}.`,
  'menu.cards': (_: None) => 'Surat mana yang ingin dilihat syarat dan biayanya?',
  'menu.unsure': (_: None) => 'Yang Bapak/Ibu maksud surat yang mana?',
  'menu.card': (a: { service: Service | null }, f: Facts) =>
    a.service ? serviceCard(a.service, f) : 'Layanan itu belum ada di sini.',
  idle: (_: None) => `Ada yang bisa dibantu? Ketik ${b('menu')}.`,
  anythingElse: (_: None) => `Baik. Ada lagi? Ketik ${b('menu')}.`,
  thanks: (_: None) => `Sama-sama, Bapak/Ibu. Ada lagi? Ketik ${b('menu')}.`,
  hours: (_: None, f: Facts) =>
    `Loket ${f.ward.name} buka ${f.ward.hours}.\nAlamat: ${f.ward.address}\nPermohonan lewat chat ini diterima kapan saja, 24 jam. Ketik ${b('menu')} untuk mulai.`,
  who: (_: None, f: Facts) =>
    `Ini layanan otomatis ${f.ward.name}, bukan orang. Permohonan tetap diperiksa petugas dan surat ditandatangani lurah.\nMau urus surat? Ketik ${b('menu')}. Mau dibantu orang? Ketik ${b('petugas')}.`,
  apology: (_: None) =>
    `Mohon maaf, pesan terakhir belum bisa kami proses. Pesannya tersimpan dan petugas sudah diberi tahu. Ketik ${b('menu')} untuk mulai lagi.`,
  help: (_: None, f: Facts) =>
    [
      'Kata yang selalu bisa dipakai:',
      `${b('menu')} - mulai dari awal, isian disimpan`,
      `${b('status')} - melihat permohonan sendiri`,
      `${b('kembali')} atau ${b('0')} - satu langkah mundur`,
      `${b('batal')} - berhenti mengisi`,
      `${b('petugas')} - minta dihubungi petugas`,
      `${b('sambung')} - lanjutkan di HP atau aplikasi lain`,
      `${b('bahasa')} - ganti bahasa / change language`,
      `Pengaduan: ${f.ward.complaints}`,
    ].join('\n'),
  'office.says': (a: { text: string }) =>
    `Pesan dari petugas kelurahan:\n${b(a.text)}\nKalau ingin menjawab, ketik ${b('petugas')} lalu pesannya.`,
  'office.handedBack': (_: None) =>
    'Petugas sudah selesai membalas langsung. Mulai sekarang layanan otomatis membantu lagi.',
  'late.sorry': (_: None) =>
    'Mohon maaf, pesan Bapak/Ibu baru kami terima karena sambungan kami sempat terputus.',
  cutOff: (a: { asks: boolean }) =>
    `Mohon maaf, sambungan kami tadi terputus, jadi mungkin ada pesan kami yang belum sampai. ${
      a.asks
        ? 'Yang kami tanyakan:'
        : `Ketik ${b('status')} untuk melihat permohonan, atau ${b('menu')} untuk mulai.`
    }`,
  'officer.called': (a: { opensAt: string | null; again: string | null }, f: Facts) =>
    a.again
      ? `Petugas sudah menerima banyak pesan Bapak/Ibu dan akan membalas di chat ini. Pesan yang ini belum kami teruskan; kalau masih perlu, kirimlah lagi ${moment(a.again, f)}.`
      : a.opensAt
        ? `Permintaan Bapak/Ibu sudah disampaikan ke petugas. Kantor sedang tutup; petugas membaca ${moment(a.opensAt, f)}.`
        : 'Permintaan Bapak/Ibu sudah disampaikan ke petugas. Mohon tunggu balasannya di chat ini.',
  'language.set': (_: None) => 'Baik, kita pakai Bahasa Indonesia.',
  'invite.refused': (a: { why: 'unknown' | 'expired' | 'used' | 'locked' }) =>
    a.why === 'expired'
      ? 'Kode undangan ini sudah lewat masanya. Mintalah kode baru kepada pengelola.'
      : 'Kode undangan ini tidak berlaku. Periksa lagi, atau mintalah kode baru kepada pengelola.',
  stale: (_: None) => 'Tombol itu dari pesan lama, jadi tidak ada yang diubah.',
  'nav.noBack': (_: None) => 'Di sini belum ada langkah sebelumnya.',

  // --- several chats of one person ---
  'link.code': (a: { code: string }) =>
    [
      `Kode untuk menyambung chat ini dengan HP atau aplikasi lain: ${b(a.code)}`,
      `Dari chat yang lain, kirim: ${b(`sambung ${a.code}`)}`,
      'Berlaku 10 menit, sekali pakai. Jangan berikan kepada siapa pun: pemakainya bisa melihat permohonan Bapak/Ibu.',
    ].join('\n'),
  'link.done': (a: { both: boolean }) =>
    a.both
      ? 'Sudah tersambung. Permohonan dan kabarnya sekarang bisa dilihat di chat ini juga.'
      : `Sudah tersambung. Isian dan permohonan dari chat itu sekarang ada di sini. Yang sudah ada di chat ini tidak terlihat dari sana; kalau chat itu juga milik Bapak/Ibu, ketik ${b('sambung')} di sini lalu kirim kodenya dari sana.`,
  'link.elsewhere': (_: None) =>
    `Chat ini baru saja disambungkan dengan chat lain, dan isian yang sedang dibuat dilanjutkan di sana. Kalau bukan Bapak/Ibu yang melakukannya, ketik ${b('petugas')}.`,
  'link.refused': (a: { why: 'wrong' | 'same' | 'other' | 'locked' }) => {
    switch (a.why) {
      case 'same':
        return 'Kedua chat ini memang sudah tersambung.';
      case 'other':
        return `Kode itu milik warga lain, jadi kedua chat tetap terpisah. Kalau ini keliru, ketik ${b('petugas')}.`;
      case 'locked':
        return 'Sudah terlalu banyak kode yang dicoba hari ini. Silakan coba lagi besok, atau datang ke loket.';
      case 'wrong':
        return `Kode itu tidak cocok atau sudah lewat masanya. Ketik ${b('sambung')} di chat yang lain untuk mendapat kode baru.`;
    }
  },
  'link.office': (_: None) => 'Chat petugas tidak disambungkan dengan kode ini. Mintalah kode undangan.',

  // --- several wards on one account ---
  'ward.ask': (a: { many: boolean }) =>
    a.many
      ? 'Selamat datang. Nomor ini melayani beberapa kelurahan. Bapak/Ibu warga kelurahan mana? Tulis nama kelurahannya.'
      : 'Selamat datang. Bapak/Ibu warga kelurahan mana? Pilih, atau tulis nama kelurahannya.',
  'ward.unknown': (_: None) => 'Kelurahan itu belum dilayani di sini. Coba periksa ejaannya.',
  'ward.only': (_: None, f: Facts) => `Di sini hanya ada layanan ${b(f.ward.name)}.`,
  'ward.moved': (a: { name: string }) =>
    `Mulai sekarang Bapak/Ibu dilayani ${b(a.name)}. Kalau keliru, ketik ${b('ganti kelurahan')}.`,

  // --- a draft left and found again ---
  'draft.waiting': (a: { title: string }) =>
    `Isian ${b(a.title)} Bapak/Ibu masih tersimpan. Mau dilanjutkan?`,
  'draft.somebodyElse': (a: { who: string }) =>
    `Isian ini dibuat untuk ${b(a.who)}, tetapi chat ini sekarang tidak lagi memakai data itu. Pastikan dulu untuk siapa suratnya; isian lain tetap disimpan.`,
  'draft.resumed': (a: { title: string }) => `Kita lanjutkan ${b(a.title)}.`,
  'draft.archived': (a: { title: string }) =>
    `Isian ${a.title} sudah tujuh hari tidak dilanjutkan, jadi kami tutup. Kalau masih perlu, ketik ${b('menu')} kapan saja untuk mulai lagi.`,
  'flow.updated': (_: None) =>
    'Formulir ini baru saja diperbarui. Jawaban yang masih berlaku tetap disimpan.',
  'letter.leave': (a: { title: string }) =>
    `Batalkan pengisian ${b(a.title)}? Yang sudah diisi akan dihapus.`,
  'letter.left': (_: None) =>
    `Baik, pengisian dihentikan dan tidak ada yang dikirim. Ada lagi? Ketik ${b('menu')}.`,

  'letter.later': (_: None) => `Baik, isiannya disimpan. Untuk melanjutkan, ketik ${b('menu')}.`,

  // --- consent and identity ---
  'consent.ask': (_: { title: string }, f: Facts) =>
    [
      'Sebelum mulai, mohon dibaca sebentar:',
      list([
        'Yang disimpan: NIK, tanggal lahir, isian, foto berkas, dan percakapan ini.',
        `Untuk apa: hanya untuk mengurus surat ini di ${f.ward.name} (UU 23/2006, UU 25/2009).`,
        'Berapa lama: selama surat berlaku dan masa arsip kelurahan, tersandi, hanya dibuka petugas yang bertugas.',
        ...(f.inHouse ? [] : ['Pesan lewat aplikasi ini melalui server di luar negeri.']),
        `Hak Bapak/Ibu: melihat, membetulkan, menarik kembali, lewat ${f.ward.privacyContact} (UU 27/2022).`,
      ]),
      'Apakah Bapak/Ibu setuju?',
    ].join('\n'),
  'consent.declined': (_: None, f: Facts) =>
    `Tidak apa-apa, tidak ada data yang disimpan. Surat tetap bisa diurus langsung di loket: ${f.ward.hours}, ${f.ward.address}.`,
  'identity.ask': (_: { title: string }) =>
    `Ketik ${b('NIK dan tanggal lahir')} yang akan dicantumkan di surat, dalam satu pesan.\nContoh: 5371051205900001 12-05-1990`,
  'identity.find': (_: None) =>
    `NIK ada 16 angka: di KTP pada baris paling atas, di Kartu Keluarga di samping nama. Kalau sudah ketemu, ketik ${b('NIK dan tanggal lahir')} di sini.\nContoh: 5371051205900001 12-05-1990`,
  'identity.birth': (_: None) => 'Terima kasih. Sekarang ketik tanggal lahirnya.\nContoh: 12-05-1990',
  'identity.confirm': (a: MaskedResident) =>
    `Kami menemukan data ini:\n${b(a.name)}\n${a.address}\nSurat dibuat atas nama ini?`,
  'identity.notFound': (a: { triesLeft: number }) =>
    `NIK dan tanggal lahir itu belum cocok dengan data warga kami. Bisa jadi ada angka yang tertukar, atau data belum masuk.\n${a.triesLeft > 0 ? `Masih bisa dicoba ${a.triesLeft} kali hari ini.` : 'Kesempatan hari ini sudah habis.'}`,
  'identity.number': (_: None) =>
    'Terima kasih, tanggal lahirnya sudah dicatat. Sekarang ketik NIK-nya (16 angka).\nContoh: 5371051205900001',
  'identity.again': (_: None) =>
    `Periksa di KTP atau KK, lalu ketik lagi ${b('NIK dan tanggal lahir')}. Kalau hanya satu yang keliru, cukup yang itu.\nContoh: 5371051205900001 12-05-1990`,
  'identity.locked': (_: None) =>
    'Pencocokan data sudah lima kali hari ini, jadi kami hentikan dulu supaya data warga aman. Petugas sudah diberi tahu. Bapak/Ibu tetap bisa lanjut dengan data sendiri; petugas yang akan mencocokkan.',

  // --- questions ---
  'question.ask': (a: {
    step: { at: number; of: number } | null;
    text: string;
    example: string | null;
    many: boolean;
    free: boolean;
  }) =>
    [
      a.step ? `Langkah ${a.step.at} dari ${a.step.of}` : null,
      a.text,
      a.many
        ? 'Boleh lebih dari satu: ketik nomornya, misalnya 1 3, atau semua.'
        : a.free
          ? 'Pilih, atau tulis sendiri.'
          : null,
      a.example && !a.many ? `Contoh: ${a.example}` : null,
    ]
      .filter((line) => line !== null)
      .join('\n'),
  'question.added': (_: None) => 'Ditambahkan ke jawaban sebelumnya.',
  'miss.choice': (_: unknown) => 'Itu belum ada di pilihan. Ketik nomornya saja, ya.',
  'miss.elsewhere': (_: unknown) =>
    'Mohon ditulis lengkap di sini: yang diketik inilah yang dicetak di surat.',
  'miss.agrees': (_: unknown) => 'Yang ini perlu ditulis dengan kata sendiri, ya.',
  'miss.tooShort': (a: { min: number }) =>
    `Jawabannya terlalu pendek, paling sedikit ${a.min} huruf. Tulis lagi, ya.`,
  'miss.tooLong': (a: { max: number; got: number }) =>
    `Jawabannya ${a.got} huruf, paling banyak ${a.max}. Tolong diringkas, ya.`,
  'miss.name': (_: unknown) =>
    'Nama ditulis dengan huruf seperti di KTP, misalnya Maria Seran. Kirim ulang, ya.',
  'miss.nik.length': (a: { got: number }) => `NIK 16 angka, yang dikirim ${a.got}. Kirim ulang, ya.`,
  'miss.nik.none': (_: unknown) =>
    'NIK-nya belum terlihat di pesan itu. NIK ada 16 angka, seperti di KTP atau KK.',
  'miss.nik.digits': (_: unknown) => 'NIK hanya berisi angka, yang dikirim ada hurufnya. Kirim ulang, ya.',
  'miss.nik.impossible': (_: unknown) =>
    'Angka itu tidak membentuk NIK; mungkin ada yang tertukar, atau itu nomor KK. Lihat KTP dan kirim ulang, ya.',
  'miss.date': (_: unknown) => 'Tanggalnya belum terbaca. Tulis tanggal-bulan-tahun, misalnya 12-05-1990.',
  'miss.date.future': (_: unknown) => 'Tanggal itu belum lewat. Periksa tahunnya dan kirim ulang, ya.',
  'miss.date.century': (_: unknown) =>
    'Tahunnya mohon ditulis empat angka, supaya tidak tertukar. Misalnya 12-05-1990.',
  'miss.year': (a: { min: number; max: number }) =>
    `Tulis tahun empat angka antara ${a.min} dan ${a.max}, misalnya 2019.`,
  'miss.money': (_: unknown) => 'Jumlahnya belum terbaca. Tulis angkanya, misalnya 1.500.000 atau 1,5 juta.',
  'miss.money.max': (_: { max: number }) =>
    'Jumlah itu terlalu besar untuk diisi di sini. Periksa angkanya, ya.',
  'miss.many': (a: { max: number }) =>
    `Ketik nomor dari daftar, antara 1 dan ${a.max}, misalnya 1 2. Atau ketik semua.`,
  'miss.media': (_: unknown) => 'Yang ditunggu foto atau PDF. Ketuk tombol lampiran lalu pilih fotonya.',
  'miss.media.yet': (_: None) => 'Belum ada? Isian disimpan; kirim kapan saja ke chat ini.',
  patience: (_: None) => 'Baik, silakan, tidak perlu terburu-buru. Isiannya disimpan.',
  'miss.notText': (_: unknown) => 'Tolong dijawab dengan tulisan, ya.',
  'miss.offerOfficer': (_: None) => `Kalau sulit, ketik ${b('petugas')}; isian tetap disimpan.`,

  // --- things that are not an answer ---
  'odd.sticker': (_: None) => 'Terima kasih stikernya. Saya hanya bisa membaca tulisan dan foto berkas.',
  'odd.voice': (_: None) =>
    `Maaf, pesan suara belum bisa saya dengar. Tolong ditulis, atau ketik ${b('petugas')} supaya dihubungi.`,
  'odd.video': (_: None) => 'Maaf, video belum bisa dipakai. Kirim foto atau PDF saja, ya.',
  'odd.location': (_: None) => 'Terima kasih lokasinya, tetapi di sini alamat ditulis saja, ya.',
  'odd.contact': (_: None) => 'Kartu kontak itu tidak dipakai di langkah ini.',
  'odd.poll': (_: None) => 'Jajak pendapat tidak bisa saya baca. Tolong ditulis, ya.',
  'odd.edited': (_: None) =>
    'Pesan yang diubah tidak mengubah jawaban. Kalau ada yang salah, kirim jawaban baru atau ketik kembali.',
  'odd.deleted': (_: None) => 'Pesan yang dihapus di HP tetap tercatat di sini.',
  'odd.reaction': (_: None) => 'Terima kasih. Tanda itu saya baca sebagai sapaan saja.',
  'odd.media': (_: None) => 'Berkas itu belum diperlukan sekarang, jadi tidak disimpan.',
  'odd.unknown': (_: None) => 'Pesan jenis itu belum bisa saya baca. Tolong ditulis, ya.',

  // --- papers ---
  'papers.ask': (a: {
    step: { at: number; of: number } | null;
    label: string;
    hint: string;
    count: number;
    have: number;
  }) =>
    [
      a.step ? `Langkah ${a.step.at} dari ${a.step.of}` : null,
      `Kirim foto atau PDF ${b(a.label)}${a.count > 1 ? ` (${a.have + 1} dari ${a.count})` : ''}.`,
      a.hint,
      'Paling besar 10 MB.',
    ]
      .filter((line) => line)
      .join('\n'),
  'papers.received': (a: { label: string; done: number; of: number; blurry: boolean }) =>
    `${a.label} diterima, ${a.done} dari ${a.of}.${a.blurry ? ' Fotonya agak buram; kalau perlu bisa dikirim ulang sebelum permohonan dikirim, lewat Ubah.' : ''}`,
  'papers.receiving': (_: None) => 'Fotonya sedang disimpan, sebentar, ya.',
  'papers.unreadable': (a: { label: string; why: string }) =>
    `${a.label} belum bisa disimpan: ${unreadable(a.why)} Tolong kirim lagi, ya.`,

  // --- review and receipt ---
  'review.ask': (a: {
    title: string;
    who: MaskedResident | null;
    lines: readonly (readonly [string, string])[];
    again: boolean;
  }) =>
    [
      a.again
        ? `Perbaikan ${b(a.title)} sudah lengkap. Periksa sekali lagi:`
        : `Periksa dulu permohonan ${b(a.title)}:`,
      ...(a.who ? [`Atas nama: ${a.who.name}`] : []),
      ...a.lines.map(([label, value]) => `${label}: ${value}`),
      'Biaya: Rp 0',
    ].join('\n'),
  'review.which': (_: None) => 'Baris mana yang mau diubah?',
  receipt: (
    a: {
      number: string;
      title: string;
      who: string;
      holder: string;
      dueAt: string;
      opensAt: string | null;
      again: boolean;
      tooLate?: boolean;
    },
    f: Facts,
  ) =>
    a.tooLate
      ? `Permohonan ${b(a.number)} sekarang di ${a.holder}, jadi perbaikan ini tidak ditambahkan lagi. Kalau masih ada yang perlu diubah, ketik ${b('petugas')}.`
      : [
          a.again ? `Perbaikan sudah kami terima. ✓` : `Permohonan sudah kami terima. ✓`,
          `Nomor: ${b(a.number)}`,
          `Surat: ${a.title}`,
          ...(a.who ? [`Untuk: ${a.who}`] : []),
          'Biaya: Rp 0',
          `Sekarang di: ${a.holder}`,
          `Selesai paling lambat ${b(moment(a.dueAt, f))}.`,
          ...(a.opensAt ? [`Kantor sedang tutup; petugas mulai memeriksa ${moment(a.opensAt, f)}.`] : []),
          `Ketik ${b('status')} kapan saja untuk melihat jalannya. Bapak/Ibu tidak perlu datang dulu.`,
        ].join('\n'),
  'prove.ask': (_: None) =>
    'Supaya surat bisa langsung dikirim di chat ini, tunjukkan bahwa nomor HP ini milik Bapak/Ibu: ketuk Kirim nomor saya. Tanpa itu, surat diserahkan di loket dengan menunjukkan KTP.',
  'prove.otherPhone': (_: None) => 'Nomor ini belum sama dengan nomor di data warga.',
  'prove.withCode': (_: None) =>
    'Supaya surat bisa langsung dikirim di chat ini, mintalah kode di loket sambil menunjukkan KTP. Tanpa itu, surat diserahkan di loket.',
  'prove.otherWay': (_: None) =>
    'Tidak apa-apa, permohonan tetap jalan. Surat bisa diambil di loket dengan KTP, atau pakai kode dari loket.',
  'prove.code': (_: None) => 'Ketik kode dari loket.\nContoh: 7KQ2M9XA',
  'prove.wrongCode': (_: None) => 'Kode itu tidak cocok atau sudah lewat masanya.',
  'prove.done': (_: None) =>
    `Terima kasih, sudah cocok. Mulai sekarang surat Bapak/Ibu langsung dikirim di chat ini. Ada lagi? Ketik ${b('menu')}.`,
  'prove.unknown': (_: None) =>
    `Chat ini belum terhubung dengan data warga, jadi belum ada nomor HP untuk dicocokkan. Untuk mengajukan surat, ketik ${b('menu')}; surat yang sudah jadi bisa diambil di loket dengan KTP.`,
  'prove.collect': (_: None) =>
    `Baik, surat akan diserahkan di loket; bawa KTP. Kami kabari kalau sudah siap. Ada lagi? Ketik ${b('menu')}.`,

  // --- status ---
  'status.none': (_: None) =>
    `Belum ada permohonan yang dikirim dari chat ini. Untuk mengajukan, ketik ${b('menu')}.`,
  'status.list': (_: None) => 'Permohonan Bapak/Ibu. Mana yang mau dilihat?',
  'status.view': (a: { view: RequestView | null; name: string }, f: Facts) =>
    a.view ? statusView(a.view, a.name, f) : 'Permohonan itu tidak ada.',
  'status.sure': (a: About) =>
    `Batalkan permohonan ${b(a.number)}? Kalau dibatalkan, harus mengajukan dari awal lagi.`,
  'status.cancelled': (a: About) => `Permohonan ${a.number} sudah dibatalkan. Ada lagi? Ketik ${b('menu')}.`,
  'status.tooLate': (_: None) =>
    'Permohonan ini sudah ditandatangani atau ditutup, jadi tidak bisa dibatalkan lagi. Ketik petugas kalau perlu bantuan.',
  'status.resent': (_: None) => `Ini suratnya, kami kirim ulang. Ada lagi? Ketik ${b('menu')}.`,
  'status.atCounter': (_: None, f: Facts) =>
    `Surat ini diserahkan di loket dengan menunjukkan KTP: ${f.ward.hours}. Ada lagi? Ketik ${b('menu')}.`,

  // --- the office's question ---
  'answer.ask': (a: { question: string | null; number: string | null }) =>
    a.question
      ? `Pertanyaan dari petugas kelurahan${a.number ? ` tentang ${a.number}` : ''}:\n${b(a.question)}\nTulis jawabannya di sini.`
      : 'Tulis jawaban untuk petugas kelurahan.',
  'answer.sent': (_: None) =>
    'Terima kasih, jawaban sudah disampaikan ke petugas. Tidak ada lagi yang perlu dilakukan sekarang.',
  'answer.closed': (_: None) =>
    `Permohonan itu sudah ditutup, jadi jawaban tidak diteruskan. Ketik ${b('petugas')} kalau masih perlu.`,
  'answer.later': (_: None) => 'Baik, bisa dijawab nanti: balas saja pesan pertanyaannya.',

  // --- what the office did ---
  moved: (a: About & { what: string; holder: string }) =>
    `Permohonan ${b(a.number)}: ${movedInWords(a.what, a.holder)}`,
  returned: (a: About & { items: readonly ReturnedItem[] }) =>
    `Permohonan ${b(a.number)} perlu dilengkapi. Cukup ini saja:\n${list(a.items.map((item) => `${item.label}: ${item.reason}`))}\nKirim lewat chat ini, tidak perlu datang.`,
  refused: (a: About & { reason: string }, f: Facts) =>
    `Mohon maaf, permohonan ${b(a.number)} tidak dapat dipenuhi.\nAlasannya: ${a.reason}\nKalau ada yang kurang jelas atau keberatan, ketik ${b('petugas')}, atau sampaikan lewat ${f.ward.complaints}.`,
  'question.fromOffice': (a: About & { text: string }) =>
    `Pertanyaan dari petugas kelurahan tentang ${b(a.number)}:\n${b(a.text)}\nBalas pesan ini, atau ketuk Jawab sekarang.`,
  late: (a: About & { dueAt: string; holder: string }, f: Facts) =>
    `Mohon maaf, permohonan ${b(a.number)} terlambat dari yang kami janjikan. Sekarang di ${a.holder}; paling lambat ${b(moment(a.dueAt, f))}. Bapak/Ibu tidak perlu melakukan apa-apa.`,
} as const;

/** The service card: the parts of a standar pelayanan that the public is shown. */
export function serviceCard(service: Service, f: Facts): string {
  const { standard } = service;
  return [
    b(service.name),
    service.purpose,
    `${b('Syarat')}\n${list(standard.requirements)}`,
    `${b('Langkah')}\n${standard.steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`,
    `${b('Waktu')}: ${duration(standard.minutes)} setelah lengkap`,
    `${b('Biaya')}: ${standard.cost}`,
    `${b('Hasil')}: ${standard.product}${service.validMonths ? `, berlaku ${service.validMonths} bulan` : ''}`,
    `${b('Pengaduan')}: ${f.ward.complaints}`,
    `${b('Dasar')}: ${standard.legalBasis.join('; ')}`,
  ].join('\n');
}

function statusView(view: RequestView, name: string, f: Facts): string {
  // While the resident is asked for something, the office's promise does not run.
  const open = ['submitted', 'checking', 'verified', 'signed'].includes(view.state);
  return [
    `${b(view.number)} ${name}`,
    `Keadaan: ${stateInWords(view.state)}`,
    ...(view.holder === '-' ? [] : [`Sekarang di: ${view.holder}`]),
    ...(open ? [`Paling lambat ${moment(view.dueAt, f)}`] : []),
    ...(view.letter ? [`Nomor surat: ${view.letter.number}`] : []),
    ...(view.returned.length > 0
      ? [`Yang perlu dilengkapi:\n${list(view.returned.map((item) => `${item.label}: ${item.reason}`))}`]
      : []),
    ...(view.note ? [`Catatan petugas: ${view.note}`] : []),
    `Jalannya:\n${list(view.steps.map((step) => `${shortMoment(step.at, f.timeZone)} ${step.what}`))}`,
  ].join('\n');
}

function movedInWords(what: string, holder: string): string {
  switch (what) {
    case 'taken':
      return `sedang diperiksa. Sekarang di ${holder}. Tidak ada yang perlu dilakukan.`;
    case 'passed':
      return `sudah diperiksa dan lengkap. Sekarang di ${holder}, menunggu tanda tangan. Tidak ada yang perlu dilakukan.`;
    case 'sentBack':
      return `diperiksa sekali lagi oleh petugas. Tidak ada yang perlu dilakukan.`;
    case 'signed':
      return `sudah ditandatangani. Suratnya masih dibuat dan menyusul di sini. Tidak ada yang perlu dilakukan.`;
    case 'undone':
      return `pesan sebelumnya mohon diabaikan. Sekarang masih di ${holder}. Tidak ada yang perlu dilakukan.`;
    default:
      return `dibatalkan.`;
  }
}

function unreadable(why: string): string {
  switch (why) {
    case 'too-big':
      return 'ukurannya lebih dari 10 MB.';
    case 'too-many-pixels':
      return 'gambarnya terlalu besar.';
    case 'kind':
      return 'yang diterima foto (JPG, PNG, WebP) atau PDF.';
    case 'encrypted':
      return 'PDF-nya memakai kata sandi.';
    case 'active':
      return 'PDF-nya berisi program atau lampiran.';
    case 'unreachable':
      return 'berkasnya tidak bisa diambil dari aplikasi.';
    default:
      return 'berkasnya rusak.';
  }
}
