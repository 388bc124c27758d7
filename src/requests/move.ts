import { and, eq } from 'drizzle-orm';
import { createActor, transition } from 'xstate';
import { z } from 'zod';
import { type RequestContext, type RequestEvent, requestMachine } from '../../flows/request.ts';
import { inBulk } from '../db/in-bulk.ts';
import { insertAll } from '../db/insert-all.ts';
import { request, requestEvent } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type Action, type Actor, may } from '../staff/access.ts';
import { openForm, type RequestForm, sealForm } from './form.ts';
import type { Office } from './office.ts';

/** A request as read under its lock, with the form opened. */
export interface OpenRequest {
  readonly row: typeof request.$inferSelect;
  readonly form: RequestForm;
  readonly context: RequestContext;
}

/** A request by its id, or by the task number that the office uses. */
export interface Reference {
  readonly requestId?: string;
  readonly task?: number;
}

const Context = z.object({ before: z.string().nullable() });

/** States after which nothing waits any more. */
const ENDED = new Set(['delivered', 'collected', 'refused', 'cancelled', 'revoked']);

/**
 * Reads a request of the ward and locks it until the transaction ends; null when there is none, or when the actor
 * has no right to do this to it: what is not yours does not exist.
 */
export async function openRequest(
  tx: Tx,
  office: Office,
  actor: Actor,
  action: Action,
  which: Reference,
  lock = true,
): Promise<OpenRequest | null> {
  const by =
    which.requestId === undefined ? eq(request.task, which.task ?? -1) : eq(request.id, which.requestId);
  const query = tx
    .select()
    .from(request)
    .where(and(eq(request.wardId, office.ward.id), by))
    .limit(1);
  const [row] = lock ? await query.for('no key update') : await query;
  if (!row || !may(actor, action, row)) return null;
  return { row, form: openForm(office.sealer, row.id, row.form), context: openContext(office, row) };
}

function openContext(office: Office, row: typeof request.$inferSelect): RequestContext {
  return Context.parse(JSON.parse(office.sealer.openText(`request|context|${row.id}`, row.context)));
}

/** What a move changes besides the state. */
export interface Change {
  readonly form?: RequestForm;
  /** undefined leaves the holder; null frees the request. */
  readonly holderId?: string | null;
  readonly dueAt?: Date;
  /** Kept sealed with the event: reasons, items, notes. */
  readonly data?: Record<string, unknown>;
}

/** The state after the event, or null when the request's machine does not take it now. */
export function stateAfter(
  state: string,
  context: RequestContext,
  event: RequestEvent,
): { state: string; context: RequestContext } | null {
  const snapshot = createActor(requestMachine, {
    snapshot: requestMachine.resolveState({ value: state, context }),
  }).getSnapshot();
  if (!snapshot.can(event)) return null;
  const [next] = transition(requestMachine, snapshot, event);
  return { state: String(next.value), context: next.context };
}

/** Moves a request and appends what happened. null: that does not fit its present state, and nothing was written. */
export async function move(
  tx: Tx,
  office: Office,
  actor: Actor,
  open: OpenRequest,
  event: RequestEvent,
  change: Change = {},
): Promise<OpenRequest | null> {
  const after = stateAfter(open.row.state, open.context, event);
  if (!after) return null;
  const { row } = open;
  const form = change.form ?? open.form;
  const [moved] = await tx
    .update(request)
    .set({
      state: after.state,
      context: office.sealer.seal(`request|context|${row.id}`, JSON.stringify(after.context)),
      ...(change.form ? { form: sealForm(office.sealer, row.id, change.form) } : {}),
      ...(change.holderId !== undefined ? { holderId: change.holderId } : {}),
      // A new promise begins without the lateness of the one before.
      ...(change.dueAt ? { dueAt: change.dueAt, lateSince: null } : {}),
      endedAt: ENDED.has(after.state) ? office.now : null,
      version: row.version + 1,
    })
    .where(eq(request.id, row.id))
    .returning();
  await appendEvent(tx, office, actor, {
    requestId: row.id,
    type: event.type,
    from: row.state,
    to: after.state,
    data: change.data ?? {},
  });
  if (!moved) throw new Error('a locked request vanished');
  return { row: moved, form, context: after.context };
}

/** Changes what is written in the form without moving the request (a question, an answer), and appends it. */
export async function note(
  tx: Tx,
  office: Office,
  actor: Actor,
  open: OpenRequest,
  type: string,
  form: RequestForm,
  data: Record<string, unknown>,
): Promise<void> {
  await tx
    .update(request)
    .set({ form: sealForm(office.sealer, open.row.id, form), version: open.row.version + 1 })
    .where(eq(request.id, open.row.id));
  await appendEvent(tx, office, actor, {
    requestId: open.row.id,
    type,
    from: open.row.state,
    to: open.row.state,
    data,
  });
}

/** One row of the history: who, when, from which channel, what. */
export async function appendEvent(
  tx: Tx,
  office: Office,
  actor: Actor,
  what: { requestId: string; type: string; from: string | null; to: string; data: Record<string, unknown> },
): Promise<void> {
  await inBulk(tx, 'event', eventRow(office, actor, what), async (rows) => {
    await insertAll(tx, requestEvent, rows);
    return rows.map(() => null);
  });
}

/** That row, for whoever writes it together with something else. */
export function eventRow(
  office: Office,
  actor: Actor,
  what: { requestId: string; type: string; from: string | null; to: string; data: Record<string, unknown> },
): typeof requestEvent.$inferInsert {
  const id = office.ids.next();
  return {
    id,
    requestId: what.requestId,
    wardId: office.ward.id,
    at: office.now,
    type: what.type,
    fromState: what.from,
    toState: what.to,
    actor: actor.kind,
    staffId: actor.kind === 'staff' ? actor.staffId : null,
    channel: actor.channel,
    data: office.sealer.seal(`request_event|data|${id}`, JSON.stringify(what.data)),
  };
}
