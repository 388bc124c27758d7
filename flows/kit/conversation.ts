import { z } from 'zod';
import { Prompt } from './prompt.ts';

/** A flow in the middle of its life, as it is stored. */
export const Running = z.object({
  flow: z.string(),
  version: z.string(),
  snapshot: z.unknown(),
  open: Prompt.nullable(),
});
export type Running = z.infer<typeof Running>;

/** The whole stored state of a conversation: sealed JSON in `conversation.state`. */
export const Conversation = z.object({
  running: Running,
  /** Drafts that the person left for something else, newest first, at most one a flow. */
  parked: z.array(Running),
  language: z.string(),
  /** Misses in a row at the open question. */
  misses: z.number().int(),
  /** Counts what came in; makes nonces. */
  turn: z.number().int(),
  /** The last text and when (ms): an identical one within REPEAT_MS is a double tap of the send key. */
  last: z.object({ text: z.string(), at: z.number() }),
  /** Set while "go on or begin anew" is asked after a long silence. */
  waking: Prompt.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Nobody reads a question and types the same answer again this fast (ms). */
export const REPEAT_MS = 2_000;

/** A draft untouched for so long (ms) is not simply continued: the person is asked first. */
export const IDLE_MS = 6 * 3_600_000;

/** A draft untouched for so long (ms) is put away, with one notice. */
export const ARCHIVE_MS = 7 * 24 * 3_600_000;

/** After so many misses in a row `petugas` is offered. */
export const MISSES_BEFORE_OFFICER = 3;
