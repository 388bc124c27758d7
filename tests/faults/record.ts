import { join } from 'node:path';
import { Conversation } from '../../flows/kit/conversation.ts';
import { Bubble } from '../../flows/kit/message.ts';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Sealer } from '../../src/db/seal.ts';
import { systemEntropy } from '../../src/entropy.ts';

/** A row of a conversation. */
export interface Line {
  readonly direction: 'in' | 'out';
  readonly externalId: string | null;
  readonly outcome: string | null;
  readonly edit: boolean;
  /** The text of what the office said. */
  readonly text: string;
}

/** What the database knows of one chat. */
export interface Chat {
  /** The channel and the address. */
  readonly chat: string;
  readonly staff: boolean;
  /** Why the kept state cannot be read, or null. */
  readonly broken: string | null;
  readonly lines: readonly Line[];
}

/** A request and its letter. */
export interface Asked {
  readonly number: string;
  readonly state: string;
  readonly chat: string;
  /** Chats that were told of it. */
  readonly told: readonly string[];
}

/** An issued letter. */
export interface Issued {
  readonly number: string;
  readonly series: string;
  readonly seq: number;
  readonly state: string;
  readonly chat: string;
  readonly sha256: string;
  readonly requestState: string;
}

/** A brief of a lurah and half-day that was due. */
export interface Told {
  readonly key: string;
  /** In how many turns it was told. */
  readonly times: number;
}

/** All that the database has seen. */
export interface Record {
  /** The account of each channel that the run uses. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Opens and seals as the office does. */
  readonly sealer: Sealer;
  readonly chats: readonly Chat[];
  readonly inbox: ReadonlySet<string>;
  /** What each message that was set aside had failed with. */
  readonly parked: readonly string[];
  readonly failedNotices: number;
  readonly briefs: readonly Told[];
  readonly requests: readonly Asked[];
  readonly letters: readonly Issued[];
}

/** Reads what an office kept, with its own key. */
export async function readRecord(folder: string, url: string): Promise<Record> {
  const database = await openDatabase(
    { dataDir: join(folder, 'data'), databaseUrl: url, dataKey: null },
    { clock: systemClock, entropy: systemEntropy, env: { PATH: '/usr/bin:/bin' }, mode: 'share', max: 1 },
  );
  const { sql, sealer } = database;
  try {
    const chats = new Map<string, Chat & { lines: Line[] }>();
    for (const row of await sql`
      select c.id, c.address, c.state, c.staff_id, a.channel from conversation c
      join account a on a.id = c.account_id where a.channel <> 'web'`) {
      const state = sealer.openText(`conversation|state|${row['id']}`, row['state']);
      const parsed = Conversation.safeParse(JSON.parse(state));
      chats.set(String(row['id']), {
        chat: `${row['channel']} ${sealer.openText(`conversation|address|${row['id']}`, row['address'])}`,
        staff: row['staff_id'] !== null,
        broken: parsed.success ? null : parsed.error.message.slice(0, 200),
        lines: [],
      });
    }
    for (const row of await sql`
      select conversation_id, id, direction, external_id, outcome, edits, body from message order by 1, 2`) {
      const body = sealer.openText(`message|body|${row['conversation_id']}.${row['id']}`, row['body']);
      chats.get(String(row['conversation_id']))?.lines.push({
        direction: row['direction'],
        externalId: row['external_id'],
        outcome: row['outcome'],
        edit: row['edits'] !== null,
        text: row['direction'] === 'out' ? Bubble.parse(JSON.parse(body)).text : '',
      });
    }
    const chatOf = (id: unknown) => chats.get(String(id))?.chat ?? '';
    const requests = await sql`
      select r.number, r.state, r.conversation_id,
        array(select distinct m.conversation_id::text from message m where m.request_id = r.id and m.direction = 'out') as told
      from request r`;
    const letters = await sql`
      select l.number, l.ward_id || ' ' || l.scope || ' ' || l.year as series, l.seq, l.state,
        encode(l.sha256, 'hex') as sha256, r.conversation_id, r.state as request_state
      from letter l join request r on r.id = l.request_id order by l.seq`;
    const [counts] = await sql`
      select array(select error from inbox where error is not null) as parked,
        (select count(*)::int from notice where error is not null) as failed`;
    const briefs = await sql`
      select n.key, count(distinct m.at)::int as times
      from notice n left join message m on m.notice_id = n.id and m.conversation_id = n.conversation_id and m.direction = 'out'
      where n.kind = 'brief' and n.handled_at is not null group by n.key`;
    const inbox = await sql`select external_id from inbox`;
    const accounts = await sql`select channel, id from account order by created_at`;
    return {
      accounts: new Map(accounts.map((row) => [row['channel'], row['id']])),
      sealer,
      chats: [...chats.values()],
      inbox: new Set(inbox.map((row) => String(row['external_id']))),
      parked: counts?.['parked'] ?? [],
      failedNotices: counts?.['failed'] ?? 0,
      briefs: briefs.map((row) => ({ key: row['key'], times: row['times'] })),
      requests: requests.map((row) => ({
        number: row['number'],
        state: row['state'],
        chat: chatOf(row['conversation_id']),
        told: (row['told'] as string[]).map(chatOf),
      })),
      letters: letters.map((row) => ({
        number: row['number'],
        series: row['series'],
        seq: row['seq'],
        state: row['state'],
        chat: chatOf(row['conversation_id']),
        sha256: row['sha256'] ?? '',
        requestState: row['request_state'],
      })),
    };
  } finally {
    await database.stop();
  }
}

/** How much is still to be done: messages to send, notices due (the office's clock is so far ahead), letters being made. */
export async function leftToDo(
  sql: import('postgres').Sql,
  aheadMs: number,
): Promise<{ readonly [what: string]: number }> {
  const [row] = await sql`
    select (select count(*)::int from message where due is not null) as unsent,
      (select count(*)::int from notice where handled_at is null and due_at < now() + ${aheadMs} * interval '1 ms') as notices,
      (select count(*)::int from letter where state = 'numbered') as letters,
      (select count(*)::int from document where state = 'fetching') as documents`;
  return { ...row };
}
