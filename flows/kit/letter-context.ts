import type { Draft, DraftDocument, MaskedResident, OwnData, Relative, ReturnedItem } from './calls.ts';
import type { MediaRef } from './message.ts';
import type { DocumentItem, Field, Service } from './service.ts';
import { dayInWords } from './when.ts';

/** What a letter's conversation remembers. JSON only; stored sealed. */
export interface LetterContext {
  readonly consentVersion: string | null;
  readonly level: number;
  readonly resident: MaskedResident | null;
  readonly nik: string | null;
  readonly birthDate: string | null;
  readonly triesLeft: number;
  /** NIK and birth date that came with the wish for the letter: tried once, after the consent. */
  readonly offered: string | null;
  /** A picture that came before it was asked for: the first paper that is missing. */
  readonly brought: MediaRef | null;
  /** The person said "yes, that is me", or chose to go on with own data. */
  readonly confirmed: boolean;
  /** Set when the person goes on without being found in the register. */
  readonly ownData: OwnData | null;
  readonly relatives: readonly Relative[] | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly documents: Readonly<Record<string, DraftDocument>>;
  /** Whom the papers were sent for: a resident's id, or the NIK of who goes on with own data. */
  readonly papersOf: string | null;
  /** The field answered last: a second message that follows at once is added to it. */
  readonly lastField: string | null;
  /** Pictures that arrived and are still being fetched: document id to item. */
  readonly fetching: Readonly<Record<string, string>>;
  /** The paper that arrived last, to be confirmed by name. */
  readonly arrived: { readonly item: string; readonly blurry: boolean } | null;
  /** Which page of lines is shown for changing. */
  readonly page: number;
  /** Set while one line is changed from the review, or one item redone. */
  readonly editing: string | null;
  /** The paper being sent anew, as it was: `kembali` brings it back. */
  readonly undonePaper: Readonly<Record<string, DraftDocument>> | null;
  /** A returned request that is being put right: only these are asked again. */
  readonly repair: { readonly requestId: string; readonly items: readonly ReturnedItem[] } | null;
  readonly requestId: string | null;
}

/** What a letter's conversation begins with: what was carried over, or the items to repair. */
export interface LetterInput {
  readonly draft?: Draft;
  readonly identity?: string;
  readonly media?: MediaRef;
  readonly papersOf?: string | null;
  readonly repair?: LetterContext['repair'];
}

/** The context that a letter's conversation begins with. */
export function newLetterContext(input: LetterInput | undefined): LetterContext {
  const repair = input?.repair ?? null;
  const returned = new Set(repair?.items.map((item) => item.id) ?? []);
  const keep = <T>(all: Readonly<Record<string, T>> | undefined): Record<string, T> =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([id]) => !returned.has(id)));
  return {
    consentVersion: null,
    level: 0,
    resident: null,
    nik: null,
    birthDate: null,
    triesLeft: 0,
    offered: input?.identity ?? null,
    brought: input?.media ?? null,
    confirmed: false,
    ownData: input?.draft?.ownData ?? null,
    relatives: null,
    answers: keep(input?.draft?.answers),
    documents: keep(input?.draft?.documents),
    papersOf: input?.papersOf ?? null,
    lastField: null,
    fetching: {},
    arrived: null,
    page: 0,
    editing: null,
    undonePaper: null,
    repair,
    requestId: null,
  };
}

/** The draft to submit, out of what was answered. */
export function draftOf(service: Service, context: LetterContext): Draft {
  return {
    service: service.slug,
    ownData: context.resident ? null : context.ownData,
    answers: context.answers,
    documents: context.documents,
  };
}

/**
 * The draft without what belongs to the person it was made for: whoever it is for now is asked, and the family anew.
 * What was answered stays; the papers stay until it is known whose letter it is (`withOwnPapers`).
 */
export function forSomebodyElse(
  service: Service,
  { answers }: LetterContext,
): Pick<LetterContext, 'resident' | 'level' | 'confirmed' | 'relatives' | 'answers'> {
  const own = new Set(service.fields.filter(({ source }) => source !== 'family').map(({ id }) => id));
  return {
    resident: null,
    level: 0,
    confirmed: false,
    relatives: null,
    answers: Object.fromEntries(Object.entries(answers).filter(([id]) => own.has(id))),
  };
}

/** Papers are here, or on their way, that were sent for somebody else than the letter is for now. */
export function holdsOthersPapers(context: LetterContext): boolean {
  const { papersOf, documents, fetching } = context;
  const any = Object.keys(documents).length + Object.keys(fetching).length > 0;
  // A draft of an older version does not know whose papers it holds.
  return any && Boolean(papersOf) && papersOf !== personOf(context);
}

/** The draft as it goes on for its person: with papers of somebody else the office would only send it back. */
export function withOwnPapers(context: LetterContext): Partial<LetterContext> {
  const papersOf = personOf(context);
  return holdsOthersPapers(context)
    ? { papersOf, documents: {}, fetching: {}, undonePaper: null }
    : { papersOf };
}

function personOf({ resident, ownData }: LetterContext): string {
  return resident?.id ?? ownData?.['nik'] ?? '';
}

/** The papers asked of this person: what the register already knows is not asked. */
export function papersFor(service: Service, context: LetterContext): readonly DocumentItem[] {
  return service.documents.filter((item) => !(item.skipWhenKnown && context.resident));
}

/** How many pictures of an item are here or on their way. */
export function picturesOf(item: DocumentItem, context: LetterContext): number {
  const here = context.documents[item.id]?.ids.length ?? 0;
  return here + Object.values(context.fetching).filter((id) => id === item.id).length;
}

/** Whether a paper is there in full, or promised where that is allowed. */
export function isComplete(item: DocumentItem, context: LetterContext): boolean {
  return context.documents[item.id]?.bring === true || picturesOf(item, context) >= item.count;
}

/** The first paper still to be asked; pictures on their way count as here. */
export function nextPaper(service: Service, context: LetterContext): DocumentItem | null {
  return papersFor(service, context).find((item) => !isComplete(item, context)) ?? null;
}

/** How many of the papers are complete. */
export function papersDone(service: Service, context: LetterContext): number {
  return papersFor(service, context).filter((item) => isComplete(item, context)).length;
}

/** Whether a field was answered (skipping an optional one counts). */
export function hasAnswer(field: Field, context: LetterContext): boolean {
  return context.answers[field.id] !== undefined;
}

/** An answer in words, as the review and the office show it. */
export function inWords(field: Field, value: string, relatives: readonly Relative[] | null): string {
  if (value === '') return '-';
  if (field.accept.kind === 'money') return rupiah(Number(value));
  if (field.accept.kind === 'date') return dayInWords(value);
  if (field.source === 'family' && relatives) {
    const labels = value.split(',').map((id) => relatives.find((relative) => relative.id === id)?.label);
    if (labels.every((label) => label !== undefined)) return labels.join('; ');
  }
  return value;
}

/** "Rp 1.500.000". */
export function rupiah(amount: number): string {
  return `Rp ${String(amount).replace(/\B(?=(\d{3})+$)/g, '.')}`;
}
