import type { Someone } from '../people.ts';
import type { Chat } from '../record.ts';
import { broken, transcript, type Violation } from './violation.ts';

/** 2, 3: what the person sees is what was said: nothing twice, nothing missing that was marked as sent, in order. */
export function said(someone: Someone, chat: Chat): Violation[] {
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
          {
            ...broken(
              2,
              `at most ${unknown} messages of unknown fate`,
              `${extra.length}: ${extra.map((one) => JSON.stringify(one.text.slice(0, 60))).join(', ')}`,
              someone,
            ),
            before: transcript(someone, chat),
          },
        ]
      : []),
    ...missing.map((line) =>
      broken(1, `a message that was marked as sent: ${line.text.slice(0, 60)}`, 'never shown', someone),
    ),
    ...(back > 0
      ? [
          {
            ...broken(3, `message ${order[back]} after ${order[back - 1]}`, 'before', someone),
            before: transcript(
              someone,
              chat,
              chat.lines.findIndex(({ externalId }) => externalId === String(order[back])),
            ),
          },
        ]
      : []),
    ...rows
      .filter((line) => line.outcome === null)
      .map((line) => broken(10, `sent: ${line.text.slice(0, 60)}`, 'still waiting', someone)),
  ];
}

/** Words without markup and blanks. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
