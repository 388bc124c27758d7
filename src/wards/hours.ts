import type { WardSettings } from './settings.ts';

const DAYS = ['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'];

/** "Senin-Kamis 08.00-15.00, Jumat 08.00-14.30": days with the same hours are joined; breaks are left out. */
export function hoursInWords(hours: WardSettings['hours']): string {
  const spans = hours.map((day) =>
    day.length === 0 ? null : `${day[0]?.[0]}-${day[day.length - 1]?.[1]}`.replaceAll(':', '.'),
  );
  const parts: string[] = [];
  let from = 0;
  for (let day = 1; day <= spans.length; day += 1) {
    if (day < spans.length && spans[day] === spans[from]) continue;
    const span = spans[from];
    if (span) parts.push(`${from === day - 1 ? DAYS[from] : `${DAYS[from]}-${DAYS[day - 1]}`} ${span}`);
    from = day;
  }
  return parts.length > 0 ? parts.join(', ') : 'menurut perjanjian';
}
