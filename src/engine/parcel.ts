import { Bubble } from '../../flows/kit/message.ts';
import type { Sealer } from '../db/seal.ts';
import type { DueRow } from './outbox-sql.ts';

/** A claimed message may wait so long for its chat's turn before another process takes it over (ms). */
export const CLAIM_MS = 5_000;

/** A message that was claimed as it was written, on its way to the sender without another look at the database. */
export interface Parcel {
  readonly row: DueRow;
  readonly bubble: Bubble;
  /** The chat's address where it is at hand; null: it has to be opened. */
  readonly chat: string | null;
  /** When it was claimed (`performance.now()`): after CLAIM_MS it is no longer ours. */
  readonly at: number;
  /** The message that has to go before it in its conversation, if that was not marked as sent. */
  readonly after: number | null;
}

/** A message by its conversation and its number there. */
export interface MessageRef {
  readonly conversationId: number;
  readonly id: number;
}

/** What a claimed message says. */
export function openBubble(sealer: Sealer, row: DueRow): Bubble {
  const place = `message|body|${row.conversation_id}.${row.id}` as const;
  return Bubble.parse(JSON.parse(sealer.openText(place, row.body)));
}
