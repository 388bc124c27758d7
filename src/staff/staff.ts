import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { conversation, invite, staff } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';

/** A member of the ward office, as kept. */
export type Staff = typeof staff.$inferSelect;
/** A role in the office. */
export type StaffRole = Staff['role'];

/** Roles in the order of the office. */
export const STAFF_ROLES: readonly StaffRole[] = ['lurah', 'seklur', 'kasi', 'operator'];

/** There is no such member of staff, or no longer. */
export class StaffUnknown extends Error {
  override readonly name = 'StaffUnknown';
}

/** Everybody of a ward who still works there, by role and name. */
export async function staffOf(tx: Tx, wardId: string): Promise<Staff[]> {
  const rows = await tx
    .select()
    .from(staff)
    .where(and(eq(staff.wardId, wardId), eq(staff.active, true)))
    .orderBy(asc(staff.name), asc(staff.id));
  return rows.sort((a, b) => STAFF_ROLES.indexOf(a.role) - STAFF_ROLES.indexOf(b.role));
}

/** Those of the ward with one of these roles who are on duty now, oldest post first. */
export async function onDuty(tx: Tx, wardId: string, roles: readonly StaffRole[]): Promise<Staff[]> {
  if (roles.length === 0) return [];
  return tx
    .select()
    .from(staff)
    .where(
      and(
        eq(staff.wardId, wardId),
        inArray(staff.role, [...roles]),
        eq(staff.active, true),
        eq(staff.onDuty, true),
      ),
    )
    .orderBy(asc(staff.createdAt), asc(staff.id));
}

/** The operators who get the ward's new tasks. */
export function onDutyOperators(tx: Tx, wardId: string): Promise<Staff[]> {
  return onDuty(tx, wardId, ['operator']);
}

/** One member of staff, whether still active or not; null when there never was one. */
export async function staffById(tx: Tx, staffId: string): Promise<Staff | null> {
  const [row] = await tx.select().from(staff).where(eq(staff.id, staffId)).limit(1);
  return row ?? null;
}

/** Goes on or off duty. StaffUnknown when the person does not work here any more. */
export async function setOnDuty(tx: Tx, staffId: string, isOnDuty: boolean): Promise<Staff> {
  const [row] = await tx
    .update(staff)
    .set({ onDuty: isOnDuty })
    .where(and(eq(staff.id, staffId), eq(staff.active, true)))
    .returning();
  if (row === undefined) throw new StaffUnknown('no such active member of staff');
  return row;
}

/** How new tasks are told: each at once, or those after the first together every quarter of an hour. */
export async function setTaskPace(tx: Tx, staffId: string, together: boolean): Promise<void> {
  await tx.update(staff).set({ batchTasks: together }).where(eq(staff.id, staffId));
}

/**
 * Ends somebody's work here at once: no duty, no open invite, no chat bound. The row stays, for letters and events
 * name it. Returns the ids of the conversations that were let go. StaffUnknown when there is no such person.
 */
export async function deactivate(tx: Tx, staffId: string, now: Date): Promise<{ unbound: number[] }> {
  const rows = await tx
    .update(staff)
    .set({ active: false, onDuty: false })
    .where(eq(staff.id, staffId))
    .returning({ id: staff.id });
  if (rows.length === 0) throw new StaffUnknown('no such member of staff');
  await voidInvites(tx, staffId, now);
  return { unbound: await unbind(tx, staffId) };
}

/** Takes all chats from a member of staff (a lost phone); the person stays active. Returns the conversations' ids. */
export async function unbind(tx: Tx, staffId: string): Promise<number[]> {
  const rows = await tx
    .update(conversation)
    .set({ staffId: null })
    .where(eq(conversation.staffId, staffId))
    .returning({ id: conversation.id });
  return rows.map((row) => row.id);
}

/** Makes the open invites of a member of staff worthless from `now` on. */
export async function voidInvites(tx: Tx, staffId: string, now: Date): Promise<void> {
  await tx
    .update(invite)
    .set({ expiresAt: now })
    .where(and(eq(invite.staffId, staffId), isNull(invite.usedAt), gt(invite.expiresAt, now)));
}
