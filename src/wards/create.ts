import { z } from 'zod';
import { ward } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import { seedNationalHolidays } from './holidays.ts';
import { WardSettings } from './settings.ts';
import { toWard, type Ward } from './ward.ts';

/** What a new ward is made of. Messages are for the person who sets it up. */
export const NewWard = z.object({
  code: z.string().regex(/^\d{2}\.\d{2}\.\d{2}\.\d{4}$/, 'kode Kemendagri, misalnya 53.71.05.1005'),
  name: z.string().trim().min(3).max(100),
  timeZone: z.string().refine(isTimeZone, 'zona waktu, misalnya Asia/Makassar'),
  short: z.string().regex(/^[A-Z][A-Z0-9]{1,7}$/, '2 sampai 8 huruf besar atau angka, misalnya NKT2'),
  training: z.boolean().default(false),
  settings: WardSettings,
});
/** The same before defaults are filled in. */
export type NewWard = z.input<typeof NewWard>;

/** Something about the new ward is not right; `problems` say what, one line each. */
export class WardInvalid extends Error {
  override readonly name = 'WardInvalid';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** A ward with this code or short name is there already. */
export class WardTaken extends Error {
  override readonly name = 'WardTaken';
}

/** Counter hours by Perpres 21/2023 as most offices keep them: 08.00-15.00, an hour's break, ninety minutes on Friday. */
export const USUAL_HOURS: WardSettings['hours'] = [
  ...Array.from({ length: 4 }, (): [string, string][] => [
    ['08:00', '12:00'],
    ['13:00', '15:00'],
  ]),
  [
    ['08:00', '11:30'],
    ['13:00', '15:00'],
  ],
  [],
  [],
];

/** Makes a ward and sees to it that the national holidays are known. WardInvalid, WardTaken. */
export async function createWard(
  tx: Tx,
  deps: { readonly entropy: Entropy },
  given: NewWard,
  now: Date,
): Promise<Ward> {
  const parsed = NewWard.safeParse(given);
  if (!parsed.success)
    throw new WardInvalid(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`));
  const [row] = await tx
    .insert(ward)
    .values({ id: uuid7(now, deps.entropy), ...parsed.data, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (row === undefined) throw new WardTaken(`ward ${parsed.data.code} or ${parsed.data.short} exists`);
  await seedNationalHolidays(tx);
  return toWard(row);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
