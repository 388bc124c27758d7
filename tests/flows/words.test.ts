import { describe, expect, it } from 'vitest';
import { type Aside, asideOf, onlyLost, takesBack } from '../../flows/kit/aside.ts';
import { findIntent, near } from '../../flows/kit/intent.ts';
import { asksForAMoment } from '../../flows/kit/no-answer.ts';
import { readOfficeCommand } from '../../flows/kit/office-command.ts';
import { corrects, type OtherLetter } from '../../flows/kit/other-letter.ts';
import { plainWords } from '../../flows/kit/plain-words.ts';
import { asciiDigits, asNumber, normalise } from '../../flows/kit/text.ts';
import { type Hearing, understand } from '../../flows/kit/understand.ts';
import { labels } from '../../flows/wording/labels.ts';
import { services } from '../support/flows.ts';

/**
 * Every word that the office knows, in the sentence that shows what it is good for. The lists of the code are written
 * out once more here: a word that is lost, or that comes to mean something else, is lost for somebody who writes so.
 */

const intent = (text: string) => findIntent(text, services);

/** What is written in one word, or in short, and the sentence by which it is told apart. */
const SHORT_FORMS: readonly (readonly [said: string, kind: string])[] = [
  ...['sy', 'sya', 'beta', 'be', 'aq', 'gw'].map((me) => [`permohonan ${me}`, 'status'] as const),
  ...['srt', 'srat', 'surta', 'suket'].map((letter) => [`cek ${letter}`, 'status'] as const),
  ...['sdh', 'udh', 'su', 'udah'].map((already) => [`${already} jadi`, 'status'] as const),
  ...['blm', 'balom', 'blom', 'belom'].map((notYet) => [`${notYet} selesai`, 'status'] as const),
  ['kpn jadi', 'status'],
  ['kpn jd', 'status'],
  ['statusnya', 'status'],
  ...['gmn', 'gimana', 'bgmn', 'karmana', 'kermana', 'brp'].map(
    (how) => [`domisili ${how}`, 'card'] as const,
  ),
  ...['syaratnya', 'persyaratan', 'persyaratannya', 'biayanya', 'bayarnya', 'lamanya'].map(
    (what) => [what, 'cards'] as const,
  ),
  ['dmn kantor', 'hours'],
  ['kantornya dimana', 'hours'],
  ['buka tdk', 'hours'],
  ['suratnya', 'list'],
  ...['thx', 'mksh', 'mkasih', 'makasi', 'makasih', 'trims'].map((thanks) => [thanks, 'thanks'] as const),
  // Small words of Kupang and of politeness say nothing: what is left decides.
  ...['dong', 'pung', 'e', 'ko', 'na', 'ma', 'do', 'dolo', 'sa', 'kak', 'pak', 'bu', 'min'].map(
    (filler) => [`oke ${filler}`, 'thanks'] as const,
  ),
];

