import { assign, enqueueActions } from 'xstate';
import type { Call } from '../kit/calls.ts';
import { YES_NO } from '../kit/letter-setup.ts';
import type { DeskContext, DeskStates } from './desk-setup.ts';
import { NOTHING_DECIDED } from './desk-task.ts';

/**
 * One order about several tasks: each is decided by itself and answered by itself. Where a part of the order was not
 * understood ("SETUJU 12 15 x", "12 OK tapi KK buram") nothing is decided before the officer said that it may.
 */
export const severalStates: DeskStates = {
  several: {
    always: [
      { guard: ({ context }) => context.odd !== '', target: 'unsure' },
      { guard: ({ context }) => context.verb === 'ok', target: 'probing' },
      { target: 'each' },
    ],
  },
  unsure: {
    entry: [
      {
        type: 'ask',
        params: ({ context }) => ({
          key: 'desk.unsure',
          args: { verb: context.verb, tasks: context.many, odd: context.odd },
          choices: YES_NO,
        }),
      },
    ],
    on: {
      choose: [
        {
          guard: ({ event }) => event.id === 'yes',
          target: 'several',
          actions: [assign({ odd: '' })],
        },
        {
          target: 'resting',
          actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }, assign(NOTHING_DECIDED)],
        },
      ],
    },
  },
  /** What OK means depends on who says it: the card of the first task that is there tells whether one who signs reads. */
  probing: {
    entry: [
      { type: 'call', params: ({ context }) => ({ name: 'card', args: { task: context.many[0] ?? 0 } }) },
    ],
    on: {
      'answer.card': [
        {
          guard: ({ event }) => event.result?.signer === true,
          target: 'resting',
          actions: [
            { type: 'call', params: ({ context }) => ({ name: 'sign', args: { tasks: context.many } }) },
          ],
        },
        {
          guard: ({ context, event }) => event.result === null && context.many.length > 1,
          target: 'probing',
          reenter: true,
          actions: [
            {
              type: 'say',
              params: ({ context }) => ({ key: 'desk.noTask', args: { task: context.many[0] ?? 0 } }),
            },
            assign(({ context }) => ({ many: context.many.slice(1) })),
          ],
        },
        { target: 'each' },
      ],
    },
  },
  each: {
    entry: [
      enqueueActions(({ context, enqueue }) => {
        for (const task of context.many) enqueue({ type: 'call', params: callOf(context, task) });
      }),
    ],
    always: 'resting',
  },
};

function callOf({ verb }: DeskContext, task: number): Call {
  switch (verb) {
    case 'take':
    case 'undo':
    case 'handOver':
      return { name: verb, args: { task } };
    case 'code':
      return { name: 'counterCode', args: { task } };
    default:
      return { name: 'pass', args: { task } };
  }
}
