import { asc, eq } from 'drizzle-orm';
import { conversation, notice } from '../../src/db/schema/index.ts';
import { Ids } from '../../src/engine/ids.ts';
import { WardBook } from '../../src/engine/office-of.ts';
import type { RequestsFixture } from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';

/** What the engine's work beside the turns is given, and what it leaves. */

/** Wards and ids of the fixture's database, as a process has them. */
export function processOf({ clock, sql, db }: RequestsFixture) {
  const ids = new Ids(sql);
  const wards = new WardBook({ clock, ...deps, services: [], ids, verifyUrl: (code) => code });
  return { ...deps, clock, sql, db, ids, wards };
}

/** All notices there are, opened, in the order they were written. */
export async function toldIn({ db }: RequestsFixture) {
  const rows = await db.select().from(notice).orderBy(asc(notice.id));
  return rows.map(({ id, conversationId, body, key }) => ({
    to: conversationId,
    key,
    ...(JSON.parse(deps.sealer.openText(`notice|body|${id}`, body)) as { kind: string }),
  }));
}

/** A chat as it is stored. */
export async function chatRow({ db }: RequestsFixture, id: number) {
  const [row] = await db.select().from(conversation).where(eq(conversation.id, id));
  if (!row) throw new Error('no such chat');
  return row;
}

/** Changes a chat as something else of the office would have. */
export const changeChat = (
  { db }: RequestsFixture,
  id: number,
  to: Partial<typeof conversation.$inferInsert>,
) => db.update(conversation).set(to).where(eq(conversation.id, id));
