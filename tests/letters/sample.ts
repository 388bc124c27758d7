import type { LetterData } from '../../src/letters/letter.ts';

/** An invented resident's letter; nothing in it belongs to a living person. */
export function sampleLetter(change: Partial<LetterData> = {}): LetterData {
  return {
    service: 'domisili',
    title: 'SURAT KETERANGAN DOMISILI',
    number: '470/123/KEL.NKT2/XI/2026',
    draft: false,
    training: false,
    letterhead: {
      city: 'Kota Kupang',
      kecamatan: 'Kota Raja',
      kelurahan: 'Naikoten II',
      address: 'Jalan Soeharto Nomor 1, Kupang 85118',
      contact: 'Telepon (0380) 000000',
      logo: null,
    },
    signer: {
      position: 'Lurah Naikoten II',
      onBehalf: null,
      name: 'MARIA CONTOH, S.Sos.',
      rank: 'Penata Tingkat I (III/d)',
      nip: '197001011990012001',
    },
    biodata: [
      ['Nama', 'BUDI SANTOSO RIWU'],
      ['NIK', '5371030101900001'],
      ['Tempat, tanggal lahir', 'Kupang, 1 Januari 1990'],
      ['Jenis kelamin', 'Laki-laki'],
      ['Agama', 'Kristen'],
      ['Status perkawinan', 'Kawin'],
      ['Pekerjaan', 'Wiraswasta'],
      ['Kewarganegaraan', 'Indonesia'],
      ['Alamat', 'Jalan Bakti Karang Nomor 12, RT 003 RW 001'],
    ],
    answers: { keperluan: 'membuka rekening bank', tinggal_sejak: '2015' },
    members: [],
    place: 'Kupang',
    date: '21 November 2026',
    signedAt: '2026-11-21T02:15:00.000Z',
    valid: { from: '21 November 2026', until: '21 Mei 2027' },
    verification: {
      code: 'ABCDE-FGHJK-MNPQR-STUVW-XYZ234',
      url: 'https://surat.contoh.go.id/v/ABCDEFGHJKMNPQRSTUVWXYZ234',
    },
    ...change,
  };
}

export const LETTERS: Record<'domisili' | 'sktm' | 'sku', LetterData> = {
  domisili: sampleLetter(),
  sktm: sampleLetter({
    service: 'sktm',
    title: 'SURAT KETERANGAN TIDAK MAMPU',
    answers: {
      keperluan: 'keringanan biaya rawat inap',
      instansi: 'Direktur RSUD Prof. Dr. W. Z. Johannes Kupang',
      penghasilan: 'Rp 1.500.000',
    },
    members: [
      {
        name: 'YULIANA CONTOH',
        nik: '5371034201920002',
        sex: 'PEREMPUAN',
        born: 'Soe, 2 Januari 1992',
        relation: 'Istri',
      },
      {
        name: 'ANDREAS RIWU',
        nik: '5371030303150003',
        sex: 'LAKI-LAKI',
        born: 'Kupang, 3 Maret 2015',
        relation: 'Anak',
      },
    ],
  }),
  sku: sampleLetter({
    service: 'sku',
    title: 'SURAT KETERANGAN USAHA',
    answers: {
      nama_usaha: 'Kios Sinar Pagi',
      jenis_usaha: 'Perdagangan eceran sembako',
      alamat_usaha: 'Jalan Bakti Karang Nomor 12, RT 003 RW 001',
      sejak_tahun: '2018',
      omzet: 'Rp 6.000.000',
      keperluan: 'pengajuan Kredit Usaha Rakyat',
    },
    signer: {
      position: 'Sekretaris Kelurahan',
      onBehalf: 'a.n. Lurah Naikoten II',
      name: 'YOHANES CONTOH, S.E.',
      rank: 'Penata (III/c)',
      nip: '197502022000031002',
    },
  }),
};
