import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import { conversation, document, linkCode, person, request } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, readableCode } from '../entropy.ts';
import { groupedCode, plainCode } from '../staff/plain-code.ts';
import { countTry, type Trier } from './tries.ts';

/** Eight characters of 31 are 39 bits: enough for ten minutes behind five tries a day. */
const CODE_LENGTH = 8;
/** How long a code may be sent from another chat (ms). */
export const LINK_MS = 10 * 60_000;

/** What making a code needs of the office. */
export interface LinkDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly now: Date;
}

/** What became of a code. `other`: the chats belong to two people of the register, who stay two. */
export type Linked =
  /** `both`: each chat sees what the other does; else only the sender has gained, and the chat of the code sees no more than before. */
  | { readonly kind: 'linked'; readonly from: number; readonly both: boolean }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'same' | 'other' }
  | { readonly kind: 'locked'; readonly firstTime: boolean };

/** A code that makes another chat one with this one: shown once (ABCD-EFGH), ten minutes, used once. An earlier one of the chat ends. */
export async function createLinkCode(
  tx: Tx,
  { sealer, entropy, now }: LinkDeps,
  of: { readonly conversationId: number; readonly personId: string },
): Promise<string> {
  await tx
    .delete(linkCode)
    .where(and(eq(linkCode.conversationId, of.conversationId), isNull(linkCode.usedAt)));
  const code = readableCode(CODE_LENGTH, entropy);
  await tx.insert(linkCode).values({
    ...of,
    codeIndex: sealer.index('link-code', code),
    expiresAt: new Date(now.getTime() + LINK_MS),
  });
  return groupedCode(code);
}

/**
 * Takes a code in: what the chat that showed it has, its requests, its papers and what was proved, then belongs to the
 * person who sent it. Whoever shows a code gives; whoever sends one gives nothing away: a sender who has something to lose
 * (a resident that was found, a request) shares it with the other chat only if that one has proved to be the same
 * resident. Else a code sent in good faith for a swindler would show him another's requests. Every try counts as one of
 * the five a day of codes.
 */
export async function redeemLinkCode(
  tx: Tx,
  deps: LinkDeps,
  who: Trier & { readonly conversationId: number; readonly code: string },
): Promise<Linked> {
  const counted = await countTry(tx, deps.entropy, who, 'code');
  if (counted.locked) return { kind: 'locked', firstTime: counted.firstTime };
  const wrong = { kind: 'wrong', triesLeft: counted.triesLeft } as const;
  const [found] = await tx
    .select({ code: linkCode, wardId: person.wardId })
    .from(linkCode)
    .innerJoin(person, eq(person.id, linkCode.personId))
    .where(
      and(
        eq(linkCode.codeIndex, deps.sealer.index('link-code', plainCode(who.code))),
        isNull(linkCode.usedAt),
        gt(linkCode.expiresAt, who.now),
      ),
    )
    .for('no key update', { of: linkCode });
  if (!found || found.wardId !== who.wardId) return wrong;
  const from = found.code.conversationId;
  // The chats of both stand still until the commit: none of them may write for a person who is about to go.
  const chats = await tx
    .select({ id: conversation.id, personId: conversation.personId })
    .from(conversation)
    .where(
      inArray(
        conversation.personId,
        tx.select({ id: conversation.personId }).from(conversation).where(eq(conversation.id, from)),
      ),
    )
    .orderBy(conversation.id)
    .for('no key update');
  const other = chats.find((chat) => chat.id === from)?.personId;
  if (other === undefined || other === who.personId) return { kind: 'same' };
  const people = await tx
    .select()
    .from(person)
    .where(inArray(person.id, [other, who.personId]))
    .orderBy(person.id)
    .for('no key update');
  const mine = people.find((one) => one.id === who.personId);
  const theirs = people.find((one) => one.id === other);
  if (!mine || !theirs) return wrong;
  if (mine.residentId && theirs.residentId && mine.residentId !== theirs.residentId) return { kind: 'other' };
  await tx
    .update(person)
    .set({
      residentId: mine.residentId ?? theirs.residentId,
      level: levelOf(mine, theirs),
      consentVersion: mine.consentVersion ?? theirs.consentVersion,
      consentAt: mine.consentAt ?? theirs.consentAt,
    })
    .where(eq(person.id, mine.id));
  const both = (await hasNothing(tx, mine)) || (mine.residentId === theirs.residentId && theirs.level >= 2);
  const conversationId = who.conversationId;
  if (both)
    await tx.update(conversation).set({ personId: mine.id }).where(eq(conversation.personId, theirs.id));
  await tx
    .update(request)
    .set({ personId: mine.id, ...(both ? {} : { conversationId }) })
    .where(eq(request.personId, theirs.id));
  await tx.update(document).set({ personId: mine.id }).where(eq(document.personId, theirs.id));
  await tx
    .update(linkCode)
    .set({ usedAt: who.now, toConversationId: conversationId })
    .where(eq(linkCode.codeIndex, found.code.codeIndex));
  return { kind: 'linked', from, both };
}

/** Nothing is known of the person, and nothing was asked for: there is nothing that another chat could see. */
async function hasNothing(tx: Tx, one: typeof person.$inferSelect): Promise<boolean> {
  if (one.residentId !== null) return false;
  const [asked] = await tx
    .select({ id: request.id })
    .from(request)
    .where(eq(request.personId, one.id))
    .limit(1);
  return asked === undefined;
}

type Side = Pick<typeof person.$inferSelect, 'residentId' | 'level'>;

/** A level was earned for one resident: it counts only with that one. */
function levelOf(mine: Side, theirs: Side): number {
  if (mine.residentId === theirs.residentId) return Math.max(mine.level, theirs.level);
  return mine.residentId ? mine.level : theirs.level;
}
