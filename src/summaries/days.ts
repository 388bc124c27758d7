import { instantOf, local } from '../../flows/kit/when.ts';

/** How many days of the past a brief looks at, today included. */
export const BRIEF_DAYS = 14;

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

/** The ward's today and the days before it, as instants. Zones of Indonesia have no daylight saving: days are equal. */
export interface BriefDays {
  /** ISO day. */
  readonly today: string;
  /** The first instant of the first of `BRIEF_DAYS` days. */
  readonly from: Date;
  readonly todayFrom: Date;
  /** The first instant of tomorrow. */
  readonly until: Date;
}

/** RangeError when the zone is not one of Indonesia's three. */
export function briefDays(now: Date, timeZone: string): BriefDays {
  const today = local(now.getTime(), timeZone).iso;
  const start = instantOf(today, 0, timeZone);
  return {
    today,
    from: new Date(start - (BRIEF_DAYS - 1) * DAY_MS),
    todayFrom: new Date(start),
    until: new Date(start + DAY_MS),
  };
}

/** Which of the days (0 the oldest) an instant lies in. */
export function dayIndex(days: BriefDays, at: Date): number {
  return Math.floor((at.getTime() - days.from.getTime()) / DAY_MS);
}
