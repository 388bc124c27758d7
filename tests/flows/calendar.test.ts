import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addWorkingMinutes,
  isOpen,
  isWorkingDay,
  nextOpening,
  workingMinutesBetween,
} from '../../flows/kit/calendar.ts';
import {
  dayInWords,
  instantOf,
  local,
  momentInWords,
  offsetMinutes,
  shortMoment,
  timeInWords,
  timeOfDay,
} from '../../flows/kit/when.ts';
import { calendar, MONDAY } from '../support/flows.ts';

const ZONE = calendar.timeZone;

/** "2026-11-23 09:00" on the ward's clock. */
function at(text: string): number {
  const [day = '', clock = ''] = text.split(' ');
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return instantOf(day, hour * 60 + minute, ZONE);
}

function clockOf(instant: number): string {
  const { iso, hour, minute } = local(instant, ZONE);
  return `${iso} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

describe('a promise in working minutes', () => {
  it.each([
    ['within a morning', '2026-11-23 09:00', 60, '2026-11-23 10:00'],
    ['across lunch', '2026-11-23 11:30', 60, '2026-11-23 13:30'],
    ['to the minute of lunch', '2026-11-23 11:30', 30, '2026-11-23 12:00'],
    ['given at lunch', '2026-11-23 12:30', 10, '2026-11-23 13:10'],
    ['over night', '2026-11-23 14:30', 60, '2026-11-24 08:30'],
    ['before opening', '2026-11-23 05:00', 30, '2026-11-23 08:30'],
    ['over a weekend', '2026-11-27 14:30', 60, '2026-11-30 08:30'],
    ['given on a Sunday', '2026-11-29 10:00', 120, '2026-11-30 10:00'],
    ['over Christmas and the weekend after', '2026-12-24 14:00', 120, '2026-12-28 09:00'],
    ['of a whole day', '2026-11-23 08:00', 360, '2026-11-23 15:00'],
    ['of a day and a minute', '2026-11-23 08:00', 361, '2026-11-24 08:01'],
    ['of nothing, while open', '2026-11-23 09:00', 0, '2026-11-23 09:00'],
    ['of nothing, at closing', '2026-11-23 15:00', 0, '2026-11-24 08:00'],
  ])('%s', (_name, from, minutes, until) => {
    expect(clockOf(addWorkingMinutes(calendar, at(from), minutes))).toBe(until);
  });

  const instant = fc.integer({ min: 0, max: 60 * 24 * 60 }).map((minutes) => MONDAY + minutes * 60_000);
  const minutes = fc.integer({ min: 0, max: 3000 });

  it('is never earlier for a later start, nor for more work', () => {
    fc.assert(
      fc.property(
        instant,
        fc.nat({ max: 5000 }),
        minutes,
        fc.nat({ max: 500 }),
        (from, later, work, more) => {
          const promised = addWorkingMinutes(calendar, from, work);
          expect(addWorkingMinutes(calendar, from + later * 60_000, work)).toBeGreaterThanOrEqual(promised);
          expect(addWorkingMinutes(calendar, from, work + more)).toBeGreaterThanOrEqual(promised);
        },
      ),
    );
  });

  it('holds exactly that much working time', () => {
    fc.assert(
      fc.property(instant, minutes, (from, work) => {
        expect(workingMinutesBetween(calendar, from, addWorkingMinutes(calendar, from, work))).toBe(work);
      }),
    );
  });

  it('begins at an opening', () => {
    fc.assert(
      fc.property(instant, (from) => {
        const opening = nextOpening(calendar, from);
        expect(isOpen(calendar, opening)).toBe(true);
        if (isOpen(calendar, from)) expect(opening).toBe(from);
        else expect(['08:00', '13:00']).toContain(clockOf(opening).slice(11));
      }),
    );
  });
});

it('knows working days', () => {
  expect(
    ['2026-11-23', '2026-11-28', '2026-11-29', '2026-12-25'].map((day) => isWorkingDay(calendar, day)),
  ).toEqual([true, false, false, false]);
  expect(workingMinutesBetween(calendar, at('2026-11-24 09:00'), at('2026-11-23 09:00'))).toBe(0);
});

it('is open from the first minute to the one before the last', () => {
  const clocks = ['07:59', '08:00', '11:59', '12:00', '13:00', '14:59', '15:00'];
  expect(clocks.filter((clock) => isOpen(calendar, at(`2026-11-23 ${clock}`)))).toEqual([
    '08:00',
    '11:59',
    '13:00',
    '14:59',
  ]);
});

describe('times in words', () => {
  it('of the three zones', () => {
    expect(
      ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'].map((zone) => timeInWords(MONDAY, zone)),
    ).toEqual(['08.00 WIB', '09.00 WITA', '10.00 WIT']);
    expect(() => offsetMinutes('Europe/Berlin')).toThrow(RangeError);
  });

  it.each([
    ['2026-11-23 10:00', 'hari ini 10.00 WITA'],
    ['2026-11-24 08:30', 'besok 08.30 WITA'],
    ['2026-11-26 10:00', 'Kamis 26 November, 10.00 WITA'],
    ['2026-11-22 23:59', 'Minggu 22 November, 23.59 WITA'],
  ])('%s seen from Monday', (text, words) => expect(momentInWords(at(text), MONDAY, ZONE)).toBe(words));

  it('turns the day at local midnight', () => {
    expect(momentInWords(at('2026-11-24 00:00'), at('2026-11-23 23:59'), ZONE)).toBe('besok 00.00 WITA');
    expect(local(at('2026-11-24 00:00'), ZONE)).toMatchObject({ iso: '2026-11-24', weekday: 2, minutes: 0 });
  });

  it.each([
    ['03:59', 'malam'],
    ['04:00', 'pagi'],
    ['10:59', 'pagi'],
    ['11:00', 'siang'],
    ['14:59', 'siang'],
    ['15:00', 'sore'],
    ['18:29', 'sore'],
    ['18:30', 'malam'],
  ])('%s is %s', (clock, words) => expect(timeOfDay(at(`2026-11-23 ${clock}`), ZONE)).toBe(words));

  it('of days', () => {
    expect(dayInWords('2026-01-05')).toBe('5 Januari 2026');
    expect(shortMoment(at('2026-11-21 14:05'), ZONE)).toBe('Sab 21/11 14.05');
  });
});
