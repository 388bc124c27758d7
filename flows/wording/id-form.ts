import { FORM_URL } from '../kit/message.ts';
import { b } from './style.ts';

/** What a private question asks for, as the sentences about it tell it apart. */
export type PrivateThing = 'identity' | 'nik' | 'date' | 'photo';

/** What residents read about the secure page, in Indonesian. */
export const formWords = {
  'form.ask': (a: { what: Exclude<PrivateThing, 'photo'>; step: { at: number; of: number } | null }) =>
    [
      ...(a.step ? [`Langkah ${a.step.at} dari ${a.step.of}`] : []),
      {
        identity: `Untuk surat ini kami perlu ${b('NIK dan tanggal lahir')} yang akan dicantumkan.`,
        nik: `Untuk surat ini kami perlu ${b('NIK')} yang akan dicantumkan.`,
        date: `Sekarang kami perlu ${b('tanggal lahir')}.`,
      }[a.what],
      `Isi di halaman aman ini (berlaku 30 menit): ${FORM_URL}`,
    ].join('\n'),
  'form.photo': (_: Record<never, never>) => `Kirim lewat halaman aman ini (berlaku 30 menit): ${FORM_URL}`,
  'form.offer': (_: Record<never, never>) => `Tidak ingin menulis NIK di chat? Ketik ${b('formulir')}.`,
  'form.refused': (a: { what: PrivateThing; told: boolean }) => {
    if (a.what === 'photo')
      return a.told
        ? 'Supaya data Bapak/Ibu aman, berkas diterima lewat halaman aman saja. Yang baru dikirim di chat tidak dipakai.'
        : 'Berkasnya dikirim lewat halaman aman, ya, supaya data Bapak/Ibu terjaga.';
    const what = a.what === 'date' ? 'tanggal lahir' : 'NIK';
    return a.told
      ? `Supaya data Bapak/Ibu aman, ${what} diterima lewat halaman aman saja. Yang baru ditulis di chat tidak dipakai, sebaiknya dihapus.`
      : `Pertanyaan ini dijawab lewat halaman aman, ya, supaya ${what} Bapak/Ibu terjaga.`;
  },
  'form.none': (_: Record<never, never>) =>
    `Halaman aman dipakai saat kami menanyakan NIK, tanggal lahir, atau foto berkas: ketik ${b('formulir')} pada pertanyaan itu. Sekarang belum ada yang perlu diisi di sana.`,
};
