import { eq } from 'drizzle-orm';
import type { Outcome } from '../../flows/kit/calls.ts';
import type { Attachment } from '../../flows/kit/message.ts';
import { letter, person } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import type { Actor } from '../staff/access.ts';
import { shortName } from './form.ts';
import { move, note, type OpenRequest, openRequest } from './move.ts';
import { type Consequence, type Done, done, type Office } from './office.ts';
import { aboutOf, tellRoles } from './people.ts';
import { ANSWERABLE } from './rules.ts';

/** The resident takes the request back, as long as it is not signed. */
export async function cancel(
  tx: Tx,
  office: Office,
  actor: Actor,
  requestId: string,
): Promise<Done<Outcome>> {
  const open = await openRequest(tx, office, actor, 'request.cancel', { requestId });
  const moved = open ? await move(tx, office, actor, open, { type: 'cancel' }, { holderId: null }) : null;
  if (!moved) return done({ ok: false, why: 'wrongState' });
  const notice = { kind: 'gone', ...aboutOf(moved), what: 'cancelled', by: 'warga' } as const;
  return done({ ok: true }, await tellRoles(tx, office, ['operator', 'kasi', 'seklur', 'lurah'], notice));
}

/** The resident's answer to the office's question, under the task of the one who asked. */
export async function answerOffice(
  tx: Tx,
  office: Office,
  actor: Actor,
  requestId: string,
  text: string,
): Promise<Done<Outcome>> {
  const open = await openRequest(tx, office, actor, 'request.answer', { requestId });
  if (!open || !ANSWERABLE.has(open.row.state)) return done({ ok: false, why: 'closed' });
  const { question } = open.form;
  await note(
    tx,
    office,
    actor,
    open,
    'answer',
    { ...open.form, question: null },
    { question: question?.text ?? null, text },
  );
  const notice = {
    kind: 'reply',
    ...aboutOf(open),
    applicant: shortName(open.form.applicant.name),
    question: question?.text ?? null,
    text,
  } as const;
  const asked = question?.staffId ?? open.row.holderId;
  const follow: Consequence[] = asked
    ? [{ kind: 'tell', to: { staffIds: [asked] }, notice }]
    : await tellRoles(tx, office, ['operator'], notice);
  return done({ ok: true }, follow);
}

/** The letter once more, to its owner; null when it is (still) to be collected or was never made. */
export async function letterAgain(
  tx: Tx,
  office: Office,
  actor: Actor,
  requestId: string,
): Promise<Attachment | null> {
  const open = await openRequest(tx, office, actor, 'letter.read', { requestId }, false);
  if (!open || actor.kind !== 'resident' || !(await mayHaveInChat(tx, open))) return null;
  const [row] = await tx
    .select({ id: letter.id, state: letter.state, number: letter.number })
    .from(letter)
    .where(eq(letter.requestId, requestId));
  return row?.state === 'issued' ? letterFile(row) : null;
}

/**
 * May the letter go to the chat that asked for it? Only while that chat is proved to be of the very resident whom the
 * letter is about: knowing somebody's NIK and birth date is not enough, even for one who is proved as somebody else.
 */
export async function mayHaveInChat(tx: Tx, open: OpenRequest): Promise<boolean> {
  const [who] = await tx
    .select({ level: person.level, residentId: person.residentId })
    .from(person)
    .where(eq(person.id, open.row.personId));
  return (who?.level ?? 0) >= 2 && open.row.residentId !== null && who?.residentId === open.row.residentId;
}

/** A letter as an attachment; its name says which letter, with characters that every system accepts. */
export function letterFile(row: { readonly id: string; readonly number: string }): Attachment {
  return {
    kind: 'letter',
    id: row.id,
    name: `Surat-${row.number.replace(/[^A-Za-z0-9]+/g, '-')}.pdf`,
    mime: 'application/pdf',
  };
}
