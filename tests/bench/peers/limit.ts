import { systemClock } from '../../../src/clock.ts';
import { Ids } from '../../../src/engine/ids.ts';
import { insertMessages, rememberInbound, saveConversations } from '../../../src/engine/turn-sql.ts';
import { systemEntropy, uuid7 } from '../../../src/entropy.ts';
import { accountOf } from '../../../src/office.ts';
import type { Bed } from '../bed.ts';
import type { Contender } from '../dialogue.ts';

/** As many messages in a statement as ours takes, on as many connections as are worth it. */
const MOST = 200;
const LANES = 2;
/** Bytes of a body and of a state: the middle of ours in this dialogue. */
const BODY = 260;
const STATE = 840;

interface Waiting {
  readonly chat: string;
  readonly n: number;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * The limit: the rows of a turn (inbox, conversation, one message in and one out) by bare statements on sets, in
 * batches as large as ours; nothing is understood, sealed or decided. Nobody can be faster on this database.
 */
export async function limit(bed: Bed, label: string): Promise<Contender> {
  const at = systemClock.now();
  const accountId = await accountOf(
    bed.db,
    { wardId: bed.wardId, channel: 'telegram', name: `limit ${label}` },
    at,
    systemEntropy,
  );
  const personId = uuid7(at, systemEntropy);
  await bed.sql`insert into person (id, ward_id, created_at) values (${personId}, ${bed.wardId}, ${at})`;
  const ids = new Ids(bed.sql);
  const body = Buffer.alloc(BODY, 7);
  const state = Buffer.alloc(STATE, 7);
  const known = new Map<string, number>();
  const queue: Waiting[] = [];
  let idle = LANES;
  let done = 0;

  async function write(batch: readonly Waiting[]): Promise<void> {
    await ids.reserve(MOST * LANES);
    const fresh = batch.filter(({ chat }) => !known.has(chat));
    for (const { chat } of fresh) known.set(chat, ids.next());
    const idOf = (chat: string) => known.get(chat) ?? 0;
    const now = systemClock.now();
    await bed.sql.begin((sql) => {
      const statements = [
        rememberInbound(
          sql,
          accountId,
          batch.map(({ chat, n }) => `${chat}-${n}`),
          now,
        ),
      ] as Promise<unknown>[];
      if (fresh.length > 0)
        statements.push(
          sql`insert into conversation (id, ward_id, account_id, chat_key, address, person_id, flow, flow_version, state, messages, last_in_at)
            select id, ${bed.wardId}::uuid, ${accountId}::uuid, sha256(chat::bytea), '\\x00', ${personId}::uuid, 'limit', '1', '\\x00', 0, now()
            from unnest(${fresh.map(({ chat }) => idOf(chat))}::bigint[], ${fresh.map(({ chat }) => chat)}::text[]) as c (id, chat)`.execute(),
        );
      statements.push(
        saveConversations(
          sql,
          batch.map(({ chat, n }) => ({
            id: idOf(chat),
            flow: 'limit',
            flowVersion: '1',
            state,
            messages: 2 * n + 2,
            lastInAt: now,
          })),
        ),
      );
      const rows = batch.flatMap(({ chat, n }) =>
        (['in', 'out'] as const).map((direction, index) => ({
          conversationId: idOf(chat),
          id: 2 * n + index + 1,
          accountId,
          direction,
          body,
          externalId: null,
          requestId: null,
          edits: null,
          card: false,
          noticeId: null,
          handed: false,
        })),
      );
      statements.push(
        insertMessages(
          sql,
          rows,
          rows.map(() => now),
        ),
      );
      return Promise.all(statements);
    });
  }

  function wake(): void {
    while (idle > 0 && queue.length > 0) {
      const batch = queue.splice(0, Math.min(MOST, Math.ceil(queue.length / idle)));
      idle -= 1;
      write(batch)
        .then(
          () => {
            done += batch.filter(({ n }) => n === 7).length;
            for (const one of batch) one.resolve();
          },
          (error: unknown) => {
            for (const one of batch) one.reject(error);
          },
        )
        .finally(() => {
          idle += 1;
          setImmediate(wake);
        });
    }
  }

  return {
    name: 'limit',
    hear: (chat, _text, n) =>
      new Promise<void>((resolve, reject) => {
        queue.push({ chat, n, resolve, reject });
        // What arrives in the same turn of the loop goes in one batch.
        if (queue.length === 1) setImmediate(wake);
      }),
    requests: async () => done,
    end: async () => undefined,
  };
}
