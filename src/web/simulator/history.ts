import { and, desc, eq, isNotNull, or } from 'drizzle-orm';
import { Bubble, InboundBody } from '../../../flows/kit/message.ts';
import { conversation, message } from '../../db/schema/index.ts';
import type { Sealer } from '../../db/seal.ts';
import type { Db } from '../../db/types.ts';
import type { PhoneMessage } from './port.ts';
import { officeMessage, ownMessage } from './view.ts';

/** A shown message together with what its file is read by. */
export interface Entry {
  readonly shown: PhoneMessage;
  readonly source:
    | { readonly kind: 'in'; readonly body: InboundBody }
    | { readonly kind: 'out'; readonly bubble: Bubble };
}

/** Reads the chats of the training room from the message table. */
export interface HistoryReader {
  /** The conversation of a chat address, or null before its first message. */
  conversationOf(chat: string): Promise<number | null>;
  /** The last messages, oldest first, with the edits applied to what they replace. */
  read(conversationId: number): Promise<Entry[]>;
}

const MOST = 400;

/** Reads a chat back from the `message` table: inbound rows, and outbound rows that were sent. */
export function createHistory(db: Db, sealer: Sealer, accountId: string): HistoryReader {
  return {
    async conversationOf(chat) {
      const chatKey = sealer.index('chat', `${accountId}|${chat}`);
      const [row] = await db
        .select({ id: conversation.id })
        .from(conversation)
        .where(and(eq(conversation.accountId, accountId), eq(conversation.chatKey, chatKey)));
      return row?.id ?? null;
    },
    async read(conversationId) {
      const rows = await db
        .select({
          id: message.id,
          direction: message.direction,
          at: message.at,
          body: message.body,
          externalId: message.externalId,
          edits: message.edits,
        })
        .from(message)
        .where(
          and(
            eq(message.conversationId, conversationId),
            isNotNull(message.externalId),
            or(eq(message.direction, 'in'), eq(message.outcome, 'sent')),
          ),
        )
        .orderBy(desc(message.id))
        .limit(MOST);

      const entries = new Map<number, Entry>();
      for (const row of rows.reverse()) {
        if (row.externalId === null) continue;
        const body: unknown = JSON.parse(
          sealer.openText(`message|body|${conversationId}.${row.id}`, row.body),
        );
        if (row.direction === 'in') {
          const inbound = InboundBody.safeParse(body);
          if (inbound.success) {
            entries.set(row.id, {
              shown: ownMessage(row.externalId, row.at, inbound.data),
              source: { kind: 'in', body: inbound.data },
            });
          }
          continue;
        }
        const bubble = Bubble.safeParse(body);
        if (!bubble.success) continue;
        const source = { kind: 'out', bubble: bubble.data } as const;
        if (row.edits === null) {
          entries.set(row.id, { shown: officeMessage(row.externalId, row.at, bubble.data, false), source });
          continue;
        }
        const replaced = entries.get(row.edits);
        if (replaced === undefined) continue;
        const { id, at } = replaced.shown;
        entries.set(row.edits, { shown: officeMessage(id, new Date(at), bubble.data, true), source });
      }
      return [...entries.values()];
    },
  };
}
