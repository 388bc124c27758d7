/** A numbered choice that recurs: what is printed and what else is accepted for it. */
export interface Label {
  readonly label: string;
  readonly aliases: readonly string[];
}

/** All recurring choices, by key. */
export const labels = {
  back: { label: 'Kembali', aliases: ['kembali'] },
  cancel: { label: 'Batal', aliases: ['batal'] },
  later: { label: 'Nanti saja', aliases: ['nanti', 'lewati'] },
  yes: { label: 'Ya', aliases: ['iya', 'betul', 'benar', 'y', 'oke', 'ok', 'siap', 'boleh'] },
  no: { label: 'Tidak', aliases: ['bukan', 'jangan', 't', 'sonde', 'tidak jadi'] },
  agree: {
    label: 'Setuju, lanjut',
    aliases: ['setuju', 'lanjut', 'ya', 'iya', 'y', 'ok', 'oke', 'baik', 'boleh'],
  },
  decline: { label: 'Tidak setuju', aliases: ['tidak', 'tidak mau', 'belum setuju'] },
  withoutNik: {
    label: 'Saya tidak hafal NIK',
    aliases: [
      ...['tidak hafal', 'lupa', 'lupa nik', 'tidak tahu', 'tidak ingat'],
      ...['tidak punya ktp', 'belum punya ktp', 'tidak ada ktp', 'ktp hilang', 'ktp saya hilang'],
      ...['ktp belum jadi', 'ktp masih proses', 'ktp saya masih proses', 'ktp saya belum jadi'],
    ],
  },
  findNik: {
    label: 'Nanti saya cari',
    aliases: [
      'nanti',
      'cari',
      'tidak hafal',
      'lupa',
      'tidak tahu',
      'tidak tau',
      'tidak ingat',
      'tidak ada',
      'tidak punya',
    ],
  },
  forThisName: {
    label: 'Ya, atas nama ini',
    aliases: [
      ...[
        'betul',
        'benar',
        'ya',
        'iya',
        'y',
        'ok',
        'oke',
        'lanjut',
        'atas nama ini',
        'itu saya',
        'data saya',
      ],
      ...['anak saya', 'ibu saya', 'bapak saya', 'ayah saya', 'mama saya', 'bapa saya', 'orang tua saya'],
      ...['suami saya', 'istri saya', 'nenek saya', 'kakek saya', 'kakak saya', 'adik saya'],
    ],
  },
  forAnother: {
    label: 'Bukan, orang lain',
    aliases: [
      'bukan',
      'bukan saya',
      'tidak',
      'salah',
      'tidak betul',
      'tidak benar',
      'orang lain',
      'salah orang',
    ],
  },
  tryAgain: { label: 'Coba lagi', aliases: ['ulang', 'coba', 'lagi'] },
  ownData: {
    label: 'Lanjut dengan data sendiri',
    aliases: ['lanjut', 'data sendiri', 'tidak hafal', 'lupa', 'tidak tahu', 'tidak ingat'],
  },
  skip: { label: 'Tidak ada, lewati', aliases: ['lewati', 'tidak ada', 'kosong', 'skip'] },
  bringLater: {
    label: 'Bawa aslinya nanti',
    aliases: ['bawa', 'bawa nanti', 'nanti', 'belum ada', 'bawa aslinya', 'aslinya'],
  },
  send: {
    label: 'Kirim',
    aliases: ['kirim', 'ya', 'iya', 'y', 'betul', 'benar', 'ok', 'oke', 'kirimkan', 'dikirim'],
  },
  change: { label: 'Ubah', aliases: ['ubah', 'ganti', 'perbaiki'] },
  more: { label: 'Yang lain', aliases: ['lainnya', 'lain'] },
  goOn: { label: 'Lanjut', aliases: ['lanjutkan', 'ya', 'iya', 'y', 'ok', 'oke', 'dilanjutkan'] },
  beginAnew: { label: 'Mulai baru', aliases: ['baru', 'mulai', 'ulang dari awal'] },
  haveCode: { label: 'Saya punya kode dari loket', aliases: ['kode', 'punya kode'] },
  collect: { label: 'Ambil di loket saja', aliases: ['ambil', 'loket', 'tidak', 'nanti'] },
  cards: { label: 'Syarat dan biaya layanan', aliases: ['syarat', 'info', 'informasi', 'layanan'] },
  status: { label: 'Cek permohonan saya', aliases: ['status', 'cek'] },
  officer: { label: 'Hubungi petugas', aliases: ['petugas'] },
  apply: { label: 'Ajukan sekarang', aliases: ['ajukan', 'ya', 'mau', 'urus', 'lanjut'] },
  menu: { label: 'Menu', aliases: ['menu', 'tidak'] },
  repair: { label: 'Lengkapi sekarang', aliases: ['lengkapi', 'perbaiki', 'ya', 'kirim', 'saya kirim'] },
  proveHere: { label: 'Kirim suratnya ke chat ini', aliases: ['kirim ke chat', 'kirim'] },
  resend: { label: 'Kirim ulang suratnya', aliases: ['kirim ulang', 'kirim lagi', 'surat'] },
  cancelRequest: { label: 'Batalkan permohonan', aliases: ['batal', 'batalkan'] },
  reply: { label: 'Jawab sekarang', aliases: ['jawab', 'balas'] },
  // the office
  answer: { label: 'Jawab', aliases: [] },
  take: { label: 'Ambil', aliases: [] },
  open: { label: 'Lihat berkas', aliases: [] },
  pass: { label: 'OK, teruskan ke lurah', aliases: [] },
  return: { label: 'Kurang', aliases: [] },
  refuse: { label: 'Tolak', aliases: [] },
  askResident: { label: 'Tanya warga', aliases: [] },
  preview: { label: 'Lihat draf surat', aliases: [] },
  sign: { label: 'Tanda tangani', aliases: [] },
  sendBack: { label: 'Kembalikan ke petugas', aliases: [] },
  handOver: { label: 'Surat sudah diserahkan', aliases: [] },
  code: { label: 'Beri kode loket', aliases: [] },
  revoke: { label: 'Cabut surat', aliases: [] },
  unlinkNumber: { label: 'Ya, lepas nomornya', aliases: [] },
  undo: { label: 'Urung', aliases: [] },
} as const satisfies Record<string, Label>;

/** The key of a recurring choice. */
export type LabelKey = keyof typeof labels;
/** The recurring choices of one language. */
export type Labels = Readonly<Record<LabelKey, Label>>;
