import { assign } from 'xstate';
import { type Flow, flow, versionOf } from '../kit/flow.ts';
import { normalise } from '../kit/text.ts';
import type { WardDoor } from '../kit/world.ts';

/** So many wards are shown as a list; of more the name is asked. */
const MOST_SHOWN = 9;

interface WardContext {
  readonly wards: readonly WardDoor[];
  /** Those that the written name may mean. */
  readonly near: readonly WardDoor[];
  readonly chosen: string;
  /** What was said before the ward was known: it is heard there. */
  readonly text: string | null;
  readonly ask: boolean;
}

/** On an account of several wards: which one the resident belongs to, asked once. */
const machine = flow<
  WardContext,
  { readonly wards?: readonly WardDoor[]; readonly greet?: boolean } | undefined
>().createMachine({
  id: 'ward',
  context: ({ input }) => ({
    wards: input?.wards ?? [],
    near: [],
    chosen: '',
    text: null,
    ask: input?.greet ?? false,
  }),
  initial: 'arriving',
  on: {
    choose: {
      target: '.choosing',
      actions: assign(({ event }) => ({ chosen: event.id })),
    },
    value: [
      {
        guard: ({ context, event }) => matches(context.wards, event.value).length === 1,
        target: '.choosing',
        actions: assign(({ context, event }) => ({
          chosen: matches(context.wards, event.value)[0]?.id ?? '',
        })),
      },
      {
        guard: ({ context, event }) => matches(context.wards, event.value).length > 1,
        target: '.asking',
        reenter: true,
        actions: assign(({ context, event }) => ({
          near: matches(context.wards, event.value).slice(0, MOST_SHOWN),
        })),
      },
      { actions: [{ type: 'say', params: { key: 'ward.unknown', args: {} } }, { type: 'repeat' }] },
    ],
    // What somebody says before the ward is known is kept and heard there.
    intent: {
      target: '.asking',
      reenter: true,
      actions: assign(({ event }) => ({
        text: event.intent.kind === 'greeting' ? null : event.text.slice(0, 500),
      })),
    },
    back: '.asking',
    cancel: '.asking',
  },
  states: {
    arriving: { always: [{ guard: ({ context }) => context.ask, target: 'asking' }, { target: 'waiting' }] },
    waiting: {},
    asking: {
      entry: [
        {
          type: 'ask',
          params: ({ context }) => {
            const shown =
              context.near.length > 0
                ? context.near
                : context.wards.length <= MOST_SHOWN
                  ? context.wards
                  : [];
            return {
              key: 'ward.ask',
              args: { many: shown.length === 0 },
              choices: shown.map(({ id, name }) => ({ id, text: name, aliases: [short(name)] })),
              accept: { kind: 'text', min: 2, max: 100 },
            };
          },
        },
      ],
    },
    choosing: {
      entry: [
        {
          type: 'call',
          params: ({ context }) => ({
            name: 'chooseWard',
            args: { wardId: context.chosen, text: context.text },
          }),
        },
      ],
      on: {
        'answer.chooseWard': [
          { guard: ({ event }) => event.result.ok, target: 'done' },
          { target: 'asking', actions: [{ type: 'say', params: { key: 'ward.unknown', args: {} } }] },
        ],
      },
    },
    // The chat goes on in the ward that was chosen, with its own first words.
    done: {},
  },
});

function short(name: string): string {
  return name.replace(/^kelurahan\s+/i, '');
}

/** The wards whose name or short name the words are, or that hold the words. */
function matches(wards: readonly WardDoor[], text: string): readonly WardDoor[] {
  const said = normalise(text).replace(/^(kelurahan|kel|lurah) /, '');
  const exact = wards.filter(
    (ward) => normalise(short(ward.name)) === said || normalise(ward.short) === said,
  );
  if (exact.length > 0) return exact;
  return said.length < 3 ? [] : wards.filter((ward) => normalise(short(ward.name)).includes(said));
}

/** Which ward a resident belongs to, on an account of several. */
export const wardFlow: Flow = {
  name: 'ward',
  machine,
  version: versionOf('ward', machine.config),
  keeps: false,
  title: 'Pilihan kelurahan',
  carry: null,
};
