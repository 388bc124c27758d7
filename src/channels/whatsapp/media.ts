import { z } from 'zod';

/** The kinds of media, each with the label that its keys are derived with (as WhatsApp's own apps do). */
export const KEY_LABELS = {
  image: 'WhatsApp Image Keys',
  video: 'WhatsApp Video Keys',
  audio: 'WhatsApp Audio Keys',
  document: 'WhatsApp Document Keys',
} as const;

const bytes = (length: number) =>
  z
    .string()
    .max(100)
    .refine((text) => Buffer.from(text, 'base64url').length === length);

/** Where an encrypted file lies and what opens it: the `ref` of a MediaRef, as JSON. No host: that is ours to say. */
export const MediaKey = z.object({
  kind: z.enum(['image', 'video', 'audio', 'document']),
  /** Path on the media host. */
  path: z
    .string()
    .max(1200)
    .regex(/^\/[A-Za-z0-9_.\-/]+(\?[A-Za-z0-9_.\-=&%]*)?$/)
    .refine((path) => !path.startsWith('//') && !path.includes('..')),
  key: bytes(32),
  /** SHA-256 of the file, and of its encrypted form. */
  hash: bytes(32),
  encHash: bytes(32),
});
export type MediaKey = z.infer<typeof MediaKey>;

/** A file as a message describes it. */
export interface MediaFields {
  readonly directPath?: string | null;
  readonly mediaKey?: Uint8Array | null;
  readonly fileSha256?: Uint8Array | null;
  readonly fileEncSha256?: Uint8Array | null;
}

/** The reference to a file, or null when what the message says about it cannot be right. */
export function mediaRef(kind: MediaKey['kind'], fields: MediaFields): string | null {
  const text = (value: Uint8Array | null | undefined) => Buffer.from(value ?? []).toString('base64url');
  const found = MediaKey.safeParse({
    kind,
    path: fields.directPath,
    key: text(fields.mediaKey),
    hash: text(fields.fileSha256),
    encHash: text(fields.fileEncSha256),
  });
  return found.success ? JSON.stringify(found.data) : null;
}
