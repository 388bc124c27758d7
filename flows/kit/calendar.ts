import { instantOf, local } from './when.ts';

/**
 * The office's working time. A promise counts minutes in which the counter is open: spans of each weekday,
 * holidays left out (the counter hours are a ward's setting, the holidays a table).
 */
export interface Calendar {
  readonly timeZone: string;
  /** Monday to Sunday; spans as ["08:00", "12:00"]. */
  readonly hours: readonly (readonly (readonly [string, string])[])[];
  /** ISO days on which the office is closed. */
  readonly holidays: ReadonlySet<string>;
}

/** How far ahead an opening is looked for: a ward closed for longer than this has no promise to give. */
const HORIZON_DAYS = 60;

/** Whether the office works on this day at all: it has hours then and it is no holiday. */
export function isWorkingDay(calendar: Calendar, isoDay: string): boolean {
  return spansOf(calendar, isoDay).length > 0;
}

/** Whether the office is open at this instant (ms since 1970). */
export function isOpen(calendar: Calendar, at: number): boolean {
  const here = local(at, calendar.timeZone);
  return spansOf(calendar, here.iso).some(([from, until]) => here.minutes >= from && here.minutes < until);
}

/** The instant (ms) when the counter opens next, or `at` itself when it is open. */
export function nextOpening(calendar: Calendar, at: number): number {
  return walk(calendar, at, 0);
}

/** `at` plus so many working minutes: the promised instant (ms). */
export function addWorkingMinutes(calendar: Calendar, at: number, minutes: number): number {
  return walk(calendar, at, minutes);
}

/** Working minutes between two instants; 0 when `until` is not after `from`. */
export function workingMinutesBetween(calendar: Calendar, from: number, until: number): number {
  let total = 0;
  let day = local(from, calendar.timeZone).iso;
  const last = local(until, calendar.timeZone).iso;
  for (let count = 0; day <= last && count < 3660; count += 1) {
    for (const [start, end] of spansOf(calendar, day)) {
      const a = Math.max(from, instantOf(day, start, calendar.timeZone));
      const b = Math.min(until, instantOf(day, end, calendar.timeZone));
      if (b > a) total += (b - a) / 60_000;
    }
    day = dayAfter(day);
  }
  return Math.floor(total);
}

/** The first instant at or after `at` when a wall-clock time comes on a working day. */
export function nextWorkingDayAt(
  calendar: Calendar,
  at: number,
  clockTimes: readonly string[],
): { at: number; day: string; time: string } | null {
  let day = local(at, calendar.timeZone).iso;
  for (let count = 0; count < HORIZON_DAYS; count += 1) {
    if (isWorkingDay(calendar, day)) {
      for (const time of [...clockTimes].sort()) {
        const instant = instantOf(day, minutesOf(time), calendar.timeZone);
        if (instant > at) return { at: instant, day, time };
      }
    }
    day = dayAfter(day);
  }
  return null;
}

function walk(calendar: Calendar, at: number, minutes: number): number {
  let left = minutes * 60_000;
  let day = local(at, calendar.timeZone).iso;
  for (let count = 0; count < HORIZON_DAYS; count += 1) {
    for (const [start, end] of spansOf(calendar, day)) {
      const from = Math.max(at, instantOf(day, start, calendar.timeZone));
      const until = instantOf(day, end, calendar.timeZone);
      if (until <= from) continue;
      // Nothing left to wait for counts as reached at an opening, never at a closing.
      if (left === 0 || left <= until - from) return from + left;
      left -= until - from;
    }
    day = dayAfter(day);
  }
  return at + minutes * 60_000;
}

function spansOf(calendar: Calendar, isoDay: string): (readonly [number, number])[] {
  if (calendar.holidays.has(isoDay)) return [];
  const weekday = new Date(`${isoDay}T00:00:00Z`).getUTCDay();
  const spans = calendar.hours[(weekday + 6) % 7] ?? [];
  return spans.map(([from, until]) => [minutesOf(from), minutesOf(until)] as const);
}

/** The next ISO day. */
export function dayAfter(isoDay: string): string {
  return new Date(Date.parse(`${isoDay}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function minutesOf(clockTime: string): number {
  const [hour, minute] = clockTime.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
