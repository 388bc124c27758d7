import { inflateSync } from 'node:zlib';
import type { Refusal } from './refusal.ts';

/** What makes a PDF more than paper: scripts, programs, files inside (ISO 32000-1, 7.11.4, 12.6.4). */
const ACTIVE = /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm)(?![A-Za-z0-9])/;

/** An object stream is small; one that grows beyond this is not looked into but refused. */
const MAX_INFLATED = 16 * 1024 * 1024;

/**
 * Why a PDF is refused, or null. It is kept as it is, not made anew, so whatever could act is refused: also when the
 * name is written with #-escapes or lies in a compressed object stream. Not a parser: a PDF that hides something from
 * this may pass, and staff should open files in a viewer without scripts.
 */
export function refusePdf(bytes: Uint8Array): Refusal | null {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  // A cut-off file has lost its end; only some writers' spaces may follow it.
  const end = raw.lastIndexOf('%%EOF');
  if (end < 0 || raw.length - end > 1024 || !raw.includes('startxref')) return 'damaged';
  const text = unescapeNames(raw);
  if (/\/Encrypt(?![A-Za-z0-9])/.test(text)) return 'encrypted';
  if (ACTIVE.test(text)) return 'active';
  return objectStreams(raw).every((stream) => stream !== null && !ACTIVE.test(unescapeNames(stream)))
    ? null
    : 'active';
}

/** /J#61vaScript is /JavaScript. */
function unescapeNames(text: string): string {
  return text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The texts of the object streams; null for one that cannot be read by the plain filter. */
function objectStreams(raw: string): (string | null)[] {
  const found: (string | null)[] = [];
  const opening = /stream\r?\n/g;
  for (let match = opening.exec(raw); match !== null; match = opening.exec(raw)) {
    const dictionary = unescapeNames(raw.slice(raw.lastIndexOf(' obj', match.index), match.index));
    if (!/\/Type\s*\/ObjStm/.test(dictionary)) continue;
    const from = match.index + match[0].length;
    const until = raw.indexOf('endstream', from);
    found.push(until < 0 ? null : readStream(dictionary, raw.slice(from, until)));
  }
  return found;
}

function readStream(dictionary: string, body: string): string | null {
  if (!/\/Filter/.test(dictionary)) return body;
  if (/\/DecodeParms|\/(ASCII|LZW|RunLength|Crypt)/.test(dictionary) || !/\/FlateDecode/.test(dictionary))
    return null;
  try {
    return inflateSync(Buffer.from(body, 'latin1'), { maxOutputLength: MAX_INFLATED }).toString('latin1');
  } catch {
    return null;
  }
}
