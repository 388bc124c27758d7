import { and, eq } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Inbound } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import { conversation, inbox } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { tellRoles } from '../requests/people.ts';
import { chatKey, createChats } from './chats.ts';
import { queueConsequences } from './queue.ts';
import type { TurnDeps } from './surroundings.ts';
import { IDS_A_TURN, STRANGER, worldOf } from './surroundings.ts';
import { insertMessages } from './turn-sql.ts';

/**
 * A message that fails alone is kept with its error, the person gets a spoken apology, the operators an alert.
 * Rejects when even that could not be written: then the channel offers the message again.
 */
export async function park(
  deps: TurnDeps & { readonly sql: postgres.Sql; readonly clock: Clock; readonly log: Log },
  inbound: Inbound,
  error: unknown,
): Promise<void> {
  await deps.ids.during(IDS_A_TURN, () =>
    transaction(deps.sql, async (both) => {
      const { tx } = both;
      const { accountId, externalId } = inbound;
      const known = await deps.accounts.get(tx, accountId);
      const office = deps.wards.office(await deps.wards.ward(tx, known.wardId));
      const parked = deps.sealer.seal(
        `inbox|parked|${accountId}.${externalId}`,
        JSON.stringify({ chat: inbound.chat, body: inbound.body }),
      );
      const name = error instanceof Error ? error.name : 'unknown';
      const [row] = await tx
        .insert(inbox)
        .values({ accountId, externalId, at: office.now, parked, error: name })
        .onConflictDoNothing()
        .returning({ at: inbox.at });
      if (!row) return;
      const key = chatKey(deps.sealer, accountId, inbound.chat);
      const chatOf = () =>
        tx
          .select({ id: conversation.id, messages: conversation.messages })
          .from(conversation)
          .where(and(eq(conversation.accountId, accountId), eq(conversation.chatKey, key)))
          .for('no key update');
      let [chat] = await chatOf();
      if (!chat) {
        // The very first message: the chat is begun all the same, so that somebody hears the apology.
        const world = worldOf(deps, office, known, STRANGER);
        await createChats(both, office, deps.entropy, world, accountId, [{ key, chat: inbound.chat }]);
        [chat] = await chatOf();
      }
      if (chat) {
        const id = chat.messages + 1;
        const text = deps.vocabulary('id').words.apology({});
        const body = deps.sealer.seal(
          `message|body|${chat.id}.${id}`,
          JSON.stringify({ text, choices: [], file: null, askPhone: false }),
        );
        await insertMessages(
          both.raw,
          [
            {
              conversationId: chat.id,
              id,
              accountId,
              direction: 'out',
              body,
              externalId: null,
              requestId: null,
              edits: null,
              card: false,
              noticeId: null,
              handed: false,
            },
          ],
          [office.now],
        );
        await tx.update(conversation).set({ messages: id }).where(eq(conversation.id, chat.id));
      }
      await queueConsequences(
        both,
        deps,
        office,
        await tellRoles(tx, office, ['operator'], {
          kind: 'alert',
          what: 'parked',
          number: null,
          detail: null,
        }),
      );
    }),
  );
}
