import { and, asc, eq, lte } from 'drizzle-orm';
import { ward } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { WardSettings } from './settings.ts';

/** A kelurahan with its settings checked. */
export interface Ward {
  readonly id: string;
  /** Kemendagri code with dots. */
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly short: string;
  readonly training: boolean;
  /** How far the ward's clock is ahead of real time; 0 outside training. */
  readonly clockAheadMs: number;
  readonly settings: WardSettings;
}

/** There is no such ward. */
export class WardUnknown extends Error {
  override readonly name = 'WardUnknown';
}

/** The settings kept in the database do not fit this version; `problems` name the places. */
export class WardSettingsBroken extends Error {
  override readonly name = 'WardSettingsBroken';
  readonly problems: readonly string[];
  constructor(code: string, problems: readonly string[]) {
    super(`settings of ward ${code}: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** The clock of a ward that is not for training, or a move into the past. */
export class ClockRefused extends Error {
  override readonly name = 'ClockRefused';
}

/** A row of the table as a ward. WardSettingsBroken when the settings do not fit. */
export function toWard(row: typeof ward.$inferSelect): Ward {
  const parsed = WardSettings.safeParse(row.settings);
  if (!parsed.success) {
    throw new WardSettingsBroken(
      row.code,
      parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`),
    );
  }
  const { id, code, name, timeZone, short, training, clockAheadMs } = row;
  return {
    id,
    code,
    name,
    timeZone,
    short,
    training,
    clockAheadMs: training ? clockAheadMs : 0,
    settings: parsed.data,
  };
}

/** The ward with this id. Nothing is remembered between calls, so a changed setting counts at once. WardUnknown. */
export async function wardById(tx: Tx, wardId: string): Promise<Ward> {
  const [row] = await tx.select().from(ward).where(eq(ward.id, wardId));
  if (row === undefined) throw new WardUnknown('no such ward');
  return toWard(row);
}

/** The ward with this Kemendagri code or short name, or null. */
export async function wardByName(tx: Tx, codeOrShort: string): Promise<Ward | null> {
  const column = /^[\d.]+$/.test(codeOrShort) ? ward.code : ward.short;
  const [row] = await tx.select().from(ward).where(eq(column, codeOrShort.toUpperCase()));
  return row === undefined ? null : toWard(row);
}

/** All wards of this deployment, by code. */
export async function allWards(tx: Tx): Promise<Ward[]> {
  return (await tx.select().from(ward).orderBy(asc(ward.code))).map(toWard);
}

/** Replaces a ward's settings after checking them. WardSettingsBroken, WardUnknown. */
export async function changeSettings(
  tx: Tx,
  wardId: string,
  settings: Record<string, unknown>,
): Promise<Ward> {
  const [row] = await tx.select().from(ward).where(eq(ward.id, wardId)).for('no key update');
  if (row === undefined) throw new WardUnknown('no such ward');
  const changed = toWard({ ...row, settings });
  await tx.update(ward).set({ settings: changed.settings }).where(eq(ward.id, wardId));
  return changed;
}

/** Moves a training ward's clock to `aheadMs` ahead of real time; never back, for time that was lived is past. ClockRefused. */
export async function moveClock(tx: Tx, wardId: string, aheadMs: number): Promise<void> {
  if (!Number.isSafeInteger(aheadMs) || aheadMs < 0) throw new ClockRefused('milliseconds ahead, 0 or more');
  const moved = await tx
    .update(ward)
    .set({ clockAheadMs: aheadMs })
    .where(and(eq(ward.id, wardId), eq(ward.training, true), lte(ward.clockAheadMs, aheadMs)))
    .returning({ id: ward.id });
  if (moved.length === 0) throw new ClockRefused('only a training ward, and only forward');
}
