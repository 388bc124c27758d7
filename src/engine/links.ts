import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { CallResult } from '../../flows/kit/calls.ts';
import { Conversation, type Running } from '../../flows/kit/conversation.ts';
import { newConversation } from '../../flows/kit/converse.ts';
import { conversation, notice } from '../db/schema/index.ts';
import { type Consequence, type Done, done } from '../requests/office.ts';
import { createLinkCode, redeemLinkCode } from '../residents/links.ts';
import type { Speaker } from './calls.ts';
import { trier } from './trier.ts';

/** A code by which another chat of this person becomes one with this one. */
export async function shareLink({
  tx,
  office,
  conversationId,
  personId,
}: Speaker): Promise<Done<CallResult<'shareLink'>>> {
  return done({ code: await createLinkCode(tx, office, { conversationId, personId }) });
}

/**
 * Takes in the code of another chat: both are one person's from now on, and the draft that was open there goes on
 * here, with the answers of papers that are still under way. The other chat is told, for it may have been somebody else.
 */
export async function redeemLink(speaker: Speaker, code: string): Promise<Done<CallResult<'redeemLink'>>> {
  const { tx, office, conversationId } = speaker;
  const linked = await redeemLinkCode(tx, office, {
    ...trier(speaker),
    conversationId,
    code,
  });
  if (linked.kind !== 'linked') return done({ outcome: linked.kind });
  const draft = await takeDraft(speaker, linked.from);
  const told: Consequence = {
    kind: 'tell',
    to: { conversationId: linked.from },
    notice: { kind: 'linked' },
  };
  return done({ outcome: 'linked', both: linked.both, draft }, [told]);
}

/** The draft of a chat, taken out of it; the row is locked by whoever linked the chats. */
async function takeDraft(
  { tx, office, world, conversationId }: Speaker,
  from: number,
): Promise<Running | null> {
  const [row] = await tx
    .select({ state: conversation.state })
    .from(conversation)
    .where(eq(conversation.id, from));
  if (!row) return null;
  const kept = Conversation.parse(
    JSON.parse(office.sealer.openText(`conversation|state|${from}`, row.state)),
  );
  const draft = [kept.running, ...kept.parked].find(({ flow }) => world.flows.get(flow)?.keeps) ?? null;
  if (!draft) return null;
  const home = newConversation(world);
  const left: Conversation = {
    ...kept,
    running: draft === kept.running ? home.running : kept.running,
    parked: kept.parked.filter((one) => one !== draft),
    waking: null,
  };
  await tx
    .update(conversation)
    .set({
      state: office.sealer.seal(`conversation|state|${from}`, JSON.stringify(left)),
      flow: left.running.flow,
      flowVersion: left.running.version,
    })
    .where(eq(conversation.id, from));
  // News of papers that were on their way to the draft follow it.
  await tx
    .update(notice)
    .set({ conversationId })
    .where(
      and(
        eq(notice.conversationId, from),
        isNull(notice.handledAt),
        inArray(notice.kind, ['stored', 'unreadable']),
      ),
    );
  return draft;
}
