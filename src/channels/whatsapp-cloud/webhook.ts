import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { DeliveryStatus, Inbound, Receiver, Webhook } from '../port.ts';
import { type Arrived, MALFORMED, mapWebhook, type Named } from './inbound.ts';
import { Lanes } from './lanes.ts';
import { parseBody, readBody } from './read.ts';

/** What the webhook needs: its secrets and whom to hand to. */
export interface WebhookOptions {
  readonly accountId: string;
  readonly phoneNumberId: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Null before the channel has started and after it has stopped: Meta then comes again. */
  readonly receiver: () => Receiver | null;
  /** Rejects when a status could not be stored. */
  readonly onStatus: (status: DeliveryStatus) => Promise<void>;
  /** Told of each message, with its own id, once it is stored. */
  readonly onStored: (inbound: Inbound) => void;
  /** The chat of a person who is known by more than one name. */
  readonly chatOf: (sender: Named) => Promise<string>;
  /** Makes an id that may be kept out of one of WhatsApp's. */
  readonly hide: (id: string) => string;
  /** Counts what was dropped or refused, by reason. */
  readonly count: (reason: string) => void;
  /** How long a body may take to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number;
}

/** Where Meta posts what happens on a number; its id is known before the office has ever been started. */
export function webhookPath(phoneNumberId: string): string {
  return `/webhook/whatsapp-cloud/${encodeURIComponent(phoneNumberId)}`;
}

/** The word typed at Meta when none is set: made of a keyed index of the number, so that it is the same at every start. */
export function derivedVerifyToken(index: Uint8Array): string {
  return createHash('sha256').update(index).digest('base64url').replace(/[_-]/g, '').slice(0, 32);
}

/**
 * Meta's webhook. GET proves to Meta that the address is ours. A POST gets 200 only after everything in it is stored,
 * because Meta takes 200 for "never send that again" and offers everything else for up to seven days. 401 wrong
 * signature, 408 too slow, 413 too large, 415 packed, 400 not an envelope, 503 not ready, 500 not stored.
 */
export function createWebhook(options: WebhookOptions): Webhook {
  const lanes = new Lanes();
  const verifyToken = digest(options.verifyToken);
  const refuse = (code: number, reason: string): Response => {
    options.count(reason);
    return new Response(null, { status: code });
  };
  return {
    path: webhookPath(options.phoneNumberId),
    handle: async (request) => {
      if (request.method === 'GET')
        return verified(request, verifyToken) ?? refuse(403, 'wrong verify token');
      if (request.method !== 'POST') return refuse(405, 'neither GET nor POST');
      // Meta packs nothing; what is never unpacked cannot swell.
      if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity')
        return refuse(415, 'packed');
      const body = await readBody(request, options.bodyTimeoutMs);
      if (body === 'too large') return refuse(413, body);
      if (body === 'too slow') return refuse(408, body);
      if (body === 'broken') return refuse(400, body);
      if (!signed(body, request.headers.get('x-hub-signature-256'), options.appSecret))
        return refuse(401, 'wrong signature');
      const { accountId, phoneNumberId, clock } = options;
      const mapped = mapWebhook(parseBody(body), { accountId, phoneNumberId, receivedAt: clock.now() });
      if (!mapped) return refuse(400, MALFORMED);
      const receiver = options.receiver();
      if (!receiver) return refuse(503, 'not ready');
      for (const reason of mapped.ignored) options.count(reason);
      if (mapped.ignored.includes(MALFORMED))
        options.log.warn({ account: accountId }, 'a part of a WhatsApp webhook was malformed and dropped');
      const stored = await store(options, lanes, receiver, mapped.inbound, mapped.statuses);
      return stored ? new Response(null, { status: 200 }) : refuse(500, 'not stored');
    },
  };
}

/** People side by side, each in order; one stops at the first failure, so that nothing overtakes it. */
async function store(
  options: WebhookOptions,
  lanes: Lanes,
  receiver: Receiver,
  arrived: readonly Arrived[],
  statuses: readonly DeliveryStatus[],
): Promise<boolean> {
  const { hide } = options;
  const chats = [...Map.groupBy(arrived, (one) => one.chat)].map(([name, messages]) =>
    lanes.run(name, async () => {
      for (const { sender, ...message } of messages) {
        const chat = await options.chatOf(sender);
        await receiver.receive({
          ...message,
          chat,
          externalId: hide(message.externalId),
          quoted: message.quoted === null ? null : hide(message.quoted),
        });
        options.onStored({ ...message, chat });
      }
    }),
  );
  const told = (async () => {
    for (const status of statuses) await options.onStatus(status);
  })();
  const results = await Promise.allSettled([...chats, told]);
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return true;
  unstored(options, failed.reason);
  return false;
}

function unstored({ log, accountId }: WebhookOptions, reason: unknown): void {
  const error = reason instanceof Error ? reason.name : 'unknown error';
  log.warn({ account: accountId, error }, 'a WhatsApp webhook could not be stored; Meta will send it again');
}

/** The challenge, given back to whoever knows the verify token; null for anyone else. */
function verified(request: Request, verifyToken: Buffer): Response | null {
  const asked = new URL(request.url).searchParams;
  const challenge = asked.get('hub.challenge') ?? '';
  const known = timingSafeEqual(digest(asked.get('hub.verify_token') ?? ''), verifyToken);
  if (!known || asked.get('hub.mode') !== 'subscribe' || !/^[\w.-]{1,200}$/.test(challenge)) return null;
  return new Response(challenge, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
}

/**
 * Whether the body as it came was signed with the app's secret. Only the form that Meta writes counts: two headers
 * arrive joined by a comma and are refused, and so is any other spelling.
 */
function signed(body: Uint8Array, header: string | null, secret: string): boolean {
  const [, hex = ''] = /^sha256=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  const given = Buffer.from(hex.padEnd(64, '0'), 'hex');
  const right = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given);
  return right && hex !== '';
}

/** Hashed first, so that the comparison takes the same time whatever the length. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
