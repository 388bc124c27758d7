import { createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type Agent, get } from 'node:https';
import type { MediaRef } from '../../../flows/kit/message.ts';
import { SendFailure } from '../port.ts';
import { KEY_LABELS, MediaKey } from './media.ts';

/** The one host that media are read from, whatever a message says. */
export const MEDIA_HOST = 'mmg.whatsapp.net';

/** Bytes that encryption adds at most: padding and the MAC. */
const OVERHEAD = 16 + 10;

/** How a file is read. */
export interface DownloadOptions {
  readonly timeoutMs: number;
  /** A way out of the house other than the direct one. */
  readonly agent?: Agent | undefined;
}

/**
 * Reads a file and opens it. The host is ours, redirects are not followed, and both hashes and the MAC must fit: a
 * sender can neither make us call another server nor change a file on the way.
 * @throws SendFailure `giveUp` for what will never come right, `retry` for what may.
 */
export async function download(
  { timeoutMs, agent }: DownloadOptions,
  media: MediaRef,
  maxBytes: number,
): Promise<Uint8Array> {
  const parsed = MediaKey.safeParse(parse(media.ref));
  if (!parsed.success) throw new SendFailure('giveUp', 'WhatsApp: the file has no usable reference');
  const url = new URL(parsed.data.path, `https://${MEDIA_HOST}`);
  if (url.host !== MEDIA_HOST || url.protocol !== 'https:') {
    throw new SendFailure('giveUp', 'WhatsApp: the file lies on another host');
  }
  return open(parsed.data, await read(url, { timeoutMs, agent }, maxBytes + OVERHEAD), maxBytes);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read(url: URL, { timeoutMs, agent }: DownloadOptions, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const lost = () => reject(new SendFailure('retry', 'WhatsApp: a file could not be read'));
    const headers = { origin: 'https://web.whatsapp.com' };
    const request = get(url, { headers, signal, ...(agent ? { agent } : {}) }, (response) => {
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        response.destroy();
        const kind = status >= 500 || status === 429 ? 'retry' : 'giveUp';
        reject(new SendFailure(kind, `WhatsApp: a file was answered with ${status}`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) {
          reject(tooLarge());
          response.destroy();
        } else chunks.push(chunk);
      });
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', lost);
    });
    request.on('error', lost);
  });
}

function open(media: MediaKey, whole: Buffer, maxBytes: number): Buffer {
  const expected = (text: string) => Buffer.from(text, 'base64url');
  if (!same(sha256(whole), expected(media.encHash)) || whole.length <= 10) throw changed();
  const keys = Buffer.from(
    hkdfSync('sha256', expected(media.key), Buffer.alloc(32), KEY_LABELS[media.kind], 112),
  );
  const [iv, cipherKey, macKey] = [keys.subarray(0, 16), keys.subarray(16, 48), keys.subarray(48, 80)];
  const cipher = whole.subarray(0, -10);
  const mac = createHmac('sha256', macKey).update(iv).update(cipher).digest().subarray(0, 10);
  if (!same(mac, whole.subarray(-10))) throw changed();
  let plain: Buffer;
  try {
    const aes = createDecipheriv('aes-256-cbc', cipherKey, iv);
    plain = Buffer.concat([aes.update(cipher), aes.final()]);
  } catch {
    throw changed();
  }
  if (!same(sha256(plain), expected(media.hash))) throw changed();
  if (plain.length > maxBytes) throw tooLarge();
  return plain;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

const changed = (): SendFailure => new SendFailure('giveUp', 'WhatsApp: the file was changed on its way');
const tooLarge = (): SendFailure => new SendFailure('giveUp', 'the file is larger than allowed');
