import { asc, inArray } from 'drizzle-orm';
import { holiday } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';

/** The scope of days on which every office of the country is closed; a ward's own days have its id as scope. */
export const NATIONAL = 'national';

/** A day on which the office is closed: ISO day and why. */
export interface Holiday {
  readonly day: string;
  readonly name: string;
}

/** Joint decree of three ministers 1497/2025, 2/2025 and 5/2025: national holidays and cuti bersama of 2026. */
export const NATIONAL_2026: readonly Holiday[] = [
  { day: '2026-01-01', name: 'Tahun Baru 2026 Masehi' },
  { day: '2026-01-16', name: 'Isra Mikraj Nabi Muhammad SAW' },
  { day: '2026-02-16', name: 'Cuti bersama Tahun Baru Imlek' },
  { day: '2026-02-17', name: 'Tahun Baru Imlek' },
  { day: '2026-03-18', name: 'Cuti bersama Hari Suci Nyepi' },
  { day: '2026-03-19', name: 'Hari Suci Nyepi' },
  { day: '2026-03-20', name: 'Cuti bersama Idulfitri' },
  { day: '2026-03-21', name: 'Idulfitri' },
  { day: '2026-03-22', name: 'Idulfitri' },
  { day: '2026-03-23', name: 'Cuti bersama Idulfitri' },
  { day: '2026-03-24', name: 'Cuti bersama Idulfitri' },
  { day: '2026-04-03', name: 'Wafat Yesus Kristus' },
  { day: '2026-04-05', name: 'Kebangkitan Yesus Kristus (Paskah)' },
  { day: '2026-05-01', name: 'Hari Buruh Internasional' },
  { day: '2026-05-14', name: 'Kenaikan Yesus Kristus' },
  { day: '2026-05-15', name: 'Cuti bersama Kenaikan Yesus Kristus' },
  { day: '2026-05-27', name: 'Iduladha' },
  { day: '2026-05-28', name: 'Cuti bersama Iduladha' },
  { day: '2026-05-31', name: 'Hari Raya Waisak' },
  { day: '2026-06-01', name: 'Hari Lahir Pancasila' },
  { day: '2026-06-16', name: '1 Muharam Tahun Baru Islam' },
  { day: '2026-08-17', name: 'Proklamasi Kemerdekaan' },
  { day: '2026-08-25', name: 'Maulid Nabi Muhammad SAW' },
  { day: '2026-12-24', name: 'Cuti bersama Kelahiran Yesus Kristus' },
  { day: '2026-12-25', name: 'Kelahiran Yesus Kristus (Natal)' },
];

/** Writes the national days; days that are there already keep the name that somebody gave them. */
export async function seedNationalHolidays(tx: Tx, days: readonly Holiday[] = NATIONAL_2026): Promise<void> {
  await addHolidays(tx, NATIONAL, days);
}

/** Closes the office of one ward (scope: its id) or of all (`NATIONAL`) on these days. */
export async function addHolidays(tx: Tx, scope: string, days: readonly Holiday[]): Promise<void> {
  if (days.length === 0) return;
  await tx
    .insert(holiday)
    .values(days.map((d) => ({ scope, day: d.day, name: d.name })))
    .onConflictDoNothing();
}

/** The days on which a ward is closed, national and its own, by day; its own name of a day wins. */
export async function holidaysOf(tx: Tx, wardId: string): Promise<Map<string, string>> {
  const rows = await tx
    .select()
    .from(holiday)
    .where(inArray(holiday.scope, [NATIONAL, wardId]))
    .orderBy(asc(holiday.day));
  const days = new Map<string, string>();
  for (const row of rows) if (row.scope === wardId || !days.has(row.day)) days.set(row.day, row.name);
  return days;
}
