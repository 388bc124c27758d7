import { z } from 'zod';
import type { Notice } from '../../flows/kit/notices.ts';
import { allOf } from '../db/bulk.ts';
import { inBulk, type Raw } from '../db/in-bulk.ts';
import { bytesOf, listOf, textsOf } from '../db/lists.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Consequence, Office } from '../requests/office.ts';
import { aftermathOf } from './aftermath.ts';
import type { JobSender } from './jobs.ts';

/** A timer of the domain, as it lies in the notice table without a conversation. */
export const LateTimer = z.object({ kind: z.literal('late'), requestId: z.string(), promised: z.string() });
export type LateTimer = z.infer<typeof LateTimer>;

/** What writing consequences needs. */
export interface QueueDeps {
  readonly sealer: Sealer;
  readonly jobs: JobSender;
}

/** One notice about to be written. */
export interface Queued {
  readonly conversationId: number | null;
  readonly kind: string;
  readonly key: string | null;
  readonly dueAt: Date;
  readonly body: Notice | LateTimer;
  /** The ward that speaks, when it is not the one of this turn. */
  readonly wardId?: string;
}

/** Writes what follows from a turn into the same transaction: notices to conversations, timers, jobs. */
export async function queueConsequences(
  both: Both,
  deps: QueueDeps,
  office: Office,
  consequences: readonly Consequence[],
): Promise<void> {
  const queued = await allOf(
    consequences.map(async (one): Promise<Queued[]> => {
      switch (one.kind) {
        case 'tell':
          return tellings(both, office, one);
        case 'timer': {
          const { key, dueAt, requestId } = one;
          const body = { kind: 'late', requestId, promised: dueAt.toISOString() } as const;
          return [{ conversationId: null, kind: 'late', key, dueAt, body }];
        }
        case 'job':
          await deps.jobs.send(both, one);
          aftermathOf(both).jobs = true;
          return [];
      }
    }),
  );
  await insertNotices(both, deps.sealer, office, queued.flat());
}

/** Writes notices; one whose key was used before is dropped. */
export async function insertNotices(
  both: Both,
  sealer: Sealer,
  office: Office,
  queued: readonly Queued[],
): Promise<void> {
  if (queued.some(({ dueAt }) => dueAt <= office.now)) aftermathOf(both).notices = true;
  await allOf(
    queued.map((one) => {
      const id = office.ids.next();
      const row: NoticeInsert = {
        id,
        wardId: one.wardId ?? office.ward.id,
        conversationId: one.conversationId,
        kind: one.kind,
        key: one.key,
        dueAt: one.dueAt,
        body: sealer.seal(`notice|body|${id}`, JSON.stringify(one.body)),
      };
      return inBulk(both.tx, 'notice', row, insertRows);
    }),
  );
}

interface NoticeInsert {
  readonly id: number;
  readonly wardId: string;
  readonly conversationId: number | null;
  readonly kind: string;
  readonly key: string | null;
  readonly dueAt: Date;
  readonly body: Buffer;
}

async function insertRows(rows: readonly NoticeInsert[], raw: Raw): Promise<null[]> {
  await raw`
    insert into notice (id, ward_id, conversation_id, kind, key, due_at, body)
    select * from unnest(
      ${listOf(rows.map((one) => one.id))}::text::bigint[], ${listOf(rows.map((one) => one.wardId))}::text::uuid[],
      ${listOf(rows.map((one) => one.conversationId))}::text::bigint[], ${textsOf(rows.map((one) => one.kind))}::text::text[],
      ${textsOf(rows.map((one) => one.key))}::text::text[], ${listOf(rows.map((one) => one.dueAt.toISOString()))}::text::timestamptz[],
      ${bytesOf(rows.map((one) => one.body))}::text::bytea[]
    )
    on conflict (key) do nothing`;
  return rows.map(() => null);
}

type Tell = Extract<Consequence, { kind: 'tell' }>;

/** One notice for each chat of the recipients, now or together with others. */
async function tellings(both: Both, office: Office, tell: Tell): Promise<Queued[]> {
  const { notice } = tell;
  const plain = (conversationId: number): Queued => ({
    conversationId,
    kind: notice.kind,
    key: tell.key ? `${tell.key}:${conversationId}` : null,
    dueAt: tell.dueAt ?? office.now,
    body: notice,
    ...(tell.wardId ? { wardId: tell.wardId } : {}),
  });
  if ('conversationId' in tell.to) return [plain(tell.to.conversationId)];
  if ('personOf' in tell.to) return [plain(await lastUsed(both.raw, tell.to.personOf))];
  const chats = await chatsOf(both, tell.to.staffIds, tell.to.notOn ?? null);
  const isNews = notice.kind === 'task' && (notice.why === 'new' || notice.why === 'again');
  if (!isNews) return chats.map((chat) => plain(Number(chat.id)));
  const waits = (chat: (typeof chats)[number]): number | null => {
    const next = (chat.tasks_told_at?.getTime() ?? 0) + TOGETHER_MS;
    return chat.batch_tasks && next > office.now.getTime() ? next : null;
  };
  // Kept only of those who want their tasks together: nobody else's row is touched by every request.
  const told = [
    ...new Set(chats.filter((chat) => chat.batch_tasks && waits(chat) === null).map((chat) => chat.staff_id)),
  ].sort();
  const news = chats.map((chat) => ({ chat, at: waits(chat) }));
  for (const { chat, at } of news) if (at === null) chat.tasks_told_at = office.now;
  if (told.length > 0)
    await both.raw`update staff set tasks_told_at = ${office.now.toISOString()}::timestamptz where id = any(${told}::uuid[])`;
  return news.map(({ chat, at }): Queued => {
    const conversationId = Number(chat.id);
    if (at === null) return plain(conversationId);
    // The list that comes then holds every task: one key a quarter of an hour, however many came.
    return {
      conversationId,
      kind: 'tasks',
      key: `tasks:${conversationId}:${at}`,
      dueAt: new Date(at),
      body: { kind: 'tasks', after: 0 },
    };
  });
}

interface StaffChat {
  readonly id: string;
  readonly staff_id: string;
  readonly batch_tasks: boolean;
  /** Shared by all news of this moment: whoever was told of one is not told of the next at once. */
  tasks_told_at: Date | null;
}

/** The chats of members of staff, but not on an account that is out of reach; asked for once for all news of a moment. */
function chatsOf(
  { tx }: Both,
  staffIds: readonly string[],
  notOn: string | null,
): Promise<readonly StaffChat[]> {
  return inBulk(tx, `chats ${staffIds.join(' ')} ${notOn}`, null, async (asked, raw) => {
    const chats = await raw<StaffChat[]>`
      select c.id, c.staff_id, s.batch_tasks, s.tasks_told_at from conversation c join staff s on s.id = c.staff_id
      where c.staff_id = any(${staffIds as string[]}::uuid[]) and c.account_id is distinct from ${notOn}::uuid
      order by c.id`;
    return asked.map(() => chats);
  });
}

/** The chat in which this chat's person wrote last and can be reached; the chat itself where there is none. */
async function lastUsed(raw: Both['raw'], conversationId: number): Promise<number> {
  const [chat] = await raw<{ id: string }[]>`
    select o.id from conversation c join conversation o on o.person_id = c.person_id
    where c.id = ${conversationId}::bigint and o.staff_id is null and o.gone_at is null
    order by o.last_in_at desc, o.id desc limit 1`;
  return chat ? Number(chat.id) : conversationId;
}

/** Whoever wants tasks together hears of those after the first at most this often (ms). */
const TOGETHER_MS = 15 * 60_000;
