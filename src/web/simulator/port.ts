import { z } from 'zod';

/** What the page of the training room needs from the office. `room.ts` is the implementation over the real engine. */

/** The phones on the table. */
export const PhoneId = z.enum(['warga', 'warga2', 'operator', 'operator2', 'kasi', 'seklur', 'lurah']);
export type PhoneId = z.infer<typeof PhoneId>;

/** One of the phones on the table; its id is also its chat address on the `web` channel. */
export interface Phone {
  readonly id: PhoneId;
  readonly kind: 'resident' | 'staff';
  /** "Warga", "Operator", "Lurah". */
  readonly role: string;
  /** The made-up person who holds it. */
  readonly name: string;
  /** Shown only when asked for. */
  readonly folded: boolean;
}

/** A made-up resident to play: what the help panel shows to copy. */
export interface DemoPerson {
  readonly phone: PhoneId;
  readonly name: string;
  readonly nik: string;
  /** As a person would type it: 12-05-1990. */
  readonly birthDate: string;
  /** Digits with country code, or null when the register knows none. */
  readonly phoneNumber: string | null;
}

/** A message as a phone shows it. */
export interface PhoneMessage {
  /** The channel's id of the message; for the person's own messages the key that the page made. */
  readonly id: string;
  readonly from: 'me' | 'office';
  /** ISO instant in the ward's own time. */
  readonly at: string;
  /** Bold is marked by U+E000 and U+E001. */
  readonly text: string;
  readonly choices: readonly { readonly n: string; readonly label: string; readonly data: string }[];
  readonly askPhone: boolean;
  readonly file: { readonly kind: 'pdf' | 'picture' | 'other'; readonly name: string } | null;
  /** The id of the message that this one answers. */
  readonly quoted: string | null;
  readonly edited: boolean;
}

/** What changes while the page is open. A page that missed some reads the histories again. */
export type RoomEvent =
  | { readonly kind: 'message'; readonly phone: PhoneId; readonly message: PhoneMessage }
  /** `message.id` is that of the message whose content this replaces. */
  | { readonly kind: 'edit'; readonly phone: PhoneId; readonly message: PhoneMessage }
  | { readonly kind: 'typing'; readonly phone: PhoneId }
  | { readonly kind: 'refresh'; readonly phone: PhoneId }
  | { readonly kind: 'clock'; readonly now: string };

/** What the page shows first. */
export interface RoomState {
  readonly ward: { readonly name: string; readonly zone: string; readonly zoneLabel: string };
  /** The ward's own time, ISO. */
  readonly now: string;
  readonly phones: readonly Phone[];
  readonly demo: readonly DemoPerson[];
}

const MessageKey = z.uuid();
const Quoted = z.string().max(100).nullable();

/** What a phone can send, as the page posts it. `id` makes a repeated post harmless. */
export const PhonePost = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    id: MessageKey,
    text: z.string().trim().min(1).max(4096),
    quoted: Quoted,
  }),
  z.object({
    kind: z.literal('tap'),
    id: MessageKey,
    data: z.string().min(1).max(64),
    label: z.string().max(200),
    quoted: Quoted,
  }),
  z.object({ kind: z.literal('ownPhone'), id: MessageKey }),
]);
export type PhonePost = z.infer<typeof PhonePost>;

/** A file that a phone sends. */
export interface PhoneUpload {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
  readonly caption: string | null;
  readonly quoted: string | null;
}

/** The fields beside an uploaded file. */
export const UploadFields = z.object({
  id: MessageKey,
  caption: z.string().max(1024).default(''),
  quoted: z.string().max(100).default(''),
});

/** How far the clock is moved: by minutes (at most two weeks), or to a time of tomorrow in the ward's zone. */
export const ClockMove = z.union([
  z.object({ minutes: z.number().int().min(1).max(20_160) }),
  z.object({ tomorrowAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
]);
export type ClockMove = z.infer<typeof ClockMove>;

/** A file as the page gets it. */
export interface ShownFile {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly name: string;
}

/** The training room, as its pages use it. */
export interface Room {
  state(): Promise<RoomState>;
  /** The last messages of a phone, oldest first. */
  history(phone: PhoneId): Promise<readonly PhoneMessage[]>;
  /** Resolves after the engine has committed the message; rejects when nothing was stored. */
  post(phone: PhoneId, message: PhonePost): Promise<void>;
  upload(phone: PhoneId, upload: PhoneUpload): Promise<void>;
  /** The file of a message in this phone's conversation, or null. */
  file(phone: PhoneId, messageId: string): Promise<ShownFile | null>;
  /** Moves the ward's time forward and returns it. */
  moveClock(move: ClockMove): Promise<Date>;
  subscribe(listener: (event: RoomEvent) => void): () => void;
}
