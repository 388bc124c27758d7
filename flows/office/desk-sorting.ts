import { cardEffect } from './desk-card.ts';
import type { DeskStates, NameOf } from './desk-setup.ts';
import { enough, mayDo, returned } from './desk-task.ts';

/** What a verb needs before it can be done: the card says whether it may, the text whether the reason is there. */
export function sortingState(nameOf: NameOf): DeskStates[string] {
  return {
    always: [
      {
        guard: ({ context }) => context.verb === 'show',
        target: 'resting',
        actions: [{ type: 'card', params: ({ context }) => cardEffect(context.card, 'show', null, nameOf) }],
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
        // Only the one who signs takes these back; to anybody else the state says nothing.
        guard: ({ context }) =>
          (context.verb === 'sendBack' || context.verb === 'revoke') && context.card?.signer !== true,
        target: 'resting',
        actions: [
          {
            type: 'say',
            params: ({ context }) => ({
              key: 'desk.refused',
              args: { ok: false, task: context.task, why: 'notAllowed', who: null },
            }),
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
  };
}