/** What each of these says in a sentence that names no letter. */
const PLAIN_WORDS: Readonly<Record<string, readonly string[]>> = {
  greeting: (
    'halo hallo hai hi hello p ping pagi siang sore malam selamat assalamualaikum shalom syalom start mulai woi ' +
    'permisi'
  ).split(' '),
  thanks: [
    ...'terimakasih makasih thanks terima kasih oke ok sip baik siap 🙏 👍 👌'.split(' '),
    ...['thank you very much', 'tks', 'siap bos', 'makasih banyak 🙏🏽'],
  ],
  status: [
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
    'cek surat',
    'sudah sampai',
    'kapan keluar',
    'sudah keluar',
    'belum keluar',
    'belum terima',
    'mana surat saya',
    'surat saya mana',
    'lama sekali',
    'lama banget',
    'berapa lama lagi',
    'masih lama ya',
    'lambat',
    'kok belum jadi2',
    'min, surat saya gmn?',
    'gimana surat saya',
    'suratnya gimana pak',
    'mau ambil surat',
    'kapan bisa mengambil surat',
    'sudah bisa diambil?',
    'surat diambil dimana',
    ...['surat hilang, minta lagi', 'kirim ulang dong', 'tolong kirim lagi'],
  ],
  officer: [
    ...(
      'petugas admin operator orang bicara telepon lapor keluhan komplain pungli kecewa pengaduan mengadu ' +
      'ketemu bertemu menghadap manusia kontak'
    ).split(' '),
    'nomor hp',
    'no hp',
    'bukan robot',
    'saya mau komplain pelayanan lambat',
    'kecewa, sktm saya belum jadi',
    ...['pak RT minta uang', 'diminta duit, dimintai uang', 'minta duit', 'RT tidak mau tanda tangan'],
    'surat saya salah nama',
    'nama di surat saya salah, tolong perbaiki',
    ...[
      'surat salah alamat',
      'salah ketik',
      'salah tulis',
      'salah cetak',
      'perbaiki surat',
      'betulkan surat',
    ],
    'mau bicara dengan orang bukan robot',
  ],
  who: [
    'robot',
    'ini robot ya',
    'ini robot atau orang',
    'bot',
    'mesin',
    'ini dengan siapa',
    'ini siapa',
    'siapa ini',
    'kamu siapa',
    'anda siapa',
    'ini manusia',
  ],
  hours: [
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
  ],
  list: [
    'layanan',
    'daftar layanan',
    'surat apa',
    'menu',
    'bisa apa',
    'surat',
    'urus',
    'info',
    'cara',
    'apa',
  ],
  cards: ['syarat', 'syarat2nya', 'biaya', 'dokumen', 'berkas', 'lama'],
};

/** Beside the name of a letter these ask about it; without them the letter is asked for. */
const ASKING = 'syarat berapa biaya bagaimana apa info informasi lama dokumen berkas cara'.split(' ');

describe('a sentence', () => {
  it.each(SHORT_FORMS)('%j is about %s', (said, kind) => expect(intent(said).kind).toBe(kind));

  it.each(Object.entries(PLAIN_WORDS).flatMap(([kind, words]) => words.map((word) => [word, kind] as const)))(
    '%j is about %s',
    (said, kind) => expect(intent(said).kind).toBe(kind),
  );

  it.each(ASKING)('with "%s" asks what a letter needs', (word) => {
    expect(intent(`${word} domisili`)).toEqual({ kind: 'card', service: 'domisili' });
    expect(intent('domisili')).toEqual({ kind: 'apply', service: 'domisili' });
  });

  it.each<readonly [said: string, service: string]>([
    ...['suket', 'srt', 'srat', 'surta', 'surat'].map((word) => [`${word} tinggal`, 'domisili'] as const),
    ...['ket', 'ktrngan', 'keterangan'].map((word) => [`${word} tinggal`, 'domisili'] as const),
    ...['dmsili', 'domsili', 'domisil', 'domisly'].map((word) => [word, 'domisili'] as const),
    ...[
      'gk',
      'ga',
      'nda',
      'tdk',
      'tra',
      'sonde',
      'son',
      'sond',
      'nggak',
      'kaga',
      'gak',
      'ngga',
      'enggak',
      'engga',
      'ndak',
      'tak',
    ].map((word) => [`${word} mampu`, 'sktm'] as const),
    ['usahanya', 'sku'],
    ['dommmmisili', 'domisili'],
  ])('%j asks for %s', (said, service) => expect(intent(said)).toEqual({ kind: 'apply', service }));

  it('of thanks and something else is no thanks, and a greeting beside anything is one', () => {
    expect(intent('oke zzz').kind).toBe('none');
    expect(intent('zzz halo').kind).toBe('greeting');
    expect(intent('   ').kind).toBe('none');
  });

  it('that tells how a request stands is about that, whatever letter it names', () => {
    expect(intent('status domisili').kind).toBe('status');
  });
});

