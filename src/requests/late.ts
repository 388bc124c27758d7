import { eq } from 'drizzle-orm';
import { request } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import type { Actor } from '../staff/access.ts';
import { note, openRequest } from './move.ts';
import { type Consequence, type Office, serviceOf } from './office.ts';
import { aboutOf, holderOf, tellResident, tellRoles } from './people.ts';
import { lateTimer, promise } from './submit.ts';

const SYSTEM: Actor = { kind: 'system', channel: 'system' };

/** States in which the office is the one that keeps somebody waiting. */
const WAITING = new Set(['submitted', 'checking', 'verified']);

/**
 * The promised time has come. If the office still has the request, the resident gets an apology and a new time before
 * asking, and the holder a nudge; the second time the next one up is told as well.
 */
export async function lateRequest(
  tx: Tx,
  office: Office,
  requestId: string,
  promised: Date,
): Promise<Consequence[]> {
  const open = await openRequest(tx, office, SYSTEM, 'request.read', { requestId });
  if (!open || !WAITING.has(open.row.state) || open.row.dueAt.getTime() !== promised.getTime()) return [];
  const dueAt = promise(
    office,
    Math.max(30, Math.ceil((serviceOf(office, open.row.service)?.standard.minutes ?? 60) / 2)),
  );
  await tx
    .update(request)
    .set({ dueAt, lateSince: open.row.lateSince ?? promised })
    .where(eq(request.id, requestId));
  await note(tx, office, SYSTEM, open, 'late', open.form, { promised: promised.toISOString() });
  const notice = { kind: 'task', ...aboutOf(open), why: 'late', note: null } as const;
  const holders: Consequence[] =
    open.row.state === 'verified'
      ? await tellRoles(tx, office, ['lurah', 'seklur'], notice)
      : open.row.holderId
        ? [
            { kind: 'tell', to: { staffIds: [open.row.holderId] }, notice },
            ...(await tellRoles(tx, office, ['kasi'], notice, open.row.holderId)),
          ]
        : await tellRoles(tx, office, ['operator', 'kasi'], notice);
  return [
    tellResident(open, {
      kind: 'late',
      ...aboutOf(open),
      dueAt: dueAt.toISOString(),
      holder: holderOf(open.row.state),
    }),
    ...holders,
    lateTimer(requestId, dueAt),
  ];
}
