import { assign, enqueueActions } from 'xstate';
import type { SignedOne, TaskCard, TaskLine } from '../kit/calls.ts';
import type { ChoiceSpec } from '../kit/effect.ts';
import { type Flow, flow, versionOf } from '../kit/flow.ts';
import { YES_NO } from '../kit/letter-setup.ts';
import { MOST_SIGNED, type TaskVerb } from '../kit/office-command.ts';
import type { Service } from '../kit/service.ts';
import { cardEffect, decidedSaid } from './desk-card.ts';
import { NO_REASON, type Returned, readReturnedItems } from './return-items.ts';

/** Verbs that need words of the officer before they can be done. */
type WordedVerb = Extract<TaskVerb, 'return' | 'refuse' | 'ask' | 'sendBack' | 'revoke'>;

interface DeskContext {
  readonly name: string | null;
  /** The task being worked on, and what is to be done with it. */
  readonly task: number;
  readonly verb: TaskVerb;
  readonly text: string;
  readonly card: TaskCard | null;
  readonly picked: readonly string[];
  readonly tasks: readonly number[];
  readonly waiting: readonly TaskLine[];
  /** Why the card that is being fetched is shown. */
  readonly why: string;
  readonly note: string | null;
}

const REASON = { kind: 'text', min: 3, max: 300 } as const;

