import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Clock } from '../clock.ts';
import { account, conversation, message, notice, ward as wardTable } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import type { Ward } from '../wards/ward.ts';

/** What finding an account needs. */
export interface AccountDeps {
  readonly sql: postgres.Sql;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** One login on a platform: the channel, and the name by which the platform knows it for ever. */
export interface Login {
  readonly channel: string;
  readonly name: string;
}

/**
 * The account row of a ward's bot or number. One that was tried out with the training ward goes over to the real ward
 * with the place in its queue; what was said to it until then stays with the training ward, under an account that no
 * process opens any more. Whoever writes next begins anew, as somebody of the real ward. One of another real ward
 * stays there.
 */
export function wardAccount(deps: AccountDeps, ward: Ward, login: Login): Promise<string> {
  return transaction(deps.sql, async ({ tx }) => {
    const [held] = await tx
      .select({
        id: account.id,
        wardId: account.wardId,
        cursor: account.cursor,
        training: wardTable.training,
      })
      .from(account)
      .innerJoin(wardTable, eq(wardTable.id, account.wardId))
      .where(and(eq(account.channel, login.channel), eq(account.name, login.name)))
      .for('no key update', { of: account });
    if (held && (held.wardId === ward.id || !held.training)) return held.id;
    const now = deps.clock.now();
    if (held) await retireAccount(tx, held.id, login.name, now);
    const id = uuid7(now, deps.entropy);
    await tx.insert(account).values({
      id,
      wardId: ward.id,
      ...login,
      cursor: held?.cursor ?? null,
      createdAt: now,
    });
    return id;
  });
}

/** Ends the trial of an account: its chats speak for nobody any more, and nothing waits to be sent to them. */
export async function retireAccount(tx: Tx, accountId: string, name: string, now: Date): Promise<void> {
  const error = 'the account went over to another ward';
  const chats = tx
    .select({ id: conversation.id })
    .from(conversation)
    .where(eq(conversation.accountId, accountId));
  await tx
    .update(account)
    .set({ name: `${name} until ${now.toISOString()}`, door: null })
    .where(eq(account.id, accountId));
  await tx
    .update(message)
    .set({ due: null, outcome: 'failed', error })
    .where(and(eq(message.accountId, accountId), isNotNull(message.due)));
  await tx
    .update(notice)
    .set({ handledAt: now, error })
    .where(and(inArray(notice.conversationId, chats), isNull(notice.handledAt)));
  // Staff of the training ward: briefs and tasks go to the phones of its room again.
  await tx.update(conversation).set({ staffId: null }).where(eq(conversation.accountId, accountId));
}
