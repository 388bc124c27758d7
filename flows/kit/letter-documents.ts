import { assign } from 'xstate';
import type { ChoiceSpec, Said } from './effect.ts';
import { isComplete, type LetterContext, nextPaper, papersDone, papersFor } from './letter-context.ts';
import { OWN_FIELDS } from './letter-questions.ts';
import type { LetterStates } from './letter-setup.ts';
import type { DocumentItem, Service } from './service.ts';

/**
 * The papers: one asked at a time, any order of arrival and albums accepted (each picture goes to the first paper
 * still missing). A picture is fetched after the turn; the notice `stored` or `unreadable` ends the waiting.
 */
export function documentStates(service: Service): LetterStates {
  const lastField = service.fields[service.fields.length - 1];
  const arrivals = arrivalsOf(service);
  return {
    papers: {
      entry: [{ type: 'ask', params: ({ context }) => paperQuestion(service, context) }],
      on: {
        media: {
          guard: ({ context }) => nextPaper(service, context) !== null,
          actions: [
            {
              type: 'call',
              params: ({ context, event }) => ({
                name: 'keepDocument',
                args: { item: nextPaper(service, context)?.id ?? '', media: event.media },
              }),
            },
          ],
        },
        choose: {
          target: 'route',
          reenter: true,
          actions: assign(({ context, event }) => brought(context, event.id)),
        },
        ...arrivals,
        back: [
          { guard: ({ context }) => context.repair !== null, target: 'leaving' },
          {
            guard: ({ context }) => context.undonePaper !== null,
            target: 'route',
            actions: assign(({ context }) => ({
              documents: { ...context.documents, ...context.undonePaper },
              undonePaper: null,
              editing: null,
            })),
          },
          ...(lastField
            ? [{ target: `ask_${lastField.id}` }]
            : [
                {
                  guard: ({ context }: { context: LetterContext }) => context.resident !== null,
                  target: 'confirm',
                },
                { target: `own_${OWN_FIELDS[OWN_FIELDS.length - 1]?.id}` },
              ]),
        ],
      },
    },
    /** The picture that came before the question is kept as its answer. */
    brought: {
      entry: [
        {
          type: 'call',
          params: ({ context }) => ({
            name: 'keepDocument',
            args: {
              item: nextPaper(service, context)?.id ?? '',
              media: context.brought ?? { ref: '-', mime: null, name: null, size: null },
            },
          }),
        },
      ],
      on: {
        'answer.keepDocument': {
          target: 'route',
          actions: assign(({ context, event }) => ({
            brought: null,
            fetching: { ...context.fetching, [event.result.documentId]: event.result.item },
          })),
        },
      },
    },
    /** Every paper has arrived or is on its way. */
    receiving: {
      entry: [{ type: 'ask', params: { key: 'papers.receiving', args: {} } }],
      on: arrivals,
    },
    received: {
      entry: [
        {
          type: 'say',
          params: ({ context }) =>
            receivedOf(service, context, context.arrived ?? { item: '', blurry: false }),
        },
      ],
      always: [
        // More pictures are on their way: they will speak for themselves, no question in between.
        {
          guard: ({ context }) =>
            nextPaper(service, context) === null && Object.keys(context.fetching).length > 0,
          target: 'quiet',
        },
        { target: 'route' },
      ],
    },
    quiet: {
      on: arrivals,
    },
  };
}

const BRING = 'bring-';

/** What ends the waiting for a picture, the same wherever it is waited for. */
function arrivalsOf(service: Service): NonNullable<LetterStates[string]['on']> {
  return {
    // "Ini fotonya, pak": they have sent it, and must not hear that it is waited for.
    remark: {
      guard: ({ context }) => Object.keys(context.fetching).length > 0,
      actions: [{ type: 'say', params: { key: 'papers.receiving', args: {} } }],
    },
    'notice.stored': {
      guard: ({ context, event }) => event.notice.documentId in context.fetching,
      target: 'received',
      actions: [assign(({ context, event }) => arrived(context, event.notice))],
    },
    'notice.unreadable': {
      guard: ({ context, event }) => event.notice.documentId in context.fetching,
      target: 'route',
      actions: [
        assign(({ context, event }) => ({ fetching: without(context.fetching, event.notice.documentId) })),
        {
          type: 'say',
          params: ({ event }) => unreadableOf(service, event.notice),
        },
      ],
    },
  };
}

