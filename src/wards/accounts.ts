import { and, asc, count, eq, isNull, ne, notLike } from 'drizzle-orm';
import { account, accountWard, conversation, ward } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';

/** A bot or a number of ours, with the wards that it speaks for. */
export interface ServingAccount {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  /** The address that opens a chat with it, as far as it is known. */
  readonly door: string | null;
  /** Its own ward first, then by name. */
  readonly wards: readonly ServedWard[];
}

/** A ward as an account's list shows it. */
export interface ServedWard {
  readonly id: string;
  readonly short: string;
  readonly name: string;
  readonly training: boolean;
}

/** Why an account does not begin or end to serve a ward. */
export class ServingRefused extends Error {
  override readonly name = 'ServingRefused';
  readonly why: 'served' | 'not served' | 'own' | 'training';
  constructor(why: 'served' | 'not served' | 'own' | 'training') {
    super(`the account cannot serve the ward or leave it: ${why}`);
    this.why = why;
  }
}

/** Every account on a platform that residents have in their phones; not the pages of our own, not ended trials. */
export async function servingAccounts(tx: Tx): Promise<ServingAccount[]> {
  const served = { id: ward.id, short: ward.short, name: ward.name, training: ward.training };
  const own = await tx
    .select({
      id: account.id,
      channel: account.channel,
      name: account.name,
      door: account.door,
      ward: served,
    })
    .from(account)
    .innerJoin(ward, eq(ward.id, account.wardId))
    .where(and(ne(account.channel, 'web'), notLike(account.name, '% until %')))
    .orderBy(asc(account.channel), asc(account.createdAt), asc(account.id));
  const others = await tx
    .select({ accountId: accountWard.accountId, ward: served })
    .from(accountWard)
    .innerJoin(ward, eq(ward.id, accountWard.wardId))
    .orderBy(asc(ward.name));
  return own.map(({ ward: first, ...one }) => ({
    ...one,
    wards: [
      first,
      ...others.flatMap((other) =>
        other.accountId === one.id && other.ward.id !== first.id ? [other.ward] : [],
      ),
    ],
  }));
}

/**
 * From now on the account serves this ward too. A training ward and a real one are never together: its residents are
 * made up, and a letter of the one must not be asked for from the other. ServingRefused.
 */
export async function serveAlso(tx: Tx, accountId: string, wardId: string): Promise<void> {
  const wards = await lockedWards(tx, accountId);
  if (wards.some(({ id }) => id === wardId)) throw new ServingRefused('served');
  const [added] = await tx.select({ training: ward.training }).from(ward).where(eq(ward.id, wardId));
  if (wards.some(({ training }) => training !== added?.training)) throw new ServingRefused('training');
  await tx.insert(accountWard).values({ accountId, wardId });
}

/** The account serves this ward no more. Chats that are in the ward stay there; their number is returned. ServingRefused. */
export async function serveNoMore(tx: Tx, accountId: string, wardId: string): Promise<number> {
  const [own, ...others] = await lockedWards(tx, accountId);
  if (own?.id === wardId) throw new ServingRefused('own');
  if (!others.some(({ id }) => id === wardId)) throw new ServingRefused('not served');
  await tx
    .delete(accountWard)
    .where(and(eq(accountWard.accountId, accountId), eq(accountWard.wardId, wardId)));
  const [chats] = await tx
    .select({ n: count() })
    .from(conversation)
    .where(
      and(
        eq(conversation.accountId, accountId),
        eq(conversation.wardId, wardId),
        isNull(conversation.staffId),
        isNull(conversation.goneAt),
      ),
    );
  return chats?.n ?? 0;
}

/** The wards of an account, held until the end of the transaction: another command may be adding one. */
async function lockedWards(tx: Tx, accountId: string): Promise<readonly ServedWard[]> {
  await tx.select({ id: account.id }).from(account).where(eq(account.id, accountId)).for('no key update');
  return (await servingAccounts(tx)).find(({ id }) => id === accountId)?.wards ?? [];
}
