import { assign } from 'xstate';
import { forSomebodyElse, holdsOthersPapers, type LetterContext, withOwnPapers } from './letter-context.ts';
import { LATER, type LetterStates } from './letter-setup.ts';
import type { Service } from './service.ts';

/**
 * Who is asking: NIK and birth date together find the person in the register (level 1). An unknown NIK and a wrong
 * birth date get the same answer; then another try, or on with own data, which the office is told.
 */
export function identityStates(service: Service): LetterStates {
  return {
    identity: {
      entry: [
        {
          type: 'ask',
          params: {
            key: 'identity.ask',
            args: { title: service.name },
            accept: { kind: 'identity' },
            choices: [{ id: 'find', label: 'withoutNik' }],
            zero: 'back',
          },
        },
      ],
      on: {
        value: [
          {
            guard: ({ event }) => event.value.includes(' '),
            target: 'looking',
            actions: assign(({ event }) => split(event.value)),
          },
          {
            guard: ({ event }) => isDay(event.value),
            target: 'number',
            actions: assign(({ event }) => ({ birthDate: event.value })),
          },
          { target: 'birth', actions: assign(({ event }) => ({ nik: event.value })) },
        ],
        choose: 'finding',
        back: 'leaving',
      },
    },
    birth: {
      entry: [
        {
          type: 'ask',
          params: {
            key: 'identity.birth',
            args: {},
            accept: { kind: 'date', past: true },
            zero: 'back',
            private: true,
          },
        },
      ],
      on: {
        value: {
          target: 'looking',
          actions: assign(({ context, event }) => split(`${context.nik} ${event.value}`)),
        },
        back: 'identity',
      },
    },
    /** The date came alone: it is kept, and only the number is still asked. */
    number: {
      entry: [
        {
          type: 'ask',
          params: {
            key: 'identity.number',
            args: {},
            accept: { kind: 'nik' },
            choices: [{ id: 'find', label: 'withoutNik' }],
            zero: 'back',
          },
        },
      ],
      on: {
        value: { target: 'looking', actions: assign(({ event }) => ({ nik: event.value })) },
        choose: 'finding',
        back: 'identity',
      },
    },
    /** No letter is without a NIK: where it stands, and time to look for it. */
    finding: {
      entry: [
        {
          type: 'ask',
          params: {
            key: 'identity.find',
            args: {},
            accept: { kind: 'identity' },
            choices: [{ id: 'later', label: 'findNik' }],
            zero: 'back',
          },
        },
      ],
      on: {
        value: [
          {
            guard: ({ context, event }) =>
              event.value.includes(' ') || (!isDay(event.value) && !!context.birthDate),
            target: 'looking',
            actions: assign(({ context, event }) => mended(context, event.value)),
          },
          {
            guard: ({ event }) => isDay(event.value),
            target: 'number',
            actions: assign(({ event }) => ({ birthDate: event.value })),
          },
          { target: 'birth', actions: assign(({ event }) => ({ nik: event.value })) },
        ],
        choose: LATER,
        back: 'identity',
      },
    },
    looking: {
      entry: [
        {
          type: 'call',
          params: ({ context }) => ({
            name: 'identify',
            args: { nik: context.nik ?? '', birthDate: context.birthDate ?? '' },
          }),
        },
      ],
      on: {
        'answer.identify': [
          {
            guard: ({ event }) => event.result.outcome === 'found',
            target: 'confirm',
            actions: assign(({ event }) =>
              event.result.outcome === 'found'
                ? { resident: event.result.resident, level: event.result.level }
                : {},
            ),
          },
          { guard: ({ event }) => event.result.outcome === 'locked', target: 'locked' },
          {
            target: 'notFound',
            actions: assign(({ event }) => ({
              triesLeft: event.result.outcome === 'notFound' ? event.result.triesLeft : 0,
            })),
          },
        ],
      },
    },
    confirm: {
      entry: [
        {
          type: 'ask',
          params: ({ context }) => ({
            key: 'identity.confirm',
            args: context.resident ?? { id: '', name: '', address: '', rtRw: '' },
            // No line of the register is changed here; who says that one is wrong is told who does.
            accept: { kind: 'line', lines: [] },
            choices: [
              { id: 'yes', label: 'forThisName' },
              { id: 'no', label: 'forAnother' },
            ],
          }),
        },
      ],
      on: {
        value: {
          target: 'confirm',
          reenter: true,
          actions: [{ type: 'say', params: { key: 'identity.registered', args: {} } }],
        },
        choose: [
          {
            guard: ({ event }) => event.id === 'yes',
            target: 'known',
            actions: assign({ confirmed: true, ownData: null, birthDate: null }),
          },
          { target: 'forgetting' },
        ],
        back: [
          { guard: ({ context }) => context.editing !== null, target: 'route' },
          { target: 'forgetting' },
        ],
      },
    },
    forgetting: {
      entry: [{ type: 'call', params: { name: 'forgetMe', args: {} } }],
      on: {
        'answer.forgetMe': {
          target: 'identity',
          actions: assign(({ context }) => ({
            ...forSomebodyElse(service, context),
            nik: null,
            birthDate: null,
            editing: null,
          })),
        },
      },
    },
    /** Told and asked again at once; whoever mends only the number, or only the date, need not write the other. */
    notFound: {
      entry: [
        {
          type: 'say',
          params: ({ context }) => ({ key: 'identity.notFound', args: { triesLeft: context.triesLeft } }),
        },
        {
          type: 'ask',
          params: {
            key: 'identity.again',
            args: {},
            accept: { kind: 'identity' },
            choices: [{ id: 'own', label: 'ownData' }],
            zero: 'back',
          },
        },
      ],
      on: {
        value: [
          {
            guard: ({ context, event }) => event.value === context.nik,
            target: 'birth',
            actions: assign(({ event }) => ({ nik: event.value })),
          },
          { target: 'looking', actions: assign(({ context, event }) => mended(context, event.value)) },
        ],
        choose: 'own',
        back: 'identity',
      },
    },
    locked: {
      entry: [
        {
          type: 'ask',
          params: {
            key: 'identity.locked',
            args: {},
            choices: [
              { id: 'own', label: 'ownData' },
              { id: 'later', label: 'later' },
            ],
          },
        },
      ],
      on: {
        choose: [{ guard: ({ event }) => event.id === 'own', target: 'own' }, LATER],
        back: 'identity',
      },
    },
    own: {
      always: {
        target: 'known',
        actions: assign(({ context }) => ({
          confirmed: true,
          resident: null,
          ownData: {
            ...context.ownData,
            // What was tried last, not what an older draft or an earlier try held.
            ...(context.nik ? { nik: context.nik } : {}),
            ...(context.birthDate ? { birth_date: context.birthDate } : {}),
          },
        })),
      },
    },
    known: {
      always: [
        {
          guard: ({ context }) => holdsOthersPapers(context),
          target: 'route',
          actions: [
            { type: 'say', params: { key: 'papers.ofAnother', args: {} } },
            assign(({ context }) => withOwnPapers(context)),
          ],
        },
        { target: 'route', actions: assign(({ context }) => withOwnPapers(context)) },
      ],
    },
  };
}

function isDay(value: string): boolean {
  return /^\d{4}-/.test(value);
}

/** What was tried before, with the part that was written again. */
function mended(
  { nik, birthDate }: Pick<LetterContext, 'nik' | 'birthDate'>,
  value: string,
): Pick<LetterContext, 'nik' | 'birthDate'> {
  if (value.includes(' ')) return split(value);
  return isDay(value) ? { nik, birthDate: value } : { nik: value, birthDate };
}

/** `nik date` taken apart. */
export function split(value: string): { nik: string; birthDate: string } {
  const [nik = '', birthDate = ''] = value.split(' ');
  return { nik, birthDate };
}
