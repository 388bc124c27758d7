import { z } from 'zod';
import type { Notice } from '../../flows/kit/notices.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Consequence, Office } from '../requests/office.ts';
import type { JobSender } from './jobs.ts';

/** A timer of the domain, as it lies in the notice table without a conversation. */
export const LateTimer = z.object({ kind: z.literal('late'), requestId: z.string(), promised: z.string() });
export type LateTimer = z.infer<typeof LateTimer>;

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
        for (const conversationId of await chatsOf(both, one.to)) {
          const dueAt = one.dueAt ?? office.now;
          queued.push({
            conversationId,
            kind: one.notice.kind,
            key: one.key ? `${one.key}:${conversationId}` : null,
            dueAt,
            body: one.notice,
          });
        }
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
    select i, ${office.ward.id}::uuid, c, k, y, d, b
    from unnest(
      ${ids}::bigint[], ${queued.map((one) => one.conversationId)}::bigint[], ${queued.map((one) => one.kind)}::text[],
      ${queued.map((one) => one.key)}::text[], ${queued.map((one) => one.dueAt.toISOString())}::timestamptz[], ${both.raw.array(bodies as Buffer[])}
    ) as n (i, c, k, y, d, b)
    on conflict (key) do nothing`;
}

async function chatsOf({ raw }: Both, to: Extract<Consequence, { kind: 'tell' }>['to']): Promise<number[]> {
  if ('conversationId' in to) return [to.conversationId];
  const rows = await raw<
    { id: string }[]
  >`select id from conversation where staff_id = any(${to.staffIds as string[]}::uuid[]) order by id`;
  return rows.map((row) => Number(row.id));
}
