import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import type postgres from 'postgres';
import { Notice } from '../../flows/kit/notices.ts';
import type { Clock } from '../clock.ts';
import { conversation, notice as noticeTable, request } from '../db/schema/index.ts';
import { type Both, transaction } from '../db/transaction.ts';
import type { Office } from '../requests/office.ts';
import { tellRoles } from '../requests/people.ts';
import type { TurnDeps } from './batch.ts';
import type { DueRow } from './outbox-sql.ts';
import { insertNotices, queueConsequences } from './queue.ts';

/** What taking care of a lost message needs. */
export interface LostDeps extends Pick<TurnDeps, 'ids' | 'wards' | 'sealer' | 'jobs'> {
  readonly sql: postgres.Sql;
  readonly clock: Clock;
  readonly committed: () => void;
}

/** The message that was lost, as much of it as matters. */
export type LostMessage = Pick<
  DueRow,
  'conversation_id' | 'ward_id' | 'person_id' | 'staff_id' | 'request_id' | 'notice_id'
>;

/** Marks chats that cannot be reached, says elsewhere what was lost, or tells the operators. */
export type Lost = (row: LostMessage, outcome: 'failed' | 'unknown', gone: boolean) => Promise<void>;

/**
 * What follows when a message will never arrive. News of the office is said in the person's next chat; where there is
 * none the operators are told, and so they are when it is not known whether it arrived. About a member of staff's own
 * chat only the log knows: the others of the desk have heard the same.
 */
export function createLost(deps: LostDeps): Lost {
  return async (row, outcome, gone) => {
    await deps.ids.reserve(10);
    await transaction(deps.sql, async (both) => {
      if (gone)
        await both.tx
          .update(conversation)
          .set({ goneAt: deps.clock.now() })
          .where(eq(conversation.id, Number(row.conversation_id)));
      if (row.staff_id !== null) return;
      const office = deps.wards.office(await deps.wards.ward(both.tx, row.ward_id));
      if (outcome === 'failed' && (await saidElsewhere(both, deps, office, row))) return;
      const [about] = row.request_id
        ? await both.tx.select({ number: request.number }).from(request).where(eq(request.id, row.request_id))
        : [];
      const alert = {
        kind: 'alert',
        what: 'undelivered',
        number: about?.number ?? null,
        detail: null,
      } as const;
      await queueConsequences(both, deps, office, await tellRoles(both.tx, office, ['operator'], alert));
    });
    deps.committed();
  };
}

/** The same news once more, in the chat of this person that was used last but for this one. */
async function saidElsewhere(
  { tx, raw }: Both,
  deps: LostDeps,
  office: Office,
  row: LostMessage,
): Promise<boolean> {
  if (row.notice_id === null) return false;
  const [next] = await tx
    .select({ id: conversation.id })
    .from(conversation)
    .where(
      and(
        eq(conversation.personId, row.person_id),
        ne(conversation.id, Number(row.conversation_id)),
        isNull(conversation.staffId),
        isNull(conversation.goneAt),
      ),
    )
    .orderBy(desc(conversation.lastInAt))
    .limit(1);
  const [news] = await tx
    .select({ kind: noticeTable.kind, body: noticeTable.body, wardId: noticeTable.wardId })
    .from(noticeTable)
    .where(eq(noticeTable.id, Number(row.notice_id)));
  if (!next || !news) return false;
  const body = Notice.parse(JSON.parse(deps.sealer.openText(`notice|body|${row.notice_id}`, news.body)));
  await insertNotices({ tx, raw }, deps.sealer, office, [
    {
      conversationId: next.id,
      kind: news.kind,
      // However many messages it was made of, it is said elsewhere once.
      key: `elsewhere:${row.notice_id}:${next.id}`,
      dueAt: office.now,
      body,
      wardId: news.wardId,
    },
  ]);
  return true;
}