/**
 * A picture that arrives while something else is asked (the person went a step back, or was asked whether to stop):
 * it is kept or let go all the same, or the chat would wait for it for ever, and the open question is said again.
 */
export function arrivalsElsewhere(service: Service): NonNullable<LetterStates[string]['on']> {
  return {
    'notice.stored': {
      guard: ({ context, event }) => event.notice.documentId in context.fetching,
      actions: [
        assign(({ context, event }) => kept(context, event.notice)),
        {
          type: 'say',
          params: ({ context, event }) => receivedOf(service, context, event.notice),
        },
        { type: 'repeat' },
      ],
    },
    'notice.unreadable': {
      guard: ({ context, event }) => event.notice.documentId in context.fetching,
      actions: [
        assign(({ context, event }) => ({ fetching: without(context.fetching, event.notice.documentId) })),
        {
          type: 'say',
          params: ({ event }) => unreadableOf(service, event.notice),
        },
        { type: 'repeat' },
      ],
    },
  };
}

function unreadableOf(
  service: Service,
  { item, why }: { readonly item: string; readonly why: string },
): Said {
  return { key: 'papers.unreadable', args: { label: labelOf(service, item), why } };
}

function receivedOf(
  service: Service,
  context: LetterContext,
  { item, blurry }: { readonly item: string; readonly blurry: boolean },
): Said {
  return {
    key: 'papers.received',
    args: {
      label: labelOf(service, item),
      done: papersDone(service, context),
      of: papersFor(service, context).length,
      blurry,
    },
  };
}

function paperQuestion(service: Service, context: LetterContext) {
  const item = nextPaper(service, context);
  const choices: ChoiceSpec[] = [];
  if (item?.mayBring) choices.push({ id: `${BRING}${item.id}`, label: 'bringLater' });
  const papers = papersFor(service, context);
  const asked = (context.resident || context.repair ? 0 : OWN_FIELDS.length) + service.fields.length;
  return {
    key: 'papers.ask' as const,
    args: {
      step: context.repair
        ? null
        : { at: asked + 2 + papersDone(service, context), of: asked + papers.length + 2 },
      label: item?.label ?? '',
      hint: item?.hint ?? '',
      count: item?.count ?? 1,
      have: item ? (context.documents[item.id]?.ids.length ?? 0) : 0,
    },
    accept: { kind: 'media' as const },
    choices,
    zero: 'back' as const,
  };
}

function arrived(
  context: LetterContext,
  {
    documentId,
    item,
    blurry,
  }: { readonly documentId: string; readonly item: string; readonly blurry: boolean },
): Partial<LetterContext> {
  return {
    ...kept(context, { documentId, item }),
    arrived: { item, blurry },
    undonePaper: null,
    editing: null,
  };
}

function kept(
  context: LetterContext,
  { documentId, item }: { readonly documentId: string; readonly item: string },
): Pick<LetterContext, 'fetching' | 'documents'> {
  const known = context.documents[item]?.ids ?? [];
  return {
    fetching: without(context.fetching, documentId),
    documents: { ...context.documents, [item]: { ids: [...known, documentId], bring: false } },
  };
}

function brought(context: LetterContext, choice: string): Partial<LetterContext> {
  const id = choice.replace(BRING, '');
  return {
    documents: { ...context.documents, [id]: { ids: context.documents[id]?.ids ?? [], bring: true } },
    editing: null,
  };
}

function without<T>(all: Readonly<Record<string, T>>, id: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== id));
}

function labelOf(service: Service, id: string): string {
  return service.documents.find((item) => item.id === id)?.label ?? id;
}

/** How a paper stands, for the review and the office. */
export function paperInWords(
  item: DocumentItem,
  context: LetterContext,
): { readonly sent: number; readonly bring: boolean } {
  return {
    sent: context.documents[item.id]?.ids.length ?? 0,
    bring: context.documents[item.id]?.bring === true && isComplete(item, context),
  };
}
