/** Days and times as they are said in Indonesia. Zones of Indonesia have no daylight saving time. */

/** Minutes ahead of UTC; throws RangeError for a zone that is not one of Indonesia's three. */
export function offsetMinutes(timeZone: string): number {
  const zone = ZONES[timeZone];
  if (!zone) throw new RangeError(`not a time zone of Indonesia: ${timeZone}`);
  return zone.minutes;
}

const ZONES: Readonly<Record<string, { minutes: number; name: string }>> = {
  'Asia/Jakarta': { minutes: 7 * 60, name: 'WIB' },
  'Asia/Pontianak': { minutes: 7 * 60, name: 'WIB' },
  'Asia/Makassar': { minutes: 8 * 60, name: 'WITA' },
  'Asia/Jayapura': { minutes: 9 * 60, name: 'WIT' },
};

/** The time zones that a ward may lie in. */
export const TIME_ZONES: readonly string[] = Object.keys(ZONES);

/** Names of the days, Sunday first. */
export const DAYS = ['Minggu', 'Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu'] as const;
/** Names of the months. */
export const MONTHS = [
  'Januari',
  'Februari',
  'Maret',
  'April',
  'Mei',
  'Juni',
  'Juli',
  'Agustus',
  'September',
  'Oktober',
  'November',
  'Desember',
] as const;
/** Months as letter numbers write them. */
export const ROMAN_MONTHS = [
  'I',
  'II',
  'III',
  'IV',
  'V',
  'VI',
  'VII',
  'VIII',
  'IX',
  'X',
  'XI',
  'XII',
] as const;

/** A moment on the wall clock of a zone. `weekday` 0 is Sunday, `month` 1 is January. */
export interface Local {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  /** ISO day, 2026-11-21. */
  readonly iso: string;
  /** Minutes since local midnight. */
  readonly minutes: number;
}

/** The wall clock of a time zone at an instant. */
export function local(instant: string | number, timeZone: string): Local {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  const shifted = new Date(ms + offsetMinutes(timeZone) * 60_000);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    iso: shifted.toISOString().slice(0, 10),
    minutes: shifted.getUTCHours() * 60 + shifted.getUTCMinutes(),
  };
}

/** The instant (ms) of a local day and minute in a zone. */
export function instantOf(isoDay: string, minutes: number, timeZone: string): number {
  return Date.parse(`${isoDay}T00:00:00Z`) + (minutes - offsetMinutes(timeZone)) * 60_000;
}

/** "21 November 2026", from an ISO day. */
export function dayInWords(isoDay: string): string {
  const [year, month, day] = isoDay.split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** "10.00 WITA". */
export function timeInWords(instant: string | number, timeZone: string): string {
  const at = local(instant, timeZone);
  return `${two(at.hour)}.${two(at.minute)} ${ZONES[timeZone]?.name ?? ''}`;
}

/** "hari ini 10.00 WITA", "besok 08.30 WITA", "Kamis 26 November, 10.00 WITA". */
export function momentInWords(instant: string | number, now: string | number, timeZone: string): string {
  const at = local(instant, timeZone);
  const today = local(now, timeZone);
  const days = (Date.parse(at.iso) - Date.parse(today.iso)) / 86_400_000;
  const time = timeInWords(instant, timeZone);
  if (days === 0) return `hari ini ${time}`;
  if (days === 1) return `besok ${time}`;
  return `${DAYS[at.weekday]} ${at.day} ${MONTHS[at.month - 1]}, ${time}`;
}

/** "Sab 21/11 14.05": short, for lists of steps. */
export function shortMoment(instant: string | number, timeZone: string): string {
  const at = local(instant, timeZone);
  return `${(DAYS[at.weekday] ?? '').slice(0, 3)} ${at.day}/${at.month} ${two(at.hour)}.${two(at.minute)}`;
}

/** pagi (before 11), siang (before 15), sore (before 18.30), malam. */
export function timeOfDay(instant: string | number, timeZone: string): 'pagi' | 'siang' | 'sore' | 'malam' {
  const { minutes } = local(instant, timeZone);
  if (minutes < 4 * 60) return 'malam';
  if (minutes < 11 * 60) return 'pagi';
  if (minutes < 15 * 60) return 'siang';
  if (minutes < 18 * 60 + 30) return 'sore';
  return 'malam';
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
