import { eq } from 'drizzle-orm';
import { ward as wardTable } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import type { Tx } from '../db/types.ts';
import { addHolidays, holidaysOf } from '../wards/holidays.ts';
import { allWards, changeSettings, type Ward } from '../wards/ward.ts';
import { type Answer, CommandRefused } from './answer.ts';
import type { SharedOffice } from './shared-office.ts';
import { LATER_FIELDS, WARD_FIELDS, type WardField, writeTemplates } from './ward-fields.ts';
import { writeHours } from './ward-hours.ts';
import { readField } from './ward-init.ts';

/** All wards of this deployment. */
export async function listWards({ database: { db } }: SharedOffice): Promise<Answer> {
  const wards = await allWards(db);
  return {
    data: {
      wards: wards.map(({ id, code, short, name, timeZone, training }) => ({
        id,
        code,
        short,
        name,
        timeZone,
        training,
      })),
    },
    lines:
      wards.length === 0
        ? ['There is no ward yet. Make one with: npm run ward -- init']
        : wards.map(
            (ward) =>
              `${ward.code}  ${ward.short.padEnd(8)}  ${ward.name}, ${ward.timeZone}${ward.training ? '  (training)' : ''}`,
          ),
  };
}

/** A ward with its settings, by the keys that `set` takes. */
export function showWard(ward: Ward): Answer {
  const { settings, ...rest } = ward;
  const rows: [string, string][] = [
    ['code', ward.code],
    ['short', ward.short],
    ['name', ward.name],
    ['time-zone', ward.timeZone],
    ...settable().map((field): [string, string] => [field.flag, written(field, ward)]),
  ];
  return {
    data: { ward: { ...rest, settings } },
    lines: rows.map(([key, value]) => `${key.padEnd(16)} ${value}`),
  };
}

/** Changes one setting. */
export async function setOne(
  { database, running }: SharedOffice,
  ward: Ward,
  key: string | undefined,
  value: string | undefined,
): Promise<Answer> {
  const keys = settable().map((field) => field.flag);
  if (key === undefined || value === undefined)
    throw new CommandRefused('What is to be set?', `Write: set KEY VALUE. Keys: ${keys.join(', ')}`);
  const field = settable().find((one) => one.flag === key || one.setting?.key === key);
  if (!field?.setting) {
    if (['code', 'short', 'name', 'time-zone'].includes(key))
      throw new CommandRefused(`${key} cannot be changed: letters and numbers carry it.`, '');
    throw new CommandRefused(`There is no setting ${key}.`, `Keys: ${keys.join(', ')}`);
  }
  const text = value.trim();
  const read = await readField(field, text);
  if (read.wrong !== null)
    throw new CommandRefused(
      `${field.flag} "${text.slice(0, 80)}" is not right: ${read.wrong}.`,
      `Example: set ${field.flag} "${field.example}"`,
    );
  const { key: name } = field.setting;
  const changed = await transaction(database.sql, async ({ tx }) =>
    changeSettings(tx, ward.id, { ...(await lockedSettings(tx, ward.id)), [name]: read.value }),
  );
  const now = running === false ? '' : ' The office sees it within seconds.';
  return {
    data: { key: field.flag, value: changed.settings[name] },
    lines: [`${field.flag} of ${ward.name} is now: ${written(field, changed)}.${now}`],
  };
}

/** The days on which the ward is closed. */
export async function listHolidays({ database: { db } }: SharedOffice, ward: Ward): Promise<Answer> {
  const days = [...(await holidaysOf(db, ward.id))].map(([day, name]) => ({ day, name }));
  return { data: { holidays: days }, lines: days.map(({ day, name }) => `${day}  ${name}`) };
}

/** Closes the ward's office on one day. */
export async function addHoliday(
  { database }: SharedOffice,
  ward: Ward,
  day: string | undefined,
  name: string | undefined,
): Promise<Answer> {
  if (!day || !isDay(day) || !name?.trim())
    throw new CommandRefused(
      day && !isDay(day) ? `"${day}" is not a day.` : 'The day and its name are missing.',
      'Write: holiday add 2026-11-27 "Pemilihan kepala daerah"',
    );
  const added = { day, name: name.trim() };
  await transaction(database.sql, ({ tx }) => addHolidays(tx, ward.id, [added]));
  const kept = (await holidaysOf(database.db, ward.id)).get(day) ?? added.name;
  return { data: { holiday: { day, name: kept } }, lines: [`${ward.name} is closed on ${day}: ${kept}.`] };
}

function settable(): WardField[] {
  return [...WARD_FIELDS, ...LATER_FIELDS].filter((field) => field.setting !== undefined);
}

function written(field: WardField, { settings }: Ward): string {
  const value = field.setting ? settings[field.setting.key] : null;
  if (field.setting?.key === 'hours') return writeHours(settings.hours);
  if (field.setting?.key === 'templates') return writeTemplates(settings.templates);
  if (field.setting?.key === 'logo')
    return value === null ? 'none' : `a picture of ${String(value).length} bytes`;
  return Array.isArray(value) ? value.join(',') || 'none' : String(value);
}

/** The settings as they are now, held: another command may be changing another one of them. */
async function lockedSettings(tx: Tx, wardId: string): Promise<Record<string, unknown>> {
  const [row] = await tx
    .select({ settings: wardTable.settings })
    .from(wardTable)
    .where(eq(wardTable.id, wardId))
    .for('no key update');
  return row?.settings ?? {};
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}
