/** Who may speak in a script: the phones of the training room. */
export const ROLES = ['warga', 'warga2', 'operator', 'operator2', 'kasi', 'seklur', 'lurah'] as const;
/** One of the phones. */
export type Role = (typeof ROLES)[number];

/** What a person does in a line. */
export type Act =
  | { readonly kind: 'say'; readonly text: string; readonly quote: string | null }
  | { readonly kind: 'tap'; readonly label: string }
  | { readonly kind: 'file'; readonly name: string; readonly pdf: boolean }
  | { readonly kind: 'ownPhone' }
  | { readonly kind: 'counterCode' }
  | {
      readonly kind: 'odd';
      readonly what:
        | 'sticker'
        | 'voice'
        | 'video'
        | 'location'
        | 'contact'
        | 'poll'
        | 'edited'
        | 'deleted'
        | 'reaction';
    };

/** A line of a script. */
export type Line =
  | {
      readonly kind: 'act';
      readonly at: number;
      readonly source: string;
      readonly role: Role;
      readonly act: Act;
    }
  | { readonly kind: 'clock'; readonly at: number; readonly source: string; readonly move: ClockMove }
  /** A comment or an empty line: printed as it is. */
  | { readonly kind: 'text'; readonly at: number; readonly source: string };

/** A move of the clock: by milliseconds, or until a time of day. */
export type ClockMove = { readonly ahead: number } | { readonly until: string };

/** A line that cannot be read or played; `at` counts from 1. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
  readonly at: number;
  constructor(at: number, why: string) {
    super(`line ${at}: ${why}`);
    this.at = at;
  }
}

/** Lines that begin with two spaces are what the office said: left out when a transcript is played again. */
const SAID = /^ {2}/;

const ODD = {
  stiker: 'sticker',
  suara: 'voice',
  video: 'video',
  lokasi: 'location',
  kontak: 'contact',
  jajak: 'poll',
  ubah: 'edited',
  hapus: 'deleted',
  reaksi: 'reaction',
} as const;

/** Reads a script; throws BadLine at the first line that is neither speech, a clock move, a comment nor a transcript. */
export function readScript(text: string): Line[] {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\n+$/, '')
    .split('\n')
    .flatMap((source, index): Line[] => {
      const at = index + 1;
      if (SAID.test(source)) return [];
      if (source.trim() === '' || source.startsWith('#')) return [{ kind: 'text', at, source }];
      const clock = /^\[jam\s+(.+)\]$/i.exec(source.trim());
      if (clock) return [{ kind: 'clock', at, source, move: readMove(clock[1] ?? '', at) }];
      const speech = /^([a-z]+2?)\s*:\s?([\s\S]*)$/i.exec(source);
      const role = ROLES.find((one) => one === speech?.[1]?.toLowerCase());
      if (!speech || !role)
        throw new BadLine(at, `nobody speaks here; write "warga: ..." (${ROLES.join(', ')})`);
      return [{ kind: 'act', at, source, role, act: readAct((speech[2] ?? '').trim(), at) }];
    });
}

function readMove(text: string, at: number): ClockMove {
  const ahead = /^\+\s*(\d+)\s*(m|h|d|menit|jam|hari)$/i.exec(text.trim());
  if (ahead) {
    const unit = { m: 1, h: 60, d: 1440, menit: 1, jam: 60, hari: 1440 }[(ahead[2] ?? '').toLowerCase()] ?? 1;
    return { ahead: Number(ahead[1]) * unit * 60_000 };
  }
  const until = /^([01]?\d|2[0-3])[.:]([0-5]\d)$/.exec(text.trim());
  if (until) return { until: `${(until[1] ?? '').padStart(2, '0')}:${until[2]}` };
  throw new BadLine(at, 'a clock move is [jam +3h], [jam +20m], [jam +1d] or [jam 07:30]');
}

function readAct(text: string, at: number): Act {
  const bracket = /^\[(\S+)\s*([^\]]*)\]\s*([\s\S]*)$/.exec(text);
  if (!bracket) return { kind: 'say', text: text.replaceAll('\\n', '\n'), quote: null };
  const word = (bracket[1] ?? '').toLowerCase();
  const rest = (bracket[2] ?? '').trim();
  const after = bracket[3] ?? '';
  switch (word) {
    case 'tombol':
      if (rest === '') throw new BadLine(at, 'which button? [tombol Ambil]');
      return { kind: 'tap', label: rest };
    case 'foto':
      return { kind: 'file', name: rest || 'foto.jpg', pdf: false };
    case 'pdf':
      return { kind: 'file', name: rest || 'berkas.pdf', pdf: true };
    case 'nomor':
      return { kind: 'ownPhone' };
    case 'kode':
      return { kind: 'counterCode' };
    case 'balas':
      return { kind: 'say', text: after, quote: rest };
    default: {
      const what = ODD[word as keyof typeof ODD];
      if (what) return { kind: 'odd', what };
      throw new BadLine(
        at,
        `[${word}] is not known; there are tombol, foto, pdf, nomor, kode, balas, ${Object.keys(ODD).join(', ')}`,
      );
    }
  }
}
