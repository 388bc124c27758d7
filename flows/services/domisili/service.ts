import { FAMILY_CARD, KTP, RT_LETTER } from '../../kit/papers.ts';
import type { Service } from '../../kit/service.ts';

/** Facts: UU 23/2006 jo. UU 24/2013; time, validity and codes are seed values for the lurah's decree to confirm. */
export const service: Service = {
  slug: 'domisili',
  order: 10,
  title: 'SURAT KETERANGAN DOMISILI',
  name: 'Surat Keterangan Domisili',
  says: [
    'domisili',
    'surat tinggal',
    'keterangan tinggal',
    'tempat tinggal',
    'surat keterangan tinggal',
    'skd',
    'alamat tinggal',
  ],
  purpose:
    'Menerangkan bahwa Bapak/Ibu bertempat tinggal di kelurahan ini, misalnya untuk bank, sekolah, atau pekerjaan.',
  standard: {
    requirements: [
      'KTP',
      'Kartu Keluarga (warga yang sudah terdata tidak perlu mengirim)',
      'Pengantar RT/RW (boleh dibawa nanti)',
    ],
    steps: [
      'Ajukan lewat chat ini',
      'Petugas memeriksa isian dan berkas',
      'Lurah menandatangani',
      'Surat dikirim di chat atau diambil di loket',
    ],
    minutes: 120,
    cost: 'Rp 0',
    product: 'Surat Keterangan Domisili bertanda tangan elektronik (PDF)',
    legalBasis: [
      'UU 23/2006 jo. UU 24/2013 tentang Administrasi Kependudukan',
      'UU 25/2009 tentang Pelayanan Publik',
    ],
  },
  validMonths: 6,
  codes: { old: '470', new: '400.12.2.1' },
  originals: [],
  fields: [
    {
      id: 'keperluan',
      label: 'Keperluan',
      question: 'Surat ini untuk keperluan apa?',
      example: 'membuka rekening bank',
      accept: { kind: 'text', min: 4, max: 150 },
      options: [
        { id: 'bank', label: 'Membuka rekening bank', aliases: ['bank', 'rekening'] },
        { id: 'sekolah', label: 'Pendaftaran sekolah', aliases: ['sekolah'] },
        { id: 'kerja', label: 'Melamar pekerjaan', aliases: ['kerja', 'pekerjaan', 'lamaran'] },
      ],
      source: null,
      optional: false,
    },
  ],
  documents: [KTP, FAMILY_CARD, RT_LETTER],
};
