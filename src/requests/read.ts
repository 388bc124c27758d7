import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import type { Move, RequestLine, RequestView, TaskCard, TaskLine } from '../../flows/kit/calls.ts';
import { inWords } from '../../flows/kit/letter-context.ts';
import { maskAddress, maskNik } from '../../flows/kit/mask.ts';
import type { Attachment } from '../../flows/kit/message.ts';
import { nikAgrees } from '../../flows/kit/nik.ts';
import { dayInWords } from '../../flows/kit/when.ts';
import type { RequestEvent } from '../../flows/request.ts';
import { document, letter, request, requestEvent, staff } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type Action, type Actor, may } from '../staff/access.ts';
import { openForm, type RequestForm, shortName } from './form.ts';
import { type OpenRequest, openRequest, stateAfter } from './move.ts';
import { type Office, serviceOf } from './office.ts';
import { holderOf } from './people.ts';
import { ANSWERABLE, itemsOf, UNDO_MS, UNDOABLE } from './rules.ts';

/** How many of a person's requests are listed, newest first. */
const LISTED = 8;

/** A person's own requests, newest first. */
export async function requestsOf(tx: Tx, office: Office, actor: Actor): Promise<RequestLine[]> {
  if (actor.kind !== 'resident') return [];
  const rows = await tx
    .select()
    .from(request)
    .where(and(eq(request.personId, actor.personId), eq(request.wardId, office.ward.id)))
    .orderBy(desc(request.submittedAt))
    .limit(LISTED);
  return rows.map((row) => ({
    requestId: row.id,
    number: row.number,
    service: row.service,
    state: row.state,
    holder: holderOf(row.state),
  }));
}

/** One own request with its steps; null when it is not this person's. */
export async function requestView(
  tx: Tx,
  office: Office,
  actor: Actor,
  requestId: string,
): Promise<RequestView | null> {
  const open = await openRequest(tx, office, actor, 'request.read', { requestId }, false);
  if (!open || actor.kind !== 'resident') return null;
  const { row, form } = open;
  const events = await tx
    .select({ at: requestEvent.at, type: requestEvent.type })
    .from(requestEvent)
    .where(eq(requestEvent.requestId, row.id))
    .orderBy(asc(requestEvent.id));
  const [issued] = await tx
    .select({ number: letter.number, state: letter.state })
    .from(letter)
    .where(eq(letter.requestId, row.id));
  return {
    requestId: row.id,
    number: row.number,
    service: row.service,
    state: row.state,
    holder: holderOf(row.state),
    dueAt: row.dueAt.toISOString(),
    steps: events.flatMap((event) =>
      STEPS[event.type] ? [{ at: event.at.toISOString(), what: STEPS[event.type] ?? '' }] : [],
    ),
    mayCancel: stateAfter(row.state, open.context, { type: 'cancel' }) !== null,
    returned: row.state === 'returned' ? form.returned : [],
    letter: issued
      ? { number: issued.number, inChat: row.state === 'delivered' || row.state === 'collected' }
      : null,
    draft: { service: row.service, ownData: null, answers: form.answers, documents: form.documents },
    note: row.state === 'refused' ? form.note : null,
  };
}

const STEPS: Readonly<Record<string, string>> = {
  submit: 'permohonan diterima',
  take: 'mulai diperiksa petugas',
  return: 'diminta dilengkapi',
  resubmit: 'perbaikan diterima',
  refuse: 'tidak dapat dipenuhi',
  pass: 'lengkap, diteruskan ke lurah',
  sendBack: 'diperiksa sekali lagi',
  sign: 'ditandatangani lurah',
  made: 'surat selesai dibuat',
  proved: 'surat dikirim di chat',
  handOver: 'surat diserahkan di loket',
  cancel: 'dibatalkan',
  revoke: 'surat dicabut',
  undo: 'keputusan ditarik kembali',
  ask: 'petugas bertanya',
  answer: 'pertanyaan dijawab',
};

/** States that wait for each role; operators and kasi share the desk. */
const WAITING: Readonly<Record<string, readonly string[]>> = {
  lurah: ['verified'],
  seklur: ['submitted', 'checking', 'verified', 'ready'],
  kasi: ['submitted', 'checking', 'ready'],
  operator: ['submitted', 'checking', 'ready'],
};

