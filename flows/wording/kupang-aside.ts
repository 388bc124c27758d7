import { duration } from './id-resident.ts';
import { b, list } from './style.ts';
import type { Words } from './words.ts';

/** What is said in Melayu Kupang when something is asked instead of answered. */
export const asides: Partial<Words> = {
  'menu.notHere': ({ name, instead }) =>
    `${b(name)} balom bisa diurus lewat ini chat.${instead ? ` Kalo yang perlu ${b(instead)}, itu bisa di sini.` : ''} Supaya bapa/mama sonde usah datang dua kali, tanya dolo apa yang musti bawa; petugas jawab di sini.`,
  'draft.other': ({ title, other, kept }) =>
    `Sakarang ada isi ${b(title)}. Mau ganti jadi ${b(other)} ko?${kept ? ' Yang ini disimpan dolo.' : ''}`,
  'draft.elsewhere': ({ title, kept }) =>
    `Sakarang ada isi ${b(title)}. Mau pilih surat laen ko?${kept ? ' Yang ini disimpan dolo.' : ''}`,
  'aside.notHere': ({ name }) =>
    `${b(name)} balom bisa diurus lewat ini chat. Mau tanya apa yang musti bawa, ketik ${b('petugas')}; isian tetap disimpan.`,
  'aside.cost': ({ service }, f) =>
    `Biaya ${service.name}: ${b(service.standard.cost)}. Kalo ada yang minta doi, lapor sa: ${f.ward.complaints}.`,
  'aside.time': ({ service }) =>
    `${service.name} paling lama ${b(duration(service.standard.minutes))}, kalo su kirim deng su lengkap.`,
  'aside.needs': ({ service }) =>
    `Untuk ${service.name} yang musti siap:\n${list(service.standard.requirements)}`,
  'aside.safe': (_, f) =>
    `Ini layanan ${f.ward.name}. Isian disimpan tersandi, cuma untuk ini surat, cuma petugas yang buka. Kalo ragu, tanya di loket: ${f.ward.address}, ${f.ward.hours}.`,
  'aside.why': () => 'Supaya surat pung isi batul deng petugas bisa periksa; sonde dipake untuk yang laen.',
  'aside.hours': (_, f) => `Loket buka ${f.ward.hours}, di ${f.ward.address}. Isi di ini chat bisa kapan sa.`,
  'aside.who': (_, f) =>
    `Ini layanan otomatis ${f.ward.name}, bukan orang; petugas yang periksa, lurah yang tanda tangan. Mau dibantu orang? Ketik ${b('petugas')}.`,
  'aside.whose': () =>
    'Par keluarga ju bisa. Yang diketik tu NIK deng tanggal lahir orang yang pung nama mo tatulis di surat.',
  'aside.newcomer': () =>
    'Tetap bisa minta. Ketik NIK deng tanggal lahir sama ke di KTP; kalo balom ada di kelurahan pung data, nanti ditanya satu-satu ko petugas pareksa.',
  'aside.lost': () =>
    `Sonde apa-apa, pelan-pelan sa. Kalo mau dibantu, ketik ${b('petugas')}; isian tetap disimpan.`,
  'aside.change': () =>
    `Sebelum kirim, samua isian ditunjuk dolo ko masih bisa ubah. Kalo mau kambali pi pertanyaan tadi, ketik ${b('kembali')}.`,
  'identity.registered': () =>
    `Nama deng alamat itu dari kelurahan pung data, sonde bisa ubah di ini chat. Kalo ada yang sala, ketik ${b('petugas')} ko tulis yang batul; petugas jawab di sini.`,
  'aside.result': ({ atCounter }, f) =>
    atCounter
      ? 'Surat yang su jadi ambe di ini loket deng KTP.'
      : `Sonde usah datang par minta surat. Kalo su jadi, surat dikirim pi ini chat asal ini nomor tabukti orang yang nama ada di surat pung; kalo balom, ambe di loket deng KTP: ${f.ward.address}, ${f.ward.hours}.`,
  'aside.greeting': () => 'Halo, bapa/mama. Kotong lanjut e.',
  'aside.asking': () =>
    `Silakan, bapa/mama mau tanya apa? Tulis sa di sini. Kalo par petugas, mulai deng ${b('petugas')}, misalnya: petugas, bisa suru orang laen ko?`,
  'aside.status': () => `Permohonan yang su kirim bisa lia, ketik ${b('status')}.`,
  'aside.noPaper': () =>
    `Kalo balom ada di tangan, bisa kirim nanti; isian tetap disimpan. Kalo ilang ko memang sonde ada, ketik ${b('petugas')}: dong jawab di sini apa yang bisa ganti.`,
  'aside.thanks': () => 'Sama-sama, bapa/mama.',
  'aside.unknown': () =>
    `Itu pertanyaan balom bisa dijawab di sini. Ketik ${b('petugas')} ko petugas yang jawab; isian tetap disimpan.`,
};
