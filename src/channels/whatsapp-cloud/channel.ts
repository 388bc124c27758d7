import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.ts';
import {
  type Channel,
  type DeliveryStatus,
  type Pace,
  type Receiver,
  SendFailure,
  type Webhook,
} from '../port.ts';
import { ReachKeeper } from '../reach.ts';
import { download } from './download.ts';
import { createGraph, GRAPH_VERSION, type Graph, type GraphFailure, OFFICIAL_ROOT } from './graph.ts';
import type { Named } from './inbound.ts';
import { PAIR_LIMIT, type PairRate, Pairs } from './pair.ts';
import { Remembered } from './remembered.ts';
import { Sender } from './send.ts';
import type { Templates } from './template.ts';
import { createWebhook } from './webhook.ts';

/**
 * 80 messages a second in all. Within a chat there is no fixed pause: what a person may be sent (one in six seconds,
 * 45 at once) is counted in the channel, see Pairs.
 */
export const WHATSAPP_CLOUD_PACE: Pace = { perChatMs: 0, perAccountMs: 13 };

/** How often it is looked whether Meta can be reached: after a failure, and while nothing is heard (ms). */
export interface LookTimes {
  readonly whileDown: number;
  readonly whileUp: number;
}

/** What a number on the Cloud API needs to run. */
export interface WhatsAppCloudOptions {
  readonly accountId: string;
  /** Meta's id of the number, not the number itself. */
  readonly phoneNumberId: string;
  readonly token: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly graphRoot?: string;
  readonly graphVersion?: string;
  /** The approved templates of the ward that a chat belongs to. */
  readonly templates?: (chat: string) => Promise<Templates>;
  /**
   * Makes an id that may be kept out of one of WhatsApp's, which holds the person's number in base64: the same for
   * the same id, and telling nothing of it. Only such ids leave the channel.
   */
  readonly hide?: (id: string) => string;
  readonly pace?: Pace;
  readonly pair?: PairRate;
  readonly look?: LookTimes;
  readonly log: Logger;
  readonly clock?: Clock;
  /**
   * Stores what became of a message; `unknown` when no message has that id (yet: a status may come before `send` has
   * returned, and is then told again). A rejection lets Meta send it again.
   */
  readonly onStatus?: (status: DeliveryStatus) => Promise<'known' | 'unknown'>;
  /** The chat of a person whom WhatsApp names by number, by id, or by both; by itself the number comes first. */
  readonly chatOf?: (sender: Named) => Promise<string>;
  /** Meta could not be reached just now: why. */
  readonly down?: string | null;
  /** When the person of a chat wrote last, or null. */
  readonly lastInAt: (chat: string) => Promise<Date | null>;
  /** Milliseconds until a call is given up; files may take four times as long. */
  readonly timeoutMs?: number;
  /** Pauses before an unknown status is told again, in milliseconds. */
  readonly statusPausesMs?: readonly number[];
  /** Milliseconds that the body of a webhook may take to arrive. */
  readonly bodyTimeoutMs?: number;
}

/** The Cloud API channel: the route to mount, and what it dropped or refused, by reason. */
export type WhatsAppCloudChannel = Channel & {
  readonly webhook: Webhook;
  readonly counts: ReadonlyMap<string, number>;
};

/** Last messages of chats (for the typing sign) and ids of ours (to be quoted) that are remembered. */
const REMEMBERED = 10_000;

/** An outage is seen within five minutes when nobody writes, its end within one. */
const LOOK_MS: LookTimes = { whileDown: 60_000, whileUp: 300_000 };

