import { and, count, eq } from 'drizzle-orm';
import { identityTry, person } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import { wardDay } from '../wards/day.ts';

/** How often a person may try to be found, or try a code, on one day of the ward. */
export const TRIES_A_DAY = 5;

/** There is no such person in this ward. */
export class PersonUnknown extends Error {
  override readonly name = 'PersonUnknown';
}

/** `locked`: no tries are left today; `firstTime` once a day, for the operator is told once. */
export type Counted =
  | { readonly locked: false; readonly triesLeft: number; readonly person: CountedPerson }
  | { readonly locked: true; readonly firstTime: boolean };

/** The person who tries, as read under the lock. */
export interface CountedPerson {
  readonly residentId: string | null;
  readonly level: number;
}

/** Who tries, where and when. */
export interface Trier {
  readonly personId: string;
  readonly wardId: string;
  readonly now: Date;
  readonly timeZone: string;
}

/**
 * Counts one try and says whether it may be made. The person's row is locked until the transaction ends, so tries
 * in several chats at once are still five. PersonUnknown when the person is not of the ward.
 */
export async function countTry(
  tx: Tx,
  entropy: Entropy,
  who: Trier,
  what: 'nik' | 'code' = 'nik',
): Promise<Counted> {
  const [locked] = await tx
    .select({ residentId: person.residentId, level: person.level })
    .from(person)
    .where(and(eq(person.id, who.personId), eq(person.wardId, who.wardId)))
    .for('update');
  if (locked === undefined) throw new PersonUnknown('no such person in this ward');
  const day = `${what} ${wardDay(who.now, who.timeZone)}`;
  const [made] = await tx
    .select({ n: count() })
    .from(identityTry)
    .where(and(eq(identityTry.personId, who.personId), eq(identityTry.day, day)));
  const before = made?.n ?? 0;
  // The sixth is written down too: it is how the seventh knows that the operator has been told. No more after it.
  if (before > TRIES_A_DAY) return { locked: true, firstTime: false };
  await tx
    .insert(identityTry)
    .values({ id: uuid7(who.now, entropy), personId: who.personId, day, at: who.now });
  if (before === TRIES_A_DAY) return { locked: true, firstTime: true };
  return { locked: false, triesLeft: TRIES_A_DAY - before - 1, person: locked };
}
