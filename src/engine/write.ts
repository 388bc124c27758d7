import { Conversation } from '../../flows/kit/conversation.ts';
import type { Out } from '../../flows/kit/converse.ts';
import type { Bubble, InboundBody } from '../../flows/kit/message.ts';
import type { Inbound } from '../channels/port.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Office } from '../requests/office.ts';
import { closeLinks, type FormDeps, linked } from './forms.ts';
import type { JobSender } from './jobs.ts';
import { insertNotices, queueConsequences } from './queue.ts';
import type { TurnResult } from './turn.ts';
import { type ConversationRow, insertMessages, type MessageRow, saveConversations } from './turn-sql.ts';

/** One turn about to be written. */
export interface Taken {
  readonly row: ConversationRow;
  readonly office: Office;
  readonly inbound: Inbound | null;
  /** The notice that made this turn: what it says can be said elsewhere when it cannot be delivered here. */
  readonly noticeId: string | null;
  readonly result: TurnResult;
}

/** The writes of all turns of the batch, each kind in one statement. */
export async function writeTurns(
  both: Both,
  deps: FormDeps & { readonly sealer: Sealer; readonly jobs: JobSender },
  taken: readonly Taken[],
): Promise<void> {
  const messages: MessageRow[] = [];
  const times: Date[] = [];
  const saved: Parameters<typeof saveConversations>[1][number][] = [];
  for (const { row, office, inbound, noticeId, result } of taken) {
    const conversationId = Number(row.id);
    let last = row.messages;
    const add = (
      direction: 'in' | 'out',
      body: InboundBody | Bubble,
      rest: Pick<MessageRow, 'externalId' | 'requestId' | 'edits' | 'card'>,
    ) => {
      last += 1;
      messages.push({
        conversationId,
        id: last,
        accountId: row.account_id,
        direction,
        body: deps.sealer.seal(`message|body|${conversationId}.${last}`, JSON.stringify(body)),
        noticeId: direction === 'out' ? noticeId : null,
        ...rest,
      });
      times.push(office.now);
    };
    if (inbound)
      add('in', inbound.body, {
        externalId: inbound.messageId ?? inbound.externalId,
        requestId: null,
        edits: null,
        card: false,
      });
    if (result.answered !== undefined)
      await closeLinks(both.raw, conversationId, result.answered, office.now);
    for (const out of await linked(both.raw, deps, office.now, conversationId, result)) {
      if (out.type === 'bubble')
        add('out', out.bubble, { externalId: null, requestId: out.requestId, edits: null, card: out.card });
      else if (out.type === 'amend') {
        const edits = await cardToAmend(both, conversationId, out.requestId);
        if (edits !== null)
          add('out', out.bubble, { externalId: null, requestId: out.requestId, edits, card: false });
      }
    }
    const wakes = result.out.filter((out): out is Extract<Out, { type: 'wake' }> => out.type === 'wake');
    const queued = wakes.map((wake) => ({
      conversationId,
      kind: wake.notice.kind,
      key: `${wake.key}:${conversationId}`,
      dueAt: new Date(wake.at),
      body: wake.notice,
    }));
    await insertNotices(both, deps.sealer, office, queued);
    await queueConsequences(both, deps, office, result.consequences);
    const { running } = result.conversation;
    saved.push({
      id: conversationId,
      flow: running.flow,
      flowVersion: running.version,
      state: deps.sealer.seal(
        `conversation|state|${conversationId}`,
        JSON.stringify(Conversation.parse(result.conversation)),
      ),
      messages: last,
      lastInAt: inbound ? office.now : null,
    });
  }
  await insertMessages(both.raw, messages, times);
  await saveConversations(both.raw, saved);
}

/** The newest card of a request in a conversation: the message that a later one replaces. */
async function cardToAmend({ raw }: Both, conversationId: number, requestId: string): Promise<number | null> {
  const [found] = await raw<{ id: string | null }[]>`
    select max(id) as id from message
    where conversation_id = ${conversationId}::bigint and request_id = ${requestId}::uuid and card`;
  return found?.id ? Number(found.id) : null;
}