describe('a word with one slip of the finger', () => {
  it.each([
    ['usahaa', 'usaha'],
    ['usha', 'usaha'],
    ['uasha', 'usaha'],
    ['usaga', 'usaha'],
    ['xusaha', 'usaha'],
    ['usaha', 'usaha'],
  ])('%s is still %s', (word, wanted) => expect(near(word, wanted)).toBe(true));

  it.each([
    ['usahaaa', 'usaha'],
    ['usa', 'usaha'],
    ['uashx', 'usaha'],
    ['xsahx', 'usaha'],
    ['uhasa', 'usaha'],
    ['usxhax', 'usaha'],
    ['xusahx', 'usaha'],
    ['mapu', 'mamp'],
    ['', 'usaha'],
  ])('%s is not %s', (word, wanted) => expect(near(word, wanted)).toBe(false));

  it.each([
    ['mau domisli', 'domisili'],
    ['surat domisilii', 'domisili'],
    ['surat tidak mampo', 'sktm'],
    ['surat keterangan uasha', 'sku'],
  ])('still names a letter: %s', (said, service) => expect(intent(said)).toEqual({ kind: 'apply', service }));
});

function meant(text: string, change: Partial<Hearing> = {}) {
  return understand({
    body: { kind: 'text', text },
    about: null,
    open: null,
    today: '2026-11-23',
    office: false,
    services,
    labels,
    ...change,
  });
}

describe('a word that works everywhere', () => {
  it.each(
    Object.entries({
      menu: ['menu', 'menu utama', 'awal'],
      cancel: ['batal', 'batalkan', 'cancel', 'tidak jadi', 'stop', 'berhenti'],
      back: ['kembali', 'back', 'mundur'],
      status: ['status', 'cek', 'cek status'],
      help: ['bantuan', 'help', 'tolong'],
      officer: ['petugas', 'hubungi petugas', 'bicara petugas'],
      link: ['sambung', 'sambungkan', 'kode sambung', 'lanjut di hp'],
      languages: [
        'bahasa',
        'ganti bahasa',
        'ubah bahasa',
        'pilih bahasa',
        'bahasa lain',
        'ganti basa',
        'language',
      ],
      ward: ['ganti kelurahan', 'pindah kelurahan'],
    }).flatMap(([name, words]) => words.map((word) => [word, name] as const)),
  )('%j is %s', (word, name) => expect(meant(word)).toEqual({ type: 'command', name }));

  it.each(['formulir', 'form', 'halaman aman', 'formulir aman'])(
    '"%s" asks for the page, where there is one',
    (word) => {
      expect(meant(word, { form: true })).toEqual({ type: 'command', name: 'form' });
      expect(meant(word, { form: false })).toMatchObject({ type: 'intent' });
    },
  );

  it.each([
    ['bahasa indonesia', 'id'],
    ['basa kupang', 'kupang'],
    ['bahasa kupang', 'kupang'],
    ['english', 'en'],
    ['bahasa inggris', 'en'],
    ['english please', 'en'],
    ['in English', 'en'],
    ['Can I get a domicile letter?', 'en'],
    ['I need a business letter, please', 'en'],
    ['how do I apply', 'en'],
    ['domicile letter', 'en'],
  ])('"%s" changes the language', (word, language) => {
    expect(meant(word)).toEqual({ type: 'language', language });
  });

  it.each(['I need help with this', "I don't have it"])(
    '"%s" changes nothing for who reads English',
    (text) => {
      expect(meant(text, { language: 'en' }).type).not.toBe('language');
      expect(meant(text, { office: true }).type).not.toBe('language');
    },
  );

  it.each(['halo admin', 'mau what', 'p', 'the', 'thank you', 'mau make surat untuk bank'])(
    '"%s" is no English sentence',
    (text) => expect(meant(text).type).not.toBe('language'),
  );

  it('is no word of the language of programs', () => {
    for (const word of ['constructor', 'toString', '__proto__'])
      expect(meant(word)).toMatchObject({ type: 'intent', intent: { kind: 'none' } });
  });
});

