import type { Chat, Record } from '../record.ts';
import { broken, journalOf, transcript, type Violation } from './violation.ts';
import type { Witness } from './witness.ts';

/** 1, 2, 3: everything done by a person is kept, once, in order. */
export function heard(someone: Witness, chat: Chat, { inbox }: Record): Violation[] {
  const kept = chat.lines.filter((line) => line.direction === 'in').map((line) => line.externalId ?? '');
  const times = new Map<string, number>();
  for (const id of kept) times.set(id, (times.get(id) ?? 0) + 1);
  const lost = someone.acts.filter(({ id, doubtful }) => !doubtful && !times.has(id));
  const twice = someone.acts.filter(({ id }) => (times.get(id) ?? 0) > 1);
  const unlisted = someone.acts.filter(
    ({ id, inbox: listed }) => times.has(id) && listed !== null && !inbox.has(listed),
  );
  // The secure page is another door than the chat: what is posted there while the line breaks may be taken before or
  // after what is written beside it.
  const inOrder = (id: string) => times.get(id) === 1 && !id.startsWith('form:');
  const order = someone.acts.map(({ id }) => id).filter(inOrder);
  const keptOrder = kept.filter(inOrder);
  const wrong = order.findIndex((id, index) => keptOrder[index] !== id);
  const place = chat.lines.findIndex(({ externalId }) => externalId === keptOrder[wrong]);
  return [
    ...lost.map(({ id, what }) => broken(1, `message ${id} (${what}) kept`, 'it is not there', someone)),
    ...unlisted.map(({ id }) => broken(1, `message ${id} in the inbox`, 'only in the conversation', someone)),
    ...twice.map(({ id, what }) =>
      broken(2, `message ${id} (${what}) handled once`, `${times.get(id)} times`, someone),
    ),
    ...(wrong >= 0 && lost.length === 0
      ? [
          {
            ...broken(3, `message ${order[wrong]} at place ${wrong + 1}`, `${keptOrder[wrong]}`, someone),
            before: [
              ...transcript(someone, chat, place),
              ...journalOf(someone, [order[wrong], keptOrder[wrong]]),
            ],
          },
        ]
      : []),
  ];
}
