import { Conversation } from '../../flows/kit/conversation.ts';
import type { Out } from '../../flows/kit/converse.ts';
import type { Bubble, InboundBody } from '../../flows/kit/message.ts';
import type { Inbound } from '../channels/port.ts';
import { allOf } from '../db/bulk.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Office } from '../requests/office.ts';
import { closeLinks, type FormDeps, linked } from './forms.ts';
import type { JobSender } from './jobs.ts';
import { insertNotices, queueConsequences } from './queue.ts';
import type { TurnResult } from './turn.ts';
import {
  type ConversationRow,
  insertMessages,
  type MessageRow,
  type SavedConversation,
  saveConversations,
} from './turn-sql.ts';

/** One turn about to be written. */
export interface Taken {
  readonly row: ConversationRow;
  readonly office: Office;
  readonly inbound: Inbound | null;
  /** The notice that made this turn: what it says can be said elsewhere when it cannot be delivered here. */
  readonly noticeId: string | null;
  readonly result: TurnResult;
}

/** What one turn wants written. */
interface Wanted {
  readonly messages: readonly MessageRow[];
  readonly at: Date;
  readonly saved: SavedConversation;
}

/** The writes of all turns of the batch, each kind in one statement. */
export async function writeTurns(
  both: Both,
  deps: FormDeps & { readonly sealer: Sealer; readonly jobs: JobSender },
  taken: readonly Taken[],
): Promise<void> {
  const wanted = await allOf(taken.map((one) => prepare(both, deps, one)));
  const messages = wanted.flatMap((one) => one.messages);
  const times = wanted.flatMap((one) => one.messages.map(() => one.at));
  await allOf([
    insertMessages(both.raw, messages, times),
    saveConversations(
      both.raw,
      wanted.map((one) => one.saved),
    ),
  ]);
}

/** Seals what a turn says and keeps; its notices and jobs are written here, together with those of the other turns. */
async function prepare(
  both: Both,
  deps: FormDeps & { readonly sealer: Sealer; readonly jobs: JobSender },
  { row, office, inbound, noticeId, result }: Taken,
): Promise<Wanted> {
  const conversationId = Number(row.id);
  const messages: MessageRow[] = [];
  const add = (
    direction: 'in' | 'out',
    body: InboundBody | Bubble,
    rest: Pick<MessageRow, 'externalId' | 'requestId' | 'edits' | 'card'>,
  ) => {
    const id = row.messages + messages.length + 1;
    messages.push({
      conversationId,
      id,
      accountId: row.account_id,
      direction,
      body: deps.sealer.seal(`message|body|${conversationId}.${id}`, JSON.stringify(body)),
      noticeId: direction === 'out' ? noticeId : null,
      ...rest,
    });
  };
  if (inbound) {
    const externalId = inbound.messageId ?? inbound.externalId;
    add('in', inbound.body, { externalId, requestId: null, edits: null, card: false });
  }
  if (result.answered !== undefined) await closeLinks(both.raw, conversationId, result.answered, office.now);
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
  await allOf([
    insertNotices(both, deps.sealer, office, queued),
    queueConsequences(both, deps, office, result.consequences),
  ]);
  const { running } = result.conversation;
  const state = JSON.stringify(Conversation.parse(result.conversation));
  return {
    messages,
    at: office.now,
    saved: {
      id: conversationId,
      flow: running.flow,
      flowVersion: running.version,
      state: deps.sealer.seal(`conversation|state|${conversationId}`, state),
      messages: row.messages + messages.length,
      lastInAt: inbound ? office.now : null,
    },
  };
}

/** The newest card of a request in a conversation: the message that a later one replaces. */
async function cardToAmend({ raw }: Both, conversationId: number, requestId: string): Promise<number | null> {
  const [found] = await raw<{ id: string | null }[]>`
    select max(id) as id from message
    where conversation_id = ${conversationId}::bigint and request_id = ${requestId}::uuid and card`;
  return found?.id ? Number(found.id) : null;
}
