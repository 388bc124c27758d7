import { z } from 'zod';
import { Prompt } from './prompt.ts';

/** A flow in the middle of its life, as it is stored. */
export const Running = z.object({
  flow: z.string(),
  version: z.string(),
  /** The returned request that is put right here, and what was asked of it; null: something new. */
  about: z.object({ requestId: z.string(), asked: z.string() }).nullable().default(null),
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
  /** The last text and when (ms): an identical one at once is a double tap of the send key. */
  last: z.object({
    text: z.string(),
    at: z.number(),
    /** It answered a question of free text: what follows at once belongs to it. */
    free: z.boolean(),
  }),
  /** Set while "go on or begin anew" is asked after a long silence. */
  waking: Prompt.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;

/** The same text again within this time (ms), before our reply went out, is a double tap of the send key. */
export const REPEAT_MS = 10_000;

/**
 * People write one answer in several messages: one that follows a free-text answer within this time (ms) and does not
 * fit the next question is its next line.
 */
export const MORE_MS = 8_000;

/** A draft untouched for so long (ms) is not simply continued: the person is asked first. */
export const IDLE_MS = 6 * 3_600_000;

/** A draft untouched for so long (ms) is put away, with one notice. */
export const ARCHIVE_MS = 7 * 24 * 3_600_000;

/** After so many misses in a row `petugas` is offered. */
export const MISSES_BEFORE_OFFICER = 3;
