import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.ts';
import type { Lease } from '../lease.ts';
import { type Channel, type Pace, type Receiver, SendFailure, type Webhook } from '../port.ts';
import { ReachKeeper } from '../reach.ts';
import { createBotApi } from './api.ts';
import { download } from './download.ts';
import { type BackOff, poll } from './poll.ts';
import { noting } from './reached.ts';
import { Sender } from './send.ts';
import { inTurn } from './turn.ts';
import { Tap, type Update } from './update.ts';
import { keepWebhook } from './upkeep.ts';
import { createWebhook, webhookPath } from './webhook.ts';

/** Telegram's own Bot API server. */
export const OFFICIAL_ROOT = 'https://api.telegram.org';

/** One message a second in a chat and thirty in all (https://core.telegram.org/bots/faq). */
export const TELEGRAM_PACE: Pace = { perChatMs: 1000, perAccountMs: 34 };

/** What a bot needs to run. */
export interface TelegramChannelOptions {
  readonly accountId: string;
  readonly token: string;
  readonly apiRoot?: string;
  /** Let Telegram post to `publicUrl` instead of polling; the secret has 1-256 characters of A-Z a-z 0-9 _ -. */
  readonly webhook?: { readonly publicUrl: string; readonly secret: string };
  readonly pace?: Pace;
  readonly log: Logger;
  readonly clock?: Clock;
  /** The offset that polling goes on from; both may reject, they are tried again. */
  readonly loadCursor: () => Promise<number | null>;
  readonly saveCursor: (next: number) => Promise<void>;
  /**
   * The right to poll, or to set the webhook; null while another process has it. Left out where no other process can
   * be on the same database.
   */
  readonly lease?: () => Promise<Lease | null>;
  /** How often the lease is asked for while another process has it, in milliseconds. */
  readonly leaseEveryMs?: number;
  /** How often Telegram is asked whether the webhook still stands, in milliseconds; 30,000. */
  readonly lookMs?: number;
  /** Waiting times after failures; 0.5 s to 30 s. */
  readonly backOff?: BackOff;
  /** Milliseconds until a call is given up; files may take four times as long. */
  readonly timeoutMs?: number;
}

/** The Telegram channel; `webhook` is the route to mount, or null when it polls. */
export type TelegramChannel = Channel & { readonly webhook: Webhook | null };

/** Makes the channel; nothing is called before `start`. */
export function createTelegramChannel(options: TelegramChannelOptions): TelegramChannel {
  const { accountId, token, log } = options;
  const clock = options.clock ?? systemClock;
  const apiRoot = (options.apiRoot ?? OFFICIAL_ROOT).replace(/\/+$/, '');
  const pace = options.pace ?? TELEGRAM_PACE;
  const backOff = options.backOff ?? { firstMs: 500, maxMs: 30_000 };
  const timeoutMs = options.timeoutMs ?? 30_000;
  const reach = new ReachKeeper(clock);
  const plain = createBotApi(token, apiRoot);
  const api = noting(plain, reach);
  const sender = new Sender({ api, partMs: pace.perChatMs, timeoutMs });
  const closing = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  let receiver: Receiver | null = null;
  let ours = options.lease === undefined;

  function track<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.catch(() => undefined).finally(() => inFlight.delete(settled));
    inFlight.add(settled);
    return work;
  }

  /** Takes the clock off a tapped button at once; what the tap means is decided elsewhere. */
  function answerTap(update: Update): void {
    const tap = Tap.pick({ id: true }).safeParse(update['callback_query']);
    if (!tap.success) return;
    const answer = api.call((call) => call('answerCallbackQuery', { callback_query_id: tap.data.id }), {
      timeoutMs: 10_000,
    });
    track(answer).catch(() => undefined);
  }

  /** What one process of several does for the bot: it keeps the webhook set, or it polls. */
  function work(given: Receiver, signal: AbortSignal): Promise<void> {
    if (options.webhook) {
      const { publicUrl, secret } = options.webhook;
      const url = `${publicUrl.replace(/\/+$/, '')}${webhookPath(accountId)}`;
      const lookMs = options.lookMs ?? 30_000;
      return keepWebhook(
        { api: plain, accountId, url, secret, log, reach, backOff, timeoutMs, lookMs },
        signal,
      );
    }
    const { loadCursor, saveCursor } = options;
    const polling = { api, accountId, receiver: given, log, clock, backOff, loadCursor, saveCursor, reach };
    return poll({ ...polling, holdSeconds: 25, onUpdate: answerTap }, signal);
  }

  const webhook = options.webhook
    ? createWebhook({
        accountId,
        secret: options.webhook.secret,
        clock,
        log,
        receiver: () => receiver,
        onUpdate: answerTap,
      })
    : null;

  return {
    name: 'telegram',
    accountId,
    pace,
    resendable: false,
    get reach() {
      return reach.now;
    },
    // Where one process polls, it also sends: whatever is said came of what it read, and the pace of a chat and the
    // keyboard left open in it are known in one place. A webhook's calls come to any process, and each of them sends.
    get standby() {
      return webhook === null && !ours;
    },
    webhook: webhook && { path: webhook.path, handle: (request) => track(webhook.handle(request)) },

    // Returns at once: an office whose line is down in the morning starts all the same, and catches up.
    async start(given, signal) {
      const ending = AbortSignal.any([signal, closing.signal]);
      receiver = given;
      ending.addEventListener('abort', () => {
        receiver = null;
      });
      const turn = {
        accountId,
        log,
        take: options.lease,
        everyMs: options.leaseEveryMs,
        work: (until: AbortSignal) => work(given, until),
        onTurn: (now: boolean) => {
          ours = now;
        },
        // Whoever waits has few calls that could show that Telegram is back.
        meanwhile: async () => {
          if (!reach.now.up)
            await api.call((call) => call('getMe', {}), { timeoutMs: 10_000, signal: ending });
        },
      };
      track(inTurn(turn, ending));
    },

    async send(outbound) {
      if (closing.signal.aborted) throw new SendFailure('retry', 'the Telegram channel is stopping');
      return track(sender.send(outbound));
    },

    fetch: (media, maxBytes) =>
      track(download({ api, apiRoot, token, timeoutMs: timeoutMs * 4, quietMs: timeoutMs }, media, maxBytes)),

    async typing(chat) {
      await api
        .call((call) => call('sendChatAction', { chat_id: chat, action: 'typing' }), { timeoutMs: 5_000 })
        .catch(() => undefined);
    },

    async stop() {
      closing.abort();
      receiver = null;
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
