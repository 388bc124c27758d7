import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Receiver, Webhook } from '../port.ts';
import { noteIgnored } from './ignored.ts';
import { toInbound } from './inbound.ts';
import { Update } from './update.ts';

/** Updates are a few kilobytes; what is larger is not from Telegram. */
const BODY_LIMIT = 1024 * 1024;

/** What the webhook needs: its secret and whom to hand to. */
export interface WebhookOptions {
  readonly accountId: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Null before the channel has started and after it has stopped: Telegram then comes again. */
  readonly receiver: () => Receiver | null;
  readonly onUpdate: (update: Update) => void;
}

/** Where Telegram posts the updates of an account. */
export function webhookPath(accountId: string): string {
  return `/webhook/telegram/${encodeURIComponent(accountId)}`;
}

/**
 * Our own route: 200 is said only after the commit, because Telegram takes any 2xx for "never send that again" and
 * posts everything else once more. 401 wrong secret, 413 too large, 400 not an update, 503 not ready, 500 not stored.
 */
export function createWebhook(options: WebhookOptions): Webhook {
  const secret = digest(options.secret);
  return {
    path: webhookPath(options.accountId),
    handle: async (request) => {
      if (request.method !== 'POST') return status(405);
      const given = request.headers.get('x-telegram-bot-api-secret-token') ?? '';
      if (!timingSafeEqual(digest(given), secret)) return status(401);
      const body = await read(request);
      if (body === null) return status(413);
      const update = Update.safeParse(parse(body));
      if (!update.success) return status(400);
      const receiver = options.receiver();
      if (!receiver) return status(503);
      return receive(options, receiver, update.data);
    },
  };
}

async function receive(options: WebhookOptions, receiver: Receiver, update: Update): Promise<Response> {
  options.onUpdate(update);
  const inbound = toInbound(update, options.accountId, options.clock.now());
  if ('ignored' in inbound) {
    noteIgnored(options.log, options.accountId, inbound);
    return status(200);
  }
  try {
    await receiver.receive(inbound);
    return status(200);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    options.log.warn(
      { account: options.accountId, error: name },
      'a Telegram message could not be stored; Telegram will send it again',
    );
    return status(500);
  }
}

const status = (code: number): Response => new Response(null, { status: code });

/** Hashed first, so that the comparison takes the same time whatever the length. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The body, or null as soon as it grows beyond the limit. */
async function read(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) return null;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return null;
  }
}
