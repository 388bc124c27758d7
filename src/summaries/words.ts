import { clean } from '../../flows/kit/message.ts';
import { DAYS, local, MONTHS, timeInWords } from '../../flows/kit/when.ts';

/**
 * A name short enough for a list and for a screen that others may see: "MARIA YOSEFINA SERAN" -> "Maria Y. S.".
 * A first part of one letter is no name alone ("I Wayan", "M. Yusuf"): the next part stays whole too.
 */
export function shortName(name: string): string {
  const parts = clean(name, 200)
    .split(/\s+/)
    .filter((part) => part !== '');
  const whole = letters(parts[0] ?? '').length <= 1 ? 2 : 1;
  const initials = parts.slice(whole, whole + 3).flatMap((part) => {
    const [first] = letters(part);
    return first === undefined ? [] : [`${first.toLocaleUpperCase('id')}.`];
  });
  return [...parts.slice(0, whole).map(capitalised), ...initials].join(' ');
}

/** The letters of a part: the outer dots, commas and quotes of a name are no initials. */
function letters(part: string): string[] {
  return [...part].filter((character) => /\p{L}/u.test(character));
}

/** Register names are upper case throughout; a name typed by its owner is left as it is. */
function capitalised(part: string): string {
  const short = [...part].slice(0, 20).join('');
  if (short !== short.toLocaleUpperCase('id') || letters(short).length < 2) return short;
  return short
    .toLocaleLowerCase('id')
    .replace(/(^|['’-])(\p{L})/gu, (found) => found.toLocaleUpperCase('id'));
}

/** "Senin 23 November, 15.30 WITA". */
export function dayAndTime(at: Date, timeZone: string): string {
  return `${dayOf(at, timeZone)}, ${timeInWords(at.getTime(), timeZone)}`;
}

/** "Senin 23 November". */
export function dayOf(at: Date, timeZone: string): string {
  const here = local(at.getTime(), timeZone);
  return `${DAYS[here.weekday]} ${here.day} ${MONTHS[here.month - 1]}`;
}

/** "hari ini 10.05", "Sabtu 10.05" within the week, "12 November 10.05" before it: as short as it is clear. */
export function sinceInWords(at: Date, now: Date, timeZone: string): string {
  const then = local(at.getTime(), timeZone);
  const days = (Date.parse(local(now.getTime(), timeZone).iso) - Date.parse(then.iso)) / 86_400_000;
  const time = timeInWords(at.getTime(), timeZone).slice(0, 5);
  if (days === 0) return `hari ini ${time}`;
  if (days > 0 && days < 7) return `${DAYS[then.weekday]} ${time}`;
  return `${then.day} ${MONTHS[then.month - 1]} ${time}`;
}

/** "45 menit", "3 jam", "3 jam 20 menit". */
export function durationInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} menit`;
  return rest === 0 ? `${hours} jam` : `${hours} jam ${rest} menit`;
}
