import { Conversation } from '../../flows/kit/conversation.ts';
import type { World } from '../../flows/kit/converse.ts';
import type { Flow } from '../../flows/kit/flow.ts';
import { Notice } from '../../flows/kit/notices.ts';
import type { Service } from '../../flows/kit/service.ts';
import type { Vocabulary } from '../../flows/wording/vocabulary.ts';
import type { Inbound } from '../channels/port.ts';
import { isKioskAccount } from '../channels/web/kiosk.ts';
import { allOf } from '../db/bulk.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Entropy } from '../entropy.ts';
import { lateRequest } from '../requests/late.ts';
import type { Office } from '../requests/office.ts';
import { type AccountBook, type KnownAccount, sharesPhone } from './accounts.ts';
import type { BriefMaker } from './brief.ts';
import type { Speaker } from './calls.ts';
import { actorOf, createChats, staffOfChats } from './chats.ts';
import { formMode } from './forms.ts';
import type { Ids } from './ids.ts';
import type { JobSender } from './jobs.ts';
import { factsOf, type WardBook } from './office-of.ts';
import { LateTimer, queueConsequences } from './queue.ts';
import { aboutOf } from './quoted.ts';
import { type Trigger, type TurnResult, takeTurn } from './turn.ts';
import {
  type ConversationRow,
  claimNotices,
  finishNotices,
  lockByChat,
  lockById,
  type NoticeRow,
  rememberInbound,
} from './turn-sql.ts';
import { prepare, type Wanted, writeTurns } from './write.ts';

/** Everything a turn needs that is made once. */
export interface TurnDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly ids: Ids;
  readonly wards: WardBook;
  readonly accounts: AccountBook;
  readonly jobs: JobSender;
  readonly brief: BriefMaker;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly services: readonly Service[];
  readonly vocabulary: (language: string) => Vocabulary;
  /** true: this process sends for the account and can take more. */
  readonly sendsHere: (accountId: string) => boolean;
  /** Whether what is not marked as sent may have been seen all the same. */
  readonly mayHaveShown: (row: ConversationRow) => boolean;
  /** The public https address, without a slash at the end; null: there is none, and so no secure page. */
  readonly secureUrl: () => string | null;
}

