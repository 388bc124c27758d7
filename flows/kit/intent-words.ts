/** Words of plain Indonesian by which a free sentence says what it wants (intent.ts). */

/** How people begin. */
export const GREETINGS = new Set([
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

/** Thanks, and that something was heard. */
export const THANKS = new Set([
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
export const MUCH = new Set([
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
  'you',
  'so',
  'very',
  'much',
]);

/** Words of a question. */
export const INFO = [
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
export const ABOUT_A_CARD = ['syarat', 'biaya', 'dokumen', 'berkas', 'lama'];

/** How far a request is. */
export const STATUS = [
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

/** The same, where no letter is named: "mau ambil surat domisili" may ask for a new one. */
export const OWN_LETTER = [
  'surat saya bagaimana',
  'bagaimana surat saya',
  'surat bagaimana',
  'ambil surat',
  'mengambil surat',
  'surat diambil',
  'bisa diambil',
  'minta lagi',
  'kirim lagi',
  'kirim ulang',
];

/** A complaint goes to a person, whatever it is about; so does a mistake in a letter. */
export const COMPLAINT = [
  'keluhan',
  'komplain',
  'pungli',
  'kecewa',
  'pengaduan',
  'mengadu',
  'hapus data',
  'data saya dihapus',
  'cabut persetujuan',
  'minta uang',
  'minta duit',
  'dimintai uang',
  'tidak mau tanda tangan',
  'surat salah',
  'surat saya salah',
  'perbaiki surat',
  'betulkan surat',
];

/** A mistake in a letter; where one is being filled in, and no letter is named, it is one in an answer. */
export const MISTAKE = ['salah ketik', 'salah tulis', 'salah cetak'];

/** Somebody wants a person. */
export const OFFICER = [
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
export const WHO = [
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
export const WISHES = ['mau', 'ingin', 'bukan', 'jangan', 'bicara', 'petugas', 'tolong', 'ketemu'];

/** When and where the counter is open. */
export const HOURS = [
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
  'sabtu buka',
  'minggu buka',
  'buka sabtu',
  'buka minggu',
  'tanggal merah',
  'buka tidak',
];

/** What is on offer. */
export const LIST = ['layanan', 'daftar layanan', 'surat apa', 'menu', 'bisa apa'];