describe('a command of the office', () => {
  it.each(
    Object.entries({
      ok: 'ok oke okay setuju setujui acc ya',
      take: 'ambil',
      view: 'lihat berkas buka',
      pass: 'teruskan lanjut lanjutkan',
      return: 'kurang lengkapi',
      refuse: 'tolak',
      ask: 'tanya tanyakan',
      undo: 'urung urungkan',
      preview: 'draf pratinjau konsep',
      sendBack: 'kembalikan kembali',
      revoke: 'cabut',
      handOver: 'serah serahkan',
      code: 'kode',
    }).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb] as const)),
  )('"%s" is to %s, before the number, behind it and in a reply', (word, verb) => {
    const wanted = { do: verb, task: 12, text: '' };
    expect(readOfficeCommand(`12 ${word}`, null)).toEqual(wanted);
    expect(readOfficeCommand(`${word} 12`, null)).toEqual(wanted);
    expect(readOfficeCommand(word, 12)).toEqual(wanted);
  });

  it.each(
    Object.entries({
      signAll: ['setuju semua', 'setujui semua', 'ok semua'],
      list: ['tugas', 'daftar tugas', 'antrean', 'antrian', 'status', 'menu'],
      brief: ['ringkasan', 'laporan', 'rekap'],
      onDuty: ['hadir', 'mulai tugas'],
      offDuty: ['libur', 'istirahat', 'pulang'],
      together: ['tugas berkala'],
      each: ['tugas langsung'],
      help: ['bantuan', 'help', 'perintah', 'halo', 'start'],
    }).flatMap(([what, words]) => words.map((word) => [word, what] as const)),
  )('"%s" is %s', (word, what) => expect(readOfficeCommand(word, null)).toEqual({ do: what }));

  it.each(
    Object.entries({
      link: 'sambung sambungkan tautkan',
      status: 'status',
      unlink: 'keluar putuskan',
    }).flatMap(([what, words]) => words.split(' ').map((word) => [word, what] as const)),
  )('WA %s: %s', (word, what) => {
    const wanted = { do: 'number', what, phone: null, sure: false };
    expect(readOfficeCommand(`WA ${word}`, null)).toEqual(wanted);
    expect(readOfficeCommand(`WhatsApp  ${word}`, null)).toEqual(wanted);
  });
});

describe('a word that is one letter from another', () => {
  it.each([
    ['tidak usah, pak', 'none'],
    ['saya mau datang besok', 'none'],
    ['lampu tidak nyala', 'none'],
    ['tempat tanggal lahir saya', 'none'],
    ['anak tunggal di surat itu', 'list'],
    ['karang tidak mau', 'none'],
  ])('%s: %s', (text, kind) => expect(intent(text).kind).toBe(kind));
});

