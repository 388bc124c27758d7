import { assign } from 'xstate';
import { type Flow, flow, versionOf } from '../kit/flow.ts';

/** The office asked something about a request; the next message is the answer, and goes under the task. */
const machine = flow<
  { readonly requestId: string; readonly question: string | null; readonly number: string | null },
  { readonly requestId: string; readonly question: string | null; readonly number?: string }
>().createMachine({
  id: 'answer',
  context: ({ input }) => ({
    requestId: input?.requestId ?? '',
    question: input?.question ?? null,
    number: input?.number ?? null,
  }),
  initial: 'asking',
  states: {
    asking: {
      entry: [
        {
          type: 'ask',
          params: ({ context }) => ({
            key: 'answer.ask',
            args: { question: context.question, number: context.number },
            accept: { kind: 'text', min: 1, max: 500 },
            zero: 'later',
          }),
        },
      ],
      on: {
        value: {
          target: 'sending',
          actions: [
            {
              type: 'call',
              params: ({ context, event }) => ({
                name: 'answerOffice',
                args: { requestId: context.requestId, text: event.value },
              }),
            },
          ],
        },
        back: 'later',
        cancel: 'later',
      },
    },
    sending: {
      on: {
        'answer.answerOffice': [
          { guard: ({ event }) => event.result.ok, target: 'sent' },
          { target: 'closed' },
        ],
      },
    },
    sent: { type: 'final', entry: [{ type: 'say', params: { key: 'answer.sent', args: {} } }] },
    closed: { type: 'final', entry: [{ type: 'say', params: { key: 'answer.closed', args: {} } }] },
    later: { type: 'final', entry: [assign({}), { type: 'say', params: { key: 'answer.later', args: {} } }] },
  },
});

/** The resident's answer to a question of the office. */
export const answerFlow: Flow = {
  name: 'answer',
  machine,
  version: versionOf(machine.config),
  keeps: false,
  title: 'Pertanyaan kelurahan',
  carry: null,
};
