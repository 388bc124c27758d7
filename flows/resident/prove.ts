import { assign } from 'xstate';
import { type Flow, flow, versionOf } from '../kit/flow.ts';

/**
 * Level 2 is possession: the platform-verified phone equals the register's, or a code given at the counter. Offered
 * after the receipt, so that nobody has to pass it to ask for a letter; without it the letter is collected.
 */
const CHOICES = [
  { id: 'code', label: 'haveCode' },
  { id: 'counter', label: 'collect' },
] as const;

const machine = flow<
  {
    readonly code: string;
    readonly phone: string;
    readonly sharesPhone: boolean;
    readonly atCounter: boolean;
    /** Whether it is still to be proved is known. */
    readonly known: boolean;
  },
  | {
      readonly code?: string;
      readonly phone?: string;
      readonly sharesPhone?: boolean;
      readonly atCounter?: boolean;
      readonly known?: boolean;
    }
  | undefined
>().createMachine({
  id: 'prove',
  context: ({ input }) => ({
    code: input?.code ?? '',
    phone: input?.phone ?? '',
    sharesPhone: input?.sharesPhone ?? true,
    atCounter: input?.atCounter ?? false,
    known: input?.known ?? true,
  }),
  initial: 'opening',
  states: {
    /** A code or the own phone may come by itself, long after the question. */
    opening: {
      always: [
        { guard: ({ context }) => context.code !== '', target: 'redeeming' },
        { guard: ({ context }) => context.phone !== '', target: 'matching' },
        { guard: ({ context }) => !context.known, target: 'checking' },
        // On the screen at the counter no letter is handed out: whoever stands there gets it from the desk.
        { guard: ({ context }) => context.atCounter, target: 'collecting' },
        { guard: ({ context }) => !context.sharesPhone, target: 'withCode' },
        { target: 'asking' },
      ],
    },
    /** Asked for in words: somebody may have proved it long ago, or never have asked for a letter. */
    checking: {
      entry: [{ type: 'call', params: { name: 'me', args: {} } }],
      on: {
        'answer.me': [
          { guard: ({ event }) => event.result.resident === null, target: 'unknown' },
          { guard: ({ context }) => context.atCounter, target: 'collecting' },
          { guard: ({ event }) => event.result.level >= 2, target: 'proved' },
          { guard: ({ context }) => !context.sharesPhone, target: 'withCode' },
          { target: 'asking' },
        ],
      },
    },
    asking: {
      entry: [
        {
          type: 'ask',
          // An offer, not a question: whatever else the person writes is heard as at home.
          params: { key: 'prove.ask', args: {}, choices: CHOICES, askPhone: true, home: true },
        },
      ],
      on: {
        ownPhone: { target: 'matching', actions: assign(({ event }) => ({ phone: event.phone })) },
        choose: [{ guard: ({ event }) => event.id === 'code', target: 'code' }, { target: 'collecting' }],
        back: 'collecting',
        cancel: 'collecting',
      },
    },
    matching: {
      entry: [
        { type: 'call', params: ({ context }) => ({ name: 'provePhone', args: { phone: context.phone } }) },
      ],
      on: {
        'answer.provePhone': [
          { guard: ({ event }) => event.result.level >= 2, target: 'proved' },
          { target: 'otherWay', actions: [{ type: 'say', params: { key: 'prove.otherPhone', args: {} } }] },
        ],
      },
    },
    /** The app has no button for the own number: a code is the way. */
    withCode: {
      entry: [{ type: 'ask', params: { key: 'prove.withCode', args: {}, choices: CHOICES, home: true } }],
      on: {
        choose: [{ guard: ({ event }) => event.id === 'code', target: 'code' }, { target: 'collecting' }],
        back: 'collecting',
        cancel: 'collecting',
      },
    },
    otherWay: {
      entry: [{ type: 'ask', params: { key: 'prove.otherWay', args: {}, choices: CHOICES, home: true } }],
      on: {
        choose: [{ guard: ({ event }) => event.id === 'code', target: 'code' }, { target: 'collecting' }],
        back: 'collecting',
        cancel: 'collecting',
      },
    },
    code: {
      entry: [
        {
          type: 'ask',
          params: { key: 'prove.code', args: {}, accept: { kind: 'text', min: 4, max: 20 }, zero: 'later' },
        },
      ],
      on: {
        value: { target: 'redeeming', actions: assign(({ event }) => ({ code: event.value })) },
        back: 'collecting',
        cancel: 'collecting',
      },
    },
    redeeming: {
      entry: [
        { type: 'call', params: ({ context }) => ({ name: 'redeemCode', args: { code: context.code } }) },
      ],
      on: {
        'answer.redeemCode': [
          { guard: ({ event }) => event.result.level >= 2, target: 'proved' },
          { guard: ({ event }) => event.result.outcome === 'locked', target: 'collecting' },
          { target: 'code', actions: [{ type: 'say', params: { key: 'prove.wrongCode', args: {} } }] },
        ],
      },
    },
    proved: { type: 'final', entry: [{ type: 'say', params: { key: 'prove.done', args: {} } }] },
    unknown: { type: 'final', entry: [{ type: 'say', params: { key: 'prove.unknown', args: {} } }] },
    collecting: { type: 'final', entry: [{ type: 'say', params: { key: 'prove.collect', args: {} } }] },
  },
});

/** Proof of possession: the platform's own phone number, or a code from the counter. */
export const proveFlow: Flow = {
  name: 'prove',
  machine,
  version: versionOf(machine.config),
  keeps: false,
  title: 'Kirim surat ke chat',
  carry: null,
};
