/**
 * The NIK, the 16-digit number of a resident: PPKKCC DDMMYY NNNN. Six digits of the district of first registration,
 * the birth date (women: day + 40) and a serial. There is no check digit, and a wrong date in it is never corrected
 * (PP 40/2019 ps. 30), so whatever the number says about a person is a hint, not a verdict.
 */

/** `digits` is how many digits were sent, so that the answer can say "NIK 16 angka, yang dikirim 15". */
export type ParsedNik =
  | { readonly ok: true; readonly nik: string }
  | { readonly ok: false; readonly why: 'length' | 'digits' | 'impossible'; readonly digits: number };

/** What the number itself says of its owner; `ambiguous` when the year may be 19YY as well as 20YY. */
export interface NikBirth {
  readonly sex: 'LAKI-LAKI' | 'PEREMPUAN';
  /** ISO day. */
  readonly date: string;
  readonly ambiguous: boolean;
}

/** Provinces by their Kemendagri code (38 since 2022). */
const PROVINCES = new Set(
  '11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96 97'.split(
    ' ',
  ),
);

/** Zeros of the digit blocks that phones in Indonesia really write (Arabic-Indic, its Persian form, Javanese). */
const ZEROS = [0x0660, 0x06f0, 0xa9d0];

/** Digits of other scripts and full-width digits become 0-9; letters that look like digits stay letters. */
export function westernDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((z) => point >= z && point <= z + 9);
    return zero === undefined ? digit : String(point - zero);
  });
}

/**
 * Reads a NIK as people write it: with spaces, dots, dashes or "NIK:" before it. An O for a 0 is not guessed at:
 * it comes back as `digits`, because a guess could find somebody else.
 */
export function parseNik(text: string): ParsedNik {
  const bare = westernDigits(text.slice(0, 200))
    .replace(/^\s*(no\.?\s*)?nik\b/i, '')
    .replace(/[\s\p{Pd}\p{Cf}.,:'’_/=?!]/gu, '');
  const digits = bare.match(/[0-9]/g)?.length ?? 0;
  if (digits !== bare.length) return { ok: false, why: 'digits', digits };
  if (digits !== 16) return { ok: false, why: 'length', digits };
  if (!isPossible(bare)) return { ok: false, why: 'impossible', digits };
  return { ok: true, nik: bare };
}

/** Sex and birth date by the number, as of `today` (ISO day); null when the number cannot be a NIK. */
export function nikBirth(nik: string, today: string): NikBirth | null {
  const dates = datesOf(nik).filter((date) => date <= today);
  const date = dates.at(-1);
  if (date === undefined) return null;
  return { sex: Number(nik.slice(6, 8)) > 40 ? 'PEREMPUAN' : 'LAKI-LAKI', date, ambiguous: dates.length > 1 };
}

/** Whether the number's digits agree with a recorded birth date (ISO day). Disagreement is a warning only. */
export function nikAgrees(nik: string, birthDate: string): boolean {
  return datesOf(nik).includes(birthDate);
}

function isPossible(nik: string): boolean {
  return PROVINCES.has(nik.slice(0, 2)) && nik.slice(12) !== '0000' && datesOf(nik).length > 0;
}

/** The real days that the six digits can mean, the earlier century first. */
function datesOf(nik: string): string[] {
  const [day, month, year] = [nik.slice(6, 8), nik.slice(8, 10), nik.slice(10, 12)];
  const plain = Number(day) > 40 ? Number(day) - 40 : Number(day);
  return [`19${year}`, `20${year}`]
    .map((full) => `${full}-${month}-${String(plain).padStart(2, '0')}`)
    .filter(isRealDay);
}

function isRealDay(iso: string): boolean {
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
}
