import { BOLD_OFF, BOLD_ON } from '../../../flows/kit/message.ts';
import { upright } from '../upright.ts';

/** Longer messages are folded by the app behind "read more"; WhatsApp itself takes 65,536. */
export const TEXT_LIMIT = 4000;

/** Characters that WhatsApp makes formatting of, and look-alikes that it does not (there is no way to escape them). */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '\u2217', '~': '\u223C', '`': '\u02CB' };

/** Text such that nothing in it becomes formatting: what a resident typed looks the same on every screen. */
export function plainly(text: string): string {
  return (
    text
      .replace(/[*~`]/g, (sign) => LOOKALIKES[sign] ?? sign)
      // Inside a word an underscore is only itself, so that addresses stay as they are.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\uFF3F')
      .replace(/^> /gm, '\u203A ')
  );
}

/**
 * The text as WhatsApp shows it, in pieces of at most `limit` characters, cut at paragraphs, lines, sentences or words.
 * Bold is written with asterisks, line by line and without spaces at its ends, because only that is shown bold.
 */
export function pieces(marked: string, limit: number = TEXT_LIMIT): string[] {
  const out: string[] = [];
  let rest = upright(marked.toWellFormed());
  let bold = false;
  while (rest !== '') {
    const end = cut(rest, limit);
    const part: string = (bold ? BOLD_ON : '') + rest.slice(0, end);
    bold = part.lastIndexOf(BOLD_ON) > part.lastIndexOf(BOLD_OFF);
    rest = rest.slice(end);
    const shown = render(part).trim();
    if (shown !== '') out.push(shown);
  }
  return out;
}

function render(marked: string): string {
  return marked
    .split(BOLD_ON)
    .map((part, i) => {
      if (i === 0) return plainly(part.replaceAll(BOLD_OFF, ''));
      const [inside = '', ...after] = part.split(BOLD_OFF);
      return bold(inside) + plainly(after.join(''));
    })
    .join('');
}

function bold(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const core = line.trim();
      return core === '' ? line : line.replace(core, () => `*${plainly(core)}*`);
    })
    .join('\n');
}

/** Where the first piece ends. */
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
