import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { CallName } from '../../flows/kit/calls.ts';
import type { Flow } from '../../flows/kit/flow.ts';
import type { Intent } from '../../flows/kit/intent.ts';
import { CONSENT_VERSION } from '../../flows/kit/letter-consent.ts';
import { isComplete, type LetterContext, papersFor, picturesOf } from '../../flows/kit/letter-context.ts';
import type { OfficeCommand, TaskVerb } from '../../flows/kit/office-command.ts';
import type { Accept, Service } from '../../flows/kit/service.ts';
import type { DeskContext } from '../../flows/office/desk-setup.ts';
import { decided } from '../../flows/office/desk-task.ts';
import { PHOTO, services } from '../support/flows.ts';
import { ANSWERS, NIK, NOTICES } from '../support/flows-office.ts';
import { activeNode, askedIn, type Walk } from './machine-walk.ts';

/** What may happen to each flow on its walk: derived from what a state asks and waits for, not listed by hand. */

/** Arguments that stand for any: the answers of the model office only repeat them. */
const ANY = { task: 12, tasks: [12], requestId: 'r1', item: 'ktp' };

const VERBS: readonly TaskVerb[] = [
  'ok',
  'take',
  'view',
  'pass',
  'return',
  'refuse',
  'ask',
  'undo',
  'preview',
  'sendBack',
  'revoke',
  'handOver',
  'code',
  'show',
];

export function walkOf(flow: Flow): Walk {
  const { machine } = flow;
  if (flow.name === 'desk') return deskWalk(machine);
  if (flow.name === 'menu') return menuWalk(machine);
  if (flow.name === 'ward') return wardWalk(machine);
  const service = services.find((one) => flow.name === `letter.${one.slug}`);
  if (service) return letterWalk(machine, service);
  return {
    machine,
    inputs: [
      {},
      { sharesPhone: false },
      { atCounter: true },
      { known: false },
      { known: false, sharesPhone: false },
      { known: false, atCounter: true },
      { repair: 'r1' },
      { repair: null, sent: true, media: PHOTO },
      { requestId: 'r1', question: 'Apa?' },
      { requestId: 'r1', question: null, text: 'Sejak 2010' },
      { code: '7KQ2-M9XA' },
      { phone: '6281234567890' },
    ],
    events: (snapshot) => [
      ...usual(machine, snapshot),
      ...(flow.name === 'status'
        ? [{ type: 'intent', intent: { kind: 'none' }, text: 'kata' } as EventObject]
        : []),
    ],
    extract: ({ requests, view, repair, requestId, sent }: Record<string, never>) => [
      sent,
      Object.keys(requests ?? []).length,
      view,
      repair,
      requestId,
    ],
  };
}

/** Three wards, of which two have a name in common: a name may mean one, several or none. */
function wardWalk(machine: AnyStateMachine): Walk {
  const wards = ['Airnona', 'Bakunase', 'Bakunase II'].map((name, n) => ({
    id: `w${n}`,
    short: `W${n}`,
    name: `Kelurahan ${name}`,
  }));
  return {
    machine,
    inputs: [{ wards }, { wards, greet: true }],
    events: (snapshot) => [
      ...usual(machine, snapshot),
      ...['airnona', 'bakun', 'jakarta'].map((value) => ({ type: 'value', value })),
      ...[{ kind: 'greeting' }, { kind: 'apply', service: 'domisili' }].map((intent) => ({
        type: 'intent',
        intent,
        text: 'surat domisili',
      })),
    ],
    extract: ({ near, chosen, text }: Record<string, never>) => [near, chosen, text],
  };
}

