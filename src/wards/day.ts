const formats = new Map<string, Intl.DateTimeFormat>();

/** The ISO day (2026-11-21) that it is in a time zone; RangeError when the zone is unknown. */
export function wardDay(now: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // Making one costs a hundred times more than using it.
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(now);
}
