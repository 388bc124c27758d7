import { kindOf } from './kind.ts';
import { refusePdf } from './pdf.ts';
import { preparePhoto } from './photo.ts';
import { MAX_BYTES, type Prepared } from './refusal.ts';

/**
 * Makes a file from outside fit to keep. Runs in a child process (src/documents/worker.ts): the bytes are hostile
 * until proven otherwise. The cheap checks come first, and nothing is decoded before its header was looked at.
 */
export async function prepare(bytes: Uint8Array): Promise<Prepared> {
  if (bytes.length > MAX_BYTES) return { ok: false, why: 'too-big' };
  if (bytes.length === 0) return { ok: false, why: 'damaged' };
  const kind = kindOf(bytes);
  if (kind === null) return { ok: false, why: 'kind' };
  if (kind !== 'pdf') return preparePhoto(bytes);
  const why = refusePdf(bytes);
  if (why !== null) return { ok: false, why };
  return { ok: true, bytes, mime: 'application/pdf', width: null, height: null, tiny: false, blurry: false };
}
