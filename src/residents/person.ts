import { sql } from 'drizzle-orm';
import { inBulk } from '../db/in-bulk.ts';
import { listOf } from '../db/lists.ts';
import { person } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';

/** Somebody who writes to us, as kept. */
export type Person = typeof person.$inferSelect;

/** One person by id, or null; those that are asked for at the same moment are read together. */
export function personById(tx: Tx, personId: string): Promise<Person | null> {
  return inBulk(tx, 'person', personId, async (ids) => {
    const rows = await tx
      .select()
      .from(person)
      .where(sql`${person.id} = any(${listOf(ids)}::text::uuid[])`);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}
