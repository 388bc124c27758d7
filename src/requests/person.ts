import { and, eq, isNull } from 'drizzle-orm';
import type { Outcome } from '../../flows/kit/calls.ts';
import { conversation } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type Actor, may } from '../staff/access.ts';
import { type Done, done, type Office } from './office.ts';

/** The office's answer to somebody who asked for a person: into that chat, if it is a resident's of this ward. */
export async function answerPerson(
  tx: Tx,
  office: Office,
  actor: Actor,
  chat: number,
  text: string,
): Promise<Done<Outcome>> {
  const wardId = office.ward.id;
  const [known] = may(actor, 'person.answer', { wardId, personId: null })
    ? await tx
        .select({ id: conversation.id })
        .from(conversation)
        .where(and(eq(conversation.id, chat), eq(conversation.wardId, wardId), isNull(conversation.staffId)))
    : [];
  if (!known) return done({ ok: false, why: 'unknown' });
  const notice = { kind: 'officeSays', text } as const;
  return done({ ok: true }, [{ kind: 'tell', to: { personOf: known.id }, notice }]);
}