/** Answers that fit the open question, the words that always work, and the results that the state waits for. */
function usual(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): EventObject[] {
  const ask = askedIn(machine, snapshot);
  const events: EventObject[] = [{ type: 'back' }, { type: 'cancel' }];
  for (const { id } of ask?.choices ?? []) events.push({ type: 'choose', id } as EventObject);
  for (const value of valuesFor(ask?.accept ?? { kind: 'none' }, ask?.choices?.[0]?.id))
    events.push({ type: 'value', value } as EventObject);
  if (ask?.accept?.kind === 'media') events.push({ type: 'media', media: PHOTO } as EventObject);
  if (ask?.askPhone) events.push({ type: 'ownPhone', phone: '6281234567890' } as EventObject);
  for (const type of activeNode(machine, snapshot).transitions.keys()) events.push(...resultsOf(type));
  return events;
}

function resultsOf(type: string): EventObject[] {
  const name = /^answer\.(.+)$/.exec(type)?.[1] as CallName | undefined;
  if (!name) return [];
  const results = (ANSWERS[name] as (args: unknown) => readonly unknown[])(ANY);
  return results.map((result) => ({ type, result }) as EventObject);
}

function valuesFor(accept: Accept, first: string | undefined): string[] {
  switch (accept.kind) {
    case 'none':
    case 'media':
      return [];
    case 'identity':
      return [NIK, '1990-05-12', `${NIK} 1990-05-12`];
    case 'nik':
      return [NIK];
    case 'date':
      return ['1990-05-12'];
    case 'year':
      return ['2019'];
    case 'money':
      return ['1500000'];
    case 'line':
      return [...accept.lines.map(({ id }) => id), '-which'];
    case 'many':
      return first ? [first] : [];
    default:
      return ['jawaban'];
  }
}

function letterWalk(machine: AnyStateMachine, service: Service): Walk {
  const draft = {
    service: service.slug,
    ownData: null,
    answers: Object.fromEntries(service.fields.map((field) => [field.id, 'lama'])),
    documents: Object.fromEntries(service.documents.map((item) => [item.id, { ids: ['d'], bring: false }])),
  };
  const returned = [...service.fields, ...service.documents].map(({ id, label }) => ({
    id,
    label,
    reason: 'kurang jelas',
  }));
  return {
    machine,
    inputs: [
      {},
      { identity: `${NIK} 1990-05-12` },
      { draft, repair: { requestId: 'r1', items: returned } },
      { draft, repair: { requestId: 'r1', items: returned }, media: PHOTO },
    ],
    events: (snapshot) => {
      const context = snapshot.context as LetterContext;
      const events = [
        ...usual(machine, snapshot),
        { type: 'remark' } as EventObject,
        { type: 'more', text: 'lagi' } as EventObject,
        { type: 'more', text: 'x'.repeat(600) } as EventObject,
      ];
      // Whoever left in the message that began the flow is still told who it is.
      if (String(snapshot.value) === 'leaving') events.push(...resultsOf('answer.me'));
      const fetching = Object.entries(context.fetching);
      const missing = papersFor(service, context).filter((item) => !isComplete(item, context));
      const [paper] = missing;
      // Two pictures on their way at once, but only at the end: more would multiply the places and add no step.
      if (String(snapshot.value) === 'papers' && paper && (fetching.length === 0 || missing.length === 1)) {
        const documentId = `${paper.id}-${fetching.length}-${context.documents[paper.id]?.ids.length ?? 0}`;
        events.push({ type: 'answer.keepDocument', result: { documentId, item: paper.id } } as EventObject);
      }
      for (const [documentId, item] of [...fetching, ['unknown', 'ktp'] as const]) {
        events.push(
          {
            type: 'notice.stored',
            notice: { kind: 'stored', documentId, item, blurry: false },
          } as EventObject,
          {
            type: 'notice.unreadable',
            notice: { kind: 'unreadable', documentId, item, why: 'kind' },
          } as EventObject,
        );
      }
      return events;
    },
    extract: (raw, state) => {
      const context = raw as unknown as LetterContext;
      // What cannot be reached from here in one step does not tell two places apart; see `route` for what can.
      const who = [context.resident !== null, context.repair !== null];
      // A picture may arrive while it is asked whether to stop.
      if (state === 'leaving') return Object.keys(context.fetching).length > 0;
      if (!/^(own_|ask_|family|papers|receiv|quiet|review|changing|sending)/.test(state))
        return [
          ...who,
          context.consentVersion === CONSENT_VERSION,
          context.nik !== null,
          context.offered,
          Object.keys(context.documents).length > 0,
          state === 'confirm' && context.editing !== null,
        ];
      const filled = [Object.keys(context.ownData ?? {}).length, Object.keys(context.answers).length];
      if (/^(own_|ask_|family)/.test(state))
        return [...who, ...filled, context.editing, context.relatives?.length];
      return [
        ...who,
        ...filled,
        service.documents.map((item) => (isComplete(item, context) ? 'all' : picturesOf(item, context))),
        Object.values(context.fetching),
        state === 'papers' ? [context.editing, context.undonePaper !== null] : null,
        state === 'changing' ? context.page % 3 : null,
      ];
    },
  };
}

