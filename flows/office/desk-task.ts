import { type DeskContext, REASON } from './desk-setup.ts';
import { NO_REASON, type Returned, readReturnedItems } from './return-items.ts';

/** Is this move open to the reader of the card now? */
export function mayDo(context: DeskContext, verb: string): boolean {
  return context.card?.moves.some((move) => move === verb) ?? false;
}

/** Words that came with the command will do; others are asked for, with the same limits. */
/** Long enough to be a reason. */
export function enough(text: string, min: number = REASON.min): boolean {
  const { length } = [...text.trim()];
  return length >= min && length <= REASON.max;
}

/** What is sent back: the picked things with one reason, or what the command named; null when it must be asked. */
export function returned(context: DeskContext): Returned[] | null {
  if (context.picked.length > 0)
    return context.picked.map((id) => ({ id, reason: context.text.trim() || NO_REASON }));
  return enough(context.text, 2) ? readReturnedItems(context.text, context.card?.items ?? []) : null;
}
