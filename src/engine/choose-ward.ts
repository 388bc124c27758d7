import { eq } from 'drizzle-orm';
import type { CallArgs, CallResult } from '../../flows/kit/calls.ts';
import { conversation, person } from '../db/schema/index.ts';
import { uuid7 } from '../entropy.ts';
import { type Done, done } from '../requests/office.ts';
import type { Speaker } from './calls.ts';

/**
 * Lets a chat go over to another ward of its account. Whoever had a person in the old ward gets a new one in the new
 * ward, for a register, a consent and a level are one ward's; the old requests stay where they are. What was said on the
 * way comes back as a notice, in the new ward's own turn.
 */
export async function chooseWard(
  { tx, office, world, personId, conversationId }: Speaker,
  { wardId, text }: CallArgs<'chooseWard'>,
): Promise<Done<CallResult<'chooseWard'>>> {
  if (!world.wards?.some((ward) => ward.id === wardId)) return done({ ok: false, why: 'unknown' });
  const now = office.now;
  let owner = personId;
  if (wardId !== office.ward.id) {
    const [before] = await tx
      .select({ wardId: person.wardId, language: person.language })
      .from(person)
      .where(eq(person.id, personId));
    owner = uuid7(now, office.entropy);
    await tx.insert(person).values({ id: owner, wardId, language: before?.language ?? 'id', createdAt: now });
  }
  await tx
    .update(conversation)
    .set({ wardId, personId: owner, wardChosen: true })
    .where(eq(conversation.id, conversationId));
  return done({ ok: true }, [
    { kind: 'tell', to: { conversationId }, wardId, notice: { kind: 'arrived', text } },
  ]);
}
