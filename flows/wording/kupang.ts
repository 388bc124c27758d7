import type { Facts } from '../kit/facts.ts';
import { FORM_URL } from '../kit/message.ts';
import { local, momentInWords, shortMoment, timeInWords, timeOfDay } from '../kit/when.ts';
import { serviceCard } from './id-resident.ts';
import { asides } from './kupang-aside.ts';
import { letters } from './kupang-letter.ts';
import { b, list } from './style.ts';
import { also } from './translation.ts';
import type { Translation } from './vocabulary.ts';

/**
 * Melayu Kupang, as one speaks to an elder: beta, bapa/mama, sonde, su, pung, ko. Names of letters, numbers and
 * words of law stay as they are printed.
 */

const MENU = `Ketik ${b('menu')}.`;

function moment(at: string, f: Facts): string {
  const days = Date.parse(local(at, f.timeZone).iso) - Date.parse(local(f.now, f.timeZone).iso);
  const time = timeInWords(at, f.timeZone);
  if (days === 0) return `ini hari ${time}`;
  if (days === 86_400_000) return `beso ${time}`;
  return `hari ${momentInWords(at, f.now, f.timeZone)}`;
}

const STATES: Readonly<Record<string, string>> = {
  submitted: 'ada tunggu petugas pareksa',
  checking: 'petugas ada pareksa',
  returned: 'bapa/mama musti lengkapi dolo',
  verified: 'ada tunggu lurah tanda tangan',
  signed: 'su tanda tangan, surat ada dibekin',
  ready: 'surat su siap, tinggal ame di loket',
  delivered: 'su selesai, surat su dikirim di chat',
  collected: 'su selesai, surat su diserahkan',
  refused: 'sonde bisa',
  cancelled: 'su dibatalkan',
  revoked: 'surat su dicabut',
};

const MOVED: Readonly<Record<string, (holder: string) => string>> = {
  taken: (holder) =>
    `petugas su mulai pareksa. Sakarang ada di ${holder}. Bapa/mama sonde usah bekin apa-apa.`,
  passed: (holder) =>
    `su dipareksa deng su lengkap. Sakarang ada di ${holder}, tunggu tanda tangan. Bapa/mama sonde usah bekin apa-apa.`,
  sentBack: () => 'petugas ada pareksa satu kali lai. Bapa/mama sonde usah bekin apa-apa.',
  signed: () => 'su ditanda tangan. Dia pung surat ada dibekin.',
  undone: (holder) =>
    `pesan yang tadi itu jang pake dolo. Sakarang masih ada di ${holder}. Bapa/mama sonde usah bekin apa-apa.`,
};

const UNREADABLE: Readonly<Record<string, string>> = {
  'too-big': 'dia pung ukuran lebe dari 10 MB.',
  'too-many-pixels': 'gambar talalu besar.',
  kind: 'yang bisa cuma foto (JPG, PNG, WebP) ko PDF.',
  encrypted: 'PDF ada pake kata sandi.',
  active: 'PDF ada isi program ko lampiran.',
  unreachable: 'berkas sonde bisa diambil dari aplikasi.',
};

