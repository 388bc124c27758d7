/** What the first bytes say a file is. Name and declared type are not looked at: both are the sender's claim. */
export type FileKind = 'jpeg' | 'png' | 'webp' | 'pdf';

/** Null for everything that we do not take: GIF, SVG, HEIC, TIFF, archives, texts. */
export function kindOf(bytes: Uint8Array): FileKind | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('%PDF-')) return 'pdf';
  return null;
}
