import { z } from 'zod';
import type { Notice } from '../../flows/kit/notices.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Consequence, Office } from '../requests/office.ts';
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
  const queued: Queued[] = [];
  for (const one of consequences) {
    switch (one.kind) {
      case 'tell':
        queued.push(...(await tellings(both, office, one)));
        break;
      case 'timer':
        queued.push({
          conversationId: null,
          kind: 'late',
          key: one.key,
          dueAt: one.dueAt,
          body: { kind: 'late', requestId: one.requestId, promised: one.dueAt.toISOString() },
        });
        break;
      case 'job':
        await deps.jobs.send(both, one);
        break;
    }
  }
  await insertNotices(both, deps.sealer, office, queued);
}

/** Writes notices; one whose key was used before is dropped. */
export async function insertNotices(
  both: Both,
  sealer: Sealer,
  office: Office,
  queued: readonly Queued[],
): Promise<void> {
  if (queued.length === 0) return;
  const ids = queued.map(() => office.ids.next());
  const bodies = queued.map((one, index) =>
    sealer.seal(`notice|body|${ids[index]}`, JSON.stringify(one.body)),
  );
  await both.raw`
    insert into notice (id, ward_id, conversation_id, kind, key, due_at, body)
    select i, w, c, k, y, d, b
    from unnest(
      ${ids}::bigint[], ${queued.map((one) => one.wardId ?? office.ward.id)}::uuid[], ${queued.map((one) => one.conversationId)}::bigint[], ${queued.map((one) => one.kind)}::text[],
      ${queued.map((one) => one.key)}::text[], ${queued.map((one) => one.dueAt.toISOString())}::timestamptz[], ${both.raw.array(bodies as Buffer[])}
    ) as n (i, w, c, k, y, d, b)
    on conflict (key) do nothing`;
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
  const chats = await both.raw<
    { id: string; staff_id: string; batch_tasks: boolean; tasks_told_at: Date | null }[]
  >`
    select c.id, c.staff_id, s.batch_tasks, s.tasks_told_at from conversation c join staff s on s.id = c.staff_id
    where c.staff_id = any(${tell.to.staffIds as string[]}::uuid[]) and c.account_id is distinct from ${tell.to.notOn ?? null}::uuid
    order by c.id`;
  const isNews = notice.kind === 'task' && (notice.why === 'new' || notice.why === 'again');
  if (!isNews) return chats.map((chat) => plain(Number(chat.id)));
  const waits = (chat: (typeof chats)[number]): number | null => {
    const next = (chat.tasks_told_at?.getTime() ?? 0) + TOGETHER_MS;
    return chat.batch_tasks && next > office.now.getTime() ? next : null;
  };
  const told = [...new Set(chats.filter((chat) => waits(chat) === null).map((chat) => chat.staff_id))];
  await both.raw`update staff set tasks_told_at = ${office.now.toISOString()}::timestamptz where id = any(${told}::uuid[])`;
  return chats.map((chat): Queued => {
    const conversationId = Number(chat.id);
    const at = waits(chat);
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
