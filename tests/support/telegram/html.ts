import { ApiError, type Entity } from './types.ts';

const KINDS: Readonly<Record<string, string>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const refuse = (why: string): never => {
  throw new ApiError(400, `Bad Request: can't parse entities: ${why}`);
};

const byteAt = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index));

/**
 * Reads HTML as strictly as Telegram does (https://core.telegram.org/bots/api#html-style): only its own tags, all
 * closed in order; an `&` that is no known entity stays as it is.
 */
export function parseHtml(source: string): { text: string; entities: Entity[] } {
  let text = '';
  const entities: Entity[] = [];
  const open: { tag: string; offset: number; url: string | null }[] = [];
  let at = 0;
  while (at < source.length) {
    const c = source[at];
    if (c === '&') {
      const entity = /^&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{1,5}));?/.exec(source.slice(at, at + 12));
      const decoded = entity ? decode(entity) : null;
      text += decoded ?? '&';
      at += decoded === null ? 1 : (entity?.[0].length ?? 1);
    } else if (c === '<') {
      const end = source.indexOf('>', at);
      if (source[at + 1] === '/') {
        if (end < 0) refuse(`Unclosed end tag at byte offset ${byteAt(source, at)}`);
        const name = source
          .slice(at + 2, end)
          .trim()
          .toLowerCase();
        const started = open.pop();
        if (!started) return refuse(`Unexpected end tag at byte offset ${byteAt(source, at)}`);
        if (name !== '' && name !== started.tag) {
          refuse(
            `Unmatched end tag at byte offset ${byteAt(source, at)}, expected "</${started.tag}>", found "</${name}>"`,
          );
        }
        if (text.length > started.offset) entities.push(finish(started, text.length));
      } else {
        const tag = /^<([^\s>]*)/.exec(source.slice(at))?.[1]?.toLowerCase() ?? '';
        if (!(tag in KINDS)) refuse(`Unsupported start tag "${tag}" at byte offset ${byteAt(source, at)}`);
        if (end < 0) refuse(`Unclosed start tag at byte offset ${byteAt(source, at)}`);
        const attributes = source.slice(at + 1 + tag.length, end);
        if (tag === 'span' && !attributes.includes('tg-spoiler')) {
          refuse(`Tag "span" must have class "tg-spoiler" at byte offset ${byteAt(source, at)}`);
        }
        open.push({ tag, offset: text.length, url: /href="([^"]*)"/.exec(attributes)?.[1] ?? null });
      }
      at = end + 1;
    } else {
      text += c;
      at += 1;
    }
  }
  const left = open.pop();
  if (left) refuse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset) };
}

function finish(started: { tag: string; offset: number; url: string | null }, end: number): Entity {
  const entity = { type: KINDS[started.tag] ?? 'bold', offset: started.offset, length: end - started.offset };
  return started.url === null ? entity : { ...entity, url: started.url };
}

function decode(entity: RegExpExecArray): string | null {
  const [, decimal, hex, name] = entity;
  if (name !== undefined) return NAMED[name] ?? null;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : null;
}

/**
 * What Telegram does to a text before it shows it: carriage returns and line separators are dropped, other control
 * characters become blanks, and the ends are trimmed. Entities are moved along.
 */
export function tidy(text: string, entities: readonly Entity[]): { text: string; entities: Entity[] } {
  const place: number[] = [];
  let kept = '';
  for (const unit of text.split('')) {
    place.push(kept.length);
    if (/[\r\u2028-\u202E\u0080-\u009F]/.test(unit)) continue;
    kept += /[\u0000-\u0009\u000B-\u001F]/.test(unit) ? ' ' : unit;
  }
  place.push(kept.length);
  const lead = kept.length - kept.trimStart().length;
  const trimmed = kept.trim();
  const move = (index: number) => Math.min(Math.max((place[index] ?? 0) - lead, 0), trimmed.length);
  const moved = entities.map((entity) => {
    const offset = move(entity.offset);
    return { ...entity, offset, length: move(entity.offset + entity.length) - offset };
  });
  return { text: trimmed, entities: moved.filter((entity) => entity.length > 0) };
}
