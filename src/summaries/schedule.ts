import { and, desc, eq, inArray } from 'drizzle-orm';
import { type Calendar, nextWorkingDayAt } from '../../flows/kit/calendar.ts';
import type { Notice } from '../../flows/kit/notices.ts';
import { conversation, notice, staff } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';

/** When a ward's briefs are due. */
export interface BriefSchedule {
  readonly wardId: string;
  readonly calendar: Calendar;
  /** The ward's clock. */
  readonly now: Date;
  /** When the lurah reads the brief on working days, HH:MM in the ward's zone. */
  readonly times: readonly string[];
}

/** What planning a brief needs. */
export interface ScheduleDeps {
  readonly sealer: Sealer;
  /** Ids of notices. */
  readonly ids: { next(): number | Promise<number> };
}

/**
 * Sets the next brief of each active lurah who has a chat with the office. It may be called as often and by as many
 * processes as one likes: the key of the notice lets one brief a lurah and half-day in. Returns the moment (null:
 * no times, or closed for the next 60 days) and how many notices were new.
 */
export async function ensureBriefs(
  tx: Tx,
  deps: ScheduleDeps,
  { wardId, calendar, now, times }: BriefSchedule,
): Promise<{ at: Date | null; inserted: number }> {
  const next = nextWorkingDayAt(calendar, now.getTime(), times);
  if (next === null) return { at: null, inserted: 0 };
  const at = new Date(next.at);
  const keyed = (await lurahChats(tx, wardId)).map((chat) => ({
    ...chat,
    key: `brief:${chat.staffId}:${next.day}:${next.time}`,
  }));
  const set = await keysSet(
    tx,
    keyed.map(({ key }) => key),
  );
  const body: Notice = { kind: 'brief', half: `${next.day} ${next.time}` };
  const rows: (typeof notice.$inferInsert)[] = [];
  for (const { key, conversationId } of keyed.filter((one) => !set.has(one.key))) {
    const id = await deps.ids.next();
    const sealed = deps.sealer.seal(`notice|body|${id}`, JSON.stringify(body));
    rows.push({ id, wardId, conversationId, kind: 'brief', key, dueAt: at, body: sealed });
  }
  if (rows.length === 0) return { at, inserted: 0 };
  const inserted = await tx
    .insert(notice)
    .values(rows)
    .onConflictDoNothing({ target: notice.key })
    .returning({ id: notice.id });
  return { at, inserted: inserted.length };
}

/** Where each lurah reads: of several chats, the one last written in. */
function lurahChats(tx: Tx, wardId: string) {
  return tx
    .selectDistinctOn([staff.id], { staffId: staff.id, conversationId: conversation.id })
    .from(staff)
    .innerJoin(conversation, eq(conversation.staffId, staff.id))
    .where(and(eq(staff.wardId, wardId), eq(staff.role, 'lurah'), eq(staff.active, true)))
    .orderBy(staff.id, desc(conversation.lastInAt), desc(conversation.id));
}

/** Saves the ids that the conflict would waste; the unique key alone decides. */
async function keysSet(tx: Tx, keys: readonly string[]): Promise<Set<string | null>> {
  if (keys.length === 0) return new Set();
  const rows = await tx
    .select({ key: notice.key })
    .from(notice)
    .where(inArray(notice.key, [...keys]));
  return new Set(rows.map(({ key }) => key));
}