/** Melayu Kupang for residents; what is not here is said in Indonesian. */
export const kupang: Translation = {
  words: {
    'menu.home': (_, f) =>
      `Selamat ${timeOfDay(f.now, f.timeZone)}, bapa/mama. Ini layanan surat ${b(f.ward.name)}.\nIni hari mau urus apa? Pilih sa, ko tulis pake bapa/mama pung bahasa sandiri.`,
    'menu.notUnderstood': () => 'Minta maaf, beta belom mangarti.',
    'menu.understood': (a) => `Bae, ${b(a.title)}.`,
    'menu.cards': () => 'Surat mana yang bapa/mama mau lia dia pung syarat deng biaya?',
    'menu.unsure': () => 'Bapa/mama pung maksud surat yang mana?',
    'menu.card': (a, f) => (a.service ? serviceCard(a.service, f) : 'Itu layanan belom ada di sini.'),
    idle: () => `Ada yang bisa beta bantu? ${MENU}`,
    anythingElse: () => `Bae. Masih ada lai? ${MENU}`,
    thanks: () => `Sama-sama, bapa/mama. Masih ada lai? ${MENU}`,
    who: (_, f) =>
      `Ini layanan otomatis ${f.ward.name}, bukan orang. Tapi petugas yang periksa, lurah yang tanda tangan surat.\nMau urus surat? Ketik ${b('menu')}. Mau bicara deng orang? Ketik ${b('petugas')}.`,
    hours: (_, f) =>
      `Loket ${f.ward.name} buka ${f.ward.hours}.\nAlamat: ${f.ward.address}\nKalo lewat chat ini bisa kapan sa, siang malam. Ketik ${b('menu')} ko mulai.`,
    apology: () =>
      `Minta maaf, pesan yang tarakir botong belom bisa proses. Itu pesan su disimpan, petugas ju su tau. Ketik ${b('menu')} ko mulai lai.`,
    help: (_, f) =>
      [
        'Kata yang bisa dipake kapan sa:',
        `${b('menu')} - mulai dari awal, isian tetap disimpan`,
        `${b('status')} - lia bapa/mama pung permohonan`,
        `${b('kembali')} ko ${b('0')} - mundur satu langkah`,
        `${b('batal')} - barenti isi`,
        `${b('petugas')} - minta petugas hubungi`,
        `${b('bahasa')} - ganti bahasa`,
        `Pengaduan: ${f.ward.complaints}`,
      ].join('\n'),
    'officer.called': (a, f) =>
      a.again
        ? `Petugas su dapa bapa/mama pung pesan banyak, nanti dong balas di chat ini. Pesan yang ini kotong balom kasi terus; kalo masih perlu, kirim lai ${moment(a.again, f)}.`
        : a.opensAt
          ? `Bapa/mama pung permintaan su sampe di petugas. Kantor ada tutup; petugas baca ${moment(a.opensAt, f)}.`
          : 'Bapa/mama pung permintaan su sampe di petugas. Tunggu dolo, nanti dong balas di chat ini.',
    'language.set': () => `Bae, kotong pake basa Kupang. Kalo mau ganti, ketik ${b('bahasa indonesia')}.`,
    'invite.refused': (a) =>
      a.why === 'expired'
        ? 'Itu kode undangan su lewat waktu. Minta kode baru dari pengelola.'
        : 'Itu kode undangan sonde berlaku. Cek ulang, ko minta kode baru dari pengelola.',
    stale: () => 'Itu tombol dari pesan lama, jadi sonde ada yang baroba.',
    'nav.noBack': () => 'Di sini belom ada langkah sebelumnya.',

    'office.handedBack': () => 'Petugas su selesai balas langsung. Sakarang layanan otomatis bantu lai.',
    'late.sorry': () =>
      'Minta maaf, bapa/mama pung pesan baru ketong dapa, karna ketong pung sambungan sempat putus.',
    cutOff: (a) =>
      `Minta maaf, tadi ketong pung sambungan putus, jadi mungkin ada ketong pung pesan yang belom sampe. ${
        a.asks ? 'Yang ketong tanya:' : `Ketik ${b('status')} ko lia permohonan, ato ${b('menu')} ko mulai.`
      }`,
    'link.code': (a) =>
      [
        `Kode ko sambung ini chat deng HP ko aplikasi laen: ${b(a.code)}`,
        `Dari chat laen, kirim: ${b(`sambung ${a.code}`)}`,
        'Berlaku 10 menit, satu kali sa. Jang kasi sapa-sapa: yang pake bisa lihat bapa/mama pung permohonan.',
      ].join('\n'),
    'link.done': (a) =>
      a.both
        ? 'Su tasambung. Permohonan deng dia pung kabar bisa dilihat di ini chat ju.'
        : `Su tasambung. Isian deng permohonan dari itu chat sakarang ada di sini. Yang su ada di ini chat sonde kaliatan dari sana; kalo itu chat bapa/mama pung ju, ketik ${b('sambung')} di sini, abis kirim dia pung kode dari sana.`,
    'link.elsewhere': () =>
      `Ini chat baru tasambung deng chat laen, isian yang ada bekin lanjut di sana. Kalo bukan bapa/mama yang bekin, ketik ${b('petugas')}.`,
    'link.office': () => 'Chat petugas sonde disambung pake ini kode. Minta kode undangan.',
    'ward.ask': (a) =>
      a.many
        ? 'Salamat datang. Ini nomor layani beberapa kelurahan. Bapa/mama warga kelurahan mana? Tulis dia pung nama.'
        : 'Salamat datang. Bapa/mama warga kelurahan mana? Pilih, ko tulis dia pung nama.',
    'ward.unknown': () => 'Itu kelurahan balom dilayani di sini. Coba pareksa dia pung tulisan.',
    'ward.only': (_, f) => `Di sini cuma ada layanan ${b(f.ward.name)}.`,
    'ward.moved': (a) =>
      `Mulai sakarang bapa/mama dilayani ${b(a.name)}. Kalo salah, ketik ${b('ganti kelurahan')}.`,
    'draft.waiting': (a) => `Bapa/mama pung isian ${b(a.title)} masih ada. Mau lanjut ko?`,
    'draft.somebodyElse': (a) =>
      `Ini isian dibuat untuk ${b(a.who)}, ma ini chat su sonde pake itu data lai. Kasi tau dolo ini surat untuk sapa; isian laen tetap disimpan.`,
    'draft.resumed': (a) => `Kotong lanjut ${b(a.title)}.`,
    'draft.archived': (a) =>
      `Isian ${a.title} su tuju hari sonde dilanjut, jadi botong tutup. Kalo masih parlu, ketik ${b('menu')} kapan sa ko mulai lai.`,
    'flow.updated': () => 'Ini formulir baru diganti. Jawaban yang masih bisa pake tetap disimpan.',
    'letter.leave': (a) => `Mau batal isi ${b(a.title)} ko? Yang su diisi nanti dihapus.`,
    'letter.later': () => `Bae, isian su simpan. Ko lanjut, ketik ${b('menu')}.`,
    'letter.left': () => `Bae, isian barenti di sini. Sonde ada yang dikirim. Masih ada lai? ${MENU}`,

    'consent.ask': (_, f) =>
      [
        'Sebelum mulai, tolong baca dolo sadikit:',
        list([
          'Yang disimpan: NIK, tanggal lahir, isian, foto berkas, deng ini percakapan.',
          `Ko bekin apa: cuma ko urus ini surat di ${f.ward.name} (UU 23/2006, UU 25/2009).`,
          'Barapa lama: salama surat berlaku deng masa arsip kelurahan, disandi, cuma petugas yang bertugas yang bisa buka.',
          ...(f.inHouse ? [] : ['Pesan lewat ini aplikasi jalan lewat server di luar negeri.']),
          `Bapa/mama pung hak: lia, kasi betul, tarek kombali, lewat ${f.ward.privacyContact} (UU 27/2022).`,
        ]),
        'Bapa/mama satuju ko?',
      ].join('\n'),
    'consent.declined': (_, f) =>
      `Sonde apa-apa, sonde ada data yang disimpan. Surat tetap bisa urus langsung di loket: ${f.ward.hours}, ${f.ward.address}.`,
    'identity.ask': () =>
      `Ketik ${b('NIK deng tanggal lahir')} yang mau ditulis di surat, dalam satu pesan.\nContoh: 5371051205900001 12-05-1990`,
    'identity.find': () =>
      `NIK ada 16 angka: di KTP baris paling atas, di Kartu Keluarga di samping nama. Kalo su dapa, ketik ${b('NIK deng tanggal lahir')} di sini.\nContoh: 5371051205900001 12-05-1990`,
    'identity.birth': () => 'Tarima kasi. Sakarang ketik tanggal lahir.\nContoh: 12-05-1990',
    'identity.confirm': (a) => `Botong dapa ini data:\n${b(a.name)}\n${a.address}\nSurat par ini nama ko?`,
    'identity.notFound': (a) =>
      `NIK deng tanggal lahir itu belom cocok deng botong pung data warga. Bisa jadi ada angka yang tatukar, ko data belom maso.\n${a.triesLeft > 0 ? `Ini hari masih bisa coba ${a.triesLeft} kali.` : 'Ini hari su sonde bisa coba lai.'}`,
    'identity.number': () =>
      'Tarima kasi, tanggal lahir su catat. Sakarang ketik NIK (16 angka).\nContoh: 5371051205900001',
    'identity.again': () =>
      `Cek di KTP ko KK, baru ketik lai ${b('NIK deng tanggal lahir')}. Kalo cuma satu yang sala, cukup yang itu sa.\nContoh: 5371051205900001 12-05-1990`,
    'identity.locked': () =>
      'Ini hari su lima kali coba kasi cocok data, jadi botong barenti dolo ko data warga aman. Petugas su tau. Bapa/mama tetap bisa lanjut deng data sandiri; nanti petugas yang kasi cocok.',

    'question.ask': (a) =>
      [
        a.step ? (a.step ? `Langkah ${a.step.at} dari ${a.step.of}` : null) : null,
        a.text,
        a.many
          ? 'Bole lebe dari satu: ketik dia pung nomor, misalnya 1 3, ko semua.'
          : a.free
            ? 'Pilih sa, ko tulis sandiri.'
            : null,
        a.example && !a.many ? `Contoh: ${a.example}` : null,
      ]
        .filter((line) => line !== null)
        .join('\n'),
    'question.added': () => 'Su ditamba di jawaban yang tadi.',
    'miss.choice': () => 'Itu belom ada di pilihan. Ketik dia pung nomor sa, e.',
    'miss.elsewhere': () => 'Tolong tulis lengkap di sini: apa yang diketik itu yang dicetak di surat.',
    'miss.agrees': () => 'Yang ini musti tulis pake kata sandiri, e.',
    'miss.tooShort': (a) => `Jawaban talalu pendek, paling sadikit ${a.min} huruf. Tulis lai, e.`,
    'miss.tooLong': (a) => `Jawaban ada ${a.got} huruf, paling banya ${a.max}. Tolong kasi pendek, e.`,
    'miss.name': () => 'Nama tulis pake huruf sama ke di KTP, misalnya Maria Seran. Kirim ulang, e.',
    'miss.nik.length': (a) => `NIK ada 16 angka, yang dikirim ${a.got}. Kirim ulang, e.`,
    'miss.nik.none': () => 'NIK belom kaliatan di itu pesan. NIK ada 16 angka, sama ke di KTP ko KK.',
    'miss.nik.digits': () => 'NIK isi angka sa, yang dikirim ada huruf. Kirim ulang, e.',
    'miss.nik.impossible': () =>
      'Itu angka sonde jadi NIK; bisa jadi ada yang tatukar, ko itu nomor KK. Lia di KTP baru kirim ulang, e.',
    'miss.date': () => 'Tanggal belom tabaca. Tulis tanggal-bulan-taon, misalnya 12-05-1990.',
    'miss.date.future': () => 'Itu tanggal belom lewat. Cek taon baru kirim ulang, e.',
    'miss.date.century': () => 'Taon tulis ampa angka, e, ko jang tatukar. Misalnya 12-05-1990.',
    'miss.year': (a) => `Tulis taon ampa angka, dari ${a.min} sampe ${a.max}, misalnya 2019.`,
    'miss.money': () => 'Jumlah belom tabaca. Tulis angka sa, misalnya 1.500.000 ko 1,5 juta.',
    'miss.money.max': () => 'Itu jumlah talalu besar ko isi di sini. Cek angka dolo, e.',
    'miss.many': (a) => `Ketik nomor dari daftar, dari 1 sampe ${a.max}, misalnya 1 2. Ko ketik semua.`,
    'miss.media': () => 'Yang ditunggu foto ko PDF. Tekan tombol lampiran baru pilih foto.',
    'miss.media.yet': () => 'Balom ada? Isian su simpan; kirim kapan sa pi chat ini.',
    patience: () => 'Bae, pelan-pelan sa. Isian tetap disimpan.',
    'miss.notText': () => 'Tolong jawab pake tulisan, e.',
    ...asides,
    'miss.offerOfficer': () => `Kalo susa, ketik ${b('petugas')}; isian tetap disimpan.`,

    'odd.sticker': () => 'Tarima kasi ko stiker. Beta cuma bisa baca tulisan deng foto berkas.',
    'odd.voice': () =>
      `Minta maaf, pesan suara beta belom bisa dengar. Tolong tulis, ko ketik ${b('petugas')} ko dong hubungi.`,
    'odd.video': () => 'Minta maaf, video belom bisa pake. Kirim foto ko PDF sa, e.',
    'odd.location': () => 'Tarima kasi ko lokasi, ma di sini alamat ditulis sa, e.',
    'odd.contact': () => 'Itu kartu kontak sonde dipake di ini langkah.',
    'odd.poll': () => 'Jajak pendapat beta sonde bisa baca. Tolong tulis, e.',
    'odd.edited': () =>
      'Pesan yang diganti sonde kasi ganti jawaban. Kalo ada yang salah, kirim jawaban baru ko ketik kembali.',
    'odd.deleted': () => 'Pesan yang dihapus di HP tetap tacatat di sini.',
    'odd.reaction': () => 'Tarima kasi. Itu tanda beta baca ke sapaan sa.',
    'odd.media': () => 'Itu berkas sakarang belom parlu, jadi sonde disimpan.',
    'odd.unknown': () => 'Pesan bagitu beta belom bisa baca. Tolong tulis, e.',

    'form.ask': (a) =>
      [
        ...(a.step ? [`Langkah ${a.step.at} dari ${a.step.of}`] : []),
        `Ko ini surat ketong parlu ${b({ identity: 'NIK deng tanggal lahir', nik: 'NIK', date: 'tanggal lahir' }[a.what])}.`,
        `Isi di ini halaman aman (berlaku 30 menit): ${FORM_URL}`,
      ].join('\n'),
    'form.photo': () => `Kirim lewat ini halaman aman (berlaku 30 menit): ${FORM_URL}`,
    'form.offer': () => `Sonde mau tulis NIK di chat? Ketik ${b('formulir')}.`,
    'form.refused': (a) => {
      if (!a.told) return 'Ini jawab lewat halaman aman, supaya bapa/mama pung data aman.';
      return a.what === 'photo'
        ? 'Supaya bapa/mama pung data aman, berkas ketong tarima lewat halaman aman sa. Yang baru kirim di chat sonde dipake.'
        : 'Supaya bapa/mama pung data aman, ini ketong tarima lewat halaman aman sa. Yang baru tulis di chat sonde dipake, lebe bae dihapus.';
    },
    'form.none': () =>
      `Halaman aman dipake waktu ketong tanya NIK, tanggal lahir, ko foto berkas: ketik ${b('formulir')} di itu pertanyaan. Sakarang belom ada yang musti isi di sana.`,

    'papers.ask': (a) =>
      [
        a.step ? `Langkah ${a.step.at} dari ${a.step.of}` : null,
        `Kirim foto ko PDF ${b(a.label)}${a.count > 1 ? ` (${a.have + 1} dari ${a.count})` : ''}.`,
        a.hint,
        'Paling besar 10 MB.',
      ]
        .filter((line) => line)
        .join('\n'),
    'papers.received': (a) =>
      `${a.label} su tarima, ${a.done} dari ${a.of}.${a.blurry ? ' Foto agak kabur; kalo parlu bisa kirim ulang sebelum permohonan dikirim, lewat Ubah.' : ''}`,
    'papers.receiving': () => 'Foto ada disimpan, tunggu sadikit, e.',
    'papers.unreadable': (a) =>
      `${a.label} belom bisa disimpan: ${UNREADABLE[a.why] ?? 'berkas rusak.'} Tolong kirim lai, e.`,

    'review.ask': (a) =>
      [
        a.again
          ? `Perbaikan ${b(a.title)} su lengkap. Cek satu kali lai:`
          : `Cek dolo permohonan ${b(a.title)}:`,
        ...(a.who ? [`Atas nama: ${a.who.name}`] : []),
        ...a.lines.map(([label, value]) => `${label}: ${value}`),
        'Biaya: Rp 0',
      ].join('\n'),
    'review.which': () => 'Baris mana yang mau diganti?',
    receipt: (a, f) =>
      a.tooLate
        ? `Permohonan ${b(a.number)} sakarang ada di ${a.holder}, jadi ini perbaikan su sonde ditamba. Kalo masih ada yang mau diganti, ketik ${b('petugas')}.`
        : [
            a.again ? 'Perbaikan su botong tarima. ✓' : 'Permohonan su botong tarima. ✓',
            `Nomor: ${b(a.number)}`,
            `Surat: ${a.title}`,
            ...(a.who ? [`Ko sapa: ${a.who}`] : []),
            'Biaya: Rp 0',
            `Sakarang ada di: ${a.holder}`,
            `Paling lambat selesai ${b(moment(a.dueAt, f))}.`,
            ...(a.opensAt ? [`Kantor ada tutup; petugas mulai pareksa ${moment(a.opensAt, f)}.`] : []),
            `Ketik ${b('status')} kapan sa ko lia su sampe di mana. Bapa/mama sonde usah datang dolo.`,
          ].join('\n'),
    'prove.ask': () =>
      'Ko surat bisa langsung dikirim di ini chat, kasi tunju kalo ini nomor HP bapa/mama pung: tekan Kirim nomor saya. Kalo sonde, surat diserahkan di loket, bawa KTP.',
    'prove.otherPhone': () => 'Ini nomor belom sama deng nomor di data warga.',
    'prove.withCode': () =>
      'Ko surat bisa langsung dikirim di ini chat, minta kode di loket, kasi tunju KTP. Kalo sonde, surat diserahkan di loket.',
    'prove.otherWay': () =>
      'Sonde apa-apa, permohonan tetap jalan. Surat bisa ame di loket bawa KTP, ko pake kode dari loket.',
    'prove.code': () => 'Ketik kode dari loket.\nContoh: 7KQ2M9XA',
    'prove.wrongCode': () => 'Itu kode sonde cocok, ko su lewat waktu.',
    'prove.done': () =>
      `Tarima kasi, batul ini bapa/mama. Kalo su selesai, surat langsung dikirim di ini chat. Masih ada lai? ${MENU}`,
    'prove.unknown': () =>
      `Ini chat belom tasambung deng data warga, jadi belom ada nomor HP yang mau dicocokkan. Mau urus surat, ketik ${b('menu')}; surat yang su jadi bisa ame di loket bawa KTP.`,
    'prove.collect': () =>
      `Bae, surat nanti diserahkan di loket; bawa KTP. Kalo su siap botong kasi tau. Masih ada lai? ${MENU}`,

    'status.none': () => `Dari ini chat belom ada permohonan. Ketik ${b('menu')} ko urus.`,
    'status.list': () => 'Bapa/mama pung permohonan. Mana yang mau lia?',
    'status.view': (a, f) => {
      const { view } = a;
      if (!view) return 'Itu permohonan sonde ada.';
      const open = ['submitted', 'checking', 'verified', 'signed'].includes(view.state);
      return [
        `${b(view.number)} ${a.name}`,
        `Su sampe di mana: ${STATES[view.state] ?? view.state}`,
        ...(view.holder === '-' ? [] : [`Sakarang ada di: ${view.holder}`]),
        ...(open ? [`Paling lambat ${moment(view.dueAt, f)}`] : []),
        ...(view.letter ? [`Nomor surat: ${view.letter.number}`] : []),
        ...(view.returned.length > 0
          ? [`Yang musti lengkapi:\n${list(view.returned.map((item) => `${item.label}: ${item.reason}`))}`]
          : []),
        ...(view.note ? [`Petugas pung catatan: ${view.note}`] : []),
        `Dia pung jalan:\n${list(view.steps.map((step) => `${shortMoment(step.at, f.timeZone)} ${step.what}`))}`,
      ].join('\n');
    },
    'status.sure': (a) =>
      `Mau batal permohonan ${b(a.number)} ko? Kalo batal, nanti musti urus dari awal lai.`,
    'status.cancelled': (a) => `Permohonan ${a.number} su dibatalkan. Masih ada lai? ${MENU}`,
    'status.tooLate': () =>
      'Ini permohonan su ditanda tangan ko su tutup, jadi su sonde bisa batal. Ketik petugas kalo parlu bantu.',
    'status.resent': () => `Ini dia pung surat, botong kirim ulang. Masih ada lai? ${MENU}`,
    'status.atCounter': (_, f) =>
      `Ini surat diserahkan di loket, bawa KTP: ${f.ward.hours}. Masih ada lai? ${MENU}`,

    'answer.ask': (a) =>
      a.question
        ? `Petugas kelurahan ada tanya${a.number ? ` soal ${a.number}` : ''}:\n${b(a.question)}\nTulis jawaban di sini.`
        : 'Tulis jawaban ko petugas kelurahan.',
    'answer.sent': () =>
      'Tarima kasi, jawaban su sampe di petugas. Sakarang bapa/mama sonde usah bekin apa-apa.',
    'answer.closed': () =>
      `Itu permohonan su tutup, jadi jawaban sonde diteruskan. Ketik ${b('petugas')} kalo masih parlu.`,
    'answer.later': () => 'Bae, nanti baru jawab ju bisa: balas sa pesan yang tanya itu.',

    moved: (a) => `Permohonan ${b(a.number)}: ${MOVED[a.what]?.(a.holder) ?? 'su dibatalkan.'}`,
    returned: (a) =>
      `Permohonan ${b(a.number)} musti dilengkapi. Cuma ini sa:\n${list(a.items.map((item) => `${item.label}: ${item.reason}`))}\nKirim lewat ini chat, sonde usah datang.`,
    refused: (a, f) =>
      `Minta maaf, permohonan ${b(a.number)} sonde bisa.\nDia pung alasan: ${a.reason}\nKalo belom jelas ko sonde satuju, ketik ${b('petugas')}, ko sampekan lewat ${f.ward.complaints}.`,
    'question.fromOffice': (a) =>
      `Petugas kelurahan ada tanya soal ${b(a.number)}:\n${b(a.text)}\nBalas ini pesan, ko tekan tombol jawab.`,
    late: (a, f) =>
      `Minta maaf, permohonan ${b(a.number)} talambat dari yang botong janji. Sakarang ada di ${a.holder}; paling lambat ${b(moment(a.dueAt, f))}. Bapa/mama sonde usah bekin apa-apa.`,
    ...letters,
  },
  labels: {
    back: also('back', 'Kembali', 'kombali', 'mundur'),
    later: also('later', 'Nanti sa', 'nanti'),
    yes: also('yes', 'Iya', 'io', 'batul'),
    no: also('no', 'Sonde', 'son', 'jang'),
    agree: also('agree', 'Satuju, lanjut', 'satuju', 'io'),
    decline: also('decline', 'Sonde satuju', 'sonde', 'sonde mau'),
    findNik: also('findNik', 'Nanti beta cari', 'nanti', 'sonde hafal', 'sonde tau', 'lupa'),
    withoutNik: also('withoutNik', 'Beta sonde hafal NIK', 'sonde hafal', 'sonde tau', 'lupa'),
    forThisName: also('forThisName', 'Io, ini nama', 'batul', 'io', 'itu beta'),
    forAnother: also('forAnother', 'Bukan, orang laen', 'bukan', 'bukan beta', 'sonde', 'orang laen'),
    tryAgain: also('tryAgain', 'Coba lai', 'lai'),
    ownData: also('ownData', 'Lanjut deng data sandiri', 'data sandiri'),
    skip: also('skip', 'Sonde ada, lewat sa', 'sonde ada', 'lewat'),
    bringLater: also('bringLater', 'Nanti baru bawa yang asli', 'nanti bawa', 'belom ada'),
    send: also('send', 'Kirim', 'io', 'batul'),
    change: also('change', 'Ganti', 'kasi ganti'),
    more: also('more', 'Yang laen', 'laen'),
    goOn: also('goOn', 'Lanjut', 'io'),
    beginAnew: also('beginAnew', 'Mulai baru', 'mulai dari awal'),
    haveCode: also('haveCode', 'Beta ada pung kode dari loket', 'ada kode'),
    collect: also('collect', 'Ame di loket sa', 'ame', 'sonde'),
    cards: also('cards', 'Syarat deng biaya layanan'),
    status: also('status', 'Cek beta pung permohonan'),
    officer: also('officer', 'Hubungi petugas'),
    apply: also('apply', 'Urus sakarang', 'io'),
    repair: also('repair', 'Lengkapi sakarang', 'io'),
    proveHere: also('proveHere', 'Kirim surat di ini chat'),
    resend: also('resend', 'Kirim ulang surat', 'kirim lai'),
    cancelRequest: also('cancelRequest', 'Batal permohonan'),
    reply: also('reply', 'Jawab sakarang'),
  },
};
