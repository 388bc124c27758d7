/** A text as WhatsApp shows it: without the marks that it took, and what they did. */
export interface Shown {
  readonly text: string;
  readonly marked: readonly { readonly style: string; readonly text: string }[];
}

const STYLES: Readonly<Record<string, string>> = { '*': 'bold', _: 'italic', '~': 'struck', '`': 'code' };
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /https?:\/\/\S+/g;

/**
 * WhatsApp's markup, read more eagerly than any of its apps: a mark opens when no letter is before it and no blank
 * after it, and closes when no blank is before it and no letter after it, in one line. So what this shows as it was
 * written, every app does. Marks inside a web address count too, and a quote begins at `>`.
 */
export function formatted(text: string): Shown {
  const marked: { style: string; text: string }[] = [];
  const lines = text.split('\n').map((line) => {
    const quote = /^\s*>/.exec(line);
    if (quote) marked.push({ style: 'quote', text: line });
    return inline(line, marked);
  });
  return { text: lines.join('\n'), marked };
}

function inline(line: string, marked: { style: string; text: string }[]): string {
  for (let i = 0; i < line.length; i += 1) {
    const mark = line[i] ?? '';
    if (!STYLES[mark] || !opens(line, i)) continue;
    for (let j = i + 2; j < line.length; j += 1) {
      if (line[j] !== mark || !closes(line, j)) continue;
      const inner = inline(line.slice(i + 1, j), marked);
      marked.push({ style: STYLES[mark], text: inner });
      return line.slice(0, i) + inner + inline(line.slice(j + 1), marked);
    }
  }
  return line;
}

const opens = (line: string, at: number): boolean =>
  !WORD.test(line[at - 1] ?? '') && !/^$|\s/.test(line[at + 1] ?? '');
const closes = (line: string, at: number): boolean =>
  !/^$|\s/.test(line[at - 1] ?? '') && !WORD.test(line[at + 1] ?? '');

/** The web addresses in a text, as they work when they are tapped. */
export function addresses(text: string): string[] {
  return [...text.matchAll(ADDRESS)].map(([address]) => decodeURIComponent(address));
}
