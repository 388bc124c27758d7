import { BOLD_OFF, BOLD_ON } from '../../../flows/kit/message.ts';
import { upright } from '../upright.ts';

/**
 * WhatsApp reads *bold*, _italic_, ~struck~, `code` and "> quote" in every text and has no escape character. Zero-width
 * characters would part the marks but stay in what people copy (codes, addresses, search). So a typed mark is
 * replaced by a sign that looks the same and means nothing:
 *   * becomes ∗ (U+2217), ~ becomes ∼ (U+223C), ` becomes ‘ (U+2018), _ becomes ＿ (U+FF3F), > at a line's start ›.
 * An underscore between two letters or digits formats nothing in WhatsApp and stays (budi_s@…, file_1).
 * In a web address the four marks are percent-encoded instead: RFC 3986 6.2.2.2 makes `_` and `%5F` the same
 * address, and an address must still work when it is tapped. What is left are our own `*` around bold words.
 */
const LOOKALIKE: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': '‘', _: '＿' };

const ADDRESS = /https?:\/\/[^\s\uE000\uE001]+/g;
const WORD = /[\p{L}\p{N}]/u;

/** A text with its marks replaced and the bold marks taken out; for each UTF-16 unit whether it is bold. */
interface Shown {
  readonly text: string;
  readonly bold: readonly boolean[];
}

/** Typed text without anything that WhatsApp would take for markup; bold marks stay. */
export function withoutMarkup(typed: string): string {
  const text = upright(typed.toWellFormed());
  let safe = '';
  let end = 0;
  for (const address of text.matchAll(ADDRESS)) {
    safe += plain(text, end, address.index);
    end = address.index + address[0].length;
    safe += address[0].replace(/[*~`_]/g, (mark) => encoded(mark));
  }
  return (safe + plain(text, end, text.length)).replace(/(^|\n)([ \t\uE000\uE001]*)>/g, '$1$2›');
}

const encoded = (mark: string): string => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;

function plain(text: string, from: number, to: number): string {
  let safe = '';
  for (let i = from; i < to; i += 1) {
    const c = text[i] ?? '';
    const inWord = c === '_' && WORD.test(text[i - 1] ?? '') && WORD.test(text[i + 1] ?? '');
    safe += inWord ? c : (LOOKALIKE[c] ?? c);
  }
  return safe;
}

/** The length of a text as it is sent: UTF-16 units with the stars of bold words. */
export function sentLength(marked: string): number {
  const whole = shown(marked);
  return render(whole, 0, whole.text.length).length;
}

/**
 * The text as WhatsApp markup, in pieces of at most `limit` units, cut at the ends of sentences where it can be; the
 * last piece has at most `lastLimit`, for a message with buttons that takes less.
 */
export function pieces(marked: string, limit: number, lastLimit = limit): string[] {
  const whole = shown(marked);
  const stop = whole.text.trimEnd().length;
  const found: string[] = [];
  let start = 0;
  while (start < stop) {
    const length = render(whole, start, stop).length;
    const last = length <= lastLimit;
    // What fits a message but not the last one is parted so that half a last message is left over.
    let room = last ? stop - start : length <= limit ? stop - start - Math.ceil(lastLimit / 2) : limit;
    let end = start + cut(whole.text.slice(start, stop), Math.max(1, room));
    let piece = render(whole, start, end);
    // The stars of bold words count too: take less text until the piece fits.
    while (piece.length > limit && room > 1) {
      room = Math.max(1, room - (piece.length - limit));
      end = start + cut(whole.text.slice(start, stop), room);
      piece = render(whole, start, end);
    }
    if (piece !== '') found.push(piece);
    start = end;
  }
  return found;
}

/** The whole text as one line without bold, for the parameter of a template, which takes no line breaks. */
export function asOneLine(marked: string, limit: number): string {
  const line = shown(marked)
    .text.trim()
    .replace(/\s*\n\s*/g, ' · ')
    .replace(/\s+/g, ' ');
  if (line.length <= limit) return line;
  return `${line.slice(0, cut(line, limit - 1)).trimEnd()}…`;
}

function shown(marked: string): Shown {
  let text = '';
  const bold: boolean[] = [];
  let on = false;
  for (const c of withoutMarkup(marked)) {
    if (c === BOLD_ON || c === BOLD_OFF) {
      on = c === BOLD_ON;
      continue;
    }
    text += c;
    for (let i = 0; i < c.length; i += 1) bold.push(on);
  }
  return { text, bold };
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
  return limit > 1 && last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
}

/** A star opens only at the start of a word and closes only at its end; bold goes line by line. */
const OPENS_AFTER = /^$|[\s("“:]/;
const CLOSES_BEFORE = /^$|[\s)"”.,:;?]/;

function render({ text: all, bold }: Shown, from: number, to: number): string {
  const part = all.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  const end = from + part.trimEnd().length;
  // A cut within a word may have put a mark where it would begin something.
  const first = ({ '>': '›', _: '＿' } as Record<string, string>)[all[start] ?? ''];
  const text = first === undefined ? all : all.slice(0, start) + first + all.slice(start + 1);
  let out = '';
  for (let i = start; i < end; ) {
    const j = runEnd(text, bold, i, end);
    out += bold[i]
      ? starred(text.slice(i, j), out.at(-1) ?? '', j < end ? (text[j] ?? '') : '')
      : text.slice(i, j);
    i = j;
  }
  return out;
}

/** The end of the stretch that is equally bold, and, for bold, in one line. */
function runEnd(text: string, bold: readonly boolean[], from: number, end: number): number {
  let j = from + 1;
  if (bold[from] && text[from] === '\n') return j;
  while (j < end && bold[j] === bold[from] && !(bold[from] && text[j] === '\n')) j += 1;
  return j;
}

/** A bold stretch in stars, or as it is where WhatsApp would show the stars. */
function starred(run: string, before: string, after: string): string {
  const inner = run.trim();
  if (inner === '') return run;
  const head = run.slice(0, run.indexOf(inner));
  const tail = run.slice(head.length + inner.length);
  const opens = OPENS_AFTER.test(head.at(-1) ?? before);
  const closes = CLOSES_BEFORE.test(tail[0] ?? after);
  return opens && closes ? `${head}*${inner}*${tail}` : run;
}
