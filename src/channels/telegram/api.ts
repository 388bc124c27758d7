import { Telegram } from 'telegraf';

type Methods = Telegram['callApi'];
type Signal = NonNullable<NonNullable<Parameters<Methods>[2]>['signal']>;

/**
 * A call that failed, in words of our own. The client's errors hold the address with the token in it and the
 * payload with the message in it, so none of them ever leaves this file: not as cause, not in a log.
 */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** The HTTP status that Telegram answered with, or null when there was no answer. */
  readonly status: number | null;
  /** Telegram's description, without anything it quoted from our text. */
  readonly reason: string;
  readonly retryAfterMs: number | null;
  /** Whether the call can have had an effect: `no` when it never reached Telegram or was refused. */
  readonly effect: 'no' | 'perhaps';

  constructor(
    status: number | null,
    reason: string,
    effect: 'no' | 'perhaps',
    retryAfterMs: number | null = null,
  ) {
    super(`Telegram: ${status ?? 'no answer'}, ${reason}`);
    this.status = status;
    this.reason = reason;
    this.effect = effect;
    this.retryAfterMs = retryAfterMs;
  }
}

/** How long a call may take, and what may end it early. */
export interface CallOptions {
  /** Milliseconds until the call is given up. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The Bot API as typed calls that end in time and fail with ApiFailure only. */
export interface BotApi {
  readonly call: <T>(using: (call: Methods) => Promise<T>, options: CallOptions) => Promise<T>;
}

/** Telegraf as a client and nothing else: its polling, webhook and handlers are not used. */
export function createBotApi(token: string, apiRoot: string): BotApi {
  const telegram = new Telegram(token, { apiRoot: `${apiRoot.replace(/\/+$/, '')}/`, webhookReply: false });
  return {
    call: async (using, { timeoutMs, signal }) => {
      const limit = AbortSignal.timeout(timeoutMs);
      const either = signal ? AbortSignal.any([limit, signal]) : limit;
      // The client's types come from a stand-in for AbortSignal; at run time it takes the real one.
      const typed = either as unknown as Signal;
      try {
        return await using((method, payload) => telegram.callApi(method, payload, { signal: typed }));
      } catch (error) {
        throw toFailure(error, either.aborted);
      }
    },
  };
}

/** Failures of the network that happen before a request is on its way. */
const BEFORE_SENDING =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|connect ETIMEDOUT|CERT|ERR_TLS|ERR_SSL|self.signed/;

function toFailure(error: unknown, aborted: boolean): ApiFailure {
  if (aborted) return new ApiFailure(null, 'no answer in time', 'perhaps');
  const response = (
    error as { response?: { error_code?: unknown; description?: unknown; parameters?: unknown } }
  ).response;
  if (typeof response?.error_code === 'number') {
    const after = (response.parameters as { retry_after?: unknown } | undefined)?.retry_after;
    const reason = quotesRemoved(String(response.description ?? ''));
    return new ApiFailure(response.error_code, reason, 'no', typeof after === 'number' ? after * 1000 : null);
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  const early = BEFORE_SENDING.test(`${code} ${message}`);
  const known = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'connection lost';
  return new ApiFailure(null, known, early ? 'no' : 'perhaps');
}

function quotesRemoved(description: string): string {
  return description
    .replace(/"[^"]*"?/g, '"…"')
    .replace(/\d{6,}/g, '…')
    .slice(0, 150);
}
