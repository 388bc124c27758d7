import { z } from 'zod';
import type { MediaRef } from '../../../flows/kit/message.ts';
import { SendFailure } from '../port.ts';
import { toReadFailure } from './failures.ts';
import type { Graph } from './graph.ts';

/** What fetching needs. */
export interface DownloadOptions {
  readonly graph: Graph;
  readonly phoneNumberId: string;
  readonly timeoutMs: number;
}

/** The hosts that Meta's file addresses point at, over TLS; the token is shown to no other. */
const META_HOSTS = ['fbsbx.com', 'facebook.com', 'whatsapp.net'];

const Located = z.object({ url: z.string().max(5000), file_size: z.coerce.number().nonnegative().catch(0) });

/**
 * The bytes of a file in Meta's two steps: its id gives an address that works for five minutes, and that is read with
 * the token. The stream ends at `maxBytes`; redirects are not followed. Throws SendFailure.
 */
export async function download(
  options: DownloadOptions,
  media: MediaRef,
  maxBytes: number,
): Promise<Uint8Array> {
  if ((media.size ?? 0) > maxBytes) throw tooLarge();
  const address = await locate(options, media.ref, maxBytes);
  const response = await options.graph.open(address, options.timeoutMs).catch((error: unknown) => {
    throw toReadFailure(error);
  });
  if (!response.body) throw lost();
  return collect(response.body, maxBytes);
}

async function locate({ graph, phoneNumberId, timeoutMs }: DownloadOptions, id: string, maxBytes: number) {
  if (!/^[A-Za-z0-9_.-]{1,200}$/.test(id) || /^\.+$/.test(id)) throw noAddress();
  const path = `${id}?phone_number_id=${phoneNumberId}`;
  const answer = await graph.call({ method: 'GET', path, timeoutMs }).catch((error: unknown) => {
    throw toReadFailure(error);
  });
  const located = Located.safeParse(answer);
  if (!located.success) throw noAddress();
  if (located.data.file_size > maxBytes) throw tooLarge();
  const address = URL.canParse(located.data.url) ? new URL(located.data.url) : null;
  if (!address || !trusted(address, graph.root)) throw noAddress();
  return address;
}

/** Whether the token may be shown to an address: Meta's hosts, or the very server that we were told to use. */
export function trusted(address: URL, root: URL): boolean {
  if (address.username !== '' || address.password !== '') return false;
  if (address.origin === root.origin) return true;
  if (address.protocol !== 'https:' || address.port !== '') return false;
  return META_HOSTS.some((host) => address.hostname === host || address.hostname.endsWith(`.${host}`));
}

async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw lost();
    });
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
}

const tooLarge = (): SendFailure => new SendFailure('giveUp', 'the file is larger than allowed');
const noAddress = (): SendFailure => new SendFailure('giveUp', 'WhatsApp: the file has no usable address');
const lost = (): SendFailure =>
  new SendFailure('retry', 'WhatsApp: the connection was lost while a file was read');
