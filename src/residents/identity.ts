import { eq } from 'drizzle-orm';
import { inBulk } from '../db/in-bulk.ts';
import { person } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import { findByNikAndBirth, phoneMatches, type RegisterDeps, type RegisteredResident } from './register.ts';
import { countTry, PersonUnknown, type Trier } from './tries.ts';

/**
 * Who is writing to us. Level 0: nobody we know. Level 1: somebody who knows a NIK and its birth date, which finds a
 * resident but proves nothing. Level 2: possession, by a phone that the platform vouches for or a code of the counter.
 */
export type Level = 0 | 1 | 2 | 3;

/** What became of a try to be found. `locked`: five tries were used today; tell the operator when `firstTime`. */
export type Identified =
  | { readonly kind: 'found'; readonly resident: RegisteredResident; readonly level: Level }
  | { readonly kind: 'notFound'; readonly triesLeft: number }
  | { readonly kind: 'locked'; readonly firstTime: boolean };

/** Looks a person up by NIK and birth date (ISO day) and, if found, binds the person to the resident at level 1. */
export async function identify(
  tx: Tx,
  deps: RegisterDeps,
  who: Trier & { readonly nik: string; readonly birthDate: string },
): Promise<Identified> {
  const counted = await countTry(tx, deps.entropy, who);
  if (counted.locked) return { kind: 'locked', firstTime: counted.firstTime };
  const resident = await findByNikAndBirth(tx, deps.sealer, who);
  if (resident === null) return { kind: 'notFound', triesLeft: counted.triesLeft };
  // A level was earned for one resident; whoever names another begins again.
  const level = counted.person.residentId === resident.id ? toLevel(Math.max(counted.person.level, 1)) : 1;
  await bind(tx, who.personId, resident.id, level);
  return { kind: 'found', resident, level };
}

/**
 * Raises a person to level 2 when a phone that the platform has verified is the one in the register.
 * `unbound`: the person has not been found in the register yet. PersonUnknown when there is no such person.
 */
export async function provePhone(
  tx: Tx,
  deps: { readonly sealer: Sealer },
  who: { readonly personId: string; readonly phone: string },
): Promise<'proved' | 'other' | 'unbound'> {
  const [row] = await tx
    .select({ residentId: person.residentId, level: person.level })
    .from(person)
    .where(eq(person.id, who.personId))
    .for('no key update');
  if (row === undefined) throw new PersonUnknown('no such person');
  if (row.residentId === null) return 'unbound';
  if (!(await phoneMatches(tx, deps.sealer, row.residentId, who.phone))) return 'other';
  await tx
    .update(person)
    .set({ level: Math.max(row.level, 2) })
    .where(eq(person.id, who.personId));
  return 'proved';
}

/** "Bukan, orang lain": lets go of the resident that was found; the person is nobody again. */
export async function forget(tx: Tx, personId: string): Promise<void> {
  await tx.update(person).set({ residentId: null, level: 0 }).where(eq(person.id, personId));
}

/** Writes down that the person agreed to the notice of this version (UU 27/2022 ps. 22, 24). */
export async function recordConsent(tx: Tx, personId: string, version: string, at: Date): Promise<void> {
  await inBulk(tx, 'consent', { personId, version, at }, async (given, raw) => {
    await raw`
      update person set consent_version = c.version, consent_at = c.at
      from unnest(
        ${given.map((one) => one.personId)}::uuid[], ${given.map((one) => one.version)}::text[], ${given.map((one) => one.at.toISOString())}::timestamptz[]
      ) as c (id, version, at)
      where person.id = c.id`;
    return given.map(() => null);
  });
}

/** Ties a person to somebody of the register. */
async function bind(tx: Tx, personId: string, residentId: string, level: Level): Promise<void> {
  await inBulk(tx, 'bind', { personId, residentId, level }, async (given, raw) => {
    await raw`
      update person set resident_id = b.resident, level = b.level
      from unnest(
        ${given.map((one) => one.personId)}::uuid[], ${given.map((one) => one.residentId)}::uuid[], ${given.map((one) => one.level)}::int[]
      ) as b (id, resident, level)
      where person.id = b.id`;
    return given.map(() => null);
  });
}

function toLevel(level: number): Level {
  return level >= 3 ? 3 : level === 2 ? 2 : level === 1 ? 1 : 0;
}
