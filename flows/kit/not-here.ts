/** Something that people ask a kelurahan for and that this chat cannot do yet. */
interface NotHere {
  readonly name: string;
  /** Whole words or phrases of plain Indonesian. */
  readonly says: readonly string[];
}

/**
 * What is asked for most beside the letters on offer, under the names that kelurahan use. A letter that gets a folder
 * of its own is found before this list is read.
 */
const NOT_HERE: readonly NotHere[] = [
  { name: 'Surat Keterangan Kematian', says: ['kematian', 'meninggal', 'surat mati'] },
  {
    name: 'Surat Keterangan Kelahiran atau akta lahir',
    says: ['kelahiran', 'surat lahir', 'akta lahir', 'akte lahir', 'akta anak'],
  },
  { name: 'Pengantar Nikah', says: ['pengantar nikah', 'surat nikah', 'urus nikah', 'mau nikah', 'n1'] },
  { name: 'Surat Keterangan Belum Menikah', says: ['belum menikah', 'belum kawin', 'belum nikah', 'lajang'] },
  { name: 'Surat Keterangan Janda atau Duda', says: ['janda', 'duda'] },
  { name: 'Pengantar SKCK', says: ['skck', 'kelakuan baik'] },
  {
    name: 'Pengurusan KTP',
    says: ['urus ktp', 'buat ktp', 'ktp baru', 'ktp hilang', 'ktp saya hilang', 'ktp rusak', 'ganti ktp'],
  },
  {
    name: 'Pengurusan Kartu Keluarga',
    says: ['urus kk', 'buat kk', 'kk baru', 'kk hilang', 'pecah kk', 'tambah kk', 'kartu keluarga'],
  },
  { name: 'Pengurusan pindah atau datang', says: ['pindah', 'mutasi', 'lapor datang'] },
  { name: 'Pengantar Laporan Kehilangan', says: ['kehilangan', 'surat hilang'] },
  { name: 'Pengantar Izin Keramaian', says: ['keramaian', 'izin pesta', 'hajatan'] },
  { name: 'Surat Keterangan Penghasilan', says: ['penghasilan', 'surat gaji'] },
  { name: 'Surat Keterangan Beda Nama', says: ['beda nama', 'salah nama'] },
  { name: 'Surat Keterangan Ahli Waris', says: ['waris', 'ahli waris'] },
  { name: 'Urusan tanah', says: ['tanah', 'sporadik'] },
  { name: 'Urusan PBB', says: ['pbb', 'pajak'] },
  { name: 'Urusan BPJS dan bantuan sosial', says: ['bpjs', 'kis', 'bansos', 'bantuan sosial', 'pkh'] },
  { name: 'Izin bangunan', says: ['imb', 'pbg', 'izin bangun'] },
];

/** The name of what a sentence asks for that is not on offer; null when it asks for none of these. */
export function notHere(has: (phrase: string) => boolean): string | null {
  return NOT_HERE.find(({ says }) => says.some(has))?.name ?? null;
}
