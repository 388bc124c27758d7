import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Inbound, Receiver } from '../port.ts';
import type { ReachKeeper } from '../reach.ts';
import { ApiFailure, type BotApi } from './api.ts';
import { noteIgnored } from './ignored.ts';
import { toInbound } from './inbound.ts';
import { Update, WANTED } from './update.ts';

/** How long to wait after a failure: doubled from `firstMs` up to `maxMs`. */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** What long polling needs: where to begin, whom to hand to, what to keep. */
export interface PollOptions {
  readonly api: BotApi;
  readonly accountId: string;
  readonly receiver: Receiver;
  readonly log: Logger;
  readonly clock: Clock;
  readonly backOff: BackOff;
  /** How long Telegram holds an empty answer back, in seconds; it takes at most 50. */
  readonly holdSeconds: number;
  /** The offset of the next poll: everything before it is committed. */
  readonly loadCursor: () => Promise<number | null>;
  readonly saveCursor: (next: number) => Promise<void>;
  /** Told of each update before it is handled, to answer taps at once. */
  readonly onUpdate: (update: Update) => void;
  /** Told when Telegram answers with what is no answer; whether it answers at all shows in `api`. */
  readonly reach: ReachKeeper;
}

/**
 * Reads updates until the signal is aborted; resolves when nothing is in flight any more. An offset confirms
 * everything before it, so it moves only when a whole batch is committed; what is offered twice ends at the inbox.
 * The next offset is the last batch's end, not the highest id ever seen: after a quiet week the numbering begins
 * anew, perhaps lower, and the server takes an offset that does not fit its queue for none.
 */
export async function poll(options: PollOptions, signal: AbortSignal): Promise<void> {
  const { api, log } = options;
  let failures = 0;
  let offset = await persist(options, signal, options.loadCursor);
  if (!signal.aborted) await persist(options, signal, () => dropWebhook(api, signal));
  while (!signal.aborted) {
    try {
      // After a failure the first answer is not waited for: it shows that Telegram is back.
      const holdSeconds = failures > 0 ? 0 : options.holdSeconds;
      const answer = await getUpdates({ ...options, holdSeconds }, offset ?? undefined, signal);
      const updates = wellFormed(answer);
      await settle(options, updates, signal);
      const last = Math.max(...updates.map((update) => update.update_id));
      if (updates.length > 0 && !signal.aborted) {
        offset = last + 1;
        await options.saveCursor(offset);
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const pauseMs = pause(options.backOff, failures, error);
      failures += 1;
      if (error instanceof ApiFailure && error.status === 200) options.reach.down(error.message);
      log.warn({ account: options.accountId, pauseMs }, explain(error));
      if (error instanceof ApiFailure && error.status === 409)
        await dropWebhook(api, signal).catch(() => undefined);
      await sleep(pauseMs, signal);
    }
  }
}

/** Telegram refuses to be polled while it posts to a webhook; waiting updates are kept. */
function dropWebhook(api: BotApi, signal: AbortSignal): Promise<unknown> {
  return api.call((call) => call('deleteWebhook', { drop_pending_updates: false }), {
    timeoutMs: 15_000,
    signal,
  });
}

function getUpdates(
  { api, holdSeconds }: PollOptions,
  offset: number | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const payload = {
    timeout: holdSeconds,
    limit: 100,
    allowed_updates: [...WANTED],
    ...(offset === undefined ? {} : { offset }),
  };
  return api.call<unknown>((call) => call('getUpdates', payload), {
    timeoutMs: holdSeconds * 1000 + 15_000,
    signal,
  });
}

function wellFormed(answer: unknown): Update[] {
  if (!Array.isArray(answer)) throw new ApiFailure(200, 'the answer is no list of updates', 'no');
  const updates = answer
    .map((entry) => Update.safeParse(entry))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  if (updates.length === 0 && answer.length > 0) throw new ApiFailure(200, 'no update has a usable id', 'no');
  return updates;
}

/**
 * Hands a batch over: in order within a chat, chats side by side, so that the engine can take many together. The
 * answer may come in any order and with repeats, so its ids decide: a batch lies within one numbering, because a new
 * one begins only when nothing has waited for a week. An offset never leaves something older behind for a later poll.
 */
async function settle(options: PollOptions, updates: readonly Update[], signal: AbortSignal): Promise<void> {
  const lanes = new Map<string, Inbound[]>();
  for (const update of [...updates].sort((a, b) => a.update_id - b.update_id)) {
    options.onUpdate(update);
    const inbound = toInbound(update, options.accountId, options.clock.now());
    if ('ignored' in inbound) {
      noteIgnored(options.log, options.accountId, inbound);
      continue;
    }
    const lane = lanes.get(inbound.chat);
    if (lane) lane.push(inbound);
    else lanes.set(inbound.chat, [inbound]);
  }
  await Promise.all(
    [...lanes.values()].map((lane) => {
      let left: readonly Inbound[] = lane;
      return persist(options, signal, async () => {
        const offered = await Promise.allSettled(left.map((inbound) => options.receiver.receive(inbound)));
        const first = offered.findIndex(({ status }) => status === 'rejected');
        const failed = offered[first];
        if (failed?.status !== 'rejected') return;
        // Nothing behind the first that failed is stored, so that the order holds when they are offered again.
        left = left.slice(first);
        throw failed.reason;
      });
    }),
  );
}

/** Tries until it works or the signal is aborted: a message is never skipped because the database was away. */
async function persist<T>(
  options: PollOptions,
  signal: AbortSignal,
  act: () => Promise<T>,
): Promise<T | null> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) return null;
      const pauseMs = pause(options.backOff, failures, error);
      options.log.warn({ account: options.accountId, pauseMs }, explain(error));
      await sleep(pauseMs, signal);
    }
  }
  return null;
}

function pause({ firstMs, maxMs }: BackOff, failures: number, error: unknown): number {
  const doubled = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 20));
  return error instanceof ApiFailure ? Math.max(doubled, error.retryAfterMs ?? 0) : doubled;
}

/** One line for the operator. Errors that are not ours are named by their class only: their text may hold a message. */
function explain(error: unknown): string {
  if (!(error instanceof ApiFailure)) {
    return `a Telegram message could not be stored yet (${error instanceof Error ? error.name : 'unknown error'}); it is tried again`;
  }
  if (error.status === 409) {
    return 'another process reads the messages of this Telegram bot (409 Conflict): stop it, or give each its own token; trying again';
  }
  if (error.status === 401 || error.status === 404) return 'Telegram refuses the bot token; trying again';
  return `Telegram cannot be read: ${error.message}; trying again`;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
