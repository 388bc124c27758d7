/** The few shapes of the Bot API that the local server keeps. */

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

export interface KeyboardButton {
  readonly text: string;
  readonly request_contact?: boolean;
}

/** What stands under a message: buttons in it, a keyboard instead of the phone's own, or the order to take that away. */
export type Markup =
  | { readonly kind: 'inline'; readonly rows: readonly (readonly Button[])[] }
  | { readonly kind: 'keyboard'; readonly rows: readonly (readonly KeyboardButton[])[] }
  | { readonly kind: 'remove' };

export interface StoredFile {
  readonly id: string;
  readonly path: string;
  readonly name: string | null;
  readonly mime: string | null;
  readonly bytes: Buffer;
  /** What Telegram says the size is; a test may make it lie. */
  readonly size: number;
}

/** A message as the server keeps it; `changed` orders everything that happened. */
export interface Stored {
  readonly id: number;
  readonly chat: number;
  readonly byBot: boolean;
  readonly date: number;
  editDate: number | null;
  changed: number;
  text: string | null;
  entities: readonly Entity[];
  caption: string | null;
  captionEntities: readonly Entity[];
  readonly file: StoredFile | null;
  /** The rest of the message as the Bot API spells it: photo, document, contact, sticker, ... */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly replyTo: number | null;
  markup: Markup | null;
  deleted: boolean;
}

/** A message of the bot as the person sees it now. */
export interface Seen {
  readonly id: number;
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Buttons in the message, row after row. */
  readonly buttons: readonly { readonly label: string; readonly data: string }[];
  /** The labels of a keyboard that this message opened, or null. */
  readonly keyboard: readonly string[] | null;
  readonly file: {
    readonly name: string | null;
    readonly mime: string | null;
    readonly bytes: Buffer;
  } | null;
  readonly replyTo: number | null;
  readonly edited: boolean;
  readonly changed: number;
}

/** One call of the bot, as it arrived. */
export interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The port that it came from. */
  readonly from: number;
  status: number;
  /** When it was answered, in milliseconds since the epoch; 0: it was not. */
  ended: number;
  /** The message that it made. */
  made: number | null;
}

export type Update = { readonly update_id: number } & Readonly<Record<string, unknown>>;

/** An answer of the Bot API that is not `ok`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly retryAfter: number | null;
  constructor(status: number, description: string, retryAfter: number | null = null) {
    super(description);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
