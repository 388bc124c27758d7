import { createHash } from 'node:crypto';
import type { Someone } from './people.ts';
import type { Asked, Chat, Line, Record } from './record.ts';

/** A promise that was broken. */
export interface Violation {
  /** The number in the list of promises (docs/promises.md). */
  readonly promise: number;
  readonly expected: string;
  readonly seen: string;
}

/** Words of the alert by which operators hear of a message of unknown fate. */
const ALERT = 'tidak bisa dikirim';

/** Holds what the platform's server saw against what the database kept. */
export function check(everybody: readonly Someone[], record: Record): Violation[] {
  const chats = new Map(record.chats.map((chat) => [chat.chat, chat]));
  return [
    ...everybody.flatMap((someone) => {
      const chat = chats.get(String(someone.person.id));
      if (chat) return [...heard(someone, chat, record), ...answered(someone, chat), ...said(someone, chat)];
      if (someone.acts.length === 0) return [];
      return [broken(1, `a chat with ${someone.acts.length} messages`, 'none', someone)];
    }),
    ...requestsOnce(record, chats),
    ...lettersRight(everybody, record, chats),
    ...alerts(record),
    ...tasks(record, chats),
    ...(record.parked > 0 ? [broken(6, 'no message that failed', `${record.parked} parked`)] : []),
    ...(record.failedNotices > 0
      ? [broken(6, 'no notice that failed', `${record.failedNotices} set aside`)]
      : []),
  ];
}

function broken(promise: number, expected: string, seen: string, someone?: Someone): Violation {
  return { promise, expected: someone ? `chat ${someone.person.id}: ${expected}` : expected, seen };
}

/** 1, 2, 3: everything done by a person is kept, once, in order. */
function heard(someone: Someone, chat: Chat, { inbox }: Record): Violation[] {
  const kept = chat.lines.filter((line) => line.direction === 'in').map((line) => line.externalId ?? '');
  const times = new Map<string, number>();
  for (const id of kept) times.set(id, (times.get(id) ?? 0) + 1);
  const lost = someone.acts.filter(({ id }) => !times.has(id));
  const twice = someone.acts.filter(({ id }) => (times.get(id) ?? 0) > 1);
  const unlisted = someone.acts.filter(({ id }) => id.startsWith('c') && times.has(id) && !inbox.has(id));
  const order = someone.acts.map(({ id }) => id).filter((id) => times.get(id) === 1);
  const keptOrder = kept.filter((id) => times.get(id) === 1);
  const wrong = order.findIndex((id, index) => keptOrder[index] !== id);
  return [
    ...lost.map(({ id, what }) => broken(1, `message ${id} (${what}) kept`, 'it is not there', someone)),
    ...unlisted.map(({ id }) => broken(1, `message ${id} in the inbox`, 'only in the conversation', someone)),
    ...twice.map(({ id, what }) =>
      broken(2, `message ${id} (${what}) handled once`, `${times.get(id)} times`, someone),
    ),
    ...(wrong >= 0 && lost.length === 0
      ? [broken(3, `message ${order[wrong]} at place ${wrong + 1}`, `${keptOrder[wrong]}`, someone)]
      : []),
  ];
}

/** 6: whatever a person writes is answered before they are heard again; the state can be gone on with. */
function answered(someone: Someone, chat: Chat): Violation[] {
  const whatOf = ({ externalId }: Line) =>
    someone.acts.find(({ id }) => id === externalId)?.what ?? `unknown ${externalId}`;
  const found: Violation[] = [];
  let waiting: string[] = [];
  let before = '';
  for (const line of [...chat.lines, null]) {
    if (line?.direction === 'in') {
      const what = whatOf(line);
      // The same words again: the answer that is on its way is the answer to both.
      if (what !== before || waiting.length > 0) waiting.push(what);
      before = what;
      continue;
    }
    // A photo is answered when it was fetched.
    const together = new Set(waiting).size <= 1 || waiting.includes('photo');
    if (waiting.length > 0 && (line === null || !together))
      found.push(broken(6, `answers to ${waiting.join(', ')}`, line === null ? 'none' : 'one', someone));
    waiting = [];
  }
  return chat.broken ? [...found, broken(6, 'a state that can be read', chat.broken, someone)] : found;
}

