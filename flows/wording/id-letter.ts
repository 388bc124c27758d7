import type { Facts } from '../kit/facts.ts';
import { dayInWords } from '../kit/when.ts';
import { b, withKtp } from './style.ts';

interface About {
  readonly number: string;
}

/** What residents read of a letter that is made. */
export const letterWords = {
  'letter.inChat': (a: About & LetterWords, _f: Facts) =>
    [
      `Surat Bapak/Ibu sudah jadi: ${b(a.letterNumber)}. ✓`,
      a.validUntil ? `Berlaku sampai ${dayInWords(a.validUntil)}.` : null,
      `Siapa pun bisa memeriksa keasliannya: pindai QR, atau buka ${a.url}`,
      a.originals.length > 0
        ? `Mohon tunjukkan aslinya di loket: ${and(a.originals)}.`
        : 'Tidak perlu datang ke kelurahan.',
      `Simpan berkas PDF ini; itulah surat aslinya. Ada lagi? Ketik ${b('menu')}.`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
  'letter.atCounter': (a: About & LetterWords & { byPhone: boolean }, f: Facts) =>
    [
      `Surat Bapak/Ibu sudah ditandatangani: ${b(a.letterNumber)}. ✓`,
      `Ambil di loket ${f.ward.name}, ${f.ward.hours}. Bawa ${and(withKtp(a.originals))}.`,
      ...(a.byPhone
        ? [
            `Atau terima di chat ini${a.originals.length === 0 ? ' tanpa datang' : ''}, kalau nomor HP ini tercatat di data warga: ketuk tombol di bawah.`,
          ]
        : []),
      ...(a.mayProve && !a.byPhone
        ? ['Kalau ingin dikirim di chat ini, mintalah kode di loket, lalu ketik kodenya di sini.']
        : []),
    ].join('\n'),
  'letter.revoked': (a: About & { letterNumber: string; reason: string }) =>
    `Surat ${b(a.letterNumber)} dicabut dan tidak berlaku lagi.\nAlasannya: ${a.reason}\nKetik ${b('petugas')} kalau ada pertanyaan, atau ${b('menu')} untuk mengajukan yang baru.`,
  'letter.handedOver': (a: About & { letterNumber: string; known: boolean }) =>
    `Surat ${b(a.letterNumber)} sudah diserahkan di loket.${a.known ? ' Mulai sekarang surat Bapak/Ibu bisa langsung dikirim di chat ini.' : ''} Terima kasih. Ada lagi? Ketik ${b('menu')}.`,
  'papers.ofAnother': (_: Record<never, never>) =>
    'Berkas yang tadi dikirim itu untuk nama sebelumnya, jadi tidak kami pakai di surat ini. Nanti kami minta lagi.',
} as const;

interface LetterWords {
  readonly letterNumber: string;
  readonly url: string;
  readonly originals: readonly string[];
  readonly validUntil: string | null;
  readonly mayProve: boolean;
}

/** "KTP, Pengantar RT/RW dan surat pernyataan". */
function and(things: readonly string[]): string {
  return things.length < 2
    ? things.join('')
    : `${things.slice(0, -1).join(', ')} dan ${things[things.length - 1]}`;
}
