import { and, eq } from 'drizzle-orm';
import type { Decided, SignedOne } from '../../flows/kit/calls.ts';
import { local } from '../../flows/kit/when.ts';
import { letter, person, request } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { CertificateOutOfDate, NoCertificate, signingKeyOf } from '../letters/certificates.ts';
import { drawLetter, openData, revokeLetter } from '../letters/issue.ts';
import { issueCounterCode, ResidentUnknown } from '../residents/counter-code.ts';
import type { Action, Actor } from '../staff/access.ts';
import { staffById } from '../staff/staff.ts';
import { lastValidDay, letterContent } from './content.ts';
import { shortName } from './form.ts';
import { move, type OpenRequest, openRequest } from './move.ts';
import { type Consequence, type Done, done, type Office, serviceOf } from './office.ts';
import { decided, gone, holderName, notYours, type Officer, refused } from './outcome.ts';
import { aboutOf, tellResident } from './people.ts';
import { letterFile, mayHaveInChat } from './resident.ts';

/**
 * The lurah signs: for each request the number is drawn and the request moves in one transaction; the PDF is made by
 * the job that follows. One that cannot be signed does not keep the others from it.
 */
export async function sign(
  tx: Tx,
  office: Office,
  officer: Officer,
  tasks: readonly number[],
): Promise<Done<SignedOne[]>> {
  const results: SignedOne[] = [];
  const follow: Consequence[] = [];
  const certified = await hasCertificate(tx, office);
  // In the order of the numbers, so that letters signed together are numbered as they were listed.
  for (const task of [...new Set(tasks)].sort((a, b) => a - b)) {
    const open = await openRequest(tx, office, officer, 'task.sign', { task });
    const applicant = open ? shortName(open.form.applicant.name) : '';
    if (!open) {
      const { result } = await notYours(tx, office, officer, task);
      const why = result.ok ? 'unknown' : result.why;
      results.push({ task, ok: false, letterNumber: null, applicant, why });
    } else if (!certified)
      results.push({ task, ok: false, letterNumber: null, applicant, why: 'noCertificate' });
    else {
      const signed = await signOne(tx, office, officer, open);
      if (signed) follow.push(...signed.follow);
      const before = signed ? null : await numberOf(tx, open.row.id);
      results.push({
        task,
        ok: signed !== null,
        letterNumber: signed?.number ?? before,
        applicant,
        why: signed ? null : before ? 'alreadyDone' : 'wrongState',
      });
    }
  }
  return done(results, follow);
}

async function signOne(
  tx: Tx,
  office: Office,
  officer: Officer,
  open: OpenRequest,
): Promise<{ number: string; follow: Consequence[] } | null> {
  const service = serviceOf(office, open.row.service);
  const signer = await staffById(tx, officer.staffId);
  if (!service || !signer) return null;
  const moved = await move(tx, office, officer, open, { type: 'sign' }, { holderId: officer.staffId });
  if (!moved) return null;
  const drawn = await drawLetter(tx, office, {
    requestId: open.row.id,
    wardId: office.ward.id,
    service: service.slug,
    codes: service.codes,
    data: letterContent(office, service, open.form, signer),
    signedBy: officer.staffId,
    at: office.now,
    validUntil: lastValidDay(office, service),
  });
  return {
    number: drawn.number,
    follow: [
      { kind: 'job', queue: 'letter', letterId: drawn.letterId },
      ...(await gone(tx, office, moved, officer, 'signed')),
    ],
  };
}

/** The number of the letter that was drawn for a request, if it was signed before. */
async function numberOf(tx: Tx, requestId: string): Promise<string | null> {
  const [row] = await tx
    .select({ number: letter.number })
    .from(letter)
    .where(eq(letter.requestId, requestId));
  return row?.number ?? null;
}

async function hasCertificate(tx: Tx, office: Office): Promise<boolean> {
  try {
    await signingKeyOf(tx, office.sealer, office.ward.id, office.now);
    return true;
  } catch (error) {
    if (error instanceof NoCertificate || error instanceof CertificateOutOfDate) return false;
    throw error;
  }
}

/** The letter is made: to the chat of a person at level 2, else to the counter. Called by the job, as the system. */
export async function letterMade(
  tx: Tx,
  office: Office,
  actor: Actor,
  letterId: string,
): Promise<Done<null>> {
  const found = await letterOf(tx, office, actor, letterId, 'letter.make');
  if (!found) return done(null);
  const { open, row } = found;
  const inChat = await mayHaveInChat(tx, open);
  const moved = await move(tx, office, actor, open, { type: 'made', inChat }, { holderId: null });
  return done(null, moved ? [deliver(office, moved, row, inChat)] : []);
}

