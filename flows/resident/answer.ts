import { assign } from 'xstate';
import { type Flow, flow, versionOf } from '../kit/flow.ts';

/** The office asked something about a request: the next message, or the one that quoted the question, goes under the task. */
const machine = flow<
  {
    readonly requestId: string;
    readonly question: string | null;
    readonly number: string | null;
    readonly text: string;
  },
  {
    readonly requestId: string;
    readonly question: string | null;
    readonly number?: string;
    readonly text?: string | null;
  }
>().createMachine({
  id: 'answer',
  context: ({ input }) => ({
    requestId: input?.requestId ?? '',
    question: input?.question ?? null,
    number: input?.number ?? null,
    text: input?.text ?? '',
  }),
  initial: 'arriving',
  states: {
    arriving: {
      always: [{ guard: ({ context }) => context.text !== '', target: 'sending' }, { target: 'asking' }],
    },
    asking: {
      entry: [
        {
          type: 'ask',
          params: ({ context }) => ({
            key: 'answer.ask',
            args: { question: context.question, number: context.number },
            accept: { kind: 'text', min: 1, max: 500 },
            zero: 'later',
            requestId: context.requestId,
          }),
        },
      ],
      on: {
        value: { target: 'sending', actions: assign(({ event }) => ({ text: event.value })) },
        back: 'later',
        cancel: 'later',
      },
    },
    sending: {
      entry: [
        {
          type: 'call',
          params: ({ context }) => ({
            name: 'answerOffice',
            args: { requestId: context.requestId, text: context.text },
          }),
        },
      ],
      on: {
        'answer.answerOffice': [
          { guard: ({ event }) => event.result.ok, target: 'sent' },
          {
            guard: ({ event }) => event.result.again !== undefined,
            target: 'full',
            actions: [
              {
                type: 'say',
                params: ({ event }) => ({
                  key: 'officer.called',
                  args: { opensAt: null, again: event.result.again ?? null },
                }),
              },
            ],
          },
          { target: 'closed' },
        ],
      },
    },
    sent: { type: 'final', entry: [{ type: 'say', params: { key: 'answer.sent', args: {} } }] },
    closed: { type: 'final', entry: [{ type: 'say', params: { key: 'answer.closed', args: {} } }] },
    full: { type: 'final' },
    later: { type: 'final', entry: [{ type: 'say', params: { key: 'answer.later', args: {} } }] },
  },
});

/** Lets a resident answer a question of the office. */
export const answerFlow: Flow = {
  name: 'answer',
  machine,
  version: versionOf(machine.config),
  keeps: false,
  title: 'Pertanyaan kelurahan',
  carry: null,
};
