/** Something that people ask a kelurahan for and that this chat cannot do yet. */
interface NotHere {
  readonly name: string;
  /** Whole words or phrases of plain Indonesian. */
  readonly says: readonly string[];
  /** The letter on offer that people often mean by it, by its folder. */
  readonly instead?: string;
}

/**
 * What is asked for most beside the letters on offer, under the names that kelurahan use. A letter that gets a folder
 * of its own is found before this list is read, unless it is only a part of the name here: "domisili usaha" is not "domisili".
 */
const NOT_HERE: readonly NotHere[] = [
  {
    name: 'Surat Keterangan Domisili Usaha',
    says: [
      'domisili usaha',
      'domisili perusahaan',
      'domisili toko',
      'domisili kantor',
      'domisili cv',
      'domisili pt',
      'skdu',
      'skdp',
    ],
    instead: 'sku',
  },
  {
    name: 'Surat Keterangan Domisili Lembaga',
    says: [
      'domisili yayasan',
      'domisili lembaga',
      'domisili organisasi',
      'domisili gereja',
      'domisili kelompok',
    ],
  },
  { name: 'Surat Keterangan Pemakaman', says: ['pemakaman', 'makam', 'kubur', 'kuburan'] },
  { name: 'Surat Keterangan Lahir Mati', says: ['lahir mati'] },
  { name: 'Surat Keterangan Kematian', says: ['kematian', 'meninggal', 'surat mati'] },
  {
    name: 'Surat Keterangan Kelahiran atau akta lahir',
    says: ['kelahiran', 'surat lahir', 'akta lahir', 'akte lahir', 'akta anak'],
  },
  { name: 'Surat Keterangan Sudah Menikah', says: ['sudah menikah', 'sudah kawin', 'suami istri'] },
  { name: 'Surat Keterangan Belum Menikah', says: ['belum menikah', 'belum kawin', 'belum nikah', 'lajang'] },
  { name: 'Pengantar Nikah', says: ['pengantar nikah', 'surat nikah', 'urus nikah', 'mau nikah', 'n1'] },
  { name: 'Surat Keterangan Janda atau Duda', says: ['janda', 'duda', 'cerai'] },
  { name: 'Pengantar SKCK', says: ['skck'] },
  { name: 'Surat Keterangan Kelakuan Baik', says: ['kelakuan baik', 'berkelakuan baik', 'skkb'] },
  {
    name: 'Pengurusan KTP',
    says: [
      ...['urus ktp', 'buat ktp', 'ktp baru', 'ktp hilang', 'ktp saya hilang', 'ktp rusak', 'ganti ktp'],
      ...['tidak punya ktp', 'belum punya ktp', 'belum ada ktp', 'tidak punya nik', 'belum punya nik'],
    ],
  },
  {
    name: 'Pengurusan Kartu Keluarga',
    says: ['urus kk', 'buat kk', 'kk baru', 'kk hilang', 'pecah kk', 'tambah kk', 'kartu keluarga'],
  },
  { name: 'Perubahan data penduduk', says: ['ubah data', 'perubahan data', 'ganti nama', 'perbaikan nama'] },
  { name: 'Pengurusan pindah atau datang', says: ['pindah', 'mutasi', 'lapor datang'], instead: 'domisili' },
  { name: 'Pengantar Laporan Kehilangan', says: ['kehilangan', 'surat hilang'] },
  {
    name: 'Pengantar Izin Keramaian',
    says: ['keramaian', 'izin pesta', 'izin acara', 'hajatan', 'syukuran'],
  },
  { name: 'Surat Keterangan Penghasilan', says: ['penghasilan', 'surat gaji', 'slip gaji'] },
  {
    name: 'Surat Keterangan Belum Memiliki Rumah',
    says: ['belum punya rumah', 'belum memiliki rumah', 'belum ada rumah'],
  },
  { name: 'Surat Keterangan Wali', says: ['wali', 'wali murid', 'izin orang tua', 'izin suami'] },
  { name: 'Surat Keterangan Bepergian', says: ['bepergian', 'surat jalan'] },
  { name: 'Surat Keterangan Ghaib', says: ['ghaib', 'ghoib', 'gaib'] },
  { name: 'Surat Keterangan Beda Nama', says: ['beda nama', 'salah nama'] },
  { name: 'Surat Keterangan Ahli Waris', says: ['waris', 'ahli waris'] },
  { name: 'Urusan tanah', says: ['tanah', 'sporadik'] },
  { name: 'Urusan PBB', says: ['pbb', 'pajak'] },
  {
    name: 'Urusan BPJS dan bantuan sosial',
    says: ['bpjs', 'kis', 'kartu sehat', 'bansos', 'bantuan sosial', 'pkh'],
    instead: 'sktm',
  },
  { name: 'Surat Keterangan Kendaraan', says: ['surat motor', 'surat kendaraan', 'kepemilikan kendaraan'] },
  {
    name: 'Rekomendasi listrik, air atau BBM',
    says: ['pdam', 'pln', 'pasang listrik', 'surat minyak', 'bbm subsidi'],
  },
  { name: 'Izin bangunan', says: ['imb', 'pbg', 'izin bangun'] },
];

/** What a sentence asks for that is not on offer, and the words that say so; null when it asks for none of these. */
export function notHere(
  has: (phrase: string) => boolean,
): { readonly name: string; readonly phrase: string; readonly instead: string | null } | null {
  for (const { name, says, instead = null } of NOT_HERE) {
    const phrase = says.find(has);
    if (phrase !== undefined) return { name, phrase, instead };
  }
  return null;
}
