import type { Chat } from '../record.ts';
import type { Witness } from './witness.ts';

/** A promise that was broken. */
export interface Violation {
  /** The number in the list of promises (docs/promises.md). */
  readonly promise: number;
  readonly expected: string;
  readonly seen: string;
  /** What stood in the chat before it, for whoever looks for the cause: a run knows made-up people only. */
  readonly before?: readonly string[];
}

/** A violation in somebody's chat, or in the office. */
export function broken(promise: number, expected: string, seen: string, someone?: Witness): Violation {
  return { promise, expected: someone ? `chat ${someone.chat}: ${expected}` : expected, seen };
}

/** What the server saw of messages, from a little before the first of them until a little after the last. */
export function journalOf(someone: Witness, ids: readonly (string | null | undefined)[]): string[] {
  const all = someone.journal();
  const about = all.flatMap((line, index) => (ids.some((id) => id && line.includes(id)) ? [index] : []));
  const [first] = about;
  const last = about.at(-1);
  if (first === undefined || last === undefined) return [];
  return all.slice(Math.max(0, first - 25), last + 10).slice(0, 120);
}

/** The last lines of a chat up to one of them, in words. */
export function transcript(someone: Witness, chat: Chat, upTo = chat.lines.length): string[] {
  const whatOf = new Map(someone.acts.map(({ id, what }) => [id, what]));
  return chat.lines.slice(Math.max(0, upTo - 12), upTo + 2).map((line) => {
    if (line.direction === 'in')
      return `> ${line.externalId} ${whatOf.get(line.externalId ?? '') ?? '(not theirs)'}`;
    const said = line.text.replaceAll('\n', ' / ').slice(0, 110);
    return `< ${line.externalId ?? '-'} ${line.outcome ?? 'waiting'}${line.edit ? ' edit' : ''} ${said}`;
  });
}
