import type { Facts } from '../kit/facts.ts';
import type { Service } from '../kit/service.ts';
import { duration } from './id-resident.ts';
import { b, list } from './style.ts';

type None = Record<never, never>;
interface Of {
  readonly service: Service;
}

/** What residents read when they ask something instead of answering (the question follows), or for what is not on offer. */
export const asideWords = {
  'menu.notHere': ({ name, instead }: { readonly name: string; readonly instead: string | null }) =>
    `${b(name)} belum bisa diurus lewat chat ini.${instead ? ` Kalau yang diperlukan ${b(instead)}, itu bisa di sini.` : ''} Supaya Bapak/Ibu tidak perlu datang dua kali, tanyakan dulu syarat dan caranya; petugas membalas di sini.`,
  'draft.other': ({
    title,
    other,
    kept,
  }: {
    readonly title: string;
    readonly other: string;
    readonly kept: boolean;
  }) =>
    `Sekarang sedang mengisi ${b(title)}. Mau beralih ke ${b(other)}?${kept ? ' Yang ini disimpan dulu.' : ''}`,
  'draft.elsewhere': ({ title, kept }: { readonly title: string; readonly kept: boolean }) =>
    `Sekarang sedang mengisi ${b(title)}. Mau memilih surat lain?${kept ? ' Yang ini disimpan dulu.' : ''}`,
  'aside.notHere': ({ name }: { readonly name: string }) =>
    `${b(name)} belum bisa diurus lewat chat ini. Untuk bertanya syarat dan caranya, ketik ${b('petugas')}; isian tetap disimpan.`,
  'aside.cost': ({ service }: Of, f: Facts) =>
    `Biaya ${service.name}: ${b(service.standard.cost)}. Kalau ada yang meminta uang, laporkan: ${f.ward.complaints}.`,
  'aside.time': ({ service }: Of) =>
    `${service.name} paling lama ${b(duration(service.standard.minutes))} setelah permohonan dikirim dan lengkap.`,
  'aside.needs': ({ service }: Of) =>
    `Untuk ${service.name} yang perlu disiapkan:\n${list(service.standard.requirements)}`,
  'aside.safe': (_: None, f: Facts) =>
    `Ini layanan ${f.ward.name}. Isian disimpan tersandi, hanya untuk surat ini, dan hanya dibuka petugas yang bertugas. Kalau ragu, tanyakan di loket: ${f.ward.address}, ${f.ward.hours}.`,
  'aside.why': (_: None) =>
    'Supaya surat memuat data yang benar dan petugas bisa memeriksanya; tidak dipakai untuk hal lain.',
  'aside.hours': (_: None, f: Facts) =>
    `Loket buka ${f.ward.hours}, di ${f.ward.address}. Mengisi di chat ini bisa kapan saja.`,
  'aside.who': (_: None, f: Facts) =>
    `Ini layanan otomatis ${f.ward.name}, bukan orang; petugas yang memeriksa dan lurah yang menandatangani. Mau dibantu orang? Ketik ${b('petugas')}.`,
  'aside.whose': (_: None) =>
    'Untuk anggota keluarga juga bisa. Yang diketik NIK dan tanggal lahir orang yang namanya akan tertulis di surat.',
  'aside.newcomer': (_: None) =>
    'Tetap bisa diajukan. Ketik NIK dan tanggal lahir seperti di KTP; kalau belum ada di data kelurahan, data diri ditanya satu per satu lalu diperiksa petugas.',
  'aside.lost': (_: None) =>
    `Tidak apa-apa, pelan-pelan saja. Kalau mau dibantu, ketik ${b('petugas')}; isian tetap disimpan.`,
  'aside.change': (_: None) =>
    `Sebelum dikirim, semua isian ditunjukkan dan masih bisa diubah. Untuk kembali ke pertanyaan sebelumnya, ketik ${b('kembali')}.`,
  'identity.registered': (_: None) =>
    `Nama dan alamat itu dari data kelurahan, dan tidak diubah lewat chat ini. Kalau ada yang keliru, ketik ${b('petugas')} lalu tuliskan yang benar; petugas membalas caranya di sini.`,
  /** Each line in its own language: said to whoever does not read this one. */
  languages: (_: None) =>
    [
      `Bahasa Indonesia: ketik ${b('bahasa indonesia')}`,
      `Melayu Kupang: ketik ${b('basa kupang')}`,
      `English: type ${b('english')}`,
    ].join('\n'),
  'aside.result': ({ atCounter }: { readonly atCounter: boolean }, f: Facts) =>
    atCounter
      ? 'Surat yang sudah jadi diserahkan di loket ini dengan KTP.'
      : `Tidak perlu datang untuk mengajukan. Surat yang sudah jadi dikirim ke chat ini kalau nomor ini terbukti milik orang yang namanya di surat; kalau belum, diambil di loket dengan KTP: ${f.ward.address}, ${f.ward.hours}.`,
  'aside.greeting': (_: None) => 'Halo, Bapak/Ibu. Kita lanjutkan, ya.',
  'aside.asking': (_: None) =>
    `Silakan, Bapak/Ibu mau bertanya apa? Tulis saja di sini. Kalau untuk petugas, awali dengan ${b('petugas')}, misalnya: petugas, apakah bisa diwakilkan?`,
  'aside.status': (_: None) => `Permohonan yang sudah dikirim bisa dilihat dengan mengetik ${b('status')}.`,
  'aside.noPaper': (_: None) =>
    `Kalau belum di tangan, bisa dikirim nanti; isian tetap disimpan. Kalau hilang atau memang tidak ada, ketik ${b('petugas')}: dijawab di sini apa yang bisa menggantikannya.`,
  'aside.thanks': (_: None) => 'Sama-sama, Bapak/Ibu.',
  'aside.unknown': (_: None) =>
    `Pertanyaan itu belum bisa dijawab di sini. Ketik ${b('petugas')} supaya dijawab petugas; isian tetap disimpan.`,
};
