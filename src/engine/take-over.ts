import { and, eq } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Bubble } from '../../flows/kit/message.ts';
import { clean } from '../../flows/kit/message.ts';
import { normalise } from '../../flows/kit/text.ts';
import type { OwnMessage } from '../channels/port.ts';
import { conversation, message } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import { chatKey } from './chats.ts';
import { insertNotices } from './queue.ts';
import type { TurnDeps } from './surroundings.ts';
import { rememberInbound } from './turn-sql.ts';

/** So long (ms) after the last word of the office by hand the bot helps again by itself: a shift ends, `selesai` is forgotten. */
export const TAKE_OVER_MS = 12 * 3_600_000;

/** The word that gives a chat back to the bot. */
const GIVE_BACK = 'selesai';

/** What a take-over needs. */
export interface TakeOverDeps extends Pick<TurnDeps, 'ids' | 'wards' | 'accounts' | 'sealer'> {
  readonly sql: postgres.Sql;
  readonly committed: () => void;
}

/**
 * Somebody of the office typed to a resident on the ward's own phone: the bot keeps silent in that chat until
 * `selesai`. What was typed belongs to the conversation. A chat that never wrote to us is not ours to keep silent in.
 */
export async function takeOver(deps: TakeOverDeps, own: OwnMessage): Promise<void> {
  await deps.ids.during(10, () =>
    transaction(deps.sql, async (both) => {
      const account = await deps.accounts.get(both.tx, own.accountId);
      const front = deps.wards.office(await deps.wards.ward(both.tx, account.wardId));
      const fresh = await rememberInbound(both.raw, own.accountId, [own.externalId], front.now);
      if (fresh.size === 0) return;
      const [chat] = await both.tx
        .select({
          id: conversation.id,
          wardId: conversation.wardId,
          staffId: conversation.staffId,
          messages: conversation.messages,
          mutedUntil: conversation.mutedUntil,
        })
        .from(conversation)
        .where(
          and(
            eq(conversation.accountId, own.accountId),
            eq(conversation.chatKey, chatKey(deps.sealer, own.accountId, own.chat)),
          ),
        )
        .for('no key update');
      if (!chat || chat.staffId !== null) return;
      const office = deps.wards.office(await deps.wards.ward(both.tx, chat.wardId));
      const back = normalise(own.text) === GIVE_BACK;
      const id = chat.messages + 1;
      const body: Bubble = { text: clean(own.text), choices: [], file: null, askPhone: false };
      await both.tx.insert(message).values({
        conversationId: chat.id,
        id,
        accountId: own.accountId,
        direction: 'out',
        at: office.now,
        body: deps.sealer.seal(`message|body|${chat.id}.${id}`, JSON.stringify(body)),
        outcome: 'sent',
      });
      const mutedUntil = back ? null : new Date(office.now.getTime() + TAKE_OVER_MS);
      await both.tx
        .update(conversation)
        .set({ messages: id, mutedUntil })
        .where(eq(conversation.id, chat.id));
      const wasMuted = chat.mutedUntil !== null && chat.mutedUntil > office.now;
      if (back && wasMuted)
        await insertNotices(both, deps.sealer, office, [
          {
            conversationId: chat.id,
            kind: 'handedBack',
            key: null,
            dueAt: office.now,
            body: { kind: 'handedBack' },
          },
        ]);
    }),
  );
  deps.committed();
}