describe('what is not on offer', () => {
  it.each(
    Object.entries({
      'Surat Keterangan Kematian': ['kematian', 'bapa meninggal', 'surat mati'],
      'Surat Keterangan Kelahiran atau akta lahir': [
        ...['kelahiran', 'surat lahir', 'akta lahir', 'akte lahir', 'akta anak'],
      ],
      'Pengantar Nikah': ['pengantar nikah', 'surat nikah', 'urus nikah', 'mo nikah', 'n1'],
      'Surat Keterangan Belum Menikah': ['belum menikah', 'blm kawin', 'belum nikah', 'lajang'],
      'Surat Keterangan Janda atau Duda': ['janda', 'duda', 'surat cerai'],
      'Pengantar SKCK': ['skck'],
      'Surat Keterangan Kelakuan Baik': ['kelakuan baik', 'surat berkelakuan baik', 'skkb'],
      'Surat Keterangan Sudah Menikah': ['sdh menikah', 'sudah kawin', 'surat suami istri'],
      'Surat Keterangan Pemakaman': ['pemakaman', 'izin makam', 'surat kubur', 'kuburan'],
      'Surat Keterangan Lahir Mati': ['lahir mati'],
      'Perubahan data penduduk': ['ubah data', 'perubahan data', 'ganti nama di kk', 'perbaikan nama'],
      'Surat Keterangan Belum Memiliki Rumah': [
        ...['surat belum punya rumah', 'belum memiliki rumah', 'belum ada rumah'],
      ],
      'Surat Keterangan Wali': ['wali murid', 'surat wali', 'izin orang tua', 'izin suami'],
      'Surat Keterangan Bepergian': ['surat jalan', 'mau bepergian'],
      'Surat Keterangan Ghaib': ['ghaib', 'surat ghoib', 'gaib'],
      'Surat Keterangan Kendaraan': ['surat motor', 'surat kendaraan', 'kepemilikan kendaraan'],
      'Rekomendasi listrik, air atau BBM': [
        ...['pdam', 'pln', 'mau pasang listrik', 'surat minyak', 'bbm subsidi'],
      ],
      // Names that hold the name of a letter on offer.
      'Surat Keterangan Domisili Usaha': [
        ...['domisili usaha', 'mau bikin domisili perusahaan', 'domisili toko', 'domisili kantor'],
        ...['domisili cv', 'domisili pt', 'skdu', 'skdp'],
      ],
      'Surat Keterangan Domisili Lembaga': [
        ...['domisili yayasan', 'domisili lembaga', 'domisili organisasi', 'domisili gereja'],
        'domisili kelompok tani',
      ],
      'Pengurusan KTP': [
        ...['urus ktp', 'bikin ktp', 'ktp baru', 'ktp hilang', 'ktp saya hilang', 'ktp rusak', 'ganti ktp'],
      ],
      'Pengurusan Kartu Keluarga': [
        ...['urus kk', 'bikin kk', 'kk baru', 'kk hilang', 'pecah kk', 'tambah kk', 'kartu keluarga'],
      ],
      'Pengurusan pindah atau datang': ['pindah', 'mutasi', 'lapor datang'],
      'Pengantar Laporan Kehilangan': ['kehilangan', 'surat hilang'],
      'Pengantar Izin Keramaian': ['keramaian', 'izin pesta', 'izin acara', 'hajatan', 'syukuran'],
      'Surat Keterangan Penghasilan': ['penghasilan', 'surat gaji', 'slip gaji'],
      'Surat Keterangan Beda Nama': ['beda nama', 'salah nama'],
      'Surat Keterangan Ahli Waris': ['ahli waris', 'surat waris'],
      'Urusan tanah': ['surat tanah', 'sporadik'],
      'Urusan PBB': ['pbb', 'pajak'],
      'Urusan BPJS dan bantuan sosial': ['bpjs', 'kis', 'kartu sehat', 'bansos', 'bantuan sosial', 'pkh'],
      'Izin bangunan': ['imb', 'pbg', 'izin bangun'],
    }).flatMap(([name, said]) => said.map((text) => [text, name] as const)),
  )('%s: %s', (text, name) => expect(intent(text)).toMatchObject({ kind: 'notHere', name }));

  const baru = 'Pengurusan pindah atau datang';
  it.each([
    ['saya baru pindah', baru, 'domisili'],
    ['mau skdu', 'Surat Keterangan Domisili Usaha', 'sku'],
    ['untuk bpjs', 'Urusan BPJS dan bantuan sosial', 'sktm'],
    ['mau skck', 'Pengantar SKCK', null],
  ])('%s may mean a letter on offer', (text, name, instead) =>
    expect(intent(text)).toEqual({ kind: 'notHere', name, instead }),
  );

  it('offers instead only what is on offer', () =>
    expect(findIntent('saya baru pindah', [])).toEqual({ kind: 'notHere', name: baru, instead: null }));

  it.each([
    ['domisili untuk usaha', 'domisili'],
    ['sktm untuk bpjs', 'sktm'],
    ['sktm untuk bantuan sosial', 'sktm'],
    ['mau ambil surat domisili', 'domisili'],
  ])('"%s" still asks for %s', (text, service) => {
    expect(intent(text)).toEqual({ kind: 'apply', service });
  });
});

