import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LEASE_TIMES, type Lease } from '../lease.ts';

/** The lease of an account, as the bot sees it. */
export interface TurnOptions {
  readonly accountId: string;
  readonly log: Logger;
  /** Null while another process has it. Without this the bot is always ours: no other process can be there. */
  readonly take?: (() => Promise<Lease | null>) | undefined;
  /** How often it is asked for while another has it, in milliseconds. */
  readonly everyMs?: number | undefined;
  /** Runs until its signal comes, which it does at once when the lease is lost. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** It became our turn, or another's. */
  readonly onTurn: (ours: boolean) => void;
  /** Called at each look while another process has its turn. */
  readonly meanwhile: () => Promise<unknown>;
}

/** Does the work whenever the lease is ours, for as long as it is; resolves when the signal has come. */
export async function inTurn(options: TurnOptions, signal: AbortSignal): Promise<void> {
  const { take, log, accountId } = options;
  if (!take) return options.work(signal);
  const everyMs = options.everyMs ?? LEASE_TIMES.renewMs;
  while (!signal.aborted) {
    const lease = await take().catch((error: unknown) => {
      log.warn({ account: accountId, error }, 'the turn of a Telegram bot could not be asked for');
      return null;
    });
    if (lease) {
      log.info({ account: accountId }, 'this process speaks for the Telegram bot');
      options.onTurn(true);
      await options.work(AbortSignal.any([signal, lease.lost]));
      options.onTurn(false);
      // Given back at once, so that a process that stops keeps nobody waiting.
      await lease.release().catch(() => undefined);
      if (!signal.aborted)
        log.warn({ account: accountId }, 'another process speaks for the Telegram bot now');
    } else await options.meanwhile().catch(() => undefined);
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
