import { type Attachment, type Bubble, type ShownChoice, withNumbers } from '../../../flows/kit/message.ts';
import { pieces, sentLength } from './text.ts';

/** Units of a plain text, and of the body of a list (developers.facebook.com, "text" and "interactive list messages"). */
export const TEXT_LIMIT = 4096;
/** Units of the body of reply buttons, and of a caption. */
export const SHORT_LIMIT = 1024;
/** Most reply buttons of a message, and units of a button's title. */
export const BUTTONS = { most: 3, title: 20 } as const;
/** Most rows of a list, units of a row's title and description, and of the id. */
export const ROWS = { most: 10, title: 24, description: 72, id: 200 } as const;
/** Bytes of a picture; larger ones go as documents. */
const IMAGE_LIMIT = 5 * 1024 * 1024;

/** What the button says that hands over the number that WhatsApp has verified. */
export const SEND_PHONE = 'Kirim nomor saya';
/** The id of that button; the mapper turns its tap into the sender's own number. */
export const SEND_PHONE_ID = 'whatsapp:own-phone';

/** What the button says that opens the secure page. */
export const OPEN_FORM = 'Buka halaman aman';
/** The line of a text that leads to the secure page. */
const FORM_LINE = /:?[ \t]*(https:\/\/\S+\/formulir\/[0-9a-f]{32})[ \t]*$/m;

/** A file to upload before the message that shows it. */
export interface Upload {
  readonly as: 'image' | 'document';
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly name: string;
}

/** A button or a row, with what it sends back. */
export interface Option {
  readonly id: string;
  readonly title: string;
  /** The whole label, where the title had to be cut; only rows show it. */
  readonly description: string | null;
}

/** One message of the Cloud API, before its file has an id. */
export type Post =
  | { readonly what: 'text'; readonly body: string; readonly upload: null }
  | { readonly what: 'file'; readonly body: string; readonly upload: Upload }
  | {
      readonly what: 'buttons';
      readonly body: string;
      readonly options: readonly Option[];
      readonly upload: Upload | null;
    }
  | {
      readonly what: 'list';
      readonly body: string;
      readonly options: readonly Option[];
      readonly upload: null;
    }
  /** A text with one button that opens an address. */
  | {
      readonly what: 'link';
      readonly body: string;
      readonly title: string;
      readonly url: string;
      readonly upload: null;
    };

/** What stands over buttons when the bubble has no text of its own: a body cannot be empty. */
const NO_TEXT = 'Silakan pilih.';

/**
 * The messages for a bubble, in order. Up to three choices with short labels are reply buttons, up to ten are a list,
 * more (or labels that no row shows whole) are numbers in the text, which are understood everywhere. As few messages
 * as can be: one person takes one in six seconds. `phone`: the chat is a number, so "Kirim nomor saya" can be offered.
 */
export function toPosts(bubble: Bubble, file: Uint8Array | null, phone: boolean): Post[] {
  const offer = bubble.askPhone && phone;
  const upload = bubble.file && file ? uploadOf(bubble.file, file) : null;
  if (bubble.choices.length === 0 && !offer)
    return asLink(bubble.text, upload) ?? asText(bubble.text, upload);
  const buttons = choiceOptions(bubble.choices, BUTTONS.title, offer);
  if (buttons && fitButtons(buttons) && sentLength(bubble.text) <= SHORT_LIMIT)
    return asButtons(bubble.text, buttons, upload);
  const rows = choiceOptions(bubble.choices, ROWS.title, offer);
  if (rows && rows.length <= ROWS.most) return asList(bubble.text, rows, upload);
  const numbered = withNumbers(bubble);
  const only = offer ? choiceOptions([], BUTTONS.title, true) : null;
  return only ? asButtons(numbered, only, upload) : asText(numbered, upload);
}

const fitButtons = (options: readonly Option[]): boolean =>
  options.length <= BUTTONS.most && options.every((option) => option.description === null);

/** The address of the secure page as a button, where the text has nothing else to tap and fits. */
function asLink(text: string, upload: Upload | null): Post[] | null {
  const url = FORM_LINE.exec(text)?.[1];
  const rest = text.replace(FORM_LINE, '.');
  if (upload || url === undefined || FORM_LINE.test(rest)) return null;
  const [body, ...more] = pieces(rest, SHORT_LIMIT);
  if (body === undefined || more.length > 0) return null;
  return [{ what: 'link', body, title: OPEN_FORM, url, upload: null }];
}

function asText(text: string, upload: Upload | null): Post[] {
  const posts: Post[] = [];
  const short = sentLength(text) <= SHORT_LIMIT;
  const parts = pieces(text, TEXT_LIMIT);
  if (upload) posts.push({ what: 'file', body: short ? parts.join('') : '', upload });
  if (upload && short) return posts;
  return [...posts, ...texts(parts)];
}

function asButtons(text: string, options: readonly Option[], upload: Upload | null): Post[] {
  const parts = pieces(text, TEXT_LIMIT, SHORT_LIMIT);
  const body = parts.at(-1) ?? NO_TEXT;
  return [...texts(parts.slice(0, -1)), { what: 'buttons', body, options, upload }];
}

/** A list shows no file, so the file goes before it. */
function asList(text: string, options: readonly Option[], upload: Upload | null): Post[] {
  const parts = pieces(text, TEXT_LIMIT);
  const first: Post[] = upload ? [{ what: 'file', body: '', upload }] : [];
  const body = parts.at(-1) ?? NO_TEXT;
  return [...first, ...texts(parts.slice(0, -1)), { what: 'list', body, options, upload: null }];
}

const texts = (parts: readonly string[]): Post[] =>
  parts.map((body): Post => ({ what: 'text', body, upload: null }));

/** Null when a choice cannot be carried or its label shown whole. */
function choiceOptions(choices: readonly ShownChoice[], room: number, offer: boolean): Option[] | null {
  const options: Option[] = [];
  for (const { n, label, data } of choices) {
    const whole = oneLine(label);
    const title = oneLine(`${n}. ${label}`);
    if (data === '' || data.trim() !== data || data.length > ROWS.id || !data.isWellFormed()) return null;
    if (title.length <= room) options.push({ id: data, title, description: null });
    else if (whole.length > ROWS.description) return null;
    else options.push({ id: data, title: shortened(title, room), description: whole });
  }
  if (offer) options.push({ id: SEND_PHONE_ID, title: SEND_PHONE, description: null });
  const unique = (of: (option: Option) => string) => new Set(options.map(of)).size === options.length;
  return unique((option) => option.id) && unique((option) => option.title) ? options : null;
}

const oneLine = (text: string): string => text.toWellFormed().replace(/\s+/g, ' ').trim();

function shortened(text: string, limit: number): string {
  return `${text
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`;
}

/** Pictures go as pictures when WhatsApp takes them (JPEG or PNG up to 5 MB), all else as documents. */
function uploadOf({ name, mime }: Attachment, bytes: Uint8Array): Upload {
  const as = mime !== 'application/pdf' && bytes.length <= IMAGE_LIMIT ? 'image' : 'document';
  const ending = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' }[mime];
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .trim()
    .slice(0, 100)
    .toWellFormed();
  return { as, bytes, mime, name: `${stem === '' ? 'berkas' : stem}.${ending}` };
}
