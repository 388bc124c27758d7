import { type Calendar, workingMinutesBetween } from '../../flows/kit/calendar.ts';
import { OPEN_STATES } from '../../flows/request.ts';
import type { Tx } from '../db/types.ts';
import { BRIEF_DAYS, type BriefDays, briefDays, dayIndex } from './days.ts';
import { type LetterNumbers, letterNumbers } from './numbers.ts';
import {
  endedQuery,
  lettersQuery,
  OFFICE_STATES,
  oldestLateQuery,
  openQuery,
  submittedQuery,
} from './queries.ts';

/** The figures of one ward at one moment; text and picture are made from nothing else. */
export interface Figures {
  readonly days: BriefDays;
  /** Per day, the oldest first. */
  readonly in: readonly number[];
  readonly done: readonly number[];
  /** Today, per service slug. */
  readonly services: ReadonlyMap<string, DayOfService>;
  readonly today: DayOfService;
  /** Handed over or sent today, whenever signed. */
  readonly delivered: number;
  readonly collected: number;
  readonly open: Readonly<Record<OpenState, OpenFigures>>;
  readonly late: { readonly count: number; readonly oldest: OldestLate | null };
  /** Working minutes from the request to the letter, over the days of the brief; null when no letter was made. */
  readonly median: { readonly minutes: number; readonly letters: number } | null;
  readonly numbers: LetterNumbers;
}

/** A state in which somebody still has to do something. */
export type OpenState = (typeof OPEN_STATES)[number];

/** What waits in one state. */
export interface OpenFigures {
  readonly count: number;
  readonly overdue: number;
  readonly uncollected: number;
}

/** The request that has been late for longest. */
export interface OldestLate {
  readonly task: number;
  readonly service: string;
  readonly dueAt: Date;
}

/** One day: came in, letters signed, refused, cancelled. */
export interface DayOfService {
  readonly in: number;
  readonly done: number;
  readonly refused: number;
  readonly cancelled: number;
}

/** A letter as the figures read it. */
export type LetterRow = Awaited<ReturnType<typeof lettersQuery>>[number];

/** Asks the database for everything a brief says, in at most six statements. `now` is the ward's clock. */
export async function figuresOf(
  tx: Tx,
  { wardId, calendar, now }: { wardId: string; calendar: Calendar; now: Date },
): Promise<Figures> {
  const days = briefDays(now, calendar.timeZone);
  const submitted = await submittedQuery(tx, wardId, days);
  const ended = await endedQuery(tx, wardId, days);
  const letters = await lettersQuery(tx, wardId, days);
  const openRows = await openQuery(tx, wardId, now);

  // A number that is still being printed is no finished letter yet.
  const issued = letters.filter(
    (l) => l.state !== 'numbered' && l.signedAt >= days.from && l.signedAt < days.until,
  );
  const services = new Map<string, Count>();
  const add = (service: string, what: keyof Count, count: number) => {
    const of = services.get(service) ?? { in: 0, done: 0, refused: 0, cancelled: 0 };
    of[what] += count;
    services.set(service, of);
  };
  for (const row of submitted) if (row.day === BRIEF_DAYS - 1) add(row.service, 'in', row.count);
  for (const l of issued) if (l.signedAt >= days.todayFrom) add(l.service, 'done', 1);
  for (const row of ended)
    if (row.state === 'refused' || row.state === 'cancelled') add(row.service, row.state, row.count);

  const open = openFigures(openRows);
  const lateCount = OFFICE_STATES.reduce((sum, state) => sum + open[state].overdue, 0);
  const [oldest = null] = lateCount === 0 ? [] : await oldestLateQuery(tx, wardId, now);
  return {
    days,
    in: perDay(submitted),
    done: perDay(issued.map((l) => ({ day: dayIndex(days, l.signedAt), count: 1 }))),
    services,
    today: total([...services.values()]),
    delivered: sum(ended.filter((row) => row.state === 'delivered')),
    collected: sum(ended.filter((row) => row.state === 'collected')),
    open,
    late: { count: lateCount, oldest },
    median: medianOf(issued, calendar),
    numbers: await letterNumbers(tx, wardId, days, letters),
  };
}

/** Nothing came in, nothing ended, nothing waits. */
export function isNil(figures: Figures): boolean {
  const { today, open, delivered, collected, numbers } = figures;
  const moved = today.in + today.done + today.refused + today.cancelled + delivered + collected;
  const waits = OPEN_STATES.some((state) => open[state].count > 0);
  return moved === 0 && !waits && numbers.runs.length === 0 && numbers.revoked.length === 0;
}

type Count = { -readonly [K in keyof DayOfService]: number };

function total(days: readonly DayOfService[]): DayOfService {
  const all = { in: 0, done: 0, refused: 0, cancelled: 0 };
  for (const day of days) {
    all.in += day.in;
    all.done += day.done;
    all.refused += day.refused;
    all.cancelled += day.cancelled;
  }
  return all;
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((before, row) => before + row.count, 0);
}

function perDay(rows: readonly { readonly day: number; readonly count: number }[]): number[] {
  const counts = new Array<number>(BRIEF_DAYS).fill(0);
  for (const { day, count } of rows) counts[day] = (counts[day] ?? 0) + count;
  return counts;
}

function openFigures(
  rows: readonly ({ readonly state: string } & OpenFigures)[],
): Record<OpenState, OpenFigures> {
  const of = (state: OpenState) =>
    rows.find((row) => row.state === state) ?? { count: 0, overdue: 0, uncollected: 0 };
  return {
    submitted: of('submitted'),
    checking: of('checking'),
    returned: of('returned'),
    verified: of('verified'),
    signed: of('signed'),
    ready: of('ready'),
  };
}

function medianOf(letters: readonly LetterRow[], calendar: Calendar): Figures['median'] {
  const minutes = letters
    .map((l) =>
      workingMinutesBetween(calendar, l.submittedAt.getTime(), (l.issuedAt ?? l.signedAt).getTime()),
    )
    .sort((a, b) => a - b);
  const upper = minutes[Math.floor(minutes.length / 2)];
  const lower = minutes[Math.floor((minutes.length - 1) / 2)];
  if (upper === undefined || lower === undefined) return null;
  return { minutes: Math.floor((upper + lower) / 2), letters: minutes.length };
}
