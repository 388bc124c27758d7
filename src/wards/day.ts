/** The ISO day (2026-11-21) that it is in a time zone; RangeError when the zone is unknown. */
export function wardDay(now: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
}
