import type { World } from '../../flows/kit/converse.ts';
import type { Flow } from '../../flows/kit/flow.ts';
import { Bubble } from '../../flows/kit/message.ts';
import { Notice } from '../../flows/kit/notices.ts';
import type { Service } from '../../flows/kit/service.ts';
import type { About } from '../../flows/kit/understand.ts';
import type { Vocabulary } from '../../flows/wording/vocabulary.ts';
import type { Inbound } from '../channels/port.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Entropy } from '../entropy.ts';
import { lateRequest } from '../requests/late.ts';
import type { Office } from '../requests/office.ts';
import type { BriefMaker } from './brief.ts';
import type { Speaker } from './calls.ts';
import { accountsById, actorOf, chatKey, createChats, staffOfChats } from './chats.ts';
import type { Ids } from './ids.ts';
import type { JobSender } from './jobs.ts';
import { factsOf, type WardBook } from './office-of.ts';
import { LateTimer, queueConsequences } from './queue.ts';
import { type Trigger, takeTurn } from './turn.ts';
import {
  type ConversationRow,
  claimNotices,
  finishNotices,
  lockByChat,
  lockById,
  type NoticeRow,
  rememberInbound,
} from './turn-sql.ts';
import { type Taken, writeTurns } from './write.ts';

/** Everything a turn needs that is made once. */
export interface TurnDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly ids: Ids;
  readonly wards: WardBook;
  readonly jobs: JobSender;
  readonly brief: BriefMaker;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly services: readonly Service[];
  readonly vocabulary: (language: string) => Vocabulary;
}

/** Ids that one turn may use: events, notices, a new chat. */
export const IDS_A_TURN = 40;

/**
 * Messages of one account, at most one a conversation, in one transaction. Returns which external ids were new.
 * Whatever is thrown rolls everything back; the caller then runs them one by one.
 */
export async function handleMessages(
  both: Both,
  deps: TurnDeps,
  accountId: string,
  inbound: readonly Inbound[],
): Promise<Set<string>> {
  const account = (await accountsById(both, [accountId])).get(accountId);
  if (!account) throw new Error('a message for an account that is not ours');
  const office = deps.wards.office(await deps.wards.ward(both.tx, account.wardId));
  const fresh = await rememberInbound(
    both.raw,
    accountId,
    inbound.map((one) => one.externalId),
    office.now,
  );
  const messages = inbound.filter((one) => fresh.has(one.externalId));
  if (messages.length === 0) return fresh;
  const byKey = new Map(
    messages.map((one) => [chatKey(deps.sealer, accountId, one.chat).toString('base64'), one]),
  );
  const rows = await rowsOf(both, deps, office, accountId, byKey);
  const members = await staffOfChats(both, rows);
  const taken = await allOf(
    rows.map(async (row): Promise<Taken> => {
      const message = byKey.get(row.chat_key.toString('base64'));
      if (!message) throw new Error('a conversation that was not asked for');
      const member = row.staff_id ? members.get(row.staff_id) : undefined;
      const speaker = speakerOf(both, deps, office, row, actorOf(row, member, account.channel));
      const about = message.quoted ? await aboutOf(both, deps, row, message.quoted) : null;
      const trigger: Trigger = { kind: 'message', body: message.body, about, unseen: row.unsent === true };
      return {
        row,
        office,
        inbound: message,
        result: await takeTurn(
          stateOf(deps, row),
          trigger,
          worldOf(deps, office, member !== undefined),
          speaker,
        ),
      };
    }),
  );
  await writeTurns(both, deps, taken);
  return fresh;
}

