import { eq } from 'drizzle-orm';
import { addWorkingMinutes, isOpen, nextOpening } from '../../flows/kit/calendar.ts';
import type { Draft, Receipt, Submission } from '../../flows/kit/calls.ts';
import { dayInWords, local } from '../../flows/kit/when.ts';
import { allOf } from '../db/bulk.ts';
import { inBulk, type Raw } from '../db/in-bulk.ts';
import { insertAll } from '../db/insert-all.ts';
import { person, request, requestEvent } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { attachToRequest } from '../documents/documents.ts';
import { uuid7 } from '../entropy.ts';
import { personById } from '../residents/person.ts';
import { familyOf, residentById } from '../residents/register.ts';
import type { Resident } from '../residents/resident.ts';
import { type Actor, NotAllowed } from '../staff/access.ts';
import { Applicant, type Member, type RequestForm, sealForm } from './form.ts';
import { eventRow, move, openRequest } from './move.ts';
import { type Consequence, type Done, done, type Office, serviceOf } from './office.ts';
import { aboutOf, DESK_NAME, tellRoles, tellStaff, whoWorks } from './people.ts';

/** The draft does not fit the service: a field or paper is missing. A bug of the flow or a forged call, never a reply. */
export class DraftIncomplete extends Error {
  override readonly name = 'DraftIncomplete';
}

/**
 * Takes a request in: number, promise, event, task for the desk. The resident is the actor. null: the draft was made for
 * somebody else than the person speaks for by now ("Bukan, orang lain" was said in another letter or chat); nothing is written.
 */
export async function submit(
  tx: Tx,
  office: Office,
  actor: Actor,
  draft: Submission,
): Promise<Done<Receipt | null>> {
  if (actor.kind !== 'resident') throw new NotAllowed('only a resident submits');
  const service = serviceOf(office, draft.service);
  if (!service) throw new DraftIncomplete('no such service');
  // Before anything else: no number is drawn for nothing.
  const who = await personById(tx, actor.personId);
  if (!who) throw new NotAllowed('no such person');
  if (draft.residentId !== null && draft.residentId !== who.residentId) return done(null);
  // What does not wait for each other is asked at once: the turns of a batch take as long as the longest of them.
  const [form, { number, task }, desk] = await allOf([
    formOf(tx, office, draft),
    drawRequestNumber(tx, office),
    whoWorks(tx, office, ['operator']),
  ]);
  const id = uuid7(office.now, office.entropy);
  const dueAt = promise(office, service.standard.minutes);
  const row: typeof request.$inferInsert = {
    id,
    wardId: office.ward.id,
    service: service.slug,
    number,
    task,
    personId: actor.personId,
    conversationId: actor.conversationId,
    residentId: form.matched ? who.residentId : null,
    state: 'submitted',
    context: office.sealer.seal(`request|context|${id}`, JSON.stringify({ before: null })),
    form: sealForm(office.sealer, id, form),
    submittedAt: office.now,
    dueAt,
  };
  const event = eventRow(office, actor, {
    requestId: id,
    type: 'submit',
    from: null,
    to: 'submitted',
    data: {},
  });
  await inBulk(tx, 'request', { row, event }, async (all) => {
    // One behind the other: the event speaks of a request that is there.
    await allOf([
      insertAll(
        tx,
        request,
        all.map((one) => one.row),
      ),
      insertAll(
        tx,
        requestEvent,
        all.map((one) => one.event),
      ),
    ]);
    return all.map(() => null);
  });
  await attachToRequest(tx, documentIds(form), id);
  const about = { requestId: id, task, number, service: service.slug };
  const follow = tellStaff(desk, { kind: 'task', ...about, why: 'new', note: null });
  return done(receipt(office, id, number, dueAt, who.level), [...follow, lateTimer(id, dueAt)]);
}

