import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** How a link can end, and with which words: nothing here tells whose link it was. */
export type End = 'unknown' | 'slow' | 'expired' | 'closed' | 'done' | 'waiting' | 'failed';

/** The status and the words of a page that asks nothing. */
export const ENDS: Readonly<
  Record<End, { readonly status: ContentfulStatusCode; readonly title: string; readonly text: string }>
> = {
  unknown: {
    status: 404,
    title: 'Tautan tidak dikenal',
    text: 'Periksa lagi apakah alamatnya lengkap. Untuk tautan baru, ketik formulir di chat.',
  },
  slow: {
    status: 429,
    title: 'Terlalu sering',
    text: 'Dari sambungan ini terlalu banyak tautan yang dicoba. Silakan coba lagi sebentar lagi.',
  },
  expired: {
    status: 410,
    title: 'Tautan sudah berakhir',
    text: 'Demi keamanan, tautan ini hanya berlaku 30 menit. Isian di chat tetap tersimpan; ketik formulir di chat untuk tautan baru.',
  },
  closed: {
    status: 410,
    title: 'Pertanyaan ini sudah dijawab',
    text: 'Tidak ada lagi yang perlu diisi di halaman ini. Silakan lanjut di chat; kalau masih ada yang ditanyakan, ketik formulir di sana.',
  },
  done: {
    status: 200,
    title: 'Sudah kami terima',
    text: 'Terima kasih. Silakan kembali ke chat untuk melanjutkan; halaman ini boleh ditutup.',
  },
  waiting: {
    status: 200,
    title: 'Sedang kami simpan',
    text: 'Fotonya sudah sampai. Halaman ini lanjut sendiri sebentar lagi; Bapak/Ibu juga boleh kembali ke chat.',
  },
  failed: {
    status: 500,
    title: 'Belum bisa kami proses',
    text: 'Mohon maaf, ada gangguan di tempat kami. Kirimannya tersimpan dan petugas sudah diberi tahu. Silakan lihat chat.',
  },
};
