import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import type postgres from 'postgres';
import { Notice } from '../../flows/kit/notices.ts';
import type { Clock } from '../clock.ts';
import { conversation, notice, request } from '../db/schema/index.ts';
import { type Both, transaction } from '../db/transaction.ts';
import type { Office } from '../requests/office.ts';
import { tellRoles } from '../requests/people.ts';
import type { DueRow } from './outbox-sql.ts';
import { insertNotices, type Queued, queueConsequences } from './queue.ts';
import type { TurnDeps } from './surroundings.ts';

/** What taking care of a lost message needs. */
export interface LostDeps extends Pick<TurnDeps, 'ids' | 'wards' | 'sealer' | 'jobs'> {
  readonly sql: postgres.Sql;
  readonly clock: Clock;
  readonly committed: () => void;
}

/** The message that was lost, as much of it as matters. */
export type LostMessage = Pick<
  DueRow,
  'conversation_id' | 'id' | 'edits' | 'ward_id' | 'person_id' | 'staff_id' | 'request_id' | 'notice_id'
>;

/** Marks chats that cannot be reached, says elsewhere what was lost, or tells the operators. */
export type Lost = (row: LostMessage, outcome: 'failed' | 'unknown', gone: boolean) => Promise<void>;

/**
 * What follows when a message will never arrive. News of the office is said in the person's next chat; where there is
 * none the operators are told, and so they are when it is not known whether it arrived; then the chat itself is told so
 * too, with the question that is open. About what a member of staff did not get only the log and their own chat know:
 * the others of the desk have heard the same.
 */
export function createLost(deps: LostDeps): Lost {
  return async (row, outcome, gone) => {
    await deps.ids.during(10, () =>
      transaction(deps.sql, async (both) => {
        if (gone)
          await both.tx
            .update(conversation)
            .set({ goneAt: deps.clock.now() })
            .where(eq(conversation.id, Number(row.conversation_id)));
        if (row.staff_id !== null && outcome !== 'unknown') return;
        const office = deps.wards.office(await deps.wards.ward(both.tx, row.ward_id));
        const news = await newsOf(both, deps, row);
        if (news?.body.kind === 'cutOff') return;
        if (outcome === 'unknown' && row.edits === null)
          await insertNotices(both, deps.sealer, office, [cutOff(row, office.now)]);
        if (row.staff_id !== null) return;
        if (outcome === 'failed' && news && (await saidElsewhere(both, deps, office, row, news))) return;
        const [about] = row.request_id
          ? await both.tx
              .select({ number: request.number })
              .from(request)
              .where(eq(request.id, row.request_id))
          : [];
        const number = about?.number ?? (news && 'number' in news.body ? news.body.number : null);
        const alert = { kind: 'alert', what: 'undelivered', number, detail: null } as const;
        await queueConsequences(both, deps, office, await tellRoles(both.tx, office, ['operator'], alert));
      }),
    );
    deps.committed();
  };
}

/** Said once for each message, and never about itself: where every send is cut off nothing would end it. */
function cutOff({ conversation_id: chat, id }: LostMessage, now: Date): Queued {
  const body = { kind: 'cutOff' } as const;
  return { conversationId: Number(chat), kind: body.kind, key: `cutOff:${chat}.${id}`, dueAt: now, body };
}

/** What was to be told, and the ward that tells it. */
interface News {
  readonly id: string;
  readonly kind: string;
  readonly wardId: string;
  readonly body: Notice;
}

async function newsOf({ tx }: Both, { sealer }: LostDeps, row: LostMessage): Promise<News | null> {
  if (row.notice_id === null) return null;
  const [found] = await tx
    .select({ kind: notice.kind, body: notice.body, wardId: notice.wardId })
    .from(notice)
    .where(eq(notice.id, Number(row.notice_id)));
  if (!found) return null;
  const body = Notice.parse(JSON.parse(sealer.openText(`notice|body|${row.notice_id}`, found.body)));
  return { id: row.notice_id, kind: found.kind, wardId: found.wardId, body };
}

/** The same news once more, in the chat of this person that was used last but for this one. */
async function saidElsewhere(
  both: Both,
  deps: LostDeps,
  office: Office,
  row: LostMessage,
  { id, kind, wardId, body }: News,
): Promise<boolean> {
  const [next] = await both.tx
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
  if (!next) return false;
  // However many messages it was made of, it is said elsewhere once.
  const key = `elsewhere:${id}:${next.id}`;
  const again = { conversationId: next.id, kind, key, dueAt: office.now, body, wardId };
  await insertNotices(both, deps.sealer, office, [again]);
  return true;
}