function menuWalk(machine: AnyStateMachine): Walk {
  const slug = services[0]?.slug ?? '';
  const intents: Intent[] = [
    { kind: 'apply', service: slug },
    { kind: 'card', service: slug },
    { kind: 'notHere', name: 'Pengantar SKCK', instead: null },
    { kind: 'notHere', name: 'Pengurusan pindah atau datang', instead: 'domisili' },
    { kind: 'unsure', services: services.map((one) => one.slug), info: true },
    { kind: 'unsure', services: services.map((one) => one.slug), info: false },
    ...(
      ['status', 'greeting', 'asking', 'thanks', 'officer', 'who', 'hours', 'list', 'cards', 'none'] as const
    ).map((kind) => ({
      kind,
    })),
  ];
  return {
    machine,
    inputs: [
      { greet: true, parked: 'Surat Keterangan Usaha' },
      { greet: false, parked: null },
    ],
    events: (snapshot) => [
      ...usual(machine, snapshot),
      ...intents.map((intent) => ({ type: 'intent', intent, text: 'kata' }) as EventObject),
    ],
    extract: (context) => context,
  };
}

function deskWalk(machine: AnyStateMachine): Walk {
  const commands: OfficeCommand[] = [
    ...VERBS.flatMap((verb) =>
      ['', 'ktp buram', 'alasan lain'].map((text) => ({ do: verb, task: 12, text })),
    ),
    ...VERBS.flatMap((verb) =>
      ['', 'kata lain'].map((odd) => ({ do: 'several' as const, verb, tasks: [12, 15], odd })),
    ),
    { do: 'reply', chat: 1003, text: 'Silakan datang besok.' },
    { do: 'reply', chat: 1003, text: '' },
    ...(['link', 'status', 'unlink'] as const).flatMap((what) =>
      [true, false].map((sure) => ({ do: 'number' as const, what, phone: null, sure })),
    ),
    ...(
      ['signAll', 'undoLast', 'list', 'brief', 'onDuty', 'offDuty', 'together', 'each', 'help'] as const
    ).map((one) => ({ do: one })),
  ];
  const atRest = [
    ...commands.map((command) => ({ type: 'office', command }) as EventObject),
    { type: 'intent', intent: { kind: 'greeting' }, text: 'pagi' } as EventObject,
    { type: 'intent', intent: { kind: 'none' }, text: 'kata' } as EventObject,
    ...['oke', 'makasih'].map(
      (text) => ({ type: 'intent', intent: { kind: 'thanks' }, text }) as EventObject,
    ),
    ...[...machine.root.transitions.keys()].flatMap(resultsOf),
    ...NOTICES,
  ];
  return {
    machine,
    inputs: [{ greet: true, name: 'Ina', parked: null }],
    events: (snapshot) => [
      ...usual(machine, snapshot),
      ...(String(snapshot.value) === 'resting' ? atRest : []),
    ],
    extract: (context: Record<string, never>, state) => {
      const { verb, text, card, picked, waiting } = context;
      // At rest nothing of the last command counts any more, but whether it can be taken back.
      if (state === 'resting') return decided(context as unknown as DeskContext).length > 0;
      return [verb, text, card, picked, Object.keys(waiting ?? []).length];
    },
  };
}
