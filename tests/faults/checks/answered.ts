import type { Chat, Line } from '../record.ts';
import { broken, journalOf, transcript, type Violation } from './violation.ts';
import type { Witness } from './witness.ts';

/** 6: whatever a person writes is answered before they are heard again; the state can be gone on with. */
export function answered(someone: Witness, chat: Chat): Violation[] {
  const whatOf = ({ externalId }: Line) =>
    someone.acts.find(({ id }) => id === externalId)?.what ?? `unknown ${externalId}`;
  const found: Violation[] = [];
  let waiting: string[] = [];
  let before = '';
  for (const [index, line] of [...chat.lines, null].entries()) {
    if (line?.direction === 'in') {
      const what = whatOf(line);
      // The same words again: the answer that is on its way is the answer to both.
      if (what !== before || waiting.length > 0) waiting.push(what);
      before = what;
      continue;
    }
    // A photo is answered when it was fetched, perhaps after other things; that none is left unfetched is looked at in
    // the end. What came by the secure page is answered there too, and only there when its question is no longer open.
    // The same words twice, as of a finger that slipped, are answered together.
    const together = new Set(waiting.filter((what) => what !== 'photo' && what !== 'form')).size <= 1;
    if (waiting.length > 0 && (line === null || !together))
      found.push({
        ...broken(6, `answers to ${waiting.join(', ')}`, line === null ? 'none' : 'one', someone),
        before: [
          ...transcript(someone, chat, index),
          ...journalOf(
            someone,
            chat.lines.slice(Math.max(0, index - 3), index + 1).map(({ externalId }) => externalId),
          ),
        ],
      });
    waiting = [];
  }
  return chat.broken ? [...found, broken(6, 'a state that can be read', chat.broken, someone)] : found;
}