describe('what is asked or said instead of answering', () => {
  const ASIDES: Readonly<
    Record<Exclude<Aside, OtherLetter['what'] | 'noPaper'> | 'needs', readonly string[]>
  > = {
    cost: [
      'biayanya?',
      'bayar tidak',
      'harus membayar?',
      'boleh bayar nanti',
      'gratis tidak',
      'tarifnya berapa, tarif?',
      'ongkos berapa',
    ],
    time: [
      ...['berapa lama', 'berapa hari', 'brp jam', 'kapan jadi', 'kapan selesai', 'kapan keluar'],
      ...['jadi kapan', 'selesai kapan', 'langsung jadi?'],
      ...['cepat ya pak', 'bisa tolong dipercepat', 'mendesak', 'segera ya', 'butuh hari ini juga'],
    ],
    needs: ['syaratnya apa', 'dokumen apa', 'berkas?', 'apa saja', 'perlu apa', 'bawa apa'],
    safe: [
      ...['aman ga', 'amankah', 'bisa bocor', 'ini penipuan?', 'apakah penipu', 'bukan tipu tipu?', 'hoaks?'],
      ...['ini resmi?', 'disalahgunakan tidak'],
      ...['saya takut', 'nanti data saya bocor', 'ini penipuan ya', 'hoaks ini', 'penipu kamu'],
    ],
    why: ['kenapa', 'mengapa harus', 'untuk apa', 'bikin apa'],
    hours: ['jam buka'],
    who: ['ini robot?'],
    officer: [
      ...['mau bicara dengan orang', 'bicara petugas', 'ngomong sama admin', 'telepon operator dong'],
      ...[
        'hubungi petugas ya',
        'hubungkan ke manusia',
        'tanya staf',
        'bertanya ke pegawai',
        'dibantu petugas',
      ],
    ],
    complaint: ['saya kecewa', 'surat saya kemarin salah ketik', 'minta pungli'],
    whose: [
      ...['untuk anak saya', 'punya mama boleh?', 'buat orang tua', 'NIK istri saya?', 'atas nama suami'],
      'data nenek saya',
    ],
    newcomer: [
      ...[
        'saya baru pindah ke sini',
        'beta bukan warga sini',
        'saya pendatang',
        'ktp luar kupang',
        'ngontrak',
      ],
      ...['anak kos', 'saya orang luar', 'ktp saya dari kota lain'],
    ],
    lost: [
      'saya bingung',
      'kok ribet',
      'sonde mangarti, sulit',
      'saya tidak paham',
      'susah banget',
      'gaptek',
    ],
    change: [
      'mau ubah keperluan',
      'keperluannya salah',
      'salah ketik',
      'maaf salah tulis',
      'tolong diganti',
      'foto salah kirim',
      'mau kirim ulang foto',
    ],
    result: [
      ...[
        'apa harus datang',
        'apa perlu ke kantor?',
        'bisa diantar?',
        'bisa lewat gojek?',
        'hasilnya dikirim kemana?',
      ],
      ...['kalau sudah jadi ambil dimana', 'suratnya diambil di mana ya?', 'ambilnya dimana'],
    ],
    thanks: ['makasih', 'terima kasih banyak', 'thanks', '🙏', '🙏🏽🙏🏽'],
    greeting: ['halo', 'p', 'selamat siang pak', 'assalamualaikum', 'halo min selamat pagi', 'permisi bu'],
    asking: [
      'mau tanya',
      'saya mau tanya',
      'boleh tanya?',
      'pagi bu, numpang tanya',
      'bisa bertanya dulu pak',
    ],
    status: ['sudah jadi?', 'suratnya sudah jadi belum pak', 'status permohonan saya'],
    unknown: ['bisa diwakilkan?', 'boleh besok sore?'],
  };
  it.each(Object.entries(ASIDES).flatMap(([what, said]) => said.map((text) => [text, what] as const)))(
    '%s: %s',
    (text, what) => expect(asideOf(text)?.what ?? null).toBe(what),
  );

  it.each([
    ['sktm', 'letter', 'sktm'],
    ['mau urus surat usaha', 'letter', 'sku'],
    ['saya juga mau SKTM', 'letter', 'sktm'],
    ['eh salah, harusnya sktm', 'letter', 'sktm'],
    ['bukan domisili tapi sktm', 'letter', 'sktm'],
    ['ganti ke surat tidak mampu', 'letter', 'sktm'],
    ['mau urus domisili', 'same', 'domisili'],
    ['sktm, bukan domisili', 'letter', 'sktm'],
    ['syarat sktm', 'needs', 'sktm'],
    ['syarat sktm apa saja?', 'needs', 'sktm'],
    ['biaya sku berapa', 'cost', 'sku'],
    ['biayanya berapa', 'cost', null],
    ['mau ganti surat', 'elsewhere', null],
    ['saya anak kos, mau SKTM saja', 'letter', 'sktm'],
    ['cepat pak, saya mau sku', 'letter', 'sku'],
    ['saya baru pindah', 'newcomer', null],
    ['mau sktm sama usaha', 'elsewhere', null],
    ['surat lain', 'elsewhere', null],
    ['mau bikin ktp baru', 'notHere', 'Pengurusan KTP'],
  ])('in a letter of domicile, %s: %s %s', (text, what, about) => {
    expect(asideOf(text, services, 'domisili')).toEqual({ what, about });
  });

  it.each(['punya usaha sendiri', 'pajak sudah', 'domisili', 'kk hilang', 'iya', '1 sktm'])(
    'in a letter of domicile, %s: none',
    (text) => {
      expect(asideOf(text, services, 'domisili')).toBeNull();
    },
  );

  it('outside a letter nobody leaves one', () => {
    expect(asideOf('mau urus sktm', services, null)).toBeNull();
  });

  it.each([
    ['eh salah, mau sktm', true],
    ['maaf, ganti sktm', true],
    ['untuk mengurus sktm', false],
    ['bukan untuk sktm', false],
    ['ini bukan usaha, tapi sktm', true],
    ['bukan usaha besar, hanya kios', false],
    ['bukan usaha keluarga', false],
    ['domisili bukan sktm', false],
  ])('%s takes something back: %s', (text, does) => expect(corrects(text, services, 'sku')).toBe(does));

  it.each([
    'biaya rumah sakit',
    'untuk biaya sekolah ya',
    'berkas tidak ada',
    'data saya ada di kk',
    'sudah lama',
    'berkas saya',
    '5371?',
    'biaya 5 juta?',
    'domisili?',
    'baik',
    'terima kasih kemarin sudah dibantu bapak',
  ])('%s: none', (text) => expect(asideOf(text)).toBeNull());

  it.each(['mau', 'ingin', 'bukan', 'jangan', 'bicara', 'petugas', 'tolong', 'ketemu'])(
    '%s beside a robot wants a person',
    (wish) => expect(intent(`${wish} robot`).kind).toBe('officer'),
  );

  it.each([
    ['sebentar ya', 'only'],
    ['tunggu dulu pak', 'only'],
    ['sebentar saya cari KTP', 'first'],
    ['saya cari KTP sebentar', 'among'],
    ['saya cari KTP', null],
  ])('%s asks for a moment: %s', (text, wanted) => expect(asksForAMoment(text)).toBe(wanted));

  it('short forms are written out', () => {
    expect(plainWords('mw ke klurahan')).toEqual(['mau', 'ke', 'kelurahan']);
  });
});