/** 2, 3: what the person sees is what was said: nothing twice, nothing missing that was marked as sent, in order. */
function said(someone: Someone, chat: Chat): Violation[] {
  const seen = someone.person.seen();
  const rows = chat.lines.filter((line) => line.direction === 'out' && !line.edit);
  const sent = rows.filter((line) => line.outcome === 'sent');
  const unknown = rows.filter((line) => line.outcome === 'unknown').length;
  const known = new Set(sent.map((line) => line.externalId));
  const shown = new Set(seen.map((message) => String(message.id)));
  const texts = new Map(sent.map((line) => [line.externalId, plain(line.text)]));
  const extra = seen.filter((message, index) => {
    if (known.has(String(message.id))) return false;
    // A bubble may become several messages; the last one is the one that is kept.
    const last = seen.slice(index).find((other) => known.has(String(other.id)));
    const whole = last && texts.get(String(last.id));
    const part = plain(message.text);
    return !(last && whole?.includes(part) && !plain(last.text).includes(part));
  });
  const missing = sent.filter((line) => !shown.has(line.externalId ?? ''));
  const order = sent.map((line) => Number(line.externalId));
  const back = order.findIndex((id, index) => index > 0 && id <= (order[index - 1] ?? 0));
  return [
    ...(extra.length > unknown
      ? [
          broken(
            2,
            `at most ${unknown} messages of unknown fate`,
            `${extra.length}: ${extra.map((one) => JSON.stringify(one.text.slice(0, 60))).join(', ')}`,
            someone,
          ),
        ]
      : []),
    ...missing.map((line) =>
      broken(1, `a message that was marked as sent: ${line.text.slice(0, 60)}`, 'never shown', someone),
    ),
    ...(back > 0 ? [broken(3, `message ${order[back]} after ${order[back - 1]}`, 'before', someone)] : []),
    ...rows
      .filter((line) => line.outcome === null)
      .map((line) => broken(10, `sent: ${line.text.slice(0, 60)}`, 'still waiting', someone)),
  ];
}

/** Words without markup and blanks. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** 2: every receipt speaks of one request, and every request has one receipt. */
function requestsOnce({ requests }: Record, chats: ReadonlyMap<string, Chat>): Violation[] {
  return requests.flatMap(({ number, chat }) => {
    const receipts =
      chats.get(chat)?.lines.filter((line) => /Nomor: /.test(line.text) && line.text.includes(number)) ?? [];
    return receipts.length === 1
      ? []
      : [broken(2, `one receipt of ${number}`, `${receipts.length} in chat ${chat}`)];
  });
}

/** 7, 8, 31: numbers without gap or double, one signature, and the letter with its owner or an alert with the office. */
function lettersRight(
  everybody: readonly Someone[],
  { letters }: Record,
  chats: ReadonlyMap<string, Chat>,
): Violation[] {
  const found: Violation[] = [];
  const series = Map.groupBy(letters, (letter) => letter.series);
  for (const [name, of] of series) {
    const numbers = of.map((letter) => letter.seq).sort((a, b) => a - b);
    const wrong = numbers.find((seq, index) => seq !== index + 1);
    if (wrong !== undefined) found.push(broken(7, `${name}: 1 to ${numbers.length}`, numbers.join(' ')));
  }
  for (const letter of letters) {
    if (letter.state === 'numbered') found.push(broken(8, `${letter.number} made`, 'only numbered'));
    const owner = everybody.find(({ person }) => String(person.id) === letter.chat);
    const files =
      owner?.person.seen().flatMap(({ file }) => (file?.name?.endsWith('.pdf') ? [file.bytes] : [])) ?? [];
    const mine = files.filter((bytes) => createHash('sha256').update(bytes).digest('hex') === letter.sha256);
    const signatures = mine.map((bytes) => bytes.toString('latin1').split('/ByteRange').length - 1);
    if (signatures.some((count) => count !== 1))
      found.push(broken(8, `${letter.number} with one signature`, signatures.join(', ')));
    const doubtful = chats
      .get(letter.chat)
      ?.lines.some((line) => line.outcome === 'unknown' || line.outcome === 'failed');
    if (mine.length > 1 && !doubtful)
      found.push(broken(2, `${letter.number} delivered once`, `${mine.length} times`));
    if (letter.requestState === 'delivered' && mine.length === 0 && !doubtful)
      found.push(broken(31, `${letter.number} in chat ${letter.chat}`, 'neither there nor in an alert'));
  }
  return found;
}

/** 31: the operators heard of each message to a resident whose fate is not known. */
function alerts({ chats }: Record): Violation[] {
  const doubtful = chats
    .filter((chat) => !chat.staff)
    .flatMap((chat) => chat.lines.filter((line) => !line.edit && line.outcome === 'unknown')).length;
  const told = Math.max(
    0,
    ...chats
      .filter((chat) => chat.staff)
      .map((chat) => chat.lines.filter((line) => line.text.includes(ALERT)).length),
  );
  return told >= doubtful ? [] : [broken(31, `${doubtful} alerts of messages of unknown fate`, String(told))];
}

/** 6: whoever has to act on a request was told of it. */
function tasks({ requests }: Record, chats: ReadonlyMap<string, Chat>): Violation[] {
  const waits = (one: Asked) => ['submitted', 'checking', 'verified'].includes(one.state);
  return requests
    .filter((one) => waits(one) && !one.told.some((chat) => chats.get(chat)?.staff))
    .map(({ number, state }) => broken(6, `somebody of the office told of ${number} (${state})`, 'nobody'));
}
