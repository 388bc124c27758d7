import { type Calendar, dayAfter, isWorkingDay } from '../../flows/kit/calendar.ts';
import { DAYS, local } from '../../flows/kit/when.ts';
import type { Figures } from './figures.ts';
import { dayAndTime } from './words.ts';

/** The data of the brief's picture (flows/office/brief.typ). */
export interface BriefChart {
  readonly ward: string;
  /** "Senin 23 November, 15.30 WITA". */
  readonly moment: string;
  /** The last days, the oldest first; the last is today. */
  readonly days: readonly ChartDay[];
  /** Who holds what waits. */
  readonly waiting: readonly ChartHolder[];
  readonly late: number;
}

/** One day of the picture. */
export interface ChartDay {
  readonly iso: string;
  /** Day of the month. */
  readonly day: string;
  /** "Sen". */
  readonly weekday: string;
  /** The office was open. */
  readonly working: boolean;
  readonly in: number;
  readonly done: number;
}

/** One holder of the picture, with what waits there. */
export interface ChartHolder {
  readonly who: string;
  /** What is done there: "memeriksa". */
  readonly what: string;
  readonly count: number;
  /** The part of `count` that should not wait any longer. */
  readonly marked: number;
  /** What the mark means here: "terlambat", "lebih dari 3 hari". */
  readonly mark: string;
}

/** The picture's data; `ward` is the ward's full name. */
export function chartOf(figures: Figures, ward: string, calendar: Calendar, now: Date): BriefChart {
  const { timeZone } = calendar;
  const { open } = figures;
  let iso = local(figures.days.from.getTime(), timeZone).iso;
  const days = figures.in.map((count, index): ChartDay => {
    const day = iso;
    iso = dayAfter(iso);
    return {
      iso: day,
      day: String(Number(day.slice(8))),
      weekday: (DAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '').slice(0, 3),
      working: isWorkingDay(calendar, day),
      in: count,
      done: figures.done[index] ?? 0,
    };
  });
  const office = (who: string, what: string, ...states: readonly (keyof Figures['open'])[]): ChartHolder => ({
    who,
    what,
    count: states.reduce((sum, state) => sum + open[state].count, 0),
    marked: states.reduce((sum, state) => sum + open[state].overdue, 0),
    mark: 'terlambat',
  });
  const making = office('Pencetakan', 'surat dibuat', 'signed');
  return {
    ward,
    moment: dayAndTime(now, timeZone),
    days,
    waiting: [
      office('Petugas', 'memeriksa', 'submitted', 'checking'),
      // A promise does not run while the resident completes the papers.
      { ...office('Warga', 'melengkapi', 'returned'), marked: 0 },
      office('Lurah', 'tanda tangan', 'verified'),
      // Takes a second; it is drawn only when letters hang there.
      ...(making.count > 0 ? [making] : []),
      {
        who: 'Loket',
        what: 'siap diambil',
        count: open.ready.count,
        marked: open.ready.uncollected,
        mark: 'lebih dari 3 hari',
      },
    ],
    late: figures.late.count,
  };
}
