import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { selfSigned } from './certificate.ts';

/** The host names that WhatsApp keeps media on. */
export const MEDIA_HOSTS = ['mmg.whatsapp.net', 'media.whatsapp.net'] as const;

/** The kinds of media and the label that their keys are derived with. */
const LABELS = { image: 'WhatsApp Image Keys', document: 'WhatsApp Document Keys' } as const;

/** A file as it lies with WhatsApp: encrypted, with the keys that only the chat knows. */
export interface Blob {
  readonly path: string;
  readonly mediaKey: Buffer;
  readonly sha256: Buffer;
  readonly encSha256: Buffer;
  readonly size: number;
}

/** One request that the media host got. */
export interface MediaRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
}

/** A media host on loopback TLS. `agent` brings requests for WhatsApp's hosts to it and trusts its certificate. */
export interface MediaHost {
  readonly port: number;
  readonly agent: Agent;
  /** The certificate to trust, as PEM. */
  readonly certificate: string;
  readonly requests: readonly MediaRequest[];
  readonly blobs: Map<string, Buffer>;
  /** Encrypts and keeps a file, as a person's phone uploads it. */
  keep(bytes: Uint8Array, kind: keyof typeof LABELS): Blob;
  /** Decrypts what was uploaded, as a person's phone does. @throws Error when hash or MAC do not fit. */
  read(path: string, mediaKey: Uint8Array, kind: keyof typeof LABELS): Buffer;
  /** Answers a path with this instead, for ever: a status with headers, and silence after so many bytes. */
  answer(path: string, with_: { status?: number; headers?: Record<string, string>; body?: Buffer }): void;
  stop(): Promise<void>;
}

/** Brings every request to the media host on a port, whatever its name, and trusts its certificate. */
export function mediaAgent(port: number, certificate: string): Agent {
  const agent = new Agent({ ca: certificate, keepAlive: false });
  agent.createConnection = (options) =>
    connect({
      host: '127.0.0.1',
      port,
      ca: certificate,
      servername: (options as { host?: string }).host ?? '',
    });
  return agent;
}

/** Starts the media host on a free port of 127.0.0.1. */
export async function startMediaHost(): Promise<MediaHost> {
  const { cert, key } = await selfSigned(MEDIA_HOSTS);
  const blobs = new Map<string, Buffer>();
  const requests: MediaRequest[] = [];
  const scripted = new Map<string, { status?: number; headers?: Record<string, string>; body?: Buffer }>();
  const server = createServer({ cert, key }, (request, response) => {
    const url = new URL(request.url ?? '/', 'https://media');
    requests.push({
      method: request.method ?? '',
      host: request.headers.host ?? '',
      path: url.pathname,
    });
    const script = scripted.get(url.pathname);
    if (script) {
      response.writeHead(script.status ?? 200, script.headers ?? {});
      response.end(script.body ?? '');
      return;
    }
    if (request.method !== 'POST') {
      const found = blobs.get(url.pathname);
      if (found) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found);
      else response.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = `/v/up/${randomBytes(12).toString('hex')}`;
      blobs.set(path, Buffer.concat(chunks));
      const answer = { url: `https://${MEDIA_HOSTS[0]}${path}`, direct_path: path };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = mediaAgent(port, cert);

  return {
    port,
    agent,
    certificate: cert,
    requests,
    blobs,
    keep(bytes, kind) {
      const mediaKey = randomBytes(32);
      const { iv, cipher, mac } = expand(mediaKey, kind);
      const aes = createCipheriv('aes-256-cbc', cipher, iv);
      const enc = Buffer.concat([aes.update(bytes), aes.final()]);
      const whole = Buffer.concat([enc, macOf(mac, iv, enc)]);
      const path = `/v/t62.7118-24/${randomBytes(12).toString('hex')}`;
      blobs.set(path, whole);
      return {
        path,
        mediaKey,
        sha256: sha256(bytes),
        encSha256: sha256(whole),
        size: bytes.length,
      };
    },
    read(path, mediaKey, kind) {
      const whole = blobs.get(path);
      if (!whole) throw new Error('nothing was uploaded there');
      const { iv, cipher, mac } = expand(mediaKey, kind);
      const enc = whole.subarray(0, -10);
      if (!macOf(mac, iv, enc).equals(whole.subarray(-10))) throw new Error('the MAC does not fit');
      const aes = createDecipheriv('aes-256-cbc', cipher, iv);
      return Buffer.concat([aes.update(enc), aes.final()]);
    },
    answer: (path, with_) => void scripted.set(path, with_),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function expand(
  mediaKey: Uint8Array,
  kind: keyof typeof LABELS,
): { iv: Buffer; cipher: Buffer; mac: Buffer } {
  const all = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(32), LABELS[kind], 112));
  return { iv: all.subarray(0, 16), cipher: all.subarray(16, 48), mac: all.subarray(48, 80) };
}

function macOf(key: Buffer, iv: Buffer, enc: Buffer): Buffer {
  return createHmac('sha256', key).update(iv).update(enc).digest().subarray(0, 10);
}