/** Most tasks a list opens and shows. */
const MOST_TASKS = 60;

/** What waits for this member of staff, oldest first. */
export async function tasksFor(tx: Tx, office: Office, actor: Actor): Promise<TaskLine[]> {
  if (actor.kind !== 'staff' || !may(actor, 'task.read', { wardId: office.ward.id, personId: null }))
    return [];
  const rows = await tx
    .select({ row: request, holder: staff.name })
    .from(request)
    .leftJoin(staff, eq(staff.id, request.holderId))
    .where(and(eq(request.wardId, office.ward.id), inArray(request.state, [...(WAITING[actor.role] ?? [])])))
    .orderBy(asc(request.submittedAt))
    .limit(MOST_TASKS);
  return rows.map(({ row, holder }) => ({
    task: row.task,
    requestId: row.id,
    number: row.number,
    service: row.service,
    applicant: shortName(openForm(office.sealer, row.id, row.form).applicant.name),
    state: row.state,
    holder,
    dueAt: row.dueAt.toISOString(),
    late: (row.lateSince !== null || row.dueAt < office.now) && row.state !== 'ready',
  }));
}

/** A task as this member of staff sees it, with the moves that are open now; null when there is none in the ward. */
export async function taskCard(
  tx: Tx,
  office: Office,
  actor: Actor,
  which: { task: number } | { requestId: string },
): Promise<TaskCard | null> {
  if (actor.kind !== 'staff') return null;
  const open = await openRequest(tx, office, actor, 'task.read', which, false);
  return open ? cardOf(tx, office, actor, open) : null;
}

/** The card of a request that was read already. */
export async function cardOf(
  tx: Tx,
  office: Office,
  officer: Extract<Actor, { kind: 'staff' }>,
  open: OpenRequest,
): Promise<TaskCard> {
  const { row, form } = open;
  const [holder] = row.holderId
    ? await tx.select({ name: staff.name }).from(staff).where(eq(staff.id, row.holderId))
    : [];
  const service = serviceOf(office, row.service);
  const { applicant } = form;
  const lines: [string, string][] = [
    ...(row.holderId === officer.staffId ? inFull(form) : masked(form)),
    ...(service?.fields ?? []).flatMap((field): [string, string][] => {
      const value = form.answers[field.id] ?? '';
      if (field.source === 'family' && form.members.length > 0)
        return [
          [field.label, form.members.map((one) => `${one.name} (${one.relation.toLowerCase()})`).join('; ')],
        ];
      return value === '' ? [] : [[field.label, inWords(field, value, null)]];
    }),
  ];
  return {
    requestId: row.id,
    task: row.task,
    number: row.number,
    service: row.service,
    state: row.state,
    applicant: shortName(applicant.name),
    rtRw: `RT ${applicant.rt}/RW ${applicant.rw}`,
    lines,
    papers: (service?.documents ?? []).flatMap((item) => {
      const held = form.documents[item.id];
      return held ? [held.bring ? `${item.label} (dibawa nanti)` : `${item.label} (${held.ids.length})`] : [];
    }),
    warnings: warningsOf(open),
    dueAt: row.dueAt.toISOString(),
    holder: holder?.name ?? null,
    mine: row.holderId === officer.staffId,
    note: row.state === 'checking' || row.state === 'verified' ? form.note : null,
    signer: may(officer, 'task.sign', row),
    items: itemsOf(office, open),
    moves: await movesOf(tx, office, officer, open),
  };
}

/** What everybody at the desk sees of an applicant before the request is opened. */
function masked({ applicant, matched }: RequestForm): [string, string][] {
  const { nik, address, rt, rw } = applicant;
  return [
    ['NIK', maskNik(nik)],
    ['Alamat', matched ? maskAddress(address, rt, rw) : `${address}, RT ${rt}/RW ${rw}`],
  ];
}

