import { dayInWords } from '../kit/when.ts';
import { b, withKtp } from './style.ts';
import type { Words } from './words.ts';

const MENU = `Ketik ${b('menu')}.`;

/** What residents read of a letter that is made, in Melayu Kupang. */
export const letters: Partial<Words> = {
  'letter.inChat': (a) =>
    [
      `Bapa/mama pung surat su jadi: ${b(a.letterNumber)}. ✓`,
      a.validUntil ? `Berlaku sampe ${dayInWords(a.validUntil)}.` : null,
      `Sapa sa bisa cek ini surat asli ko sonde: pindai QR, ko buka ${a.url}`,
      a.originals.length > 0
        ? `Tolong kasi tunju yang asli di loket: ${a.originals.join(', ')}.`
        : 'Sonde usah datang di kelurahan.',
      `Simpan ini berkas PDF bae-bae; itu su surat asli. Masih ada lai? ${MENU}`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
  'letter.atCounter': (a, f) =>
    [
      `Bapa/mama pung surat su ditanda tangan: ${b(a.letterNumber)}. ✓`,
      `Ame di loket ${f.ward.name}, ${f.ward.hours}. Bawa ${withKtp(a.originals).join(' deng ')}.`,
      ...(a.byPhone
        ? [
            `Ko tarima di ini chat sa${a.originals.length === 0 ? ' sonde usah datang' : ''}, kalo ini nomor HP ada di data warga: tekan tombol di bawah.`,
          ]
        : []),
      ...(a.mayProve && !a.byPhone
        ? ['Mau tarima di ini chat? Minta kode di loket, baru ketik itu kode di sini.']
        : []),
    ].join('\n'),
  'letter.revoked': (a) =>
    `Surat ${b(a.letterNumber)} su dicabut, su sonde berlaku.\nDia pung alasan: ${a.reason}\nKetik ${b('petugas')} kalo mau tanya, ko ${b('menu')} kalo mau urus yang baru.`,
  'letter.handedOver': (a) =>
    `Surat ${b(a.letterNumber)} su diserahkan di loket.${a.known ? ' Mulai sakarang bapa/mama pung surat bisa langsung dikirim di ini chat.' : ''} Tarima kasi. Masih ada lai? ${MENU}`,
  'papers.ofAnother': () =>
    'Berkas yang tadi dikirim itu par nama yang tadi, jadi botong sonde pake di ini surat. Nanti botong minta lai.',
};
