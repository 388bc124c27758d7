import type { Chat, Line } from '../record.ts';
import { broken, journalOf, transcript, type Violation } from './violation.ts';
import type { Witness } from './witness.ts';

/** 6: whatever a person writes is answered before they are heard again; the state can be gone on with. */
export function answered(someone: Witness, chat: Chat): Violation[] {
  const actOf = ({ externalId }: Line) =>
    someone.acts.find(({ id }) => id === externalId) ?? {
      what: `unknown ${externalId}`,
      words: `unknown ${externalId}`,
      on: null,
    };
  const found: Violation[] = [];
  let waiting: { readonly what: string; readonly words: string }[] = [];
  let before = '';
  /** What the office said since it heard them last. */
  const said = new Set<string>();
  for (const [index, line] of [...chat.lines, null].entries()) {
    if (line?.direction === 'in') {
      const act = actOf(line);
      // The same words again: the answer that is on its way is the answer to both. The office hears the words only: the
      // first choice of one question and of the next are both a "1". Who chooses from what was said after their last
      // words says something of its own.
      const ofNewer = act.on !== null && said.has(act.on);
      if (act.words !== before || ofNewer || waiting.length > 0) waiting.push(act);
      before = act.words;
      said.clear();
      continue;
    }
    if (line?.externalId) said.add(line.externalId);
    // A photo is answered when it was fetched, perhaps after other things; that none is left unfetched is looked at in
    // the end. What came by the secure page is answered there too, and only there when its question is no longer open.
    // The same words twice, as of a finger that slipped, are answered together.
    const spoken = waiting.filter(({ what }) => what !== 'photo' && what !== 'form');
    const together = new Set(spoken.map(({ words }) => words)).size <= 1;
    if (waiting.length > 0 && (line === null || !together))
      found.push({
        ...broken(
          6,
          `answers to ${waiting.map(({ what }) => what).join(', ')}`,
          line === null ? 'none' : 'one',
          someone,
        ),
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
