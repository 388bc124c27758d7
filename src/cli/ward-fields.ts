import { USUAL_HOURS } from '../wards/create.ts';
import { WardSettings } from '../wards/settings.ts';
import { HoursUnreadable, readHours, writeHours } from './ward-hours.ts';
import { readLogo } from './ward-logo.ts';

/** What has been answered so far, by flag. */
export type Answers = Readonly<Record<string, string>>;

/** One thing that is asked about a ward: a flag of `ward init`, a key of `ward set`. */
export interface WardField {
  readonly flag: string;
  readonly question: string;
  readonly example: string;
  /** What is taken when nothing is said; null: it must be said. */
  readonly fallback: (answers: Answers) => string | null;
  /** Why the text cannot be taken, or null. */
  readonly wrong: (text: string) => string | null;
  /** The part of the settings, and how its value is made; absent for what makes the ward itself. */
  readonly setting?: { readonly key: keyof WardSettings; readonly read: (text: string) => unknown };
}

const TOKENS = /\{(kode|nomor|unit|bulan|tahun)(:\d)?\}/g;

/** Everything that is asked, in the order of asking. */
export const WARD_FIELDS: readonly WardField[] = [
  identity(
    'code',
    'Kemendagri code of the kelurahan',
    '53.71.05.1005',
    () => null,
    (text) =>
      /^\d{2}\.\d{2}\.\d{2}\.\d{4}$/.test(text) ? null : 'it has ten digits, written like 53.71.05.1005',
  ),
  words('kelurahan', 'Name, without the word Kelurahan', 'Naikoten II', 60, { lower: /^kelurahan\b/i }),
  identity(
    'name',
    'Name as residents read it',
    'Kelurahan Naikoten II',
    ({ kelurahan }) => (kelurahan ? `Kelurahan ${kelurahan}` : null),
    (text) => (text.length >= 3 && text.length <= 100 ? null : 'it has 3 to 100 characters'),
  ),
  identity(
    'short',
    'Short name inside request numbers',
    'NKT2',
    ({ kelurahan }) => (kelurahan ? shortName(kelurahan) : null),
    (text) => (/^[A-Z][A-Z0-9]{1,7}$/.test(text) ? null : 'it has 2 to 8 capitals or digits, like NKT2'),
  ),
  words('kecamatan', 'Kecamatan, without the word', 'Kota Raja', 60, { lower: /^kecamatan\b/i }),
  words('city', 'City or regency', 'Kota Kupang', 60, {}),
  words('province', 'Province, without the word', 'Nusa Tenggara Timur', 60, { lower: /^provinsi\b/i }),
  words('address', 'Address of the office, for the letterhead', 'Jl. Nangka No. 1, Kupang 85118', 200, {}),
  words(
    'contact',
    'How to reach the office, for the letterhead',
    'Telp. (0380) 123456, kel.naikoten2@kupangkota.go.id',
    200,
    {},
  ),
  identity(
    'time-zone',
    'Time zone',
    'Asia/Makassar',
    ({ code }) => zoneOf(code),
    (text) =>
      Intl.supportedValuesOf('timeZone').includes(text)
        ? null
        : 'use Asia/Jakarta, Asia/Makassar or Asia/Jayapura',
  ),
  {
    flag: 'hours',
    question: 'Counter hours',
    example: 'Sen-Kam 08:00-12:00,13:00-15:00; Jum 08:00-11:30',
    fallback: () => writeHours(USUAL_HOURS),
    wrong: (text) => hoursProblem(text),
    setting: { key: 'hours', read: readHours },
  },
  {
    flag: 'number-format',
    question: 'Form of letter numbers; parts: {kode} {nomor} {unit} {bulan} {tahun}, {nomor:3} is 007',
    example: '{kode}/{nomor}/{unit}/{bulan}/{tahun}',
    fallback: () => '{kode}/{nomor}/{unit}/{bulan}/{tahun}',
    wrong: formatProblem,
    setting: { key: 'numberFormat', read: (text) => text },
  },
  {
    flag: 'number-unit',
    question: 'The {unit} of letter numbers',
    example: 'KEL.NKT2',
    fallback: ({ short, kelurahan }) =>
      short || kelurahan ? `KEL.${short ?? shortName(kelurahan ?? '')}` : null,
    wrong: (text) =>
      text.length <= 40 && !/[{}]/.test(text) ? null : 'it has at most 40 characters, without { }',
    setting: { key: 'numberUnit', read: (text) => text },
  },
  choice('number-scope', 'numberScope', 'One sequence of numbers for all letters, or one for each service', [
    'all',
    'service',
  ]),
  {
    flag: 'number-start',
    question: 'First number of this year (higher than the last one that was given by hand)',
    example: '1',
    fallback: () => '1',
    wrong: (text) => (/^[1-9]\d{0,6}$/.test(text) ? null : 'it is a whole number from 1 on'),
    setting: { key: 'numberStart', read: Number },
  },
  choice(
    'code-scheme',
    'codeScheme',
    'Classification codes: old (470) or new (400.12, Permendagri 83/2022)',
    ['old', 'new'],
  ),
  {
    ...words('complaints', 'Where residents complain', 'SP4N-LAPOR: lapor.go.id atau SMS 1708', 200, {}),
    fallback: () => 'SP4N-LAPOR: lapor.go.id atau SMS 1708',
  },
  {
    flag: 'logo',
    question: 'Logo for the letterhead: a file (SVG, PNG, JPEG), or - for none',
    example: 'logo.png',
    fallback: () => '-',
    wrong: () => null,
    setting: { key: 'logo', read: (text) => (text === '-' ? null : readLogo(text)) },
  },
];

