import { assign, enqueueActions } from 'xstate';
import type { Receipt } from './calls.ts';
import type { ChoiceSpec, Said } from './effect.ts';
import { draftOf, forSomebodyElse, inWords, type LetterContext, papersFor } from './letter-context.ts';
import { OWN_FIELDS } from './letter-questions.ts';
import type { LetterStates } from './letter-setup.ts';
import { WHICH_LINE } from './named-line.ts';
import type { Accept, Service } from './service.ts';

/** A line of the review: what is changed when the person picks it. */
interface Line {
  readonly id: string;
  readonly kind: 'who' | 'own' | 'field' | 'paper';
  readonly label: string;
  readonly value: string;
}

/** The whole request on one screen, change of a single line, sending; then the offer to prove possession. */
export function reviewStates(service: Service): LetterStates {
  const named: NonNullable<NonNullable<LetterStates[string]>['on']>['value'] = [
    { guard: ({ event }) => event.value === WHICH_LINE, target: 'changing', reenter: true },
    { target: 'redirect', actions: assign(({ context, event }) => redo(context, event.value)) },
  ];
  return {
    review: {
      entry: [
        assign({ editing: null, undonePaper: null, page: 0 }),
        {
          type: 'ask',
          params: ({ context }) => ({
            key: 'review.ask',
            args: {
              title: service.name,
              who: context.resident,
              lines: linesOf(service, context)
                .filter(({ kind }) => kind !== 'who')
                .map((line) => [line.label, line.value] as const),
              again: context.repair !== null,
            },
            choices: [
              { id: 'send', label: 'send' },
              { id: 'change', label: 'change' },
            ],
            accept: namedIn(service, context),
            zero: 'cancel',
          }),
        },
      ],
      on: {
        choose: [{ guard: ({ event }) => event.id === 'send', target: 'sending' }, { target: 'changing' }],
        value: named,
        back: 'changing',
      },
    },
    changing: {
      entry: [
        {
          type: 'ask',
          params: ({ context }) => ({
            key: 'review.which',
            args: {},
            choices: changeable(service, context),
            accept: namedIn(service, context),
            zero: 'back',
          }),
        },
      ],
      on: {
        value: named,
        choose: [
          {
            guard: ({ event }) => event.id === MORE,
            target: 'changing',
            reenter: true,
            actions: assign(({ context }) => ({ page: context.page + 1 })),
          },
          { target: 'redirect', actions: assign(({ context, event }) => redo(context, event.id)) },
        ],
        back: 'review',
      },
    },
    /** To the question of the picked line; a paper was let go, so `route` asks for it. */
    redirect: {
      always: [
        { guard: ({ context }) => context.editing === WHO, target: 'confirm' },
        ...OWN_FIELDS.map((field) => ({
          guard: ({ context }: { context: LetterContext }) => context.editing === `own-${field.id}`,
          target: `own_${field.id}`,
        })),
        ...service.fields.map((field) => ({
          guard: ({ context }: { context: LetterContext }) => context.editing === `field-${field.id}`,
          target: `ask_${field.id}`,
        })),
        { target: 'route' },
      ],
    },
    sending: {
      entry: [
        {
          type: 'call',
          params: ({ context }) =>
            context.repair
              ? {
                  name: 'resubmit',
                  args: { requestId: context.repair.requestId, draft: draftOf(service, context) },
                }
              : {
                  name: 'submit',
                  args: { ...draftOf(service, context), residentId: context.resident?.id ?? null },
                },
        },
      ],
      on: {
        'answer.submit': [
          {
            guard: ({ event }) => event.result === null,
            target: 'arriving',
            actions: [
              {
                type: 'say',
                params: ({ context }) => ({ key: 'draft.somebodyElse', args: nameOf(context) }),
              },
              assign(({ context }) => forSomebodyElse(service, context)),
            ],
          },
          {
            target: 'sent',
            actions: [
              assign(({ event }) => taken(sentBy(event))),
              { type: 'say', params: ({ context, event }) => receiptOf(service, context, sentBy(event)) },
            ],
          },
        ],
        'answer.resubmit': {
          target: 'sent',
          actions: [
            assign(({ event }) => taken(sentBy(event))),
            { type: 'say', params: ({ context, event }) => receiptOf(service, context, sentBy(event)) },
          ],
        },
      },
    },
    sent: {
      type: 'final',
      entry: enqueueActions(({ context, enqueue }) => {
        const mayProve = context.level < 2 && context.resident !== null && !context.repair;
        if (mayProve) enqueue({ type: 'go', params: { flow: 'prove', input: {}, park: false } });
      }),
    },
  };
}

