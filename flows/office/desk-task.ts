import { type DeskContext, REASON } from './desk-setup.ts';
import { NO_REASON, type Returned, readReturnedItems } from './return-items.ts';

/** What can be taken back for two minutes. */
const DECIDING: ReadonlySet<DeskContext['verb']> = new Set([
  'ok',
  'take',
  'pass',
  'return',
  'refuse',
  'sendBack',
  'handOver',
]);

/** The tasks of the decision that was made just before; none when something else was done since. */
export function decided({ verb, task, many }: DeskContext): readonly number[] {
  if (!DECIDING.has(verb)) return [];
  return many.length > 0 ? many : task > 0 ? [task] : [];
}

/** What was begun was dropped: there is nothing to take back. */
export const NOTHING_DECIDED: Pick<DeskContext, 'verb'> = { verb: 'show' };

/** The order to take that decision back. */
export function undoing(context: DeskContext): Pick<DeskContext, 'verb' | 'many' | 'odd' | 'text'> {
  return { verb: 'undo', many: decided(context), odd: '', text: '' };
}

/** Is this move open to the reader of the card now? */
export function mayDo(context: DeskContext, verb: string): boolean {
  return context.card?.moves.some((move) => move === verb) ?? false;
}

/** Long enough to be a reason: words that came with the command will do, others are asked for with the same limits. */
export function enough(text: string, min: number = REASON.min): boolean {
  const { length } = [...text.trim()];
  return length >= min && length <= REASON.max;
}

/**
 * What is sent back: the picked things, each with the reason that names it or else all with the one that was written;
 * without a pick what the command named. null when it must be asked.
 */
export function returned(context: DeskContext): Returned[] | null {
  const items = context.card?.items ?? [];
  const named = enough(context.text, 2) ? readReturnedItems(context.text, items) : null;
  if (context.picked.length === 0) return named;
  const reasons = new Map(named?.map(({ id, reason }) => [id, reason]));
  const eachNamed = context.picked.every((id) => reasons.has(id));
  const same = context.text.trim() || NO_REASON;
  return context.picked.map((id) => ({ id, reason: (eachNamed && reasons.get(id)) || same }));
}