/** What the officer who took the request needs to compare with KTP and KK. */
function inFull({ applicant }: RequestForm): [string, string][] {
  const { name, nik, kk, birthPlace, birthDate, address, rt, rw } = applicant;
  return [
    ['Nama', name],
    ['NIK', nik],
    ...(kk ? ([['Nomor KK', kk]] as [string, string][]) : []),
    ['Lahir', `${birthPlace}, ${dayInWords(birthDate)}`],
    ['Alamat', `${address}, RT ${rt}/RW ${rw}`],
  ];
}

function warningsOf({ form }: OpenRequest): string[] {
  const warnings: string[] = [];
  if (!form.matched) warnings.push('Belum tercocokkan dengan data penduduk; cocokkan dengan KTP dan KK.');
  if (!nikAgrees(form.applicant.nik, form.applicant.birthDate))
    warnings.push(`Tanggal lahir (${dayInWords(form.applicant.birthDate)}) tidak sama dengan angka di NIK.`);
  if (Object.values(form.documents).some((held) => held.bring))
    warnings.push('Ada berkas yang aslinya dibawa nanti.');
  return warnings;
}

const DECISIONS: readonly { readonly move: Move; readonly action: Action; readonly event: RequestEvent }[] = [
  { move: 'take', action: 'task.take', event: { type: 'take' } },
  { move: 'sign', action: 'task.sign', event: { type: 'sign' } },
  { move: 'pass', action: 'task.pass', event: { type: 'pass' } },
  { move: 'return', action: 'task.return', event: { type: 'return' } },
  { move: 'sendBack', action: 'task.sendBack', event: { type: 'sendBack' } },
  { move: 'refuse', action: 'task.refuse', event: { type: 'refuse' } },
  { move: 'handOver', action: 'task.handOver', event: { type: 'handOver' } },
  { move: 'revoke', action: 'task.revoke', event: { type: 'revoke' } },
];

/** The moves that the table of rights and the request's machine both allow; an untaken task may be decided at once. */
async function movesOf(
  tx: Tx,
  office: Office,
  officer: Extract<Actor, { kind: 'staff' }>,
  open: OpenRequest,
): Promise<Move[]> {
  const { row, context } = open;
  const state = row.state === 'submitted' ? 'checking' : row.state;
  const moves = DECISIONS.filter(
    ({ action, event }) =>
      may(officer, action, row) &&
      stateAfter(event.type === 'take' ? row.state : state, context, event) !== null,
  ).map(({ move }) => move);
  if (Object.values(open.form.documents).some((held) => held.ids.length > 0)) moves.push('view');
  if (['checking', 'verified'].includes(row.state)) moves.push('preview');
  if (ANSWERABLE.has(row.state)) moves.push('ask');
  if (row.state === 'ready' && row.residentId && may(officer, 'task.code', row)) moves.push('code');
  const [last] = await tx
    .select()
    .from(requestEvent)
    .where(eq(requestEvent.requestId, row.id))
    .orderBy(desc(requestEvent.id))
    .limit(1);
  if (
    last?.staffId === officer.staffId &&
    UNDOABLE.has(last.type) &&
    office.now.getTime() - last.at.getTime() <= UNDO_MS &&
    context.before !== null
  )
    moves.push('undo');
  return moves;
}

/** The papers of a task as attachments; who may read the bytes is checked again when they are sent. */
export async function papersOf(tx: Tx, office: Office, actor: Actor, task: number): Promise<Attachment[]> {
  const open = await openRequest(tx, office, actor, 'document.read', { task }, false);
  if (!open) return [];
  const service = serviceOf(office, open.row.service);
  const current = new Set(Object.values(open.form.documents).flatMap((held) => held.ids));
  const rows = await tx
    .select({ id: document.id, item: document.item, mime: document.mime, state: document.state })
    .from(document)
    .where(eq(document.requestId, open.row.id))
    .orderBy(asc(document.createdAt), asc(document.id));
  return rows
    .filter((row) => row.state === 'stored' && current.has(row.id))
    .map((row) => {
      const pdf = row.mime === 'application/pdf';
      const label = service?.documents.find((item) => item.id === row.item)?.label ?? row.item;
      return {
        kind: 'document',
        id: row.id,
        name: `${open.row.number} ${label}.${pdf ? 'pdf' : 'jpg'}`.replaceAll('/', '-'),
        mime: pdf ? 'application/pdf' : 'image/jpeg',
      };
    });
}