/** Takes a returned request back, with what was missing; it goes to the whole desk. */
export async function resubmit(
  tx: Tx,
  office: Office,
  actor: Actor,
  requestId: string,
  draft: Draft,
): Promise<Done<Receipt>> {
  const open = await openRequest(tx, office, actor, 'request.resubmit', { requestId });
  if (!open) throw new NotAllowed('no such request of this person');
  const service = serviceOf(office, open.row.service);
  if (!service) throw new DraftIncomplete('no such service');
  const [who] = await tx.select({ level: person.level }).from(person).where(eq(person.id, open.row.personId));
  const form: RequestForm = {
    ...open.form,
    answers: { ...open.form.answers, ...draft.answers },
    documents: { ...open.form.documents, ...copyDocuments(draft) },
    returned: [],
  };
  const dueAt = promise(office, service.standard.minutes);
  const moved = await move(tx, office, actor, open, { type: 'resubmit' }, { form, holderId: null, dueAt });
  // Taken back or cancelled meanwhile: what was sent is not lost, but there is nothing to resubmit.
  if (!moved)
    return done({
      ...receipt(office, open.row.id, open.row.number, open.row.dueAt, who?.level ?? 0),
      tooLate: true,
    });
  await attachToRequest(tx, documentIds(form), open.row.id);
  const follow = await tellRoles(tx, office, ['operator'], {
    kind: 'task',
    ...aboutOf(moved),
    why: 'again',
    note: null,
  });
  return done(receipt(office, moved.row.id, moved.row.number, dueAt, who?.level ?? 0), [
    ...follow,
    lateTimer(moved.row.id, dueAt),
  ]);
}

/** The instant promised: working minutes from now, rounded up to a quarter of an hour. */
export function promise(office: Office, minutes: number): Date {
  const quarter = 15 * 60_000;
  const exact = addWorkingMinutes(office.calendar, office.now.getTime(), minutes);
  const rounded = Math.ceil(exact / quarter) * quarter;
  return new Date(rounded);
}

/** The timer that looks, at the promised time, whether the promise was kept. */
export function lateTimer(requestId: string, dueAt: Date): Consequence {
  return { kind: 'timer', what: 'late', requestId, dueAt, key: `late:${requestId}:${dueAt.getTime()}` };
}

function receipt(office: Office, requestId: string, number: string, dueAt: Date, level: number): Receipt {
  const now = office.now.getTime();
  const opensAt = isOpen(office.calendar, now)
    ? null
    : new Date(nextOpening(office.calendar, now)).toISOString();
  return { requestId, number, holder: DESK_NAME, dueAt: dueAt.toISOString(), opensAt, level };
}

/** NKT2-261121-007: short name, day, number of the day; and the ward's running task number. */
async function drawRequestNumber(tx: Tx, office: Office): Promise<{ number: string; task: number }> {
  const day = local(office.now.getTime(), office.ward.timeZone).iso;
  const wardId = office.ward.id;
  const [ofDay, task] = await Promise.all([
    inBulk(tx, 'counter', { wardId, name: 'request', period: day }, drawAll),
    inBulk(tx, 'counter', { wardId, name: 'task', period: 'all' }, drawAll),
  ]);
  return {
    number: `${office.ward.short}-${day.slice(2).replaceAll('-', '')}-${String(ofDay).padStart(3, '0')}`,
    task,
  };
}

interface Counter {
  readonly wardId: string;
  readonly name: string;
  readonly period: string;
}

/** The next number of each counter, in the order of the asking: each counter is raised once by as many as are wanted. */
async function drawAll(asked: readonly Counter[], raw: Raw): Promise<number[]> {
  const keyOf = (one: Counter) => `${one.wardId} ${one.name} ${one.period}`;
  const wanted = new Map<string, Counter & { count: number }>();
  for (const one of asked) {
    const same = wanted.get(keyOf(one));
    if (same) same.count += 1;
    else wanted.set(keyOf(one), { ...one, count: 1 });
  }
  // In one order always, so that two processes never wait for each other in a circle.
  const counters = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const rows = await raw<{ ward_id: string; name: string; period: string; value: number }[]>`
    insert into counter (ward_id, name, period, value)
    select * from unnest(
      ${counters.map((one) => one.wardId)}::uuid[], ${counters.map((one) => one.name)}::text[],
      ${counters.map((one) => one.period)}::text[], ${counters.map((one) => one.count)}::int[]
    )
    on conflict (ward_id, name, period) do update set value = counter.value + excluded.value
    returning ward_id, name, period, value`;
  const next = new Map(
    rows.map((row) => {
      const key = keyOf({ wardId: row.ward_id, name: row.name, period: row.period });
      return [key, row.value - (wanted.get(key)?.count ?? 0)];
    }),
  );
  return asked.map((one) => {
    const value = (next.get(keyOf(one)) ?? Number.NaN) + 1;
    if (Number.isNaN(value)) throw new Error('a counter gave nothing');
    next.set(keyOf(one), value);
    return value;
  });
}

