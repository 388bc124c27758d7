import { Conversation } from '../../flows/kit/conversation.ts';
import type { Out } from '../../flows/kit/converse.ts';
import type { Bubble, InboundBody } from '../../flows/kit/message.ts';
import type { Inbound } from '../channels/port.ts';
import { allOf } from '../db/bulk.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Office } from '../requests/office.ts';
import { sendsOf } from './aftermath.ts';
import { closeLinks, type FormDeps, linked } from './forms.ts';
import type { JobSender } from './jobs.ts';
import type { DueRow } from './outbox-sql.ts';
import type { MessageRef, Parcel } from './parcel.ts';
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

/** Whether what is written now may be handed over. */
export type SendsHere = (accountId: string, behind: MessageRef | null) => boolean;

/** What writing turns needs. */
export interface WriteDeps extends FormDeps {
  readonly sealer: Sealer;
  readonly jobs: JobSender;
  /**
   * true: this process sends for the account and can take more, so what is written for it is handed over at once.
   * `behind`: a message not marked as sent that comes before; it must be in the hands of this process.
   */
  readonly sendsHere: SendsHere;
}

/** What one turn wants written. */
export interface Wanted {
  readonly messages: readonly MessageRow[];
  readonly at: Date;
  readonly saved: SavedConversation;
}

/** The writes of all turns of the batch, each kind in one statement. */
export async function writeTurns(both: Both, wanted: readonly Wanted[]): Promise<void> {
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

/** The conversation as the next turn of the same transaction finds it, after one that did not ask the domain. */
export function afterTurn(row: ConversationRow, { messages, saved }: Wanted): ConversationRow {
  const said = messages.findLast(({ direction }) => direction === 'out');
  return {
    ...row,
    messages: saved.messages,
    last_in_at: saved.lastInAt ?? row.last_in_at,
    // Nothing of it can have been seen. What is handed over goes behind what was handed over before.
    ...(said ? { unsent: true, attempts: 0, stale: row.stale || !said.handed } : {}),
  };
}

/** Several turns of one conversation as one: all that was written and said, and how the last left it. */
export function together(taken: readonly Wanted[]): Wanted {
  const last = taken.at(-1);
  if (!last) throw new Error('no turn was taken');
  return taken.length === 1 ? last : { ...last, messages: taken.flatMap((one) => one.messages) };
}

/**
 * Seals what a turn says and keeps. Its notices and jobs are written here, together with those of other turns; a quick
 * turn does this while a slow one still waits for its answers.
 */
export async function prepare(
  both: Both,
  deps: WriteDeps,
  { row, office, inbound, noticeId, result }: Taken,
): Promise<Wanted> {
  const conversationId = Number(row.id);
  const messages: MessageRow[] = [];
  const parcels: Parcel[] = [];
  const after = row.waiting === true ? Number(row.said_id) : null;
  // A changed message has to be looked up, and what comes after something unsent goes where that is.
  const handed =
    !row.stale &&
    result.out.every((out) => out.type !== 'amend') &&
    deps.sendsHere(row.account_id, after === null ? null : { conversationId, id: after });
  const at = performance.now();
  const add = (
    direction: 'in' | 'out',
    body: InboundBody | Bubble,
    rest: Pick<MessageRow, 'externalId' | 'requestId' | 'edits' | 'card'>,
  ) => {
    const id = row.messages + messages.length + 1;
    const written: MessageRow = {
      conversationId,
      id,
      accountId: row.account_id,
      direction,
      body: deps.sealer.seal(`message|body|${conversationId}.${id}`, JSON.stringify(body)),
      noticeId: direction === 'out' ? noticeId : null,
      handed: handed && direction === 'out',
      ...rest,
    };
    messages.push(written);
    return written;
  };
  const say = (bubble: Bubble, rest: { requestId: string | null; edits: number | null; card: boolean }) => {
    const written = add('out', bubble, { externalId: null, ...rest });
    parcels.push({ row: dueRow(row, written), bubble, chat: inbound?.chat ?? null, at, after });
  };
  if (inbound) {
    const externalId = inbound.messageId ?? inbound.externalId;
    add('in', inbound.body, { externalId, requestId: null, edits: null, card: false });
  }
  if (result.answered !== undefined) await closeLinks(both.raw, conversationId, result.answered, office.now);
  for (const out of await linked(both.raw, deps, office.now, conversationId, result)) {
    if (out.type === 'bubble') say(out.bubble, { requestId: out.requestId, edits: null, card: out.card });
    else if (out.type === 'amend') {
      const edits = await cardToAmend(both, conversationId, out.requestId);
      if (edits !== null) say(out.bubble, { requestId: out.requestId, edits, card: false });
    }
  }
  leaveToSend(both, row.account_id, handed, parcels);
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

/** Tells whoever hears of the commit what there is to send: the messages themselves, or that there are some. */
function leaveToSend(both: Both, accountId: string, handed: boolean, parcels: readonly Parcel[]): void {
  if (parcels.length === 0) return;
  const { handed: mine, others } = sendsOf(both, accountId);
  if (handed) mine.push(...parcels);
  else for (const { row } of parcels) others.add(Number(row.conversation_id));
}

/** A message as the sender would have read it. */
function dueRow(row: ConversationRow, message: MessageRow): DueRow {
  return {
    conversation_id: row.id,
    id: String(message.id),
    body: message.body,
    attempts: 1,
    edits: null,
    edited_external_id: null,
    edited_at: null,
    request_id: message.requestId,
    notice_id: message.noticeId,
    address: row.address,
    ward_id: row.ward_id,
    person_id: row.person_id,
    staff_id: row.staff_id,
    begun: false,
  };
}

/** The newest card of a request in a conversation: the message that a later one replaces. */
async function cardToAmend({ raw }: Both, conversationId: number, requestId: string): Promise<number | null> {
  const [found] = await raw<{ id: string | null }[]>`
    select max(id) as id from message
    where conversation_id = ${conversationId}::bigint and request_id = ${requestId}::uuid and card`;
  return found?.id ? Number(found.id) : null;
}
