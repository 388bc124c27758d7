import { WardSettings } from '../wards/settings.ts';

/** Hours were not written as `Sen-Kam 08:00-12:00,13:00-15:00; Jum 08:00-11:30`; the message says what was not read. */
export class HoursUnreadable extends Error {
  override readonly name = 'HoursUnreadable';
}

/** Names of the days, Indonesian first, as they may be written whole or shortened to three letters. */
const DAYS: readonly (readonly string[])[] = [
  ['sen', 'senin', 'mon'],
  ['sel', 'selasa', 'tue'],
  ['rab', 'rabu', 'wed'],
  ['kam', 'kamis', 'thu'],
  ['jum', 'jumat', "jum'at", 'fri'],
  ['sab', 'sabtu', 'sat'],
  ['min', 'minggu', 'ahad', 'sun'],
];
const SHOWN = ['Sen', 'Sel', 'Rab', 'Kam', 'Jum', 'Sab', 'Min'];

/**
 * Reads counter hours: groups divided by `;`, each a day or a span of days and the times it is open. Days that are not
 * named are closed. HoursUnreadable.
 */
export function readHours(text: string): WardSettings['hours'] {
  const week: [string, string][][] = [[], [], [], [], [], [], []];
  const named = new Set<number>();
  for (const group of text.split(';').map((part) => part.trim())) {
    if (group === '') continue;
    const [, from = '', , until = from, times = ''] =
      /^([\p{L}']+)\s*([-–]\s*([\p{L}']+))?\s+(.+)$/u.exec(group) ?? [];
    if (from === '') throw new HoursUnreadable(`"${group}" is not a day and its times`);
    const spans = readTimes(times, group);
    for (let day = dayOf(from); day <= dayOf(until, dayOf(from)); day += 1) {
      if (named.has(day)) throw new HoursUnreadable(`${SHOWN[day]} is written twice`);
      named.add(day);
      week[day] = spans;
    }
  }
  if (week.every((day) => day.length === 0)) throw new HoursUnreadable('no day is open');
  return WardSettings.shape.hours.parse(week);
}

/** Hours as they are typed, days with the same hours joined. */
export function writeHours(hours: WardSettings['hours']): string {
  const days = hours.map((spans) => spans.map((span) => span.join('-')).join(','));
  const groups: string[] = [];
  for (let from = 0; from < days.length; ) {
    let until = from;
    while (until + 1 < days.length && days[until + 1] === days[from]) until += 1;
    const name = from === until ? SHOWN[from] : `${SHOWN[from]}-${SHOWN[until]}`;
    if (days[from] !== '') groups.push(`${name} ${days[from]}`);
    from = until + 1;
  }
  return groups.join('; ');
}

function dayOf(name: string, notBefore = 0): number {
  const day = DAYS.findIndex((names) => names.includes(name.toLowerCase()));
  if (day < 0) throw new HoursUnreadable(`"${name}" is not a day (${SHOWN.join(', ')})`);
  if (day < notBefore) throw new HoursUnreadable(`the days before "${name}" run backwards`);
  return day;
}

function readTimes(text: string, group: string): [string, string][] {
  if (/^(tutup|closed)$/i.test(text.trim())) return [];
  let before = '';
  const spans = text.split(',').map((part): [string, string] => {
    const [, a = '', b = '', c = '', d = ''] =
      /^\s*(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})\s*$/.exec(part) ?? [];
    const from = `${a.padStart(2, '0')}:${b}`;
    const until = `${c.padStart(2, '0')}:${d}`;
    if (a === '' || from > '23:59' || until > '23:59' || b > '59' || d > '59')
      throw new HoursUnreadable(`"${part.trim()}" in "${group}" is not a time such as 08:00-12:00`);
    if (from >= until || from < before)
      throw new HoursUnreadable(`"${part.trim()}" in "${group}" ends before it begins, or overlaps`);
    before = until;
    return [from, until];
  });
  if (spans.length > 4) throw new HoursUnreadable(`"${group}" has more than four spans of time`);
  return spans;
}
