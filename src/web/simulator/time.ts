const LABELS: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

/** What people in Indonesia call a time zone (Keppres 41/1987); the zone's own name elsewhere. */
export function zoneLabel(zone: string): string {
  return LABELS[zone] ?? zone;
}

/** Milliseconds from `now` until `HH:MM` of the next day in `zone`. Zones with summer time may be off by its step. */
export function msUntilTomorrowAt(now: Date, zone: string, time: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const intoDay = ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000 + now.getMilliseconds();
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return 24 * 3_600_000 - intoDay + (hours * 60 + minutes) * 60_000;
}
