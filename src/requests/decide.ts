import { and, desc, eq } from 'drizzle-orm';
import type { Decided, DecisionRefusal } from '../../flows/kit/calls.ts';
import type { RequestEvent } from '../../flows/request.ts';
import { requestEvent, staff } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import type { Action, Actor } from '../staff/access.ts';
import type { RequestForm } from './form.ts';
import { type Change, move, note, type OpenRequest, openRequest } from './move.ts';
import { type Consequence, type Done, done, type Office } from './office.ts';
import { aboutOf, DESK_NAME, holderOf, LURAH_NAME, tellResident, tellRoles } from './people.ts';
import { cardOf } from './read.ts';
import { ANSWERABLE, itemsOf, UNDO_MS, UNDOABLE } from './rules.ts';

/** A member of the office who decides. */
export type Officer = Extract<Actor, { kind: 'staff' }>;

/** The first one takes a task; the others' cards are changed, and the second is told who was first. */
export async function take(tx: Tx, office: Office, officer: Officer, task: number): Promise<Done<Decided>> {
  const open = await openRequest(tx, office, officer, 'task.take', { task });
  if (!open) return notYours(tx, office, officer, task);
  if (open.row.holderId === officer.staffId && open.row.state === 'checking')
    return decided(tx, office, officer, open, 'take', officer.name, []);
  if (open.row.state === 'cancelled') return refused(task, 'cancelled');
  if (open.row.state !== 'submitted') return refused(task, 'alreadyTaken', await holderName(tx, open));
  const again = (await lastEvent(tx, open.row.id))?.type === 'undo';
  const moved = await move(tx, office, officer, open, { type: 'take' }, { holderId: officer.staffId });
  if (!moved) return refused(task, 'wrongState');
  return decided(tx, office, officer, moved, 'take', officer.name, [
    // Taken, given back and taken by a colleague: for the resident nothing has changed since the first time.
    ...(again
      ? []
      : [tellResident(moved, { kind: 'moved', ...aboutOf(moved), what: 'taken', holder: DESK_NAME })]),
    ...(await gone(tx, office, moved, officer, 'taken')),
  ]);
}

/** On to the lurah. Passing an untaken task takes it first: two moves, both in the history. */
export async function pass(tx: Tx, office: Office, officer: Officer, task: number): Promise<Done<Decided>> {
  return decideAtDesk(
    tx,
    office,
    officer,
    task,
    'task.pass',
    { type: 'pass' },
    () => ({ holderId: null }),
    async (moved) => ({
      did: 'pass',
      who: LURAH_NAME,
      follow: [
        tellResident(moved, { kind: 'moved', ...aboutOf(moved), what: 'passed', holder: LURAH_NAME }),
        ...(await tellRoles(tx, office, ['lurah'], {
          kind: 'task',
          ...aboutOf(moved),
          why: 'passed',
          note: null,
        })),
      ],
    }),
  );
}

/** Back to the resident: everything that is missing at once, each with its reason. */
export async function returnItems(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
  items: readonly { id: string; reason: string }[],
): Promise<Done<Decided>> {
  const change = (open: OpenRequest): Change | null => {
    const labels = new Map(itemsOf(office, open).map((item) => [item.id, item.label]));
    const returned = items.flatMap(({ id, reason }) =>
      labels.has(id) ? [{ id, label: labels.get(id) ?? id, reason }] : [],
    );
    if (returned.length === 0) return null;
    return { form: { ...open.form, returned }, holderId: null, data: { items: returned } };
  };
  return decideAtDesk(
    tx,
    office,
    officer,
    task,
    'task.return',
    { type: 'return' },
    change,
    async (moved) => ({
      did: 'return',
      who: 'warga',
      follow: [tellResident(moved, { kind: 'returned', ...aboutOf(moved), items: moved.form.returned })],
    }),
  );
}

/** No, with the reason, which the resident reads. */
export async function refuse(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
  reason: string,
): Promise<Done<Decided>> {
  return decideAtDesk(
    tx,
    office,
    officer,
    task,
    'task.refuse',
    { type: 'refuse' },
    (open) => ({ form: { ...open.form, note: reason }, holderId: null, data: { reason } }),
    async (moved) => ({
      did: 'refuse',
      who: 'warga',
      follow: [tellResident(moved, { kind: 'refused', ...aboutOf(moved), reason })],
    }),
  );
}

/** The lurah gives it back to the desk with a note. */
export async function sendBack(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
  text: string,
): Promise<Done<Decided>> {
  const open = await openRequest(tx, office, officer, 'task.sendBack', { task });
  if (!open) return notYours(tx, office, officer, task);
  const checker = await lastChecker(tx, open.row.id);
  const moved = await move(
    tx,
    office,
    officer,
    open,
    { type: 'sendBack' },
    { form: { ...open.form, note: text }, holderId: checker?.id ?? null, data: { note: text } },
  );
  if (!moved) return refused(task, 'wrongState', await holderName(tx, open));
  const notice = { kind: 'task', ...aboutOf(moved), why: 'sentBack', note: text } as const;
  const toDesk: Consequence[] = checker
    ? [{ kind: 'tell', to: { staffIds: [checker.id] }, notice }]
    : await tellRoles(tx, office, ['operator'], notice);
  return decided(tx, office, officer, moved, 'sendBack', checker?.name ?? DESK_NAME, [
    ...toDesk,
    tellResident(moved, { kind: 'moved', ...aboutOf(moved), what: 'sentBack', holder: DESK_NAME }),
  ]);
}

