import { Conversation } from '../../flows/kit/conversation.ts';
import type { Inbound } from '../channels/port.ts';
import { allOf } from '../db/bulk.ts';
import type { Both } from '../db/transaction.ts';
import type { Office } from '../requests/office.ts';
import type { KnownAccount } from './accounts.ts';
import { createChats, staffOfChats } from './chats.ts';
import { aboutOf } from './quoted.ts';
import { STRANGER, stateOf, surround, type TurnDeps, worldOf } from './surroundings.ts';
import { type Trigger, type TurnResult, takeTurn } from './turn.ts';
import { type ConversationRow, lockByChat, rememberInbound } from './turn-sql.ts';
import { afterTurn, prepare, together, type Wanted, writeTurns } from './write.ts';

/** A message and the blind index of its chat, in base64. */
export interface Heard {
  readonly inbound: Inbound;
  readonly key: string;
}

/** What the turns of one transaction share. */
interface Around {
  readonly both: Both;
  readonly deps: TurnDeps;
  readonly account: KnownAccount;
  /** The ward of the account. */
  readonly front: Office;
  readonly members: Awaited<ReturnType<typeof staffOfChats>>;
}

/**
 * Messages of one account in one transaction, those of a conversation in the order given. Returns which external ids
 * were new. Whatever is thrown rolls everything back; the caller then runs them one by one.
 */
export async function handleMessages(
  both: Both,
  deps: TurnDeps,
  accountId: string,
  heard: readonly Heard[],
): Promise<Set<string>> {
  const account = await deps.accounts.get(both.tx, accountId);
  const front = deps.wards.office(await deps.wards.ward(both.tx, account.wardId));
  // Sent one behind the other, so that the database is waited for once.
  const [fresh, known] = await allOf([
    rememberInbound(
      both.raw,
      accountId,
      heard.map(({ inbound }) => inbound.externalId),
      front.now,
    ),
    lockByChat(both.raw, accountId, bytesOfKeys(heard.map(({ key }) => key))),
  ] as const);
  const lines = linesOf(heard, fresh);
  let rows = await rowsOf(both, deps, front, account, lines, known);
  while (rows.length > 0) {
    const members = await staffOfChats(both, rows);
    const around = { both, deps, account, front, members };
    const wanted = await allOf(rows.map((row) => takeLine(around, row, lines.get(keyOf(row)) ?? [])));
    await writeTurns(both, wanted);
    rows = await lockAgain(both, accountId, lines);
  }
  return fresh;
}

/** What is new, each once, by chat. */
function linesOf(heard: readonly Heard[], fresh: ReadonlySet<string>): Map<string, Inbound[]> {
  const left = new Set(fresh);
  const lines = new Map<string, Inbound[]>();
  for (const { key, inbound } of heard) {
    if (!left.delete(inbound.externalId)) continue;
    const line = lines.get(key);
    if (line) line.push(inbound);
    else lines.set(key, [inbound]);
  }
  return lines;
}

/**
 * Turns of one conversation, one behind the other in memory, until one asked the domain: that may have changed more of
 * the conversation than a turn knows, so that what is left has to be taken with the conversation read again.
 */
async function takeLine(around: Around, first: ConversationRow, line: Inbound[]): Promise<Wanted> {
  const taken: Wanted[] = [];
  let row = first;
  let stored = stateOf(around.deps, row);
  for (let message = line.shift(); message; message = line.shift()) {
    const { office, result } = await take(around, row, stored, message);
    const wanted = await prepare(around.both, around.deps, {
      row,
      office,
      inbound: message,
      noticeId: null,
      result,
    });
    taken.push(wanted);
    if (result.asked) break;
    row = afterTurn(row, wanted);
    stored = result.conversation;
  }
  return together(taken);
}

async function take(
  { both, deps, account, front, members }: Around,
  row: ConversationRow,
  stored: unknown,
  message: Inbound,
): Promise<{ office: Office; result: TurnResult }> {
  const office =
    row.ward_id === account.wardId ? front : deps.wards.office(await deps.wards.ward(both.tx, row.ward_id));
  if (isMuted(row, office)) return { office, result: silence(stored) };
  const member = row.staff_id ? members.get(row.staff_id) : undefined;
  const phone = message.phone ?? null;
  const { world, speaker } = surround(both, deps, row, { office, account, member, phone });
  const trigger: Trigger = {
    kind: 'message',
    body: message.body,
    about: message.quoted
      ? await aboutOf(both.raw, deps.sealer, row, message.quoted, deps.sentAs(row, message.quoted))
      : null,
    unseen: row.unsent === true && !deps.mayHaveShown(row),
    late: isLate(message, row, office),
    ...(message.form === undefined ? {} : { form: message.form }),
  };
  return { office, result: await takeTurn(stored, trigger, world, speaker) };
}

/** The conversations of these lines, locked; a chat never heard of gets one. */
async function rowsOf(
  both: Both,
  deps: TurnDeps,
  office: Office,
  account: KnownAccount,
  lines: ReadonlyMap<string, readonly Inbound[]>,
  locked: readonly ConversationRow[],
): Promise<readonly ConversationRow[]> {
  // A chat of which only a message heard before came again has nothing to do here.
  const known = locked.filter((row) => lines.has(keyOf(row)));
  if (known.length === lines.size) return known;
  const have = new Set(known.map(keyOf));
  const strangers = [...lines].flatMap(([key, [message]]) =>
    message && !have.has(key) ? [{ key: Buffer.from(key, 'base64'), chat: message.chat }] : [],
  );
  const world = worldOf(deps, office, account, STRANGER);
  await createChats(both, office, deps.entropy, world, account.id, strangers);
  return lockAgain(both, account.id, lines);
}

/** The conversations that have something left to be taken, as they are now. */
async function lockAgain(
  { raw }: Both,
  accountId: string,
  lines: ReadonlyMap<string, readonly Inbound[]>,
): Promise<readonly ConversationRow[]> {
  const keys = [...lines].flatMap(([key, line]) => (line.length > 0 ? [key] : []));
  if (keys.length === 0) return [];
  const rows = await lockByChat(raw, accountId, bytesOfKeys(keys));
  if (rows.length !== keys.length) throw new Error('a conversation with messages left is gone');
  return rows;
}

const keyOf = (row: ConversationRow): string => row.chat_key.toString('base64');

function bytesOfKeys(keys: readonly string[]): Buffer[] {
  return [...new Set(keys)].map((key) => Buffer.from(key, 'base64'));
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
  return { conversation: Conversation.parse(stored), out: [], consequences: [], asked: false };
}
