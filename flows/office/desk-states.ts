import { assign, enqueueActions } from 'xstate';
import type { ChoiceSpec } from '../kit/effect.ts';
import { YES_NO } from '../kit/letter-setup.ts';
import { MOST_SIGNED } from '../kit/office-command.ts';
import { cardEffect, decidedSaid } from './desk-card.ts';
import { type DeskStates, type NameOf, REASON, type WordedVerb } from './desk-setup.ts';
import { severalStates } from './desk-several.ts';
import { sortingState } from './desk-sorting.ts';
import { decided, NOTHING_DECIDED, returned, undoing } from './desk-task.ts';

/** The work on one task: the card is read, the verb sorted, what is missing asked, the decision made. */
export function deskStates(nameOf: NameOf): DeskStates {
  return {
    resting: {
      entry: [{ type: 'close' }],
      on: {
        // "Batal" behind a decision means the decision.
        cancel: {
          guard: ({ context }) => decided(context).length > 0,
          target: 'several',
          actions: [assign(({ context }) => undoing(context))],
        },
      },
    },
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
              assign(NOTHING_DECIDED),
            ],
          },
          { target: 'sorting', actions: assign(({ event }) => ({ card: event.result })) },
        ],
      },
    },
    sorting: sortingState(nameOf),
    ...severalStates,
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
      entry: [{ type: 'call', params: ({ context }) => ({ name: 'papers', args: { task: context.task } }) }],
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
          {
            target: 'resting',
            actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }, assign(NOTHING_DECIDED)],
          },
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
    /** The answer to somebody who asked for a person of the office. */
    answering: {
      entry: [
        {
          type: 'ask',
          params: ({ context }) => ({
            key: 'desk.answering',
            args: { chat: context.chat },
            accept: REASON,
            zero: 'cancel',
          }),
        },
      ],
      on: {
        value: {
          target: 'resting',
          actions: [
            {
              type: 'call',
              params: ({ context, event }) => ({
                name: 'answerPerson',
                args: { chat: context.chat, text: event.value },
              }),
            },
          ],
        },
      },
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
              assign(({ context }) => ({ verb: 'ok', many: context.waiting.map((line) => line.task) })),
            ],
          },
          {
            target: 'resting',
            actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }, assign(NOTHING_DECIDED)],
          },
        ],
      },
    },
  };
}
