import { assign } from 'xstate';
import type { Me } from './calls.ts';
import { type Flow, versionOf } from './flow.ts';
import { CONSENT_VERSION, consentStates } from './letter-consent.ts';
import { hasAnswer, type LetterContext, newLetterContext, nextPaper } from './letter-context.ts';
import { arrivalsElsewhere, documentStates } from './letter-documents.ts';
import { identityStates, split } from './letter-identity.ts';
import { OWN_FIELDS, questionStates } from './letter-questions.ts';
import { reviewStates } from './letter-review.ts';
import { letterSetup, YES_NO } from './letter-setup.ts';
import type { Service } from './service.ts';

/**
 * The conversation of a letter, made from its service: consent -> identity -> questions -> documents -> review ->
 * submit. Every letter has the same bones, so every letter gets a diagram and a model test for nothing. `route`
 * always finds the first thing still missing: going back, changing a line, repairing a returned request and carrying
 * an old draft over all end there.
 */
export function letterFlow(service: Service): Flow {
  const machine = letterSetup.createMachine({
    id: `letter.${service.slug}`,
    context: ({ input }) => newLetterContext(input),
    initial: 'arriving',
    on: {
      cancel: '.leaving',
      more: {
        guard: ({ context, event }) => moreOf(service, context, event.text) !== null,
        actions: assign(({ context, event }) => moreOf(service, context, event.text) ?? {}),
      },
      'answer.keepDocument': {
        actions: assign(({ context, event }) => ({
          fetching: { ...context.fetching, [event.result.documentId]: event.result.item },
        })),
      },
      // Whoever leaves in the very message that begins the flow anew (a renewal) is known all the same.
      'answer.me': { actions: assign(({ event }) => known(event.result)) },
      ...arrivalsElsewhere(service),
    },
    states: {
      arriving: {
        entry: [{ type: 'call', params: { name: 'me', args: {} } }],
        on: {
          'answer.me': { target: 'route', actions: assign(({ event }) => known(event.result)) },
        },
      },
      route: {
        always: [
          {
            guard: ({ context }) => !context.repair && context.consentVersion !== CONSENT_VERSION,
            target: 'consent',
          },
          {
            guard: ({ context }) => !context.repair && !context.confirmed && context.resident !== null,
            target: 'confirm',
          },
          {
            guard: ({ context }) => !context.repair && !context.confirmed && context.offered !== null,
            target: 'looking',
            actions: assign(({ context }) => ({ ...split(context.offered ?? ''), offered: null })),
          },
          { guard: ({ context }) => !context.repair && !context.confirmed, target: 'identity' },
          ...OWN_FIELDS.filter(({ id }) => !TOLD_BEFORE.has(id)).map((field) => ({
            guard: ({ context }: { context: LetterContext }) =>
              needsOwn(context) && context.ownData?.[field.id] === undefined,
            target: `own_${field.id}`,
          })),
          ...(service.fields.some((field) => field.source === 'family')
            ? [
                {
                  guard: ({ context }: { context: LetterContext }) => needsFamily(context),
                  target: 'family',
                },
              ]
            : []),
          ...service.fields.map((field) => ({
            guard: ({ context }: { context: LetterContext }) => !hasAnswer(field, context),
            target: `ask_${field.id}`,
          })),
          {
            guard: ({ context }) => nextPaper(service, context) !== null && context.brought !== null,
            target: 'brought',
          },
          { guard: ({ context }) => nextPaper(service, context) !== null, target: 'papers' },
          { guard: ({ context }) => Object.keys(context.fetching).length > 0, target: 'receiving' },
          { target: 'review' },
        ],
      },
      ...consentStates(service),
      ...identityStates(service),
      ...questionStates(service),
      ...documentStates(service),
      ...reviewStates(service),
      leaving: {
        entry: [
          { type: 'ask', params: { key: 'letter.leave', args: { title: service.name }, choices: YES_NO } },
        ],
        on: {
          choose: [{ guard: ({ event }) => event.id === 'yes', target: 'left' }, { target: 'route' }],
          back: 'route',
          cancel: 'left',
        },
      },
      left: { type: 'final', entry: [{ type: 'say', params: { key: 'letter.left', args: {} } }] },
    },
  });
  return {
    name: `letter.${service.slug}`,
    machine,
    version: versionOf(machine.config, service),
    keeps: true,
    title: service.name,
    carry: (stored) => ({
      draft: carriedDraft(service, stored),
      papersOf: (stored as Partial<LetterContext> | null)?.papersOf ?? null,
      repair: carriedRepair(stored),
    }),
    empty: holdsNothing,
  };
}

function holdsNothing(stored: unknown): boolean {
  const { nik, birthDate, confirmed, ownData, repair, answers, documents, fetching } = (stored ??
    {}) as Partial<LetterContext>;
  const given = [nik, birthDate, confirmed, ownData, repair].some(Boolean);
  return !given && [answers, documents, fetching].every((all) => Object.keys(all ?? {}).length === 0);
}

/** Own data that the question who is asking brought along already. */
const TOLD_BEFORE: ReadonlySet<string> = new Set(['nik', 'birth_date']);

function known({
  consentVersion,
  level,
  resident,
}: Me): Pick<LetterContext, 'consentVersion' | 'level' | 'resident'> {
  return { consentVersion, level, resident };
}

function needsOwn(context: LetterContext): boolean {
  return context.resident === null && !context.repair;
}

/** Also where the answer is there already (a repair, a renewal): it is kept by ids, and is shown by names. */
function needsFamily(context: LetterContext): boolean {
  return context.resident !== null && context.relatives === null;
}

/** The last free-text answer with one more line; null when there is none, or it would grow too long. */
function moreOf(service: Service, context: LetterContext, text: string): Partial<LetterContext> | null {
  const field = service.fields.find((one) => one.id === context.lastField);
  const before = context.answers[context.lastField ?? ''];
  if (field?.accept.kind !== 'text' || !before) return null;
  const joined = `${before} ${text}`;
  return [...joined].length <= field.accept.max
    ? { answers: { ...context.answers, [field.id]: joined } }
    : null;
}

/** What of an older draft still counts: answers and papers that the service of today still asks for. */
function carriedDraft(service: Service, stored: unknown) {
  const old = (stored ?? {}) as Partial<LetterContext>;
  const only = <T>(all: Readonly<Record<string, T>> | undefined, ids: readonly string[]): Record<string, T> =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([id]) => ids.includes(id)));
  return {
    service: service.slug,
    ownData: old.ownData ?? null,
    answers: only(
      old.answers,
      service.fields.map((field) => field.id),
    ),
    documents: only(
      old.documents,
      service.documents.map((item) => item.id),
    ),
  };
}

/** A repair stays a repair; what was put right already is not asked again. */
function carriedRepair(stored: unknown): LetterContext['repair'] {
  const { repair, answers = {}, documents = {} } = (stored ?? {}) as Partial<LetterContext>;
  if (!repair) return null;
  return {
    requestId: repair.requestId,
    items: repair.items.filter(({ id }) => !(id in answers || id in documents)),
  };
}
