import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.ts';
import { type Channel, type Pace, type Receiver, SendFailure, type Webhook } from '../port.ts';
import { ReachKeeper } from '../reach.ts';
import { ApiFailure, createBotApi } from './api.ts';
import { download } from './download.ts';
import { type BackOff, poll } from './poll.ts';
import { Sender } from './send.ts';
import { Tap, type Update, WANTED } from './update.ts';
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
  const api = createBotApi(token, apiRoot);
  const sender = new Sender({ api, partMs: pace.perChatMs, timeoutMs });
  const reach = new ReachKeeper(clock);
  const closing = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  let receiver: Receiver | null = null;

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

  async function register(publicUrl: string, secret: string, signal: AbortSignal): Promise<void> {
    const url = `${publicUrl.replace(/\/+$/, '')}${webhookPath(accountId)}`;
    const payload = { url, secret_token: secret, allowed_updates: [...WANTED] };
    for (let pauseMs = backOff.firstMs; !signal.aborted; pauseMs = Math.min(backOff.maxMs, pauseMs * 2)) {
      try {
        await api.call((call) => call('setWebhook', payload), { timeoutMs, signal });
        reach.up();
        return;
      } catch (error) {
        if (signal.aborted) return;
        reach.down(error instanceof ApiFailure ? error.message : 'the webhook is not set');
        log.warn(
          { account: accountId, pauseMs },
          `the Telegram webhook is not set: ${(error as Error).message}; trying again`,
        );
        await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
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
    webhook: webhook && { path: webhook.path, handle: (request) => track(webhook.handle(request)) },

    // Returns at once: an office whose line is down in the morning starts all the same, and catches up.
    async start(given, signal) {
      const ending = AbortSignal.any([signal, closing.signal]);
      receiver = given;
      ending.addEventListener('abort', () => {
        receiver = null;
      });
      if (options.webhook) {
        track(register(options.webhook.publicUrl, options.webhook.secret, ending));
        return;
      }
      const { loadCursor, saveCursor } = options;
      const polling = {
        api,
        accountId,
        receiver: given,
        log,
        clock,
        backOff,
        holdSeconds: 25,
        loadCursor,
        saveCursor,
      };
      track(poll({ ...polling, onUpdate: answerTap, reach }, ending));
    },

    async send(outbound) {
      if (closing.signal.aborted) throw new SendFailure('retry', 'the Telegram channel is stopping');
      return track(sender.send(outbound));
    },

    fetch: (media, maxBytes) =>
      track(download({ api, apiRoot, token, timeoutMs: timeoutMs * 4 }, media, maxBytes)),

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
