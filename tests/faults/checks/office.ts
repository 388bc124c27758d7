import { createHash } from 'node:crypto';
import type { Asked, Chat, Record } from '../record.ts';
import { isReceipt, saysCutOff, saysResent } from '../tongues.ts';
import { broken, journalOf, transcript, type Violation } from './violation.ts';
import type { Witness } from './witness.ts';

/** Words of the alert by which operators hear of a message of unknown fate. */
const ALERT = 'tidak bisa dikirim';

/** 2: every receipt speaks of one request, and every request has one receipt. */
export function requestsOnce({ requests }: Record, chats: ReadonlyMap<string, Chat>): Violation[] {
  return requests.flatMap(({ number, chat }) => {
    const receipts = chats.get(chat)?.lines.filter(({ text }) => isReceipt(text, number)) ?? [];
    return receipts.length === 1
      ? []
      : [broken(2, `one receipt of ${number}`, `${receipts.length} in chat ${chat}`)];
  });
}

/** 7, 8, 31: numbers without gap or double, one signature, and the letter with its owner or an alert with the office. */
export function lettersRight(
  everybody: readonly Witness[],
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
    const owner = everybody.find(({ chat }) => chat === letter.chat);
    const chat = chats.get(letter.chat);
    const mine =
      owner?.seen.flatMap(({ id, file }) => {
        if (!file?.name.endsWith('.pdf')) return [];
        const { bytes } = file;
        return createHash('sha256').update(bytes).digest('hex') === letter.sha256 ? [{ id, bytes }] : [];
      }) ?? [];
    const signatures = mine.map(({ bytes }) => bytes.toString('latin1').split('/ByteRange').length - 1);
    if (signatures.some((count) => count !== 1))
      found.push(broken(8, `${letter.number} with one signature`, signatures.join(', ')));
    const doubtful = chat?.lines.some((line) => line.outcome === 'unknown' || line.outcome === 'failed');
    const wanted = 1 + (chat?.lines.filter(({ text }) => saysResent(text)).length ?? 0);
    if (chat && owner && mine.length > wanted && !doubtful)
      found.push({
        ...broken(2, `${letter.number} delivered ${wanted} times`, `${mine.length} times`, owner),
        before: [
          ...transcript(
            owner,
            chat,
            chat.lines.findLastIndex(({ externalId }) => mine.at(-1)?.id === externalId),
          ),
          ...journalOf(
            owner,
            mine.map(({ id }) => id),
          ),
        ],
      });
    if (letter.requestState === 'delivered' && mine.length === 0 && !doubtful)
      found.push(broken(31, `${letter.number} in chat ${letter.chat}`, 'neither there nor in an alert'));
  }
  return found;
}

/** 31: the operators heard of each message to a resident whose fate is not known. */
export function alerts({ chats }: Record): Violation[] {
  const doubtful = chats
    .filter((chat) => !chat.staff)
    .flatMap((chat) => chat.lines.filter((line) => !line.edit && line.outcome === 'unknown'))
    .filter(({ text }) => !saysCutOff(text)).length;
  const told = Math.max(
    0,
    ...chats
      .filter((chat) => chat.staff)
      .map((chat) => chat.lines.filter((line) => line.text.includes(ALERT)).length),
  );
  return told >= doubtful ? [] : [broken(31, `${doubtful} alerts of messages of unknown fate`, String(told))];
}

/** 6: whoever has to act on a request was told of it. */
export function tasks({ requests }: Record, chats: ReadonlyMap<string, Chat>): Violation[] {
  const waits = (one: Asked) => ['submitted', 'checking', 'verified'].includes(one.state);
  return requests
    .filter((one) => waits(one) && !one.told.some((chat) => chats.get(chat)?.staff))
    .map(({ number, state }) => broken(6, `somebody of the office told of ${number} (${state})`, 'nobody'));
}

/** 30: a brief of a lurah and half-day is told once, whatever the clock did. */
export function briefs({ briefs: due }: Record): Violation[] {
  const halves = due.map(({ key }) => key);
  return [
    ...due
      .filter(({ times }) => times !== 1)
      .map(({ key, times }) => broken(30, `${key} once`, `${times} times`)),
    ...(new Set(halves).size < halves.length ? [broken(30, 'one brief a half-day', halves.join(', '))] : []),
  ];
}
