import type { Decided } from '../../flows/kit/calls.ts';
import type { Tx } from '../db/types.ts';
import type { RequestForm } from './form.ts';
import { move, openRequest } from './move.ts';
import type { Consequence, Done, Office } from './office.ts';
import { decided, lastActor, lastEvent, type Officer, refused } from './outcome.ts';
import { aboutOf, holderOf, tellResident, tellRoles } from './people.ts';
import { UNDO_MS, UNDOABLE } from './rules.ts';

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