/** A question to the resident; the request stays where it is, the answer comes back under the task. */
export async function askResident(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
  text: string,
): Promise<Done<Decided>> {
  const open = await openRequest(tx, office, officer, 'task.ask', { task });
  if (!open) return refused(task, 'unknown');
  if (!ANSWERABLE.has(open.row.state)) return refused(task, 'wrongState', await holderName(tx, open));
  await note(
    tx,
    office,
    officer,
    open,
    'ask',
    { ...open.form, question: { text, staffId: officer.staffId } },
    { text },
  );
  return decided(tx, office, officer, open, 'ask', 'warga', [
    tellResident(open, { kind: 'question', ...aboutOf(open), text }),
  ]);
}

/** Takes one's own last decision back within two minutes; whoever was told is told that it does not hold. */
export async function undo(tx: Tx, office: Office, officer: Officer, task: number): Promise<Done<Decided>> {
  const open = await openRequest(tx, office, officer, 'task.undo', { task });
  if (!open) return refused(task, 'unknown');
  const last = await lastEvent(tx, open.row.id);
  if (last?.actor !== 'staff' || !UNDOABLE.has(last.type)) return refused(task, 'nothing');
  if (last.staffId !== officer.staffId) return refused(task, 'notAllowed', await lastActor(tx, open.row.id));
  if (office.now.getTime() - last.at.getTime() > UNDO_MS) return refused(task, 'tooLate');
  const holderId = last.type === 'take' || last.type === 'sendBack' ? null : officer.staffId;
  const form: RequestForm = {
    ...open.form,
    note: null,
    returned: last.type === 'return' ? [] : open.form.returned,
  };
  const moved = await move(tx, office, officer, open, { type: 'undo' }, { holderId, form });
  if (!moved) return refused(task, 'nothing');
  const follow: Consequence[] = [];
  if (last.type === 'pass')
    follow.push(
      ...(await tellRoles(tx, office, ['lurah'], {
        kind: 'gone',
        ...aboutOf(moved),
        what: 'undone',
        by: officer.name,
      })),
    );
  if (last.type === 'sendBack')
    follow.push(
      ...(await tellRoles(tx, office, ['operator', 'kasi', 'seklur'], {
        kind: 'gone',
        ...aboutOf(moved),
        what: 'undone',
        by: officer.name,
      })),
    );
  if (last.type === 'take')
    follow.push(
      ...(await tellRoles(
        tx,
        office,
        ['operator'],
        { kind: 'task', ...aboutOf(moved), why: 'undone', note: null },
        officer.staffId,
      )),
    );
  else
    follow.push(
      tellResident(moved, {
        kind: 'moved',
        ...aboutOf(moved),
        what: 'undone',
        holder: holderOf(moved.row.state),
      }),
    );
  return decided(tx, office, officer, moved, 'undo', last.type === 'take' ? 'antrean' : 'Anda', follow);
}

type Outcome = { readonly did: string; readonly who: string; readonly follow: readonly Consequence[] };

/** A decision at the desk: an untaken task is taken by deciding; one that a colleague holds may be decided by any officer on it. */
async function decideAtDesk(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
  action: Action,
  event: RequestEvent,
  change: (open: OpenRequest) => Change | null,
  after: (moved: OpenRequest) => Promise<Outcome>,
): Promise<Done<Decided>> {
  const found = await openRequest(tx, office, officer, action, { task });
  if (!found) return notYours(tx, office, officer, task);
  if (found.row.state === 'cancelled') return refused(task, 'cancelled');
  const wanted = change(found);
  if (!wanted) return refused(task, 'wrongState');
  const untaken = found.row.state === 'submitted';
  const open = untaken
    ? await move(tx, office, officer, found, { type: 'take' }, { holderId: officer.staffId })
    : found;
  const moved = open ? await move(tx, office, officer, open, event, wanted) : null;
  if (!moved) {
    const who = await lastActor(tx, found.row.id);
    return refused(task, 'alreadyDone', who === officer.name ? 'Anda' : who);
  }
  const outcome = await after(moved);
  const others = await gone(tx, office, moved, officer, 'decided');
  return decided(tx, office, officer, moved, outcome.did, outcome.who, [...outcome.follow, ...others]);
}

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

/** The name of who holds a request; else of who moved it last. */
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

async function lastEvent(tx: Tx, requestId: string): Promise<typeof requestEvent.$inferSelect | undefined> {
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

async function lastActor(tx: Tx, requestId: string): Promise<string | null> {
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
async function lastChecker(tx: Tx, requestId: string): Promise<{ id: string; name: string } | null> {
  const [row] = await tx
    .select({ id: staff.id, name: staff.name })
    .from(requestEvent)
    .innerJoin(staff, eq(staff.id, requestEvent.staffId))
    .where(and(eq(requestEvent.requestId, requestId), eq(requestEvent.type, 'pass'), eq(staff.active, true)))
    .orderBy(desc(requestEvent.id))
    .limit(1);
  return row ?? null;
}
