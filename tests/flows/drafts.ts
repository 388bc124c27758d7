import type { Conversation, Running } from '../../flows/kit/conversation.ts';
import type { LetterContext } from '../../flows/kit/letter-context.ts';
import { contextOf } from '../support/flows.ts';

/** What a person has already given for one letter. */
export interface Kept {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly ownData: Readonly<Record<string, unknown>>;
  readonly documents: Readonly<Record<string, unknown>>;
}

/** Every unfinished letter of a chat, running or parked, that holds something; by flow and the request it repairs. */
export function draftsOf({ running, parked }: Conversation): Map<string, Kept> {
  const drafts = new Map<string, Kept>();
  for (const one of [running, ...parked]) {
    if (!one.flow.startsWith('letter.') || !isActive(one)) continue;
    const context = contextOf(one.snapshot) as Partial<LetterContext>;
    const kept: Kept = {
      answers: context.answers ?? {},
      ownData: context.ownData ?? {},
      documents: context.documents ?? {},
    };
    const full = Object.values(kept).some((part) => Object.keys(part).length > 0);
    if (full) drafts.set(`${one.flow} ${context.repair?.requestId ?? 'new'}`, kept);
  }
  return drafts;
}

function isActive(one: Running): boolean {
  return (one.snapshot as { status?: string } | null)?.status === 'active';
}