/** Makes the channel; nothing is called before a message is sent. */
export function createWhatsAppCloudChannel(options: WhatsAppCloudOptions): WhatsAppCloudChannel {
  const { accountId, phoneNumberId, token, log } = options;
  const clock = options.clock ?? systemClock;
  const timeoutMs = options.timeoutMs ?? 15_000;
  const root = options.graphRoot ?? OFFICIAL_ROOT;
  const hide = options.hide ?? ((id: string) => id);
  const plain = createGraph({ root, version: options.graphVersion ?? GRAPH_VERSION, token });
  const reach = new ReachKeeper(clock);
  if (options.down) reach.down(options.down);
  const graph: Graph = {
    ...plain,
    call: async (call) => {
      heardAt = clock.now().getTime();
      try {
        const answer = await plain.call(call);
        reach.up();
        return answer;
      } catch (error) {
        // Whatever Meta answers shows that it is there; what it does not answer, or will not for any message, is an outage.
        const { status } = error as GraphFailure;
        if (status === null || status === 401 || status >= 500) reach.down((error as GraphFailure).message);
        else reach.up();
        throw error;
      }
    },
  };
  const pairs = new Pairs(options.pair ?? PAIR_LIMIT, clock);
  const { lastInAt, templates = async () => ({}) } = options;
  const sender = new Sender({ graph, phoneNumberId, templates, lastInAt, pairs, clock, timeoutMs });
  const closing = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  const lastMessages = new Remembered(REMEMBERED);
  const ownIds = new Remembered(REMEMBERED);
  const counts = new Map<string, number>();
  const looks = options.look ?? LOOK_MS;
  let receiver: Receiver | null = null;
  let heardAt = clock.now().getTime();

  function track<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.catch(() => undefined).finally(() => inFlight.delete(settled));
    inFlight.add(settled);
    return work;
  }

  const count = (reason: string) => counts.set(reason, (counts.get(reason) ?? 0) + 1);

  /** A status that overtook the answer of its send is told again a few times; most are known at once. */
  async function tellStatus(told: DeliveryStatus): Promise<void> {
    const status = { ...told, externalId: hide(told.externalId) };
    if (!options.onStatus || (await options.onStatus(status)) === 'known') return;
    track(tellAgain(status, options.onStatus)).catch(() => count('a status was lost'));
  }

  async function tellAgain(status: DeliveryStatus, tell: NonNullable<typeof options.onStatus>) {
    for (const pauseMs of options.statusPausesMs ?? [250, 1_000, 5_000]) {
      await wait(pauseMs, undefined, { signal: closing.signal });
      if ((await tell(status)) === 'known') return;
    }
    count('a status of an unknown message');
  }

  /** Asks Meta for the number, so that an outage and its end are seen when nobody writes. */
  async function look(): Promise<void> {
    const silentMs = clock.now().getTime() - heardAt;
    if (reach.now.up && silentMs < looks.whileUp) return;
    const path = `${phoneNumberId}?fields=id`;
    await track(graph.call({ method: 'GET', path, timeoutMs })).catch(() => undefined);
  }

  const webhook = createWebhook({
    accountId,
    phoneNumberId,
    appSecret: options.appSecret,
    verifyToken: options.verifyToken,
    clock,
    log,
    receiver: () => receiver,
    onStatus: tellStatus,
    chatOf: options.chatOf ?? (async ({ phone, userId }) => phone ?? userId ?? ''),
    onStored: ({ chat, externalId }) => lastMessages.set(chat, externalId),
    hide,
    count,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
  });

  return {
    name: 'whatsapp-cloud',
    accountId,
    pace: options.pace ?? WHATSAPP_CLOUD_PACE,
    resendable: false,
    get reach() {
      return reach.now;
    },
    counts,
    webhook: { path: webhook.path, handle: (request) => track(webhook.handle(request)) },

    async start(given, signal) {
      receiver = given;
      const timer = setInterval(() => void look(), looks.whileDown);
      timer.unref();
      closing.signal.addEventListener('abort', () => clearInterval(timer));
      AbortSignal.any([signal, closing.signal]).addEventListener('abort', () => {
        receiver = null;
      });
    },

    async send(outbound) {
      if (closing.signal.aborted) throw new SendFailure('retry', 'the WhatsApp channel is stopping');
      const edits = outbound.edits === null ? null : (ownIds.get(outbound.edits) ?? null);
      const { externalId } = await track(sender.send({ ...outbound, edits }));
      const hidden = hide(externalId);
      ownIds.set(hidden, externalId);
      return { externalId: hidden };
    },

    fetch: (media, maxBytes) =>
      track(download({ graph, phoneNumberId, timeoutMs: timeoutMs * 4 }, media, maxBytes)),

    // WhatsApp shows it under a message that it answers, and marks that one as read.
    async typing(chat) {
      const message_id = lastMessages.get(chat);
      if (message_id === undefined) return;
      const status = { messaging_product: 'whatsapp', status: 'read', message_id };
      const body = { ...status, typing_indicator: { type: 'text' } };
      const path = `${phoneNumberId}/messages`;
      await track(graph.call({ method: 'POST', path, body, timeoutMs: 5_000 })).catch(() => undefined);
    },

    async stop() {
      closing.abort();
      receiver = null;
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
