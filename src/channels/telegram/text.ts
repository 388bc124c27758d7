import { BOLD_OFF, BOLD_ON, markup } from '../../../flows/kit/message.ts';
import { upright } from '../upright.ts';

/** Escapes the three characters that mean something in Telegram's HTML. */
export function escapeHtml(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text with the bold marks taken out, and for each UTF-16 unit whether it is bold. */
interface Shown {
  readonly text: string;
  readonly bold: readonly boolean[];
}

function shown(marked: string): Shown {
  let text = '';
  const bold: boolean[] = [];
  let on = false;
  for (const c of upright(marked.toWellFormed())) {
    if (c === BOLD_ON || c === BOLD_OFF) {
      on = c === BOLD_ON;
      continue;
    }
    text += c;
    for (let i = 0; i < c.length; i += 1) bold.push(on);
  }
  return { text, bold };
}

/** The length that Telegram counts: UTF-16 units after the markup is read. */
export function shownLength(marked: string): number {
  return shown(marked).text.trim().length;
}

/**
 * The text as HTML, in pieces of at most `limit` shown units. Marks are paired in each piece, so that Telegram's
 * strict parser never finds an unclosed tag, whatever the text. Pieces that would show nothing are left out.
 */
export function htmlPieces(marked: string, limit: number): string[] {
  const whole = shown(marked);
  const pieces: string[] = [];
  let start = 0;
  while (start < whole.text.length) {
    const end = start + cut(whole.text.slice(start), limit);
    const piece = render(whole, start, end);
    if (piece !== '') pieces.push(piece);
    start = end;
  }
  return pieces;
}

/** The text in two at its first paragraph, line or sentence, or null when it is a single sentence. */
export function inTwo(marked: string): [string, string] | null {
  for (const border of [/\n\s*\n/, /\n/, /[.?]\s+/]) {
    const found = border.exec(marked);
    if (!found) continue;
    const at = found.index + found[0].length;
    const [head, tail] = [marked.slice(0, at), marked.slice(at)];
    if (shownLength(head) === 0 || shownLength(tail) === 0) continue;
    return head.lastIndexOf(BOLD_ON) > head.lastIndexOf(BOLD_OFF) ? [head, BOLD_ON + tail] : [head, tail];
  }
  return null;
}

/** Where to end the first piece: at a paragraph, a line, a sentence, a word, or, if there is none, in a word. */
function cut(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  const window = text.slice(0, limit);
  for (const border of ['\n\n', '\n', '. ', '? ', ' ']) {
    const at = window.lastIndexOf(border);
    if (at > limit / 2) return at + border.length;
  }
  // Never between the halves of a character outside the basic plane.
  const last = window.charCodeAt(limit - 1);
  return last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
}

function render({ text, bold }: Shown, from: number, to: number): string {
  const lead = text.slice(from, to).length - text.slice(from, to).trimStart().length;
  const end = from + text.slice(from, to).trimEnd().length;
  let marked = '';
  let on = false;
  for (let i = from + lead; i < end; i += 1) {
    const now = bold[i] ?? false;
    if (now !== on) marked += now ? BOLD_ON : BOLD_OFF;
    on = now;
    marked += text[i];
  }
  return markup(on ? marked + BOLD_OFF : marked, escapeHtml, '<b>', '</b>');
}