/** Notices that are due, one a conversation, in one transaction. Returns how many were handled. */
export async function handleNotices(
  both: Both,
  deps: TurnDeps,
  wardTimes: ReadonlyMap<string, Date>,
  limit: number,
): Promise<number> {
  const claimed = await claimNotices(both.raw, wardTimes, limit);
  if (claimed.length === 0) return 0;
  const toChats = claimed.filter((one) => one.conversation_id !== null);
  for (const timer of claimed.filter((one) => one.conversation_id === null))
    await runTimer(both, deps, timer);
  const rows = await lockById(
    both.raw,
    toChats.map((one) => Number(one.conversation_id)),
  );
  const members = await staffOfChats(both, rows);
  const accounts = await accountsById(both, [...new Set(rows.map((row) => row.account_id))]);
  const taken = await allOf(
    rows.map(async (row): Promise<Taken> => {
      const notice = toChats.find((one) => one.conversation_id === row.id);
      if (!notice) throw new Error('a conversation that was not asked for');
      const office = deps.wards.office(await deps.wards.ward(both.tx, row.ward_id));
      const member = row.staff_id ? members.get(row.staff_id) : undefined;
      const speaker = speakerOf(
        both,
        deps,
        office,
        row,
        actorOf(row, member, accounts.get(row.account_id)?.channel ?? 'system'),
      );
      const trigger: Trigger = { kind: 'notice', notice: Notice.parse(openBody(deps, notice)) };
      return {
        row,
        office,
        inbound: null,
        result: await takeTurn(
          stateOf(deps, row),
          trigger,
          worldOf(deps, office, member !== undefined),
          speaker,
        ),
      };
    }),
  );
  await writeTurns(both, deps, taken);
  const first = taken[0]?.office.now ?? new Date(0);
  await finishNotices(
    both.raw,
    claimed.map((one) => one.id),
    first.getTime() > 0 ? first : ([...wardTimes.values()][0] ?? first),
  );
  return claimed.length;
}

async function runTimer(both: Both, deps: TurnDeps, timer: NoticeRow): Promise<void> {
  const office = deps.wards.office(await deps.wards.ward(both.tx, timer.ward_id));
  const { requestId, promised } = LateTimer.parse(openBody(deps, timer));
  await queueConsequences(
    both,
    deps,
    office,
    await lateRequest(both.tx, office, requestId, new Date(promised)),
  );
}

function openBody(deps: TurnDeps, notice: NoticeRow): unknown {
  return JSON.parse(deps.sealer.openText(`notice|body|${notice.id}`, notice.body));
}

/** All or the first failure, but never before each has ended: a statement sent after a rollback would stand alone. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

async function rowsOf(
  both: Both,
  deps: TurnDeps,
  office: Office,
  accountId: string,
  byKey: ReadonlyMap<string, Inbound>,
): Promise<readonly ConversationRow[]> {
  const keys = [...byKey.keys()].map((key) => Buffer.from(key, 'base64'));
  const known = await lockByChat(both.raw, accountId, keys);
  if (known.length === keys.length) return known;
  const have = new Set(known.map((row) => row.chat_key.toString('base64')));
  const strangers = keys.flatMap((key) => {
    const message = have.has(key.toString('base64')) ? undefined : byKey.get(key.toString('base64'));
    return message ? [{ key, chat: message.chat }] : [];
  });
  await createChats(both, office, deps.entropy, worldOf(deps, office, false), accountId, strangers);
  return lockByChat(both.raw, accountId, keys);
}

function stateOf(deps: TurnDeps, row: ConversationRow): unknown {
  return JSON.parse(deps.sealer.openText(`conversation|state|${row.id}`, row.state));
}

/** What a turn may look at, for a member of the office or for a resident. */
export function worldOf(deps: TurnDeps, office: Office, isOffice: boolean): World {
  return {
    facts: factsOf(office),
    flows: deps.flows,
    services: deps.services,
    vocabulary: deps.vocabulary,
    office: isOffice,
  };
}

function speakerOf(
  both: Both,
  deps: TurnDeps,
  office: Office,
  row: ConversationRow,
  actor: Speaker['actor'],
): Speaker {
  return {
    tx: both.tx,
    office,
    actor,
    personId: row.person_id,
    conversationId: Number(row.id),
    accountId: row.account_id,
    brief: deps.brief,
  };
}

/** What the quoted message of ours was about: its request, and the buttons it showed. */
async function aboutOf(
  { raw }: Both,
  deps: TurnDeps,
  row: ConversationRow,
  quoted: string,
): Promise<About | null> {
  const [found] = await raw<
    { id: string; body: Buffer; direction: string; request_id: string | null; task: number | null }[]
  >`
    select m.id, m.body, m.direction, m.request_id, r.task from message m left join request r on r.id = m.request_id
    where m.conversation_id = ${row.id}::bigint and m.external_id = ${quoted} order by m.id desc limit 1`;
  if (found?.direction !== 'out') return null;
  const bubble = Bubble.parse(
    JSON.parse(deps.sealer.openText(`message|body|${row.id}.${found.id}`, found.body)),
  );
  return { requestId: found.request_id, task: found.task, choices: bubble.choices };
}