/** The desk of a member of staff: tasks come in, decisions go out; the same for operator, kasi, seklur and lurah. */
export function deskFlow(services: readonly Service[]): Flow {
  const nameOf = (slug: string) => services.find((service) => service.slug === slug)?.name ?? slug;
  const machine = flow<
    DeskContext,
    { readonly greet?: boolean; readonly name?: string } | undefined
  >().createMachine({
    id: 'desk',
    context: ({ input }) => ({
      name: input?.name ?? null,
      task: 0,
      verb: 'show',
      text: '',
      card: null,
      picked: [],
      tasks: [],
      waiting: [],
      why: 'show',
      note: null,
    }),
    initial: 'resting',
    on: {
      cancel: { target: '.resting', actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }] },
      back: '.resting',
      intent: {
        target: '.resting',
        actions: [{ type: 'say', params: { key: 'desk.notUnderstood', args: {} } }],
      },
      office: [
        {
          guard: ({ event }) => event.command.do === 'list',
          target: '.resting',
          actions: [{ type: 'call', params: { name: 'tasks', args: {} } }],
        },
        {
          guard: ({ event }) => event.command.do === 'brief',
          target: '.resting',
          actions: [{ type: 'call', params: { name: 'brief', args: {} } }],
        },
        {
          guard: ({ event }) => event.command.do === 'help',
          target: '.resting',
          actions: [{ type: 'say', params: { key: 'desk.help', args: {} } }],
        },
        {
          guard: ({ event }) => event.command.do === 'onDuty',
          target: '.resting',
          actions: [{ type: 'call', params: { name: 'duty', args: { on: true } } }],
        },
        {
          guard: ({ event }) => event.command.do === 'offDuty',
          target: '.resting',
          actions: [{ type: 'call', params: { name: 'duty', args: { on: false } } }],
        },
        {
          guard: ({ event }) => event.command.do === 'together' || event.command.do === 'each',
          target: '.resting',
          actions: [
            {
              type: 'call',
              params: ({ event }) => ({
                name: 'taskPace',
                args: { together: event.command.do === 'together' },
              }),
            },
          ],
        },
        { guard: ({ event }) => event.command.do === 'signAll', target: '.gathering' },
        {
          guard: ({ event }) => event.command.do === 'sign',
          target: '.resting',
          actions: [
            {
              type: 'call',
              params: ({ event }) => ({
                name: 'sign',
                args: { tasks: event.command.do === 'sign' ? event.command.tasks : [] },
              }),
            },
          ],
        },
        {
          target: '.working',
          actions: [
            assign(({ event }) =>
              'task' in event.command
                ? { verb: event.command.do, task: event.command.task, text: event.command.text, picked: [] }
                : {},
            ),
          ],
        },
      ],
      'answer.tasks': {
        actions: [
          {
            type: 'say',
            params: ({ event }) => ({
              key: 'desk.tasks',
              args: { lines: event.result.map((line) => ({ ...line, service: nameOf(line.service) })) },
            }),
          },
        ],
      },
      'answer.taskPace': { actions: [{ type: 'say', params: { key: 'desk.taskPace', args: {} } }] },
      'answer.duty': { actions: [{ type: 'say', params: { key: 'desk.duty', args: {} } }] },
      'answer.brief': [
        {
          guard: ({ event }) => event.result.picture !== null,
          actions: [
            {
              type: 'file',
              params: ({ event }) => ({
                key: 'brief',
                args: { text: event.result.text },
                file: event.result.picture ?? { kind: 'picture', id: '', name: '', mime: 'image/png' },
                requestId: null,
              }),
            },
          ],
        },
        {
          actions: [
            { type: 'say', params: ({ event }) => ({ key: 'brief', args: { text: event.result.text } }) },
          ],
        },
      ],
      'answer.sign': {
        actions: [
          {
            type: 'say',
            params: ({ event }) => ({ key: 'desk.signed', args: { results: event.result as SignedOne[] } }),
          },
        ],
      },
      'answer.take': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.pass': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.returnItems': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.refuse': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.askResident': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.undo': [
        {
          // The card once more: what was undone is to be decided again.
          guard: ({ event }) => event.result.ok && event.result.card !== null,
          actions: [
            {
              type: 'card',
              params: ({ event }) =>
                cardEffect(event.result.ok ? event.result.card : null, 'undid', null, nameOf),
            },
          ],
        },
        { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      ],
      'answer.sendBack': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.revoke': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.handOver': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
      'answer.counterCode': {
        actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.code', args: event.result }) }],
      },
      'notice.task': {
        actions: [
          assign(({ event }) => ({ why: event.notice.why, note: event.notice.note })),
          {
            type: 'call',
            params: ({ event }) => ({ name: 'card', args: { requestId: event.notice.requestId } }),
          },
        ],
      },
      'notice.tasks': { actions: [{ type: 'call', params: { name: 'tasks', args: {} } }] },
      'answer.card': {
        guard: ({ event }) => event.result !== null,
        actions: [
          {
            type: 'card',
            params: ({ context, event }) => cardEffect(event.result, context.why, context.note, nameOf),
          },
        ],
      },
      'notice.gone': {
        actions: [
          {
            type: 'amend',
            params: ({ event }) => ({
              key: 'desk.gone',
              args: { ...event.notice, name: nameOf(event.notice.service) },
              requestId: event.notice.requestId,
            }),
          },
        ],
      },
      'notice.reply': {
        actions: [
          {
            type: 'card',
            params: ({ event }) => ({
              key: 'desk.reply',
              args: event.notice,
              requestId: event.notice.requestId,
              commands: [
                { label: 'open', command: `${event.notice.task} LIHAT` },
                { label: 'pass', command: `${event.notice.task} OK` },
              ],
            }),
          },
        ],
      },
      'notice.alert': {
        actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.alert', args: event.notice }) }],
      },
      'notice.wanted': {
        actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.wanted', args: event.notice }) }],
      },
      'notice.brief': { actions: [{ type: 'call', params: { name: 'brief', args: {} } }] },
    },
    states: {
      resting: { entry: [{ type: 'close' }] },
      /** The card is read first: it says whether the task is there and what may be done with it. */
      working: {
        entry: [{ type: 'call', params: ({ context }) => ({ name: 'card', args: { task: context.task } }) }],
        on: {
          'answer.card': [
            {
              guard: ({ event }) => event.result === null,
              target: 'resting',
              actions: [
                {
                  type: 'say',
                  params: ({ context }) => ({ key: 'desk.noTask', args: { task: context.task } }),
                },
              ],
            },
            { target: 'sorting', actions: assign(({ event }) => ({ card: event.result })) },
          ],
        },
      },
      sorting: {
        always: [
          {
            guard: ({ context }) => context.verb === 'show',
            target: 'resting',
            actions: [
              { type: 'card', params: ({ context }) => cardEffect(context.card, 'show', null, nameOf) },
            ],
          },
          { guard: ({ context }) => context.verb === 'view', target: 'viewing' },
          {
            guard: ({ context }) => context.verb === 'preview',
            target: 'resting',
            actions: [
              {
                type: 'file',
                params: ({ context }) => ({
                  key: 'desk.preview',
                  args: { task: context.task },
                  file: {
                    kind: 'draft',
                    id: context.card?.requestId ?? '',
                    name: `DRAF-${context.card?.number ?? ''}.pdf`,
                    mime: 'application/pdf',
                  },
                  requestId: context.card?.requestId ?? null,
                }),
              },
            ],
          },
          {
            // One who signs means a signature by OK, whatever has become of the request meanwhile.
            guard: ({ context }) => context.verb === 'ok' && context.card?.signer === true,
            target: 'resting',
            actions: [
              { type: 'call', params: ({ context }) => ({ name: 'sign', args: { tasks: [context.task] } }) },
            ],
          },
          {
            guard: ({ context }) => context.verb === 'ok' || context.verb === 'pass',
            target: 'resting',
            actions: [
              { type: 'call', params: ({ context }) => ({ name: 'pass', args: { task: context.task } }) },
            ],
          },
          { guard: ({ context }) => context.verb === 'take', target: 'taking' },
          {
            guard: ({ context }) => context.verb === 'undo',
            target: 'resting',
            actions: [
              { type: 'call', params: ({ context }) => ({ name: 'undo', args: { task: context.task } }) },
            ],
          },
          {
            guard: ({ context }) => context.verb === 'handOver',
            target: 'resting',
            actions: [
              { type: 'call', params: ({ context }) => ({ name: 'handOver', args: { task: context.task } }) },
            ],
          },
          {
            guard: ({ context }) => context.verb === 'code',
            target: 'resting',
            actions: [
              {
                type: 'call',
                params: ({ context }) => ({ name: 'counterCode', args: { task: context.task } }),
              },
            ],
          },
          {
            guard: ({ context }) => !mayDo(context, context.verb),
            target: 'resting',
            actions: [
              {
                type: 'say',
                params: ({ context }) => ({
                  key: 'desk.cannot',
                  args: {
                    task: context.task,
                    state: context.card?.state ?? '',
                    holder: context.card?.holder ?? null,
                  },
                }),
              },
            ],
          },
          {
            guard: ({ context }) => context.verb === 'return' && returned(context) !== null,
            target: 'returning',
          },
          { guard: ({ context }) => context.verb === 'return', target: 'picking' },
          { guard: ({ context }) => context.verb === 'revoke' && enough(context.text), target: 'sure' },
          { guard: ({ context }) => enough(context.text), target: 'doing' },
          { target: 'explaining' },
        ],
      },
      taking: {
        entry: [{ type: 'call', params: ({ context }) => ({ name: 'take', args: { task: context.task } }) }],
        on: {
          'answer.take': [
            {
              guard: ({ event }) => event.result.ok && event.result.card !== null,
              target: 'resting',
              actions: [
                {
                  type: 'card',
                  params: ({ event }) =>
                    cardEffect(event.result.ok ? event.result.card : null, 'taken', null, nameOf),
                },
              ],
            },
            {
              target: 'resting',
              actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }],
            },
          ],
        },
      },
      viewing: {
        entry: [
          { type: 'call', params: ({ context }) => ({ name: 'papers', args: { task: context.task } }) },
        ],
        on: {
          'answer.papers': [
            {
              guard: ({ event }) => event.result.length === 0,
              target: 'resting',
              actions: [{ type: 'say', params: { key: 'desk.noPapers', args: {} } }],
            },
            {
              target: 'resting',
              actions: enqueueActions(({ context, event, enqueue }) => {
                event.result.forEach((file, index) => {
                  const args = { task: context.task, at: index + 1, of: event.result.length };
                  enqueue({
                    type: 'file',
                    params: { key: 'desk.paper', args, file, requestId: context.card?.requestId ?? null },
                  });
                });
              }),
            },
          ],
        },
      },
      picking: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => {
              const items = (context.card?.items ?? []).slice(0, 8);
              return {
                key: 'desk.pick',
                args: { task: context.task },
                choices: items.map((item): ChoiceSpec => ({ id: item.id, text: item.label })),
                accept: { kind: 'many', min: 1, max: items.length || 1 },
                zero: 'cancel',
              };
            },
          },
        ],
        on: {
          value: {
            target: 'explaining',
            actions: assign(({ event }) => ({ picked: event.value.split(',') })),
          },
        },
      },
      explaining: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'desk.reason',
              args: { task: context.task, verb: context.verb as WordedVerb },
              accept: REASON,
              zero: 'cancel',
            }),
          },
        ],
        on: {
          value: [
            {
              guard: ({ context }) => context.verb === 'return',
              target: 'returning',
              actions: assign(({ event }) => ({ text: event.value })),
            },
            {
              guard: ({ context }) => context.verb === 'revoke',
              target: 'sure',
              actions: assign(({ event }) => ({ text: event.value })),
            },
            { target: 'doing', actions: assign(({ event }) => ({ text: event.value })) },
          ],
        },
      },
      returning: {
        entry: [
          {
            type: 'call',
            params: ({ context }) => ({
              name: 'returnItems',
              args: { task: context.task, items: returned(context) ?? [] },
            }),
          },
        ],
        always: 'resting',
      },
      sure: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'desk.sureRevoke',
              args: { task: context.task, reason: context.text, applicant: context.card?.applicant ?? '' },
              choices: YES_NO,
            }),
          },
        ],
        on: {
          choose: [
            { guard: ({ event }) => event.id === 'yes', target: 'doing' },
            { target: 'resting', actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }] },
          ],
        },
      },
      doing: {
        entry: [
          {
            type: 'call',
            params: ({ context: { verb, task, text } }) => {
              switch (verb) {
                case 'ask':
                  return { name: 'askResident', args: { task, text } };
                case 'sendBack':
                  return { name: 'sendBack', args: { task, note: text } };
                case 'revoke':
                  return { name: 'revoke', args: { task, reason: text } };
                default:
                  return { name: 'refuse', args: { task, reason: text } };
              }
            },
          },
        ],
        always: 'resting',
      },
      /** SETUJU SEMUA: the list is shown before anything is signed. */
      gathering: {
        entry: [{ type: 'call', params: { name: 'tasks', args: {} } }],
        on: {
          'answer.tasks': [
            {
              guard: ({ event }) => event.result.every((line) => line.state !== 'verified'),
              target: 'resting',
              actions: [{ type: 'say', params: { key: 'desk.nothingToSign', args: {} } }],
            },
            {
              target: 'confirming',
              actions: assign(({ event }) => ({
                waiting: event.result.filter((line) => line.state === 'verified').slice(0, MOST_SIGNED),
              })),
            },
          ],
        },
      },
      confirming: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'desk.signAll',
              args: { lines: context.waiting.map((line) => ({ ...line, service: nameOf(line.service) })) },
              choices: YES_NO,
            }),
          },
        ],
        on: {
          choose: [
            {
              guard: ({ event }) => event.id === 'yes',
              target: 'resting',
              actions: [
                {
                  type: 'call',
                  params: ({ context }) => ({
                    name: 'sign',
                    args: { tasks: context.waiting.map((line) => line.task) },
                  }),
                },
              ],
            },
            { target: 'resting', actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }] },
          ],
        },
      },
    },
  });
  return {
    name: 'desk',
    machine,
    version: versionOf(machine.config, services),
    keeps: false,
    title: 'Meja kerja',
    carry: null,
  };
}

function mayDo(context: DeskContext, verb: string): boolean {
  return context.card?.moves.some((move) => move === verb) ?? false;
}

/** Words that came with the command will do; others are asked for, with the same limits. */
function enough(text: string, min: number = REASON.min): boolean {
  const { length } = [...text.trim()];
  return length >= min && length <= REASON.max;
}

function returned(context: DeskContext): Returned[] | null {
  if (context.picked.length > 0)
    return context.picked.map((id) => ({ id, reason: context.text.trim() || NO_REASON }));
  return enough(context.text, 2) ? readReturnedItems(context.text, context.card?.items ?? []) : null;
}