/** What can be set later but is not asked at the beginning. */
export const LATER_FIELDS: readonly WardField[] = [
  {
    ...words('privacy-contact', 'Whom residents ask about their data', 'petugas kelurahan', 200, {}),
    setting: { key: 'privacyContact', read: (text) => text },
  },
  {
    flag: 'briefs',
    question: 'When the lurah reads the summary',
    example: '07:30,15:30',
    fallback: () => null,
    wrong: (text) =>
      text === '-' || WardSettings.shape.briefs.safeParse(text.split(/\s*,\s*/)).success
        ? null
        : 'it is up to four times like 07:30,15:30, or - for none',
    setting: { key: 'briefs', read: (text) => (text === '-' ? [] : text.split(/\s*,\s*/)) },
  },
  {
    ...choice(
      'forms',
      'forms',
      'The secure page for NIK, birth dates and photos: on offer, or the only way',
      ['offered', 'required'],
    ),
    fallback: () => null,
  },
  {
    flag: 'templates',
    question: "Approved templates of WhatsApp's Cloud API, for what is said later than 24 hours",
    example: 'notice=kabar_permohonan/id,letter=surat_selesai/id,brief=ringkasan/id',
    fallback: () => null,
    wrong: (text) =>
      WardSettings.shape.templates.safeParse(readTemplates(text)).success
        ? null
        : 'it is a list like notice=name/id,letter=name/id (also document, brief), or - for none',
    setting: { key: 'templates', read: readTemplates },
  },
];

/** "notice=kabar/id,letter=surat/id" as the settings hold it; an unknown purpose is kept, so that it is refused. */
function readTemplates(text: string): unknown {
  if (text === '-') return {};
  const known: readonly string[] = ['notice', 'letter', 'document', 'brief'];
  const parts = text.split(/\s*,\s*/).map((part) => /^(\w+)\s*=\s*(\w+)\s*\/\s*(\w+)$/.exec(part));
  if (parts.some((part) => !part || !known.includes(part[1] ?? ''))) return null;
  return Object.fromEntries(parts.map((part) => [part?.[1], { name: part?.[2], language: part?.[3] }]));
}

/** The same the other way round. */
export function writeTemplates(templates: WardSettings['templates']): string {
  const parts = Object.entries(templates).flatMap(([purpose, one]) =>
    one ? [`${purpose}=${one.name}/${one.language}`] : [],
  );
  return parts.join(',') || 'none';
}

/** A short name out of the first letters: "Naikoten II" gives NKT2. */
export function shortName(kelurahan: string): string {
  const parts = kelurahan.toUpperCase().split(/[^A-Z0-9]+/);
  const ROMAN: Readonly<Record<string, string>> = { I: '1', II: '2', III: '3', IV: '4', V: '5', VI: '6' };
  const number =
    parts.length > 1 ? (ROMAN[parts.at(-1) ?? ''] ?? /^\d+$/.exec(parts.at(-1) ?? '')?.[0] ?? '') : '';
  const letters = parts
    .slice(0, number === '' ? undefined : -1)
    .join('')
    .replace(/[^A-Z]/g, '');
  const consonants = `${letters.slice(0, 1)}${letters.slice(1).replace(/[AEIOU]/g, '')}`;
  const base = consonants.length >= 3 ? consonants : letters;
  return `${base.slice(0, 3)}${number}`.slice(0, 8);
}

/** By province, the first two digits: UU and Keppres 41/1987 on the three time zones. */
function zoneOf(code: string | undefined): string {
  const province = Number(code?.slice(0, 2) ?? 0);
  if ([51, 52, 53, 63, 64, 65].includes(province) || (province >= 71 && province <= 76))
    return 'Asia/Makassar';
  return province >= 81 ? 'Asia/Jayapura' : 'Asia/Jakarta';
}

function identity(
  name: string,
  question: string,
  example: string,
  fallback: WardField['fallback'],
  wrong: WardField['wrong'],
): WardField {
  return { flag: name, question, example, fallback, wrong };
}

function words(
  key:
    | 'kelurahan'
    | 'kecamatan'
    | 'city'
    | 'province'
    | 'address'
    | 'contact'
    | 'complaints'
    | 'privacy-contact',
  question: string,
  example: string,
  most: number,
  { lower }: { lower?: RegExp },
): WardField {
  return {
    flag: key,
    question,
    example,
    fallback: () => null,
    wrong: (text) => {
      if (text.length < 2 || text.length > most) return `it has 2 to ${most} characters`;
      if (/[\p{Cc}<>{}]/u.test(text)) return 'it has a character that cannot be printed';
      return lower?.test(text) ? `leave out the word in front: "${text.replace(lower, '').trim()}"` : null;
    },
    setting: { key: key as keyof WardSettings, read: (text) => text },
  };
}

function choice(
  name: string,
  key: 'numberScope' | 'codeScheme' | 'forms',
  question: string,
  options: readonly [string, string],
): WardField {
  return {
    flag: name,
    question,
    example: options.join(' or '),
    fallback: () => options[0],
    wrong: (text) => (options.includes(text) ? null : `it is ${options.join(' or ')}`),
    setting: { key, read: (text) => text },
  };
}

function hoursProblem(text: string): string | null {
  try {
    readHours(text);
    return null;
  } catch (error) {
    if (error instanceof HoursUnreadable) return error.message;
    throw error;
  }
}

function formatProblem(text: string): string | null {
  if (text.length > 80) return 'it has at most 80 characters';
  if (!/\{nomor(:\d)?\}/.test(text)) return 'it needs {nomor}';
  return /[{}]/.test(text.replace(TOKENS, ''))
    ? 'it may hold {kode} {nomor} {unit} {bulan} {tahun} and no other { }'
    : null;
}