/** Read behind the guard that has let only a receipt through. */
function sentBy({ result }: { readonly result: Receipt | null }): Receipt {
  if (result === null) throw new Error('nothing was taken in');
  return result;
}

function taken({ requestId, level }: Receipt): Pick<LetterContext, 'requestId' | 'level'> {
  return { requestId, level };
}

function nameOf({ resident, ownData }: LetterContext): { who: string } {
  return { who: resident?.name ?? ownData?.['name'] ?? '' };
}

function receiptOf(service: Service, context: LetterContext, receipt: Receipt): Said {
  const again = context.repair !== null;
  return { key: 'receipt', args: { ...receipt, title: service.name, ...nameOf(context), again } };
}

const MORE = 'more';
const WHO = 'who-resident';
const PAGE = 7;

function linesOf(service: Service, context: LetterContext): Line[] {
  const who: Line[] =
    context.resident && !context.repair
      ? [{ id: 'resident', kind: 'who', label: 'Atas nama', value: context.resident.name }]
      : [];
  const own =
    (context.resident ?? context.repair)
      ? []
      : OWN_FIELDS.map(
          (field): Line => ({
            id: field.id,
            kind: 'own',
            label: field.label,
            value: inWords(field, context.ownData?.[field.id] ?? '', null),
          }),
        );
  const fields = service.fields.map(
    (field): Line => ({
      id: field.id,
      kind: 'field',
      label: field.label,
      value: inWords(field, context.answers[field.id] ?? '', context.relatives),
    }),
  );
  const papers = papersFor(service, context).map((item): Line => {
    const held = context.documents[item.id];
    return {
      id: item.id,
      kind: 'paper',
      label: item.label,
      value: held?.bring ? 'aslinya dibawa nanti' : `${held?.ids.length ?? 0} berkas`,
    };
  });
  return [...own, ...fields, ...papers, ...who];
}

/** A line may be named at once: "ubah keperluan". */
function namedIn(service: Service, context: LetterContext): Extract<Accept, { kind: 'line' }> {
  const lines = linesOf(service, context).map(({ kind, id, label }) => ({ id: `${kind}-${id}`, label }));
  return { kind: 'line', lines };
}

/** At most eight choices: seven lines and the way to the rest. */
function changeable(service: Service, context: LetterContext): ChoiceSpec[] {
  const lines = linesOf(service, context);
  const pages = Math.max(1, Math.ceil(lines.length / PAGE));
  const from = (context.page % pages) * PAGE;
  const choices: ChoiceSpec[] = lines
    .slice(from, from + PAGE)
    .map((line) => ({ id: `${line.kind}-${line.id}`, text: line.label }));
  if (pages > 1) choices.push({ id: MORE, label: 'more' });
  return choices;
}

/** Remembers which line is changed; a paper is let go, kept aside in case the person goes back. */
function redo(context: LetterContext, choice: string): Partial<LetterContext> {
  const paper = /^paper-(.+)$/.exec(choice)?.[1];
  if (!paper) return { editing: choice };
  const held = context.documents[paper];
  return {
    documents: Object.fromEntries(Object.entries(context.documents).filter(([item]) => item !== paper)),
    undonePaper: held ? { [paper]: held } : null,
    editing: choice,
  };
}
