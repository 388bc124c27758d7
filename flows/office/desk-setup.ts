import type { TaskCard, TaskLine } from '../kit/calls.ts';
import { flow } from '../kit/flow.ts';
import type { TaskVerb } from '../kit/office-command.ts';

/** Verbs that need words of the officer before they can be done. */
export type WordedVerb = Extract<TaskVerb, 'return' | 'refuse' | 'ask' | 'sendBack' | 'revoke'>;

/** What the desk remembers between two messages. */
export interface DeskContext {
  readonly name: string | null;
  /** The task being worked on, and what is to be done with it. */
  readonly task: number;
  readonly verb: TaskVerb;
  readonly text: string;
  /** The tasks of one order about several, and the words in it that were not understood. */
  readonly many: readonly number[];
  readonly odd: string;
  readonly card: TaskCard | null;
  readonly picked: readonly string[];
  readonly tasks: readonly number[];
  readonly waiting: readonly TaskLine[];
  /** Why the card that is being fetched is shown. */
  readonly why: string;
  readonly note: string | null;
  /** The chat of a person who asked for the office. */
  readonly chat: number;
}

/** A reason, a note or a question in the officer's own words. */
export const REASON = { kind: 'text', min: 3, max: 300 } as const;

/** The setup that all parts of the desk share. */
export const deskSetup = flow<
  DeskContext,
  { readonly greet?: boolean; readonly name?: string } | undefined
>();

type DeskConfig = Parameters<typeof deskSetup.createMachine>[0];

/** The states of the desk by name. */
export type DeskStates = NonNullable<DeskConfig['states']>;
/** What every state of the desk takes in. */
export type DeskOn = NonNullable<DeskConfig['on']>;

/** The name of a service for the office. */
export type NameOf = (slug: string) => string;
