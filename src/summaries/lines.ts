import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import type { DayOfService, Figures } from './figures.ts';
import { isNil } from './figures.ts';
import type { LetterNumbers } from './numbers.ts';
import { dayAndTime, durationInWords, sinceInWords } from './words.ts';

/** A brief is read standing up: it fits one screen. */
export const MAX_LINES = 15;

/** Requests that are named; the rest is a number. */
export const NAMED = 5;

const SERVICES_NAMED = 4;

/** A waiting request as it is named. */
export interface NamedItem {
  readonly task: number;
  readonly service: string;
  readonly applicant: string;
  readonly since: Date;
}

/** What the lines of a brief are written from. */
export interface LinesInput {
  readonly now: Date;
  readonly timeZone: string;
  readonly serviceName: (slug: string) => string;
  /** The reader signs; others open and check. */
  readonly signs: boolean;
  readonly named: readonly NamedItem[];
  /** All that waits for the reader. */
  readonly waiting: number;
}

/** The brief as it is sent: at most MAX_LINES lines, one when there is nothing to tell. */
export function linesOf(figures: Figures, input: LinesInput): string[] {
  const heading = `Ringkasan ${dayAndTime(input.now, input.timeZone)}`;
  if (isNil(figures))
    return [`${heading}: nihil. Hari ini tidak ada permohonan yang masuk, selesai, atau menunggu.`];
  return [
    heading,
    `Hari ini: ${allParts(figures.today).join(', ')}.`,
    ...perService(figures.services, input.serviceName),
    queue(figures),
    ...named(input),
    ...counter(figures),
    late(figures, input),
    ...median(figures),
    ...numbers(figures.numbers, input.serviceName),
    ...hint(input),
  ];
}

function allParts(day: DayOfService): string[] {
  return [`masuk ${day.in}`, `selesai ${day.done}`, `ditolak ${day.refused}`, `dibatalkan ${day.cancelled}`];
}

function perService(services: Figures['services'], nameOf: LinesInput['serviceName']): string[] {
  if (services.size < 2) return [];
  const weight = (day: DayOfService) => day.in + day.done + day.refused + day.cancelled;
  const sorted = [...services].sort(([a, x], [b, y]) => weight(y) - weight(x) || (a < b ? -1 : 1));
  const parts = sorted.slice(0, SERVICES_NAMED).map(([slug, day]) => {
    const moved = allParts(day).filter((part) => !part.endsWith(' 0'));
    return `${nameOf(slug)} ${moved.join(', ')}`;
  });
  if (sorted.length > SERVICES_NAMED) parts.push(`${sorted.length - SERVICES_NAMED} layanan lain`);
  return [`Per layanan: ${parts.join('; ')}.`];
}

function queue({ open }: Figures): string {
  const holders: readonly (readonly [string, number])[] = [
    ['menunggu petugas', open.submitted.count + open.checking.count],
    ['menunggu warga melengkapi', open.returned.count],
    ['menunggu tanda tangan lurah', open.verified.count],
    ['surat sedang dibuat', open.signed.count],
  ];
  const waiting = holders.filter(([, count]) => count > 0).map(([what, count]) => `${what} ${count}`);
  return `Antrean: ${waiting.length === 0 ? 'tidak ada yang menunggu' : waiting.join(', ')}.`;
}

function named({ named: items, waiting, now, timeZone, serviceName }: LinesInput): string[] {
  const lines = items.map(
    ({ task, service, applicant, since }) =>
      `#${task} ${serviceName(service)} - ${applicant} (sejak ${sinceInWords(since, now, timeZone)})`,
  );
  if (waiting > items.length) lines.push(`dan ${waiting - items.length} lagi`);
  return lines;
}

function counter({ open: { ready }, collected }: Figures): string[] {
  if (ready.count === 0 && collected === 0) return [];
  const parts = [`Siap diambil: ${ready.count}`];
  if (ready.uncollected > 0) parts.push(`${ready.uncollected} lebih dari 3 hari belum diambil`);
  if (collected > 0) parts.push(`diserahkan hari ini ${collected}`);
  return [`${parts.join(', ')}.`];
}

function late({ late: { count, oldest } }: Figures, { serviceName, timeZone }: LinesInput): string {
  if (count === 0 || oldest === null) return 'Terlambat: tidak ada.';
  const { task, service, dueAt } = oldest;
  return `Terlambat: ${count}, paling lama #${task} ${serviceName(service)} (janji ${dayAndTime(dueAt, timeZone)}).`;
}

function median({ median: found }: Figures): string[] {
  if (found === null) return [];
  return [`Waktu proses tengah 14 hari: ${durationInWords(found.minutes)} kerja (${found.letters} surat).`];
}

function numbers({ runs, gaps, revoked }: LetterNumbers, nameOf: LinesInput['serviceName']): string[] {
  const parts: string[] = [];
  const [only] = runs;
  if (only !== undefined && runs.length === 1) {
    const { first, last } = only;
    parts.push(first.seq === last.seq ? first.number : `${first.number} s.d. ${last.number}`);
  } else {
    // Whole numbers of several counters would fill the screen; the sequence tells enough.
    for (const { scope, first, last } of runs)
      parts.push(
        `${scope === 'all' ? 'umum' : nameOf(scope)} ${first.seq === last.seq ? '' : `${first.seq}-`}${last.seq}`,
      );
  }
  if (runs.length > 0)
    parts.push(gaps === 0 ? 'tanpa nomor loncat' : `nomor loncat ${gaps}, mohon diperiksa`);
  if (revoked.length > 0) {
    const reasoned = revoked.filter((one) => one.reasoned).length;
    const which = revoked.slice(0, 2).map(({ number }) => number);
    if (revoked.length > which.length) which.push(`${revoked.length - which.length} lagi`);
    parts.push(`dicabut ${revoked.length} (${which.join(', ')}; beralasan ${reasoned})`);
  }
  return parts.length === 0 ? [] : [`Nomor surat hari ini: ${parts.join('; ')}.`];
}

/** How to answer, with the numbers of this very list, so that it can be copied by eye. */
function hint({ named: items, signs }: LinesInput): string[] {
  const [first, second] = items.map(({ task }) => task);
  if (first === undefined) return [];
  const bold = (text: string) => `${BOLD_ON}${text}${BOLD_OFF}`;
  if (!signs) return [`Balas ${bold(String(first))} untuk membuka, ${bold('TUGAS')} untuk seluruh daftar.`];
  if (second === undefined) return [`Balas ${bold(`${first} OK`)} untuk menandatangani.`];
  return [`Balas ${bold(`${first} OK`)}, ${bold(`SETUJU ${first} ${second}`)} atau ${bold('SETUJU SEMUA')}.`];
}
