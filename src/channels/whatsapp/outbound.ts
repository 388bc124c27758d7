import type { AnyMessageContent } from '@whiskeysockets/baileys';
import { type Attachment, withNumbers } from '../../../flows/kit/message.ts';
import type { Outbound } from '../port.ts';
import { pieces } from './text.ts';

/** Longer captions are cut on some phones. */
export const CAPTION_LIMIT = 1024;

/**
 * The messages that a bubble becomes, in order. Choices are numbers in the text: buttons and lists of linked devices
 * are shown by some phones only. Where a file has a short text, the text is its caption. No address in a text is
 * ever looked up for a preview.
 */
export function toContents({ bubble, file }: Pick<Outbound, 'bubble' | 'file'>): AnyMessageContent[] {
  const texts = pieces(withNumbers(bubble));
  const contents: AnyMessageContent[] = [];
  if (bubble.file && file) {
    const [only] = texts;
    const caption = texts.length === 1 && only !== undefined && only.length <= CAPTION_LIMIT ? only : null;
    contents.push(fileContent(bubble.file, file, caption));
    if (caption !== null) texts.length = 0;
  }
  for (const text of texts) contents.push({ text, linkPreview: null });
  return contents;
}

function fileContent(attachment: Attachment, bytes: Uint8Array, caption: string | null): AnyMessageContent {
  const { mime } = attachment;
  const shown = caption === null ? {} : { caption };
  if (mime === 'application/pdf') {
    return { document: Buffer.from(bytes), mimetype: mime, fileName: fileName(attachment), ...shown };
  }
  // With a thumbnail given, even an empty one, the picture is not laid down unencrypted to make one of it.
  return { image: Buffer.from(bytes), mimetype: mime, jpegThumbnail: '', ...shown };
}

/** A name that ends as its kind says and holds nothing that hides it. */
function fileName({ name }: Attachment): string {
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .trim()
    .slice(0, 100)
    .toWellFormed();
  return `${stem === '' ? 'berkas' : stem}.pdf`;
}
