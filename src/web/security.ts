import { BlockList } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from './server.ts';

/** Nothing but our own files; no inline script or style anywhere. `blob:` is for a photo that is about to be sent. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "object-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * The policy of a file that a person sent or that the office made. A browser's own PDF viewer is a small page with
 * inline style inside this response, which is why style is looser here; a script is never allowed.
 */
const FILE_POLICY =
  "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** Puts the protective headers on every answer; a route may have set a policy of its own before. */
export const protect: MiddlewareHandler = async (c, next) => {
  await next();
  const headers = c.res.headers;
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', PAGE_POLICY);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  headers.set('X-Frame-Options', 'SAMEORIGIN');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  // The page of the counter takes photos, and says so itself.
  if (!headers.has('Permissions-Policy'))
    headers.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
};

/** Answers with the bytes of a file, shown by the browser and never run or guessed at. */
export function fileResponse(
  c: Context,
  file: { bytes: Uint8Array; mime: string; name: string },
  download: boolean,
): Response {
  c.header('Content-Type', file.mime);
  c.header('Content-Security-Policy', FILE_POLICY);
  c.header('Cache-Control', 'private, no-store');
  c.header('Content-Disposition', disposition(file.name, download));
  return c.body(new Uint8Array(file.bytes));
}

/** RFC 6266: a plain name for old readers and the true one beside it. */
function disposition(name: string, download: boolean): string {
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_').slice(0, 120) || 'berkas';
  const full = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${download ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${full}`;
}

/**
 * Whether a POST comes from a page of this very server. A browser always says where a POST comes from; a client
 * that says nothing is not a browser and carries nobody's session, so it is let in.
 */
export function fromOwnPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('origin');
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === c.req.header('host');
  } catch {
    return false;
  }
}

/** Where a proxy of ours stands: this machine, or a network that is nobody else's (RFC 1918, RFC 4193, RFC 3927). */
const NEAR = new BlockList();
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  NEAR.addSubnet(net, bits);
NEAR.addAddress('::1', 'ipv6');
NEAR.addSubnet('fc00::', 7, 'ipv6');
NEAR.addSubnet('fe80::', 10, 'ipv6');

/**
 * The address that a rate limit counts by. `X-Forwarded-For` is believed only behind a proxy of ours: whoever reaches
 * the office past it, from the open net, is counted by the address that the connection has.
 */
export function clientAddress(c: Context<App>, trustProxy: boolean): string {
  const direct = (c.env.incoming.socket.remoteAddress ?? 'unknown').replace(/^::ffff:/i, '');
  if (!trustProxy || !NEAR.check(direct, direct.includes(':') ? 'ipv6' : 'ipv4')) return bucket(direct);
  // The last entry is the one our own proxy wrote; those before it are whatever the client claimed.
  const last = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return bucket(last === undefined || last === '' ? direct : last);
}

/** One household has a whole IPv6 /64, so it counts as one address. */
function bucket(address: string): string {
  const plain = address.replace(/^::ffff:/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = tail.split(':').filter((part) => part !== '');
  const middle = plain.includes('::')
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
    : [];
  return [...left, ...middle, ...right].slice(0, 4).join(':');
}