/** A person has proved possession: what waits at the counter for this person goes to the chat. */
export async function releaseWaiting(tx: Tx, office: Office, actor: Actor): Promise<Consequence[]> {
  if (actor.kind !== 'resident') return [];
  const rows = await tx
    .select({ id: letter.id })
    .from(request)
    .innerJoin(letter, eq(letter.requestId, request.id))
    .where(and(eq(request.personId, actor.personId), eq(request.state, 'ready')));
  const follow: Consequence[] = [];
  for (const { id } of rows) {
    const found = await letterOf(tx, office, actor, id);
    if (!found || !(await mayHaveInChat(tx, found.open))) continue;
    const moved = await move(tx, office, actor, found.open, { type: 'proved' });
    if (moved) follow.push(deliver(office, moved, found.row, true));
  }
  return follow;
}

function deliver(
  office: Office,
  open: OpenRequest,
  row: typeof letter.$inferSelect,
  inChat: boolean,
): Consequence {
  const data = openData(office.sealer, row);
  const service = serviceOf(office, open.row.service);
  // What was promised to be brought is asked for here, else nobody would speak of it again.
  const promised = (service?.documents ?? []).filter((item) => open.form.documents[item.id]?.bring);
  return tellResident(open, {
    kind: 'letter',
    ...aboutOf(open),
    letterNumber: row.number,
    file: inChat ? letterFile(row) : null,
    code: data.verification.code,
    url: data.verification.url,
    originals: [...(service?.originals ?? []), ...promised.map((item) => item.label)],
    mayProve: open.row.residentId !== null,
    validUntil: row.validUntil ? local(row.validUntil.getTime(), office.ward.timeZone).iso : null,
  });
}

/** Handed over at the counter against the KTP: that was seeing the person, so the level rises to 3. */
export async function handOver(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
): Promise<Done<Decided>> {
  const open = await openRequest(tx, office, officer, 'task.handOver', { task });
  if (!open) return notYours(tx, office, officer, task);
  const moved = await move(tx, office, officer, open, { type: 'handOver' });
  if (!moved) return refused(task, 'wrongState', await holderName(tx, open));
  // Only somebody of the register can be recognised by a KTP that the register knows, and only as that resident.
  const raised = open.row.residentId
    ? await tx
        .update(person)
        .set({ level: 3 })
        .where(and(eq(person.id, open.row.personId), eq(person.residentId, open.row.residentId)))
        .returning({ id: person.id })
    : [];
  const [row] = await tx
    .select({ number: letter.number })
    .from(letter)
    .where(eq(letter.requestId, open.row.id));
  const who = shortName(open.form.applicant.name);
  return decided(tx, office, officer, moved, 'handOver', who, [
    tellResident(moved, {
      kind: 'handedOver',
      ...aboutOf(moved),
      letterNumber: row?.number ?? '',
      known: raised.length > 0,
    }),
  ]);
}

/** The lurah takes a letter back; its number stays used, and the resident is told why. */
export async function revoke(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
  reason: string,
): Promise<Done<Decided>> {
  const open = await openRequest(tx, office, officer, 'task.revoke', { task });
  if (!open) return notYours(tx, office, officer, task);
  const [row] = await tx.select().from(letter).where(eq(letter.requestId, open.row.id));
  const moved = row
    ? await move(
        tx,
        office,
        officer,
        open,
        { type: 'revoke' },
        { form: { ...open.form, note: reason }, holderId: null, data: { reason } },
      )
    : null;
  if (!moved || !row) return refused(task, 'wrongState', await holderName(tx, open));
  await revokeLetter(tx, office, row.id, reason, office.now);
  return decided(tx, office, officer, moved, 'revoke', 'warga', [
    tellResident(moved, { kind: 'revoked', ...aboutOf(moved), letterNumber: row.number, reason }),
  ]);
}

/** A code for the person whose letter waits at the counter, given after the KTP was seen. */
export async function counterCodeFor(
  tx: Tx,
  office: Office,
  officer: Officer,
  task: number,
): Promise<{ ok: true; code: string; applicant: string } | { ok: false; why: 'unknown' | 'wrongState' }> {
  const open = await openRequest(tx, office, officer, 'task.code', { task });
  if (!open) return { ok: false, why: 'unknown' };
  if (!open.row.residentId) return { ok: false, why: 'wrongState' };
  try {
    const made = await issueCounterCode(tx, office, {
      wardId: office.ward.id,
      residentId: open.row.residentId,
      staffId: officer.staffId,
      now: office.now,
    });
    return { ok: true, code: made.code, applicant: shortName(open.form.applicant.name) };
  } catch (error) {
    // Died or moved away since the request was made.
    if (error instanceof ResidentUnknown) return { ok: false, why: 'wrongState' };
    throw error;
  }
}

async function letterOf(
  tx: Tx,
  office: Office,
  actor: Actor,
  letterId: string,
  action: Action = 'letter.read',
): Promise<{ open: OpenRequest; row: typeof letter.$inferSelect } | null> {
  const [row] = await tx.select().from(letter).where(eq(letter.id, letterId));
  const open = row ? await openRequest(tx, office, actor, action, { requestId: row.requestId }) : null;
  return row && open ? { open, row } : null;
}
