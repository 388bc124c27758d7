import type { Chat } from '../record.ts';
import { broken, journalOf, transcript, type Violation } from './violation.ts';
import type { Witness } from './witness.ts';

/** 2, 3: what the person sees is what was said: nothing twice, nothing missing that was marked as sent, in order. */
export function said(someone: Witness, chat: Chat): Violation[] {
  const seen = someone.seen;
  const rows = chat.lines.filter((line) => line.direction === 'out' && !line.edit);
  const sent = rows.filter((line) => line.outcome === 'sent');
  // Telegram may have shown these, whole or in part: one bubble can become several messages.
  const doubtful = rows
    .filter(({ outcome }) => outcome === 'unknown' || outcome === 'failed')
    .map(({ text }) => plain(text));
  // What could not be edited any more was said anew.
  const known = new Set(
    chat.lines.filter(({ outcome }) => outcome === 'sent').map((line) => line.externalId),
  );
  const shown = new Set(seen.map((message) => message.id));
  const texts = new Map(sent.map((line) => [line.externalId, plain(line.text)]));
  const extra = seen.filter((message, index) => {
    if (known.has(message.id)) return false;
    // A bubble may become several messages; the last one is the one that is kept.
    const last = seen.slice(index).find((other) => known.has(other.id));
    const whole = last && texts.get(last.id);
    const part = plain(message.text);
    if (last && whole && isPartOf(whole, part, plain(last.text))) return false;
    // WhatsApp writes the choices below the words.
    const at = doubtful.findIndex((text) => text.includes(part) || (text !== '' && part.includes(text)));
    if (at < 0) return true;
    // Each part once: a second time the same words would be a double.
    doubtful[at] = doubtful[at]?.replace(part, '|') ?? '';
    return false;
  });
  const missing = sent.filter((line) => !shown.has(line.externalId ?? ''));
  // The order in which the person sees them: ids tell it on some platforms only.
  const places = new Map(seen.map(({ id }, place) => [id, place]));
  const order = sent.map((line) => places.get(line.externalId ?? '') ?? Number.NaN);
  const back = order.findIndex((id, index) => index > 0 && id <= (order[index - 1] ?? 0));
  return [
    ...extra.map((one) => ({
      ...broken(2, 'only what was marked as sent, or as of unknown fate', one.text.slice(0, 60), someone),
      before: [
        `${one.id}: ${plain(one.text)}`,
        ...transcript(someone, chat, placeOf(one, chat)),
        ...journalOf(someone, [one.id]),
      ],
    })),
    ...missing.map((line) => ({
      ...broken(1, `a message that was marked as sent: ${line.text.slice(0, 60)}`, 'never shown', someone),
      before: journalOf(someone, [line.externalId]),
    })),
    ...(back > 0
      ? [
          {
            ...broken(
              3,
              `message ${sent[back]?.externalId} after ${sent[back - 1]?.externalId}`,
              'before',
              someone,
            ),
            before: [
              ...transcript(
                someone,
                chat,
                chat.lines.findIndex(({ externalId }) => externalId === sent[back]?.externalId),
              ),
              ...journalOf(someone, [sent[back]?.externalId, sent[back - 1]?.externalId]),
            ],
          },
        ]
      : []),
    ...rows
      .filter((line) => line.outcome === null)
      .map((line) => broken(10, `sent: ${line.text.slice(0, 60)}`, 'still waiting', someone)),
  ];
}

/** A message that was sent in two begins with this part and ends with the last; its words may come again in the last. */
export function isPartOf(whole: string, part: string, last: string): boolean {
  if (!whole.includes(part)) return false;
  const rest = whole.slice(whole.indexOf(part) + part.length);
  return !last.includes(part) || (rest !== '' && last.startsWith(rest));
}

/** Behind the last message that says the same, with or without the choices below it; the end, where none does. */
function placeOf({ text }: { readonly text: string }, { lines }: Chat): number {
  const shown = plain(text);
  const place = lines.findLastIndex(({ text: kept }) => {
    const words = plain(kept);
    return words !== '' && (words.includes(shown) || shown.includes(words));
  });
  return place + 1 || lines.length;
}

/** Words without markup and blanks. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