/** What the draft makes of the applicant and the answers. */
async function formOf(tx: Tx, office: Office, draft: Submission): Promise<RequestForm> {
  const known = draft.residentId === null ? null : await residentById(tx, office.sealer, draft.residentId);
  if (!known && !draft.ownData) throw new DraftIncomplete('neither known to the register nor own data');
  const form: RequestForm = {
    applicant: known ? ofRegister(known.data) : ofOwnData(draft.ownData ?? {}),
    matched: known !== null,
    answers: { ...draft.answers },
    members: known ? await membersOf(tx, office, draft, known.id) : [],
    documents: copyDocuments(draft),
    returned: [],
    question: null,
    note: null,
  };
  checkComplete(office, draft, form);
  return form;
}

/** What a letter prints of a person of the register; the rest of the row (parents, phone ...) stays there. */
function ofRegister(data: Resident): Applicant {
  return Applicant.parse(data);
}

function ofOwnData(own: Readonly<Record<string, string>>): Applicant {
  const said = (id: string) => own[id] ?? '-';
  const [rt = '', rw = ''] = said('rt_rw').match(/\d{1,3}/g) ?? [];
  return {
    name: said('name'),
    nik: said('nik'),
    kk: null,
    birthPlace: said('birth_place'),
    birthDate: said('birth_date'),
    sex: said('sex').toUpperCase(),
    religion: said('religion').toUpperCase(),
    marital: said('marital').toUpperCase(),
    occupation: said('occupation'),
    nationality: 'WNI',
    address: said('address'),
    rt: rt.padStart(3, '0'),
    rw: rw.padStart(3, '0'),
  };
}

/** Family members picked by id; only those of the applicant's own family card count. */
async function membersOf(tx: Tx, office: Office, draft: Draft, residentId: string): Promise<Member[]> {
  const fields = serviceOf(office, draft.service)?.fields.filter((field) => field.source === 'family') ?? [];
  const picked = new Set(fields.flatMap((field) => (draft.answers[field.id] ?? '').split(',')));
  if (fields.length === 0 || picked.size === 0) return [];
  const family = await familyOf(tx, office.sealer, residentId);
  return family
    .filter((one) => picked.has(one.id))
    .map(({ data }) => ({
      name: data.name,
      nik: data.nik,
      sex: data.sex === 'PEREMPUAN' ? 'P' : 'L',
      born: `${data.birthPlace}, ${dayInWords(data.birthDate)}`,
      relation: data.relation,
    }));
}

function copyDocuments(draft: Draft): RequestForm['documents'] {
  return Object.fromEntries(
    Object.entries(draft.documents).map(([item, held]) => [item, { ids: [...held.ids], bring: held.bring }]),
  );
}

function documentIds(form: RequestForm): string[] {
  return Object.values(form.documents).flatMap((held) => held.ids);
}

function checkComplete(office: Office, draft: Draft, form: RequestForm): void {
  const service = serviceOf(office, draft.service);
  const field = service?.fields.find((one) => draft.answers[one.id] === undefined);
  const paper = service?.documents.find((item) => {
    const held = form.documents[item.id];
    return (
      !(item.skipWhenKnown && form.matched) &&
      !(held && (held.bring ? item.mayBring : held.ids.length >= item.count))
    );
  });
  if (field || paper) throw new DraftIncomplete(`missing ${field?.id ?? paper?.id}`);
}
