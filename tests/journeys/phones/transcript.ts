/**
 * A transcript such that the same conversation on two platforms is equal: a line of the script as it is, a bubble as
 * who heard it, its words, its choices and its file. Bold and the breaks between lines are how a platform shows it.
 */
export function said(transcript: string): string[] {
  const entries: string[] = [];
  let open: { head: string; words: string[]; choices: string[]; file: string } | null = null;
  const close = () => {
    if (open)
      entries.push(
        [open.head, open.words.join(' '), ...open.choices, open.file].filter((one) => one !== '').join(' | '),
      );
    open = null;
  };
  for (const line of transcript.split('\n')) {
    const [, head, first] = /^ {2}kelurahan > ([^:]+): ?(.*)$/.exec(line) ?? [];
    if (head !== undefined) {
      close();
      open = { head, words: words(first ?? ''), choices: [], file: '' };
    } else if (line.startsWith('    ') && open) {
      const text = line.slice(4);
      if (/^<.*>$/.test(text)) open.file = text;
      else if (/^\[\d+\] /.test(text)) open.choices.push(words(text).join(' '));
      else if (text !== '[Kirim nomor saya]') open.words.push(...words(text));
    } else {
      close();
      if (line !== '') entries.push(line);
    }
  }
  close();
  return entries;
}

const words = (text: string): string[] =>
  text
    .replace(/[*\u2217]/g, '')
    .split(/\s+/)
    .filter((one) => one !== '' && one !== '.');

/** A text of WhatsApp with the signs that were typed in place of their look-alikes; formatting and stars are left out. */
export function typed(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '\u223C': '~',
    '\u02CB': '`',
    '\u2018': '`',
    '\uFF3F': '_',
    '\u203A': '>',
  };
  return text.replace(/[\u223C\u02CB\u2018\uFF3F\u203A]/g, (c) => marks[c] ?? c);
}