/** A message and the blind index of its chat, in base64. */
export interface Heard {
  readonly inbound: Inbound;
  readonly key: string;
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
  heard: readonly Heard[],
): Promise<Set<string>> {
  const account = await deps.accounts.get(both.tx, accountId);
  const front = deps.wards.office(await deps.wards.ward(both.tx, account.wardId));
  const byChat = new Map(heard.map(({ key, inbound }) => [key, inbound]));
  // Sent one behind the other, so that the database is waited for once.
  const [fresh, known] = await allOf([
    rememberInbound(
      both.raw,
      accountId,
      heard.map(({ inbound }) => inbound.externalId),
      front.now,
    ),
    lockByChat(both.raw, accountId, keysOf(byChat)),
  ] as const);
  if (fresh.size === 0) return fresh;
  const byKey = new Map([...byChat].filter(([, one]) => fresh.has(one.externalId)));
  const rows = await rowsOf(both, deps, front, account, byKey, known);
  const members = await staffOfChats(both, rows);
  const wanted = await allOf(
    rows.map(async (row): Promise<Wanted> => {
      const message = byKey.get(row.chat_key.toString('base64'));
      if (!message) throw new Error('a conversation that was not asked for');
      const office =
        row.ward_id === account.wardId
          ? front
          : deps.wards.office(await deps.wards.ward(both.tx, row.ward_id));
      const member = row.staff_id ? members.get(row.staff_id) : undefined;
      const kept = { row, office, inbound: message, noticeId: null };
      const stored = stateOf(deps, row);
      if (isMuted(row, office)) return prepare(both, deps, { ...kept, result: silence(stored) });
      const world = worldOf(deps, office, account, { member: member !== undefined, chosen: row.ward_chosen });
      const speaker = speakerOf(both, deps, row, {
        office,
        world,
        actor: actorOf(row, member, account.channel),
        phone: message.phone ?? null,
      });
      const trigger: Trigger = {
        kind: 'message',
        body: message.body,
        about: message.quoted ? await aboutOf(both.raw, deps.sealer, row, message.quoted) : null,
        unseen: row.unsent === true && !deps.mayHaveShown(row),
        late: isLate(message, row, office),
        ...(message.form === undefined ? {} : { form: message.form }),
      };
      return prepare(both, deps, { ...kept, result: await takeTurn(stored, trigger, world, speaker) });
    }),
  );
  await writeTurns(both, wanted);
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
  const wanted = await allOf(
    rows.map(async (row): Promise<Wanted> => {
      const notice = toChats.find((one) => one.conversation_id === row.id);
      if (!notice) throw new Error('a conversation that was not asked for');
      const account = await deps.accounts.get(both.tx, row.account_id);
      // The ward that speaks: a chat may have gone over to another since the request was made.
      const office = deps.wards.office(await deps.wards.ward(both.tx, notice.ward_id));
      const member = row.staff_id ? members.get(row.staff_id) : undefined;
      const world = worldOf(deps, office, account, { member: member !== undefined, chosen: row.ward_chosen });
      const speaker = speakerOf(both, deps, row, {
        office,
        world,
        actor: actorOf(row, member, account.channel),
        phone: null,
      });
      const trigger: Trigger = { kind: 'notice', notice: Notice.parse(openBody(deps, notice)) };
      const result = await takeTurn(stateOf(deps, row), trigger, world, speaker);
      return prepare(both, deps, { row, office, inbound: null, noticeId: notice.id, result });
    }),
  );
  await writeTurns(both, wanted);
  const first = wanted[0]?.at ?? new Date(0);
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

async function rowsOf(
  both: Both,
  deps: TurnDeps,
  office: Office,
  account: KnownAccount,
  byKey: ReadonlyMap<string, Inbound>,
  locked: readonly ConversationRow[],
): Promise<readonly ConversationRow[]> {
  const keys = keysOf(byKey);
  // A chat of which only a message heard before came again has nothing to do here.
  const known = locked.filter((row) => byKey.has(row.chat_key.toString('base64')));
  if (known.length === keys.length) return known;
  const have = new Set(known.map((row) => row.chat_key.toString('base64')));
  const strangers = keys.flatMap((key) => {
    const message = have.has(key.toString('base64')) ? undefined : byKey.get(key.toString('base64'));
    return message ? [{ key, chat: message.chat }] : [];
  });
  const world = worldOf(deps, office, account, STRANGER);
  await createChats(both, office, deps.entropy, world, account.id, strangers);
  return lockByChat(both.raw, account.id, keys);
}

function keysOf(byKey: ReadonlyMap<string, Inbound>): Buffer[] {
  return [...byKey.keys()].map((key) => Buffer.from(key, 'base64'));
}

function stateOf(deps: TurnDeps, row: ConversationRow): unknown {
  return JSON.parse(deps.sealer.openText(`conversation|state|${row.id}`, row.state));
}

/** A message this old (ms) is answered with an apology: it waited while our line was down. */
const LATE_MS = 3_600_000;
/** Whoever wrote several messages meanwhile hears the apology once (ms). */
const ONE_APOLOGY_MS = 300_000;

/** The office was out of reach for long when this was written. Both times are real ones: a training ward may be ahead. */
function isLate(message: Inbound, row: ConversationRow, { now, ward }: Office): boolean {
  const waited = now.getTime() - ward.clockAheadMs - message.at.getTime();
  return (
    waited > LATE_MS && (row.messages === 0 || now.getTime() - row.last_in_at.getTime() > ONE_APOLOGY_MS)
  );
}

/** Somebody of the office writes in this chat by hand. */
function isMuted(row: ConversationRow, { now }: Office): boolean {
  return row.staff_id === null && row.muted_until !== null && row.muted_until > now;
}

/** The turn of a chat in which the bot keeps silent: the message is kept, nothing is said. */
function silence(stored: unknown): TurnResult {
  return { conversation: Conversation.parse(stored), out: [], consequences: [] };
}

/** Who is spoken to: a member of the office or not, and whether the ward is known. */
export interface Partner {
  readonly member: boolean;
  /** On an account of several wards: it was said which one is meant. */
  readonly chosen: boolean;
}

/** Somebody who has never written. */
export const STRANGER: Partner = { member: false, chosen: false };

/** What a turn may look at, for a member of the office or for a resident. */
export function worldOf(deps: TurnDeps, office: Office, account: KnownAccount, partner: Partner): World {
  const { wards } = account;
  return {
    facts: { ...factsOf(office), inHouse: isKioskAccount(account) },
    flows: deps.flows,
    services: deps.services,
    vocabulary: deps.vocabulary,
    office: partner.member,
    sharesPhone: sharesPhone(account),
    atCounter: isKioskAccount(account),
    wards,
    here: office.ward.id,
    wardOpen: wards.length > 1 && !partner.chosen,
    form: partner.member ? 'none' : formMode(deps.secureUrl(), account.channel, office.ward.settings.forms),
  };
}

function speakerOf(
  both: Both,
  deps: TurnDeps,
  row: ConversationRow,
  who: Pick<Speaker, 'office' | 'world' | 'actor' | 'phone'>,
): Speaker {
  return {
    tx: both.tx,
    personId: row.person_id,
    conversationId: Number(row.id),
    accountId: row.account_id,
    brief: deps.brief,
    ...who,
  };
}
