import { type Attachment, type Bubble, type ShownChoice, withNumbers } from '../../../flows/kit/message.ts';
import type { Outbound } from '../port.ts';
import { htmlPieces, inTwo, shownLength } from './text.ts';

/** Limits of https://core.telegram.org/bots/api, in UTF-16 units after the markup is read, and bytes. */
export const TEXT_LIMIT = 4096;
/** Characters that a caption may have (core.telegram.org/bots/api#sendphoto). */
export const CAPTION_LIMIT = 1024;
/** Bytes that a button may carry (core.telegram.org/bots/api#inlinekeyboardbutton). */
export const CALLBACK_DATA_LIMIT = 64;
const PHOTO_LIMIT = 10 * 1024 * 1024;
/** Longer labels are cut on a phone's screen; then the whole label stands in the text as well. */
const LABEL_LIMIT = 60;

/** The button that asks the person's app for their own number. */
export const SEND_PHONE = 'Kirim nomor saya';

interface InlineKeyboard {
  inline_keyboard: { text: string; callback_data: string }[][];
}
interface ReplyKeyboard {
  keyboard: { text: string; request_contact?: true }[][];
  one_time_keyboard: true;
  resize_keyboard: true;
}
/** Buttons below a message, a keyboard that asks for the phone number, or its removal. */
export type ReplyMarkup = InlineKeyboard | ReplyKeyboard | { remove_keyboard: true };

/** One call of the Bot API that puts something into a chat. */
export type Post =
  | { readonly what: 'text'; readonly html: string; readonly markup: ReplyMarkup | null }
  | {
      readonly what: 'photo' | 'document';
      readonly html: string;
      readonly markup: ReplyMarkup | null;
      readonly bytes: Uint8Array;
      readonly name: string;
    };

/** The calls for a bubble, in order, and whether a reply keyboard stands open in the chat after them. */
export interface Posts {
  readonly posts: readonly Post[];
  readonly keyboardOpen: boolean;
}

/**
 * What to send for a bubble. Choices are buttons in the message. A message carries one kind of keyboard only, so a
 * bubble that asks for the phone shows its choices on the same reply keyboard: their labels come back as text
 * ("1. Label"), which is understood as if typed. That keyboard stays open until a message takes it away, and a
 * message with buttons cannot: so, while one is open, a text with buttons is sent in two, the first of which
 * closes it; a text that cannot be parted leaves it to the next message.
 */
export function toPosts({ bubble, file }: Pick<Outbound, 'bubble' | 'file'>, keyboardOpen: boolean): Posts {
  const { text, choices } = fitting(bubble);
  const last = bubble.askPhone ? phoneKeyboard(choices) : inlineKeyboard(choices);
  const parted = keyboardOpen && last !== null && !bubble.askPhone && file === null ? inTwo(text) : null;
  const pieces = (parted ?? [text]).flatMap((part) => htmlPieces(part, TEXT_LIMIT));
  const posts: Post[] = [];
  if (bubble.file && file) {
    const fits = shownLength(text) <= CAPTION_LIMIT;
    const what = bubble.file.mime !== 'application/pdf' && file.length <= PHOTO_LIMIT ? 'photo' : 'document';
    posts.push({
      what,
      html: fits ? pieces.join('') : '',
      markup: null,
      bytes: file,
      name: fileName(bubble.file),
    });
    if (fits) pieces.length = 0;
  }
  for (const html of pieces) posts.push({ what: 'text', html, markup: null });
  const closes = keyboardOpen && !bubble.askPhone && (posts.length > 1 || last === null);
  const marked = posts.map((post, i): Post => {
    if (i === posts.length - 1 && last !== null) return { ...post, markup: last };
    return i === 0 && closes ? { ...post, markup: { remove_keyboard: true } } : post;
  });
  return { posts: marked, keyboardOpen: bubble.askPhone || (keyboardOpen && !closes) };
}

/**
 * The new text and buttons for an earlier message, or null when it cannot be edited into this bubble: Telegram
 * edits neither reply keyboards nor one message into two, and a file is sent anew.
 */
export function toEdit({
  bubble,
}: Pick<Outbound, 'bubble'>): { html: string; caption: boolean; markup: InlineKeyboard | null } | null {
  if (bubble.file !== null || bubble.askPhone) return null;
  const { text, choices } = fitting(bubble);
  const [html, more] = htmlPieces(text, TEXT_LIMIT);
  if (html === undefined || more !== undefined) return null;
  return { html, caption: shownLength(text) <= CAPTION_LIMIT, markup: inlineKeyboard(choices) };
}

/** Text and buttons such that nothing is lost: choices that no button can carry whole are also written out. */
function fitting(bubble: Bubble): { text: string; choices: readonly ShownChoice[] } {
  const unsendable = bubble.choices.some(({ data }) => {
    const bytes = Buffer.byteLength(data);
    return bytes < 1 || bytes > CALLBACK_DATA_LIMIT || !data.isWellFormed();
  });
  if (unsendable || bubble.choices.length > 100) return { text: withNumbers(bubble), choices: [] };
  const long = bubble.choices.some((choice) => label(choice).length > LABEL_LIMIT);
  return { text: long ? withNumbers(bubble) : bubble.text, choices: bubble.choices };
}

function inlineKeyboard(choices: readonly ShownChoice[]): InlineKeyboard | null {
  if (choices.length === 0) return null;
  return {
    inline_keyboard: choices.map((choice) => [{ text: trimmed(label(choice)), callback_data: choice.data }]),
  };
}

function phoneKeyboard(choices: readonly ShownChoice[]): ReplyKeyboard {
  const rows = choices.map((choice) => [{ text: trimmed(label(choice)) }]);
  const ask = { text: SEND_PHONE, request_contact: true as const };
  return { keyboard: [[ask], ...rows], one_time_keyboard: true, resize_keyboard: true };
}

const label = (choice: ShownChoice): string => `${choice.n}. ${choice.label}`.toWellFormed();

function trimmed(text: string): string {
  if (text.length <= LABEL_LIMIT) return text;
  return `${text
    .slice(0, LABEL_LIMIT - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`;
}

/** The name goes into a header of the upload: nothing that could end the header or hide the ending. */
function fileName({ name, mime }: Attachment): string {
  const ending = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' }[mime];
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .trim()
    .slice(0, 100)
    .toWellFormed();
  return `${stem === '' ? 'berkas' : stem}.${ending}`;
}
