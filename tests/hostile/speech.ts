import { expect } from 'vitest';
import { BOLD_OFF, BOLD_ON, type Bubble, type InboundBody } from '../../flows/kit/message.ts';
import { toPosts as telegramPosts } from '../../src/channels/telegram/outbound.ts';
import { htmlPieces } from '../../src/channels/telegram/text.ts';
import { toContents } from '../../src/channels/whatsapp/outbound.ts';
import { toPosts as cloudPosts } from '../../src/channels/whatsapp-cloud/outbound.ts';

/** Control characters, halves of pairs, signs that turn the writing round, private-use characters but our own two. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ue002-\uf8ff\ufffd\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** How a value that is missing looks. */
const NOTHING = /undefined|\[object|\bNaN\b/;

/** What was found good is not looked at again: most answers are said many times. */
const seen = new Set<string>();

/** What no message of ours may hold, whatever was sent. */
export function checkBubble(bubble: Bubble, sent: InboundBody, where: string): void {
  const key = JSON.stringify([bubble.text, bubble.choices, bubble.askPhone]);
  if (seen.has(key)) return;
  const whole = [bubble.text, ...bubble.choices.map(({ label }) => label)].join('\n');
  expect(FORBIDDEN.exec(whole)?.[0].charCodeAt(0).toString(16) ?? null, `${where}: ${sent.kind}`).toBe(null);
  const marks = bubble.text.replaceAll(/[^\ue000\ue001]/g, '');
  expect(marks.replaceAll(BOLD_ON + BOLD_OFF, ''), `${where}: pairs of bold`).toBe('');
  // Own words are shown for checking as they were written, also by somebody who writes these.
  if (sent.kind !== 'text' || !NOTHING.test(sent.text)) expect(bubble.text, where).not.toMatch(NOTHING);
  checkHtml(bubble, where);
  checkWhatsApp(bubble, where);
  seen.add(key);
}

/** Telegram's HTML has our own bold and nothing else, and each tag its end. */
function checkHtml(bubble: Bubble, where: string): void {
  for (const piece of htmlPieces(bubble.text, 4096)) {
    expect(piece.replaceAll(/<b>[^<>]*<\/b>/g, ''), `${where}: html`).not.toMatch(/[<>]/);
    expect(piece.replaceAll(/&(amp|lt|gt);/g, ''), `${where}: html`).not.toContain('&');
  }
  expect(telegramPosts({ bubble, file: null }, false).posts.length, where).toBeGreaterThan(0);
}

/** Without our own bold there is no sign left that either WhatsApp would read as one. */
function checkWhatsApp(bubble: Bubble, where: string): void {
  const plain = { ...bubble, text: bubble.text.replaceAll(/[\ue000\ue001]/g, '') };
  const texts = [
    ...toContents({ bubble: { ...plain, choices: [] }, file: null }).map((one) =>
      'text' in one ? one.text : '',
    ),
    ...cloudPosts(plain, null, true).map(({ body }) => body),
  ];
  for (const text of texts) {
    // In an address the four marks are written otherwise or mean nothing.
    const said = text.replaceAll(/https?:\/\/\S+/g, '');
    expect(said, `${where}: whatsapp`).not.toMatch(/[*~`]|^> |(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/mu);
  }
}

/** Every number of sixteen digits in a text. */
export function niksIn(text: string): readonly string[] {
  return text.match(/(?<!\d)\d{16}(?!\d)/g) ?? [];
}
