import type { MediaRef } from '../../../flows/kit/message.ts';
import { SendFailure } from '../port.ts';
import type { BotApi } from './api.ts';
import { toReadFailure } from './failures.ts';

/** Where files are fetched from, and with which limits. */
export interface DownloadOptions {
  readonly api: BotApi;
  readonly apiRoot: string;
  readonly token: string;
  /** For the whole file; a village line is slow. */
  readonly timeoutMs: number;
  /** A line on which nothing came for so long is dead. */
  readonly quietMs: number;
}

/**
 * The bytes of a file, read as a stream that ends at `maxBytes`. The address holds the token: every failure is a
 * new one in our own words, without cause.
 */
export async function download(
  options: DownloadOptions,
  media: MediaRef,
  maxBytes: number,
): Promise<Uint8Array> {
  if ((media.size ?? 0) > maxBytes) throw tooLarge();
  const path = await locate(options, media.ref, maxBytes);
  const address = new URL(
    `./file/bot${options.token}/${path.split('/').map(encodeURIComponent).join('/')}`,
    `${options.apiRoot}/`,
  );
  const quiet = new AbortController();
  const timer = setTimeout(() => quiet.abort(), options.quietMs);
  try {
    const response = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.any([quiet.signal, AbortSignal.timeout(options.timeoutMs)]),
    }).catch(lost);
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new SendFailure('retry', `Telegram: ${response.status}, the file could not be read`);
    }
    return await collect(response.body, maxBytes, () => timer.refresh());
  } finally {
    clearTimeout(timer);
  }
}

async function locate({ api }: DownloadOptions, fileId: string, maxBytes: number): Promise<string> {
  const file = await api
    .call((call) => call('getFile', { file_id: fileId }), { timeoutMs: 20_000 })
    .catch((error: unknown) => {
      throw toReadFailure(error);
    });
  if ((file.file_size ?? 0) > maxBytes) throw tooLarge();
  const path = file.file_path ?? '';
  // A Bot API server in local mode answers with a path on its own disk, which is not ours to read.
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    throw new SendFailure('giveUp', 'Telegram: the file has no usable path');
  }
  return path;
}

async function collect(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  onChunk: () => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(lost);
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
    onChunk();
  }
}

const tooLarge = (): SendFailure => new SendFailure('giveUp', 'the file is larger than allowed');

function lost(): never {
  throw new SendFailure('retry', 'Telegram: the connection was lost while a file was read');
}