describe('a number in words', () => {
  it.each(
    'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh'
      .split(' ')
      .map((word, n) => [word, n] as const),
  )('%s is %d', (word, n) => expect(asNumber(word)).toBe(String(n)));

  it.each<readonly [said: string, wanted: string]>([
    ['pertama', '1'],
    ['kedua', '2'],
    ['ketiga', '3'],
    ...['no', 'nomor', 'nmr', 'pilih', 'pilihan', 'yang', 'angka'].map((word) => [`${word} 2`, '2'] as const),
    ['007', '7'],
    ['999', '999'],
  ])('%s is %s', (said, wanted) => expect(asNumber(said)).toBe(wanted));

  it.each(['1000', '1 2', 'no', '', 'x1', '1x', 'duabelas'])('%j is none', (said) =>
    expect(asNumber(said)).toBeNull(),
  );

  it('is read in the digits of any script', () => {
    expect(asciiDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ０１２３４５６７８９ ०१२३४५६७८९')).toBe(
      '0123456789 0123456789 0123456789 0123456789',
    );
  });

  it('is compared without case, accents and marks', () => {
    expect(normalise('  Él-Niño,  3!! ')).toBe('el nino 3');
  });

  it.each([
    ['saya bingung', true],
    ['aduh ribet sekali', false],
    ['kok susah, pak', true],
    ['susah makan', false],
    ['untuk anak yang bingung', false],
    ['', false],
  ])('"%s" says that somebody is lost, and nothing else: %s', (text, does) => {
    expect(onlyLost(text)).toBe(does);
  });

  it.each([
    ['eh namanya salah, mau ubah', true],
    ['maaf pak, tadi keliru', true],
    ['salah satu syarat beasiswa', false],
    ['maaf, untuk salah satu syarat', false],
    ['eh, untuk bank', false],
  ])('"%s" takes the answer before back: %s', (text, does) => expect(takesBack(text)).toBe(does));
});
