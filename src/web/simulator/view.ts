import type { Attachment, Bubble, InboundBody, Oddity } from '../../../flows/kit/message.ts';
import type { PhoneMessage } from './port.ts';

/** How stored bodies look on a phone of the training room. Pure. */

const ODD: Readonly<Record<Oddity, string>> = {
  sticker: 'stiker',
  voice: 'pesan suara',
  video: 'video',
  location: 'lokasi',
  contact: 'kontak',
  poll: 'jajak pendapat',
  edited: 'pesan diubah',
  deleted: 'pesan dihapus',
  reaction: 'tanda suka',
  unknown: 'pesan lain',
};

/** Our own message, as the person who sent it sees it. */
export function ownMessage(externalId: string, at: Date, body: InboundBody): PhoneMessage {
  const { id, quoted } = splitExternalId(externalId);
  const base = {
    id,
    from: 'me' as const,
    at: at.toISOString(),
    choices: [],
    askPhone: false,
    quoted,
    edited: false,
  };
  switch (body.kind) {
    case 'text':
      return { ...base, text: body.text, file: null };
    case 'tap':
      return { ...base, text: body.label ?? body.data, file: null, quoted: null };
    case 'ownPhone':
      return { ...base, text: `Nomor saya: +${body.phone}`, file: null };
    case 'odd':
      return { ...base, text: body.text ?? `[${ODD[body.what]}]`, file: null };
    case 'media':
      return {
        ...base,
        text: body.caption ?? '',
        file: { kind: fileKind(body.media.mime), name: body.media.name ?? 'berkas' },
      };
  }
}

/** A bubble of the office. */
export function officeMessage(id: string, at: Date, bubble: Bubble, edited: boolean): PhoneMessage {
  return {
    id,
    from: 'office',
    at: at.toISOString(),
    text: bubble.text,
    choices: bubble.choices,
    askPhone: bubble.askPhone,
    file: bubble.file === null ? null : { kind: attachmentKind(bubble.file), name: bubble.file.name },
    quoted: null,
    edited,
  };
}

function attachmentKind(file: Attachment): 'pdf' | 'picture' {
  return file.mime === 'application/pdf' ? 'pdf' : 'picture';
}

function fileKind(mime: string | null): 'pdf' | 'picture' | 'other' {
  if (mime === 'application/pdf') return 'pdf';
  return mime === 'image/jpeg' || mime === 'image/png' || mime === 'image/webp' ? 'picture' : 'other';
}

/**
 * The external id of a message sent from the page: its own key and, after `>`, the message that it answers. The
 * history table keeps no quote of its own, and this way a page that is opened again still shows it.
 */
export function joinExternalId(id: string, quoted: string | null): string {
  return quoted === null ? id : `${id}>${quoted}`;
}

/** The reverse of `joinExternalId`. */
export function splitExternalId(externalId: string): { id: string; quoted: string | null } {
  const at = externalId.indexOf('>');
  return at < 0
    ? { id: externalId, quoted: null }
    : { id: externalId.slice(0, at), quoted: externalId.slice(at + 1) };
}

/** The type that the bytes themselves show, or null: what a sender claims is never put in a header. */
export function sniff(bytes: Uint8Array): string | null {
  const starts = (...head: number[]) => head.every((byte, i) => bytes[i] === byte);
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf';
  const at = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
  return at(0) === 'RIFF' && at(8) === 'WEBP' ? 'image/webp' : null;
}
