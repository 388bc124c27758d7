import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ReachKeeper } from '../reach.ts';
import { ApiFailure, type BotApi } from './api.ts';
import type { BackOff } from './poll.ts';
import { WANTED } from './update.ts';

/** What keeping the webhook set needs. */
export interface UpkeepOptions {
  readonly api: BotApi;
  readonly accountId: string;
  readonly url: string;
  readonly secret: string;
  readonly log: Logger;
  readonly reach: ReachKeeper;
  readonly backOff: BackOff;
  readonly timeoutMs: number;
  /** How often Telegram is asked whether it still posts to us, in milliseconds. */
  readonly lookMs: number;
}

/**
 * Sets the webhook and sees to it that it stays: nothing else would show that Telegram cannot post to us, or that
 * somebody took the webhook away. Resolves when the signal has come.
 */
export async function keepWebhook(options: UpkeepOptions, signal: AbortSignal): Promise<void> {
  const { api, url, secret, reach, backOff, timeoutMs } = options;
  let set = false;
  let oldErrorAt: number | null = null;
  for (let failures = 0; !signal.aborted; ) {
    let pauseMs = options.lookMs;
    try {
      if (!set) {
        const payload = { url, secret_token: secret, allowed_updates: [...WANTED] };
        await api.call((call) => call('setWebhook', payload), { timeoutMs, signal });
        set = true;
        reach.up();
      } else {
        const info = await api.call((call) => call('getWebhookInfo', {}), { timeoutMs, signal });
        // An error of before counts as over; one since then lasts until nothing waits to be posted any more.
        const errorAt = info.last_error_date ?? 0;
        if (oldErrorAt === null || info.pending_update_count === 0) oldErrorAt = errorAt;
        const refused = errorAt !== oldErrorAt;
        set = info.url === url;
        if (!set) pauseMs = 0;
        if (!set || refused) reach.down(why(set, info.last_error_message));
        else reach.up();
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const failure = error instanceof ApiFailure ? error : null;
      const doubled = Math.min(backOff.maxMs, backOff.firstMs * 2 ** Math.min(failures, 20));
      pauseMs = Math.max(doubled, failure?.retryAfterMs ?? 0);
      failures += 1;
      reach.down(failure?.message ?? 'the webhook is not set');
      options.log.warn(
        { account: options.accountId, pauseMs },
        `the Telegram webhook ${set ? 'cannot be looked at' : 'is not set'}: ${failure?.message ?? 'unknown'}; trying again`,
      );
    }
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

function why(set: boolean, lastError: string | undefined): string {
  if (!set) return 'the webhook was taken away or points elsewhere; it is set again';
  return `Telegram cannot post to PUBLIC_URL: ${(lastError ?? 'unknown').slice(0, 150)}`;
}
