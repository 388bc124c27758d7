import type { Decided } from '../../flows/kit/calls.ts';
import type { RequestEvent } from '../../flows/request.ts';
import type { Tx } from '../db/types.ts';
import type { Action } from '../staff/access.ts';
import { type Change, move, note, type OpenRequest, openRequest } from './move.ts';
import type { Consequence, Done, Office } from './office.ts';
import {
  decided,
  gone,
  holderName,
  lastActor,
  lastChecker,
  lastEvent,
  notYours,
  type Officer,
  refused,
} from './outcome.ts';
import { aboutOf, DESK_NAME, LURAH_NAME, tellResident, tellRoles } from './people.ts';
import { ANSWERABLE, itemsOf } from './rules.ts';

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
