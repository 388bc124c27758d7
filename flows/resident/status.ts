import { assign } from 'xstate';
import type { RequestLine, RequestView } from '../kit/calls.ts';
import type { ChoiceSpec } from '../kit/effect.ts';
import { type Flow, flow, versionOf } from '../kit/flow.ts';
import { YES_NO } from '../kit/letter-setup.ts';
import type { MediaRef } from '../kit/message.ts';
import type { Service } from '../kit/service.ts';

interface StatusContext {
  readonly requests: readonly RequestLine[];
  readonly requestId: string | null;
  readonly view: RequestView | null;
  /** Go straight to putting this request right. */
  readonly repair: boolean;
  /** A picture came by itself: it is for the request that was sent back, if there is one. */
  readonly sent: boolean;
  readonly media: MediaRef | null;
}

interface StatusInput {
  readonly repair: string | null;
  readonly sent?: boolean;
  /** null where pictures come by the secure page only. */
  readonly media?: MediaRef | null;
}

/** Own requests with the steps taken and the next holder; from here one is cancelled, put right or sent again. */
export function statusFlow(services: readonly Service[]): Flow {
  const nameOf = (slug: string) => services.find((service) => service.slug === slug)?.name ?? slug;
  const machine = flow<StatusContext, StatusInput | undefined>().createMachine({
    id: 'status',
    context: ({ input }) => ({
      requests: [],
      requestId: input?.repair ?? null,
      view: null,
      repair: Boolean(input?.repair || input?.sent),
      sent: input?.sent ?? false,
      media: input?.media ?? null,
    }),
    initial: 'opening',
    states: {
      opening: {
        always: [
          { guard: ({ context }) => context.requestId !== null, target: 'loading' },
          { target: 'listing' },
        ],
      },
      listing: {
        entry: [{ type: 'call', params: { name: 'myRequests', args: {} } }],
        on: {
          'answer.myRequests': [
            {
              guard: ({ context, event }) => context.sent && returned(event.result).length === 0,
              target: 'unneeded',
            },
            {
              guard: ({ context, event }) => context.sent && returned(event.result).length > 1,
              target: 'list',
              actions: assign(({ event }) => ({ requests: returned(event.result) })),
            },
            {
              guard: ({ context }) => context.sent,
              target: 'loading',
              actions: assign(({ event }) => ({
                requestId: returned(event.result)[0]?.requestId ?? null,
              })),
            },
            { guard: ({ event }) => event.result.length === 0, target: 'none' },
            {
              guard: ({ event }) => event.result.length === 1,
              target: 'loading',
              actions: assign(({ event }) => ({
                requests: event.result,
                requestId: event.result[0]?.requestId ?? null,
              })),
            },
            { target: 'list', actions: assign(({ event }) => ({ requests: event.result })) },
          ],
        },
      },
      list: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'status.list',
              args: {},
              choices: context.requests.slice(0, 8).map(
                (line): ChoiceSpec => ({
                  id: line.requestId,
                  text: `${line.number} ${nameOf(line.service)}`,
                  aliases: [line.number],
                }),
              ),
              zero: 'back',
            }),
          },
        ],
        on: {
          choose: { target: 'loading', actions: assign(({ event }) => ({ requestId: event.id })) },
          back: 'ended',
          cancel: 'ended',
        },
      },
      loading: {
        entry: [
          {
            type: 'call',
            params: ({ context }) => ({ name: 'myRequest', args: { requestId: context.requestId ?? '' } }),
          },
        ],
        on: {
          'answer.myRequest': [
            { guard: ({ event }) => event.result === null, target: 'none' },
            {
              guard: ({ context, event }) => context.repair && event.result?.state === 'returned',
              target: 'repairing',
              actions: assign(({ event }) => ({ view: event.result })),
            },
            { target: 'showing', actions: assign(({ event }) => ({ view: event.result, repair: false })) },
          ],
        },
      },
      showing: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'status.view',
              args: { view: context.view, name: nameOf(context.view?.service ?? '') },
              choices: movesOf(context.view),
              zero: 'back',
              // Whoever asks again an hour later is answered anew, not with what was true then.
              home: true,
            }),
          },
        ],
        on: {
          choose: [
            { guard: ({ event }) => event.id === 'repair', target: 'repairing' },
            { guard: ({ event }) => event.id === 'cancel', target: 'sure' },
            { guard: ({ event }) => event.id === 'resend', target: 'resending' },
            { guard: ({ event }) => event.id === 'prove', target: 'proving' },
            { target: 'ended' },
          ],
          intent: {
            guard: ({ event }) => event.intent.kind === 'none',
            target: 'loading',
            actions: [{ type: 'say', params: { key: 'menu.notUnderstood', args: {} } }],
          },
          cancel: [
            { guard: ({ context }) => context.view?.mayCancel === true, target: 'sure' },
            { target: 'ended' },
          ],
          back: [
            { guard: ({ context }) => context.requests.length > 1, target: 'list' },
            { target: 'ended' },
          ],
        },
      },
      sure: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'status.sure',
              args: { number: context.view?.number ?? '' },
              choices: YES_NO,
            }),
          },
        ],
        on: {
          choose: [{ guard: ({ event }) => event.id === 'yes', target: 'cancelling' }, { target: 'showing' }],
          back: 'showing',
          cancel: 'showing',
        },
      },
      cancelling: {
        entry: [
          {
            type: 'call',
            params: ({ context }) => ({
              name: 'cancelRequest',
              args: { requestId: context.requestId ?? '' },
            }),
          },
        ],
        on: {
          'answer.cancelRequest': [
            { guard: ({ event }) => event.result.ok, target: 'cancelled' },
            { target: 'tooLate' },
          ],
        },
      },
      cancelled: {
        type: 'final',
        entry: [
          {
            type: 'say',
            params: ({ context }) => ({
              key: 'status.cancelled',
              args: { number: context.view?.number ?? '' },
            }),
          },
        ],
      },
      tooLate: { type: 'final', entry: [{ type: 'say', params: { key: 'status.tooLate', args: {} } }] },
      resending: {
        entry: [
          {
            type: 'call',
            params: ({ context }) => ({ name: 'resendLetter', args: { requestId: context.requestId ?? '' } }),
          },
        ],
        on: {
          'answer.resendLetter': [
            { guard: ({ event }) => event.result.file === null, target: 'notInChat' },
            {
              target: 'resent',
              actions: [
                {
                  type: 'file',
                  params: ({ context, event }) => ({
                    key: 'status.resent',
                    args: {},
                    file: event.result.file ?? { kind: 'letter', id: '', name: '', mime: 'application/pdf' },
                    requestId: context.requestId,
                  }),
                },
              ],
            },
          ],
        },
      },
      resent: { type: 'final' },
      notInChat: { type: 'final', entry: [{ type: 'say', params: { key: 'status.atCounter', args: {} } }] },
      repairing: {
        type: 'final',
        entry: [
          {
            type: 'go',
            params: ({ context }) => ({
              flow: `letter.${context.view?.service ?? ''}`,
              input: {
                draft: context.view?.draft,
                repair: { requestId: context.requestId, items: context.view?.returned ?? [] },
                ...(context.media ? { media: context.media } : {}),
              },
              park: false,
            }),
          },
        ],
      },
      proving: { type: 'final', entry: [{ type: 'go', params: { flow: 'prove', input: {}, park: false } }] },
      unneeded: { type: 'final', entry: [{ type: 'say', params: { key: 'odd.media', args: {} } }] },
      none: { type: 'final', entry: [{ type: 'say', params: { key: 'status.none', args: {} } }] },
      ended: { type: 'final', entry: [{ type: 'say', params: { key: 'anythingElse', args: {} } }] },
    },
  });
  return {
    name: 'status',
    machine,
    version: versionOf(machine.config),
    keeps: false,
    title: 'Status permohonan',
    carry: null,
  };
}

function returned(requests: readonly RequestLine[]): readonly RequestLine[] {
  return requests.filter((line) => line.state === 'returned');
}

function movesOf(view: RequestView | null): ChoiceSpec[] {
  const moves: ChoiceSpec[] = [];
  if (view?.state === 'returned') moves.push({ id: 'repair', label: 'repair' });
  if (view?.state === 'ready' && view.letter) moves.push({ id: 'prove', label: 'proveHere' });
  if (view?.letter?.inChat) moves.push({ id: 'resend', label: 'resend' });
  if (view?.mayCancel) moves.push({ id: 'cancel', label: 'cancelRequest' });
  return moves;
}
