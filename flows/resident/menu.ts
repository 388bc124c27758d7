import { assign } from 'xstate';
import type { ChoiceSpec } from '../kit/effect.ts';
import { type Flow, flow, PARKED, versionOf } from '../kit/flow.ts';
import { note } from '../kit/message.ts';
import type { Service } from '../kit/service.ts';

interface MenuContext {
  /** The title of the draft that waits, or null. */
  readonly parked: string | null;
  readonly greet: boolean;
  readonly service: string;
  /** NIK and birth date that came in the same sentence. */
  readonly identity: string | null;
  readonly near: readonly string[];
  readonly info: boolean;
  /** What was asked for that is not on offer, in which words, and the letter that may be meant. */
  readonly wish: { readonly name: string; readonly text: string; readonly instead: string | null };
}

/** Home: where a chat rests. Outside a question free text finds the service or the action. */
export function menuFlow(services: readonly Service[]): Flow {
  const inOrder = [...services].sort((a, b) => a.order - b.order);
  const serviceOf = (slug: string) => services.find((service) => service.slug === slug) ?? services[0];
  const titleOf = (slug: string | null) => services.find((service) => service.slug === slug)?.name ?? null;
  const choiceOf = (service: Service): ChoiceSpec => ({
    id: `apply-${service.slug}`,
    text: service.name,
    aliases: service.says.slice(0, 3),
  });
  const menuChoices = (context: MenuContext): ChoiceSpec[] => [
    ...(context.parked
      ? [{ id: 'continue', text: `Lanjutkan ${context.parked}`, aliases: ['lanjut', 'lanjutkan'] }]
      : []),
    ...inOrder.map(choiceOf),
    { id: 'cards', label: 'cards' },
    { id: 'status', label: 'status' },
    { id: 'officer', label: 'officer' },
  ];
  const machine = flow<
    MenuContext,
    { readonly greet?: boolean; readonly parked: string | null } | undefined
  >().createMachine({
    id: 'menu',
    context: ({ input }) => ({
      parked: input?.parked ?? null,
      greet: input?.greet ?? false,
      service: '',
      identity: null,
      near: [],
      info: false,
      wish: { name: '', text: '', instead: null },
    }),
    initial: 'arriving',
    on: {
      // A submitted request is cancelled where it is shown: the status asks first.
      cancel: { actions: [{ type: 'go', params: { flow: 'status', input: { repair: null }, park: false } }] },
      back: '.home',
      intent: [
        {
          guard: ({ event }) => event.intent.kind === 'apply',
          target: '.applying',
          actions: assign(({ event }) => ({
            service: event.intent.kind === 'apply' ? event.intent.service : '',
            identity: event.identity ?? null,
          })),
        },
        {
          guard: ({ event }) => event.intent.kind === 'card',
          target: '.card',
          actions: assign(({ event }) => ({
            service: event.intent.kind === 'card' ? event.intent.service : '',
          })),
        },
        {
          guard: ({ event }) => event.intent.kind === 'unsure',
          target: '.unsure',
          actions: assign(({ event }) =>
            event.intent.kind === 'unsure' ? { near: event.intent.services, info: event.intent.info } : {},
          ),
        },
        {
          guard: ({ event }) => event.intent.kind === 'notHere',
          target: '.notHere',
          actions: assign(({ event: { intent, text } }) =>
            intent.kind === 'notHere'
              ? { wish: { name: intent.name, text: note(text), instead: intent.instead } }
              : {},
          ),
        },
        {
          guard: ({ event }) => event.intent.kind === 'status',
          actions: [{ type: 'go', params: { flow: 'status', input: { repair: null }, park: false } }],
        },
        {
          guard: ({ event }) => event.intent.kind === 'officer',
          actions: [
            {
              type: 'call',
              params: ({ event }) => ({ name: 'callOfficer', args: { text: note(event.text) } }),
            },
          ],
        },
        {
          guard: ({ event }) => event.intent.kind === 'hours',
          target: '.resting',
          actions: [{ type: 'say', params: { key: 'hours', args: {} } }],
        },
        {
          guard: ({ event }) => event.intent.kind === 'who',
          target: '.resting',
          actions: [{ type: 'say', params: { key: 'who', args: {} } }],
        },
        {
          guard: ({ event }) => event.intent.kind === 'asking',
          target: '.resting',
          actions: [{ type: 'say', params: { key: 'aside.asking', args: {} } }],
        },
        {
          guard: ({ event }) => event.intent.kind === 'thanks',
          target: '.resting',
          actions: [{ type: 'say', params: { key: 'thanks', args: {} } }],
        },
        { guard: ({ event }) => event.intent.kind === 'cards', target: '.cards' },
        {
          guard: ({ event }) => event.intent.kind === 'greeting' || event.intent.kind === 'list',
          target: '.home',
        },
        { target: '.home', actions: [{ type: 'say', params: { key: 'menu.notUnderstood', args: {} } }] },
      ],
      choose: [
        {
          guard: ({ event }) => event.id === 'continue',
          actions: [{ type: 'go', params: { flow: PARKED, input: {}, park: false } }],
        },
        {
          guard: ({ event }) => event.id === 'status',
          actions: [{ type: 'go', params: { flow: 'status', input: { repair: null }, park: false } }],
        },
        {
          guard: ({ event }) => event.id === 'officer',
          actions: [{ type: 'call', params: { name: 'callOfficer', args: { text: null } } }],
        },
        {
          guard: ({ event }) => event.id === 'wish',
          actions: [
            {
              type: 'call',
              params: ({ context }) => ({ name: 'callOfficer', args: { text: context.wish.text } }),
            },
          ],
        },
        { guard: ({ event }) => event.id === 'cards', target: '.cards' },
        { guard: ({ event }) => event.id === 'menu', target: '.home' },
        {
          guard: ({ event }) => event.id.startsWith('card-'),
          target: '.card',
          actions: assign(({ event }) => ({ service: event.id.slice(5) })),
        },
        {
          guard: ({ event }) => event.id.startsWith('apply-'),
          target: '.applying',
          actions: assign(({ event }) => ({ service: event.id.slice(6), identity: null })),
        },
      ],
    },
    states: {
      arriving: {
        always: [{ guard: ({ context }) => context.greet, target: 'home' }, { target: 'resting' }],
      },
      resting: {},
      home: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'menu.home',
              args: {},
              choices: menuChoices(context),
              home: true,
            }),
          },
        ],
      },
      cards: {
        entry: [
          {
            type: 'ask',
            params: {
              key: 'menu.cards',
              args: {},
              choices: inOrder.map(
                (service): ChoiceSpec => ({
                  id: `card-${service.slug}`,
                  text: service.name,
                  aliases: service.says.slice(0, 3),
                }),
              ),
              zero: 'back',
              home: true,
            },
          },
        ],
      },
      card: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => {
              const service = serviceOf(context.service);
              return {
                key: 'menu.card',
                args: { service: service ?? null },
                choices: [
                  { id: `apply-${service?.slug}`, label: 'apply' },
                  { id: 'menu', label: 'menu' },
                ],
                home: true,
              };
            },
          },
        ],
      },
      unsure: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'menu.unsure',
              args: {},
              choices: context.near.map(
                (slug): ChoiceSpec => ({
                  id: `${context.info ? 'card' : 'apply'}-${slug}`,
                  text: serviceOf(slug)?.name ?? slug,
                }),
              ),
              zero: 'back',
              home: true,
            }),
          },
        ],
      },
      notHere: {
        entry: [
          {
            type: 'ask',
            params: ({ context }) => ({
              key: 'menu.notHere',
              args: { name: context.wish.name, instead: titleOf(context.wish.instead) },
              choices: [
                ...inOrder.filter(({ slug }) => slug === context.wish.instead).map(choiceOf),
                { id: 'wish', label: 'officer' },
                { id: 'menu', label: 'menu' },
              ],
              home: true,
            }),
          },
        ],
      },
      applying: {
        entry: [
          {
            type: 'say',
            params: ({ context }) => ({
              key: 'menu.understood',
              args: { title: serviceOf(context.service)?.name ?? '' },
            }),
          },
          {
            type: 'go',
            params: ({ context }) => ({
              flow: `letter.${context.service}`,
              input: context.identity ? { identity: context.identity } : {},
              park: false,
            }),
          },
        ],
      },
    },
  });
  return {
    name: 'menu',
    machine,
    version: versionOf(machine.config, services),
    keeps: false,
    title: 'Menu',
    carry: null,
  };
}
