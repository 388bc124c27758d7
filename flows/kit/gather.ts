import type { Out } from './converse.ts';

/**
 * Joins what one turn says into as few messages as possible: a remark and the question after it are one message.
 * A file, a card of a request and anything with buttons already shown stay messages of their own.
 */
export function gather(out: readonly Out[]): Out[] {
  const gathered: Out[] = [];
  // Timers are heard by nobody and must not come between two sentences.
  const silent = out.filter((one) => one.type === 'wake');
  for (const next of out.filter((one) => one.type !== 'wake')) {
    const last = gathered[gathered.length - 1];
    if (
      last?.type === 'bubble' &&
      next.type === 'bubble' &&
      last.requestId === null &&
      last.bubble.file === null &&
      last.bubble.choices.length === 0 &&
      !last.bubble.askPhone &&
      next.bubble.file === null
    ) {
      gathered[gathered.length - 1] = {
        ...next,
        bubble: { ...next.bubble, text: `${last.bubble.text}\n\n${next.bubble.text}` },
      };
    } else gathered.push(next);
  }
  return [...gathered, ...silent];
}
