import { sql } from 'drizzle-orm';
import { local, ROMAN_MONTHS } from '../../flows/kit/when.ts';
import { counter } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import type { Ward } from '../wards/ward.ts';

/** A drawn letter number and its place in the sequence. */
export interface DrawnNumber {
  readonly number: string;
  readonly year: number;
  readonly seq: number;
  readonly scope: string;
}

/** What the number of a letter depends on besides the ward. */
export interface Numbered {
  /** The service's slug. */
  readonly service: string;
  readonly codes: { readonly old: string; readonly new: string };
}

/**
 * Draws the next number. The counter's row stays locked until the transaction ends, and a rollback gives the number
 * back, so there are neither gaps nor doubles (domain.md 1D; Permendagri 1/2023). Each year of the ward's zone begins
 * at 1; the year in which the ward was set up begins at `numberStart`, since its first numbers were given by hand.
 */
export async function drawNumber(
  tx: Tx,
  ward: NumberingWard,
  letter: Numbered,
  at: Date,
): Promise<DrawnNumber> {
  const { numberScope, numberStart } = ward.settings;
  const { year } = local(at.getTime(), ward.timeZone);
  const scope = numberScope === 'all' ? 'all' : letter.service;
  const first = local(ward.createdAt.getTime(), ward.timeZone).year === year ? numberStart : 1;
  const [row] = await tx
    .insert(counter)
    .values({ wardId: ward.id, name: `letter:${scope}`, period: String(year), value: first })
    .onConflictDoUpdate({
      target: [counter.wardId, counter.name, counter.period],
      set: { value: sql`${counter.value} + 1` },
    })
    .returning({ value: counter.value });
  if (!row) throw new Error('the counter gave no number');
  return { number: formatNumber(ward, letter, row.value, at), year, seq: row.value, scope };
}

/** A ward with the time since when it is served. */
export type NumberingWard = Pick<Ward, 'id' | 'timeZone' | 'settings'> & { readonly createdAt: Date };

/** The number in the ward's own form: `470/123/KEL.NKT2/XI/2026`. */
export function formatNumber(
  ward: Pick<Ward, 'timeZone' | 'settings'>,
  letter: Pick<Numbered, 'codes'>,
  seq: number,
  at: Date,
): string {
  const { numberFormat, numberUnit, codeScheme } = ward.settings;
  const { month, year } = local(at.getTime(), ward.timeZone);
  const parts: Record<string, string> = {
    kode: letter.codes[codeScheme],
    unit: numberUnit,
    bulan: ROMAN_MONTHS[month - 1] ?? '',
    tahun: String(year),
  };
  return numberFormat.replaceAll(
    /\{(kode|nomor|unit|bulan|tahun)(?::(\d))?\}/g,
    (_, token: string, width?: string) =>
      token === 'nomor' ? String(seq).padStart(Number(width ?? 0), '0') : (parts[token] ?? ''),
  );
}
