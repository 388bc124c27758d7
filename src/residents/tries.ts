import { allOf } from '../db/bulk.ts';
import { inBulk, type Raw } from '../db/in-bulk.ts';
import { insertAll } from '../db/insert-all.ts';
import { listOf, textsOf } from '../db/lists.ts';
import { identityTry } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import { wardDay } from '../wards/day.ts';

/** How often a person may try to be found, or try a code, on one day of the ward. */
export const TRIES_A_DAY = 5;

/** How often what a person writes to the office goes on in one hour of the clock: the desks hear a message a second at most. */
export const CALLS_AN_HOUR = 20;

/** What is counted: a person looked up, a code, a call for an officer. */
type Counting = 'nik' | 'code' | 'officer';

const MOST: Readonly<Record<Counting, number>> = {
  nik: TRIES_A_DAY,
  code: TRIES_A_DAY,
  officer: CALLS_AN_HOUR,
};

/** There is no such person in this ward. */
export class PersonUnknown extends Error {
  override readonly name = 'PersonUnknown';
}

/** `locked`: no tries are left for now; `firstTime` once, for the operator is told once. */
export type Counted =
  | {
      readonly locked: false;
      readonly triesLeft: number;
      readonly person: CountedPerson;
    }
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
  what: Counting = 'nik',
): Promise<Counted> {
  const most = MOST[what];
  const day = `${what} ${what === 'officer' ? hourOf(who.now) : wardDay(who.now, who.timeZone)}`;
  const { person: locked, before } = await inBulk(tx, 'tries', { who, day }, lockAndCount);
  if (locked === null) throw new PersonUnknown('no such person in this ward');
  // One over the most is written down too: it is how the next knows that the operator has been told. No more after it.
  if (before > most) return { locked: true, firstTime: false };
  const id = uuid7(who.now, entropy);
  await inBulk(tx, 'try', { id, personId: who.personId, day, at: who.now }, async (tries) => {
    await insertAll(tx, identityTry, tries);
    return tries.map(() => null);
  });
  if (before === most) return { locked: true, firstTime: true };
  return { locked: false, triesLeft: most - before - 1, person: locked };
}

/** The hour of the clock that an instant lies in, as it is written down. */
function hourOf(now: Date): string {
  return now.toISOString().slice(0, 13);
}

/** When the hour of the clock that an instant lies in is over: then calls for an officer go on again. */
export function nextHour(now: Date): Date {
  return new Date((Math.floor(now.getTime() / 3_600_000) + 1) * 3_600_000);
}

/** Locks the people in the order of their ids and counts what they tried on their days. */
async function lockAndCount(
  asked: readonly { readonly who: Trier; readonly day: string }[],
  raw: Raw,
): Promise<{ person: CountedPerson | null; before: number }[]> {
  const ids = listOf(asked.map(({ who }) => who.personId));
  // One behind the other on the same connection: what is counted is counted under the lock.
  const [rows, counts] = await allOf([
    raw<{ id: string; ward_id: string; resident_id: string | null; level: number }[]>`
      select id, ward_id, resident_id, level from person
      where id = any(${ids}::text::uuid[]) order by id for no key update`,
    raw<{ person_id: string; day: string; n: number }[]>`
      select t.person_id, t.day, count(*)::int as n
      from unnest(${ids}::text::uuid[], ${textsOf(asked.map(({ day }) => day))}::text::text[]) as a (person_id, day)
      join identity_try t on t.person_id = a.person_id and t.day = a.day
      group by t.person_id, t.day`,
  ]);
  const people = new Map(rows.map((row) => [row.id, row]));
  const made = new Map(counts.map((one) => [`${one.person_id} ${one.day}`, one.n]));
  return asked.map(({ who, day }) => {
    const row = people.get(who.personId);
    const key = `${who.personId} ${day}`;
    const before = made.get(key) ?? 0;
    // Two chats of one person at the same moment are two tries.
    made.set(key, before + 1);
    const person =
      row && row.ward_id === who.wardId ? { residentId: row.resident_id, level: row.level } : null;
    return { person, before };
  });
}
