import { b } from './style.ts';

/** What is told about the ward's own WhatsApp number. */
export interface NumberNews {
  readonly what: 'qr' | 'code' | 'linked' | 'failed' | 'unlinked' | 'forgotten' | 'status';
  readonly detail: string;
  readonly numbers: readonly { name: string; number: string | null; held: boolean }[];
}

/** A sentence about the ward's own WhatsApp number. */
export function numberNews({ what, detail, numbers }: NumberNews): string {
  const where = 'Di HP kelurahan, buka WhatsApp: Perangkat tertaut, Tautkan perangkat';
  switch (what) {
    case 'qr':
      return `${where}, lalu pindai kode ini. Kodenya berganti sendiri; gambar yang terakhir yang berlaku.`;
    case 'code':
      return `Kode: ${b(detail)}\n${where}, Tautkan dengan nomor telepon, lalu ketik kode itu. Berlaku sekitar dua menit.`;
    case 'linked':
      return `Nomor +${detail} sudah tertaut. ✓ Warga bisa menulis ke nomor itu sekarang.`;
    case 'unlinked':
      return `Nomor +${detail} sudah dilepas. ✓ Untuk menautkannya lagi ketik ${b('WA SAMBUNG')}.`;
    case 'forgotten':
      return `Nomor +${detail} sudah dilepas dari kantor, tetapi WhatsApp belum bisa diberi tahu. Keluarkan juga dari HP kelurahan: buka WhatsApp, Perangkat tertaut, pilih kantor ini, lalu Keluar. Untuk menautkannya lagi ketik ${b('WA SAMBUNG')}.`;
    case 'failed':
      return NUMBER_FAILED[detail] ?? `Nomor belum tertaut. Ketik ${b('WA SAMBUNG')} untuk mencoba lagi.`;
    case 'status':
      return numbers.length === 0
        ? `Belum ada nomor WhatsApp yang tertaut. Ketik ${b('WA SAMBUNG')} untuk menautkannya.`
        : numbers.map(numberLine).join('\n');
  }
}

/** Why nothing came of it, by the reason that the notice carries. */
const NUMBER_FAILED: Readonly<Record<string, string>> = {
  time: `Belum ada HP yang memakai kodenya, jadi penautan dihentikan. Ketik ${b('WA SAMBUNG')} kalau sudah siap.`,
  linked: `Nomor kelurahan sudah tertaut. Lihat dengan ${b('WA STATUS')}; untuk menggantinya ketik ${b('WA KELUAR')} lebih dulu.`,
  taken:
    'Nomor itu sudah tertaut pada layanan lain di kantor ini. Pakai nomor lain, atau lepaskan dulu di sana.',
  none: `Tidak ada nomor WhatsApp yang tertaut. Ketik ${b('WA SAMBUNG')} untuk menautkannya.`,
};

function numberLine({ name, number, held }: NumberNews['numbers'][number]): string {
  if (number === null) return `${name}: belum tertaut`;
  return `${name}: +${number}, tertaut, ${held ? 'sedang dilayani' : 'sedang tidak dilayani'}`;
}
