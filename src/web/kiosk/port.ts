import { z } from 'zod';
import type { ShownChoice } from '../../../flows/kit/message.ts';
import type { Accept } from '../../../flows/kit/service.ts';

/** A message as the screen shows it. */
export interface KioskMessage {
  readonly id: string;
  readonly from: 'office' | 'me';
  readonly text: string;
  /** `picture` can be asked for; of everything else only the name is shown: papers are handed over at the counter. */
  readonly file: { readonly kind: 'picture' | 'paper'; readonly name: string } | null;
}

/** The question that is open now, from the stored conversation and never guessed from its words. */
export interface KioskQuestion {
  readonly nonce: string;
  readonly accept: Accept;
  /** The buttons as they were printed, in the person's language. */
  readonly choices: readonly ShownChoice[];
}

/** A request that was sent from this chat. */
export interface Receipt {
  readonly number: string;
  readonly service: string;
}

/** Everything that the screen shows of a chat. */
export interface KioskView {
  /** How many messages the chat holds: another number means that there is something new. */
  readonly revision: number;
  readonly language: string;
  /** Oldest first. */
  readonly messages: readonly KioskMessage[];
  readonly question: KioskQuestion | null;
  readonly receipts: readonly Receipt[];
  /** Something was begun and not sent. */
  readonly draft: boolean;
}

/** A way to go on by phone: the app's name and an address that opens it with the code in it. */
export interface TicketDoor {
  readonly label: string;
  /** A whole SVG document with the QR code. */
  readonly qr: string;
}

/** What a person takes along: numbers, and a code that takes the chat to a phone. */
export interface Ticket {
  readonly receipts: readonly Receipt[];
  readonly draft: boolean;
  /** Typed in any chat of the office, behind `sambung`; null when nothing can be taken along. */
  readonly code: string | null;
  readonly doors: readonly TicketDoor[];
}

const MessageKey = z.uuid();

/** What the screen sends. `id` makes a repeated post harmless. */
export const KioskPost = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), id: MessageKey, text: z.string().trim().min(1).max(2000) }),
  z.object({
    kind: z.literal('tap'),
    id: MessageKey,
    data: z.string().min(1).max(64),
    label: z.string().max(200),
  }),
]);
export type KioskPost = z.infer<typeof KioskPost>;

/** A file that the screen sends. */
export interface KioskUpload {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** The field beside an uploaded file. */
export const KioskUploadFields = z.object({ id: MessageKey });

/** The chats of one ward's screens, each known by its address only. */
export interface Kiosk {
  readonly ward: { readonly name: string; readonly training: boolean };
  /** Null before the first message and after the end. */
  view(chat: string): Promise<KioskView | null>;
  /** Resolves when the chat has another revision than this, has ended, or `ms` have passed. */
  changed(chat: string, revision: number, ms: number, signal: AbortSignal): Promise<void>;
  /** Begins a chat in a language; the office greets. */
  begin(chat: string, language: string): Promise<void>;
  /** Resolves after the commit; rejects when nothing was stored. */
  post(chat: string, post: KioskPost): Promise<void>;
  upload(chat: string, upload: KioskUpload): Promise<void>;
  picture(chat: string, messageId: string): Promise<{ bytes: Uint8Array; mime: string; name: string } | null>;
  /** What can be taken along now; makes a fresh code. Null when there is no such chat. */
  ticket(chat: string): Promise<Ticket | null>;
  /** Nobody can be reached in this chat any more. */
  end(chat: string): Promise<void>;
}
