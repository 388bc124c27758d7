import { and, desc, eq } from 'drizzle-orm';
import type { Decided, DecisionRefusal } from '../../flows/kit/calls.ts';
import { requestEvent, staff } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import type { Actor } from '../staff/access.ts';
import { type OpenRequest, openRequest } from './move.ts';
import { type Consequence, type Done, done, type Office } from './office.ts';
import { aboutOf, tellRoles } from './people.ts';
import { cardOf } from './read.ts';

/** A member of the office who decides. */
export type Officer = Extract<Actor, { kind: 'staff' }>;

/** The cards that colleagues still have are changed. */
export async function gone(
  tx: Tx,
  office: Office,
  open: OpenRequest,
  officer: Officer,
  what: 'taken' | 'decided' | 'signed',
): Promise<Consequence[]> {
  return tellRoles(
    tx,
    office,
    ['operator', 'kasi', 'seklur'],
    { kind: 'gone', ...aboutOf(open), what, by: officer.name },
    officer.staffId,
  );
}

/** The answer to a decision that was taken, with the card where it is shown again. */
export async function decided(
  tx: Tx,
  office: Office,
  officer: Officer,
  open: OpenRequest,
  did: string,
  who: string,
  follow: readonly Consequence[],
): Promise<Done<Decided>> {
  const card = did === 'take' || did === 'undo' ? await cardOf(tx, office, officer, open) : null;
  return done(
    { ok: true, task: open.row.task, number: open.row.number, requestId: open.row.id, did, who, card },
    follow,
  );
}

/** The answer to a decision that could not be taken. */
export function refused(task: number, why: DecisionRefusal, who: string | null = null): Done<Decided> {
  return done({ ok: false, task, why, who });
}

/** A task of another role is named as such; what the officer may not even read does not exist. */
export async function notYours(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
): Promise<Done<Decided>> {
  const seen = await openRequest(tx, office, officer, 'task.read', { task }, false);
  return refused(task, seen ? 'notAllowed' : 'unknown');
}

/** The newest event of a request. */
export async function lastEvent(
  tx: Tx,
  requestId: string,
): Promise<typeof requestEvent.$inferSelect | undefined> {
  const [last] = await tx
    .select()
    .from(requestEvent)
    .where(eq(requestEvent.requestId, requestId))
    .orderBy(desc(requestEvent.id))
    .limit(1);
  return last;
}

/** The name of the one who holds the request, else of the one who decided last. */
export async function holderName(tx: Tx, open: OpenRequest): Promise<string | null> {
  if (!open.row.holderId) return lastActor(tx, open.row.id);
  const [row] = await tx.select({ name: staff.name }).from(staff).where(eq(staff.id, open.row.holderId));
  return row?.name ?? null;
}

/** The name of the member of staff who decided last. */
export async function lastActor(tx: Tx, requestId: string): Promise<string | null> {
  const [row] = await tx
    .select({ name: staff.name })
    .from(requestEvent)
    .innerJoin(staff, eq(staff.id, requestEvent.staffId))
    .where(eq(requestEvent.requestId, requestId))
    .orderBy(desc(requestEvent.id))
    .limit(1);
  return row?.name ?? null;
}

/** Who passed it on last: a note of the lurah goes back to that desk. */
export async function lastChecker(tx: Tx, requestId: string): Promise<{ id: string; name: string } | null> {
  const [row] = await tx
    .select({ id: staff.id, name: staff.name })
    .from(requestEvent)
    .innerJoin(staff, eq(staff.id, requestEvent.staffId))
    .where(and(eq(requestEvent.requestId, requestId), eq(requestEvent.type, 'pass'), eq(staff.active, true)))
    .orderBy(desc(requestEvent.id))
    .limit(1);
  return row ?? null;
}
