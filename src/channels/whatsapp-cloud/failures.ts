import { SendFailure } from '../port.ts';
import { GraphFailure } from './graph.ts';

/** Waiting time when only a person can mend it (the token, the account, the number): hurry is of no use. */
const FOR_A_PERSON_MS = 60_000;

/** Outside the 24 hours: free text is refused (error 131047). */
export const WINDOW_CLOSED = 131047;
/** More messages to one person than the pair of numbers may exchange (error 131056). */
export const PAIR_RATE = 131056;

type Kind = SendFailure['kind'];

/**
 * What Meta's error codes mean for the message
 * (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
 */
const CODES: ReadonlyMap<number, readonly [Kind, number | null]> = new Map<
  number,
  readonly [Kind, number | null]
>([
  // Too much at once: the number, the pair, the account's hour, the app's hour, and quality.
  [130429, ['retry', 1_000]],
  [PAIR_RATE, ['retry', 6_000]],
  [80007, ['retry', 60_000]],
  [4, ['retry', 60_000]],
  [131048, ['retry', 300_000]],
  // Meta's own trouble.
  [1, ['retry', null]],
  [2, ['retry', null]],
  [131000, ['retry', null]],
  [131016, ['retry', null]],
  [131057, ['retry', FOR_A_PERSON_MS]],
  [133004, ['retry', null]],
  // The token, its rights, the account: a person must mend it.
  [0, ['retry', FOR_A_PERSON_MS]],
  [3, ['retry', FOR_A_PERSON_MS]],
  [10, ['retry', FOR_A_PERSON_MS]],
  [190, ['retry', FOR_A_PERSON_MS]],
  [368, ['retry', FOR_A_PERSON_MS]],
  [131005, ['retry', FOR_A_PERSON_MS]],
  [131031, ['retry', FOR_A_PERSON_MS]],
  [131042, ['retry', FOR_A_PERSON_MS]],
  [131045, ['retry', FOR_A_PERSON_MS]],
  [133010, ['retry', FOR_A_PERSON_MS]],
  // The person cannot be reached at this address.
  [131021, ['gone', null]],
  [131026, ['gone', null]],
  [131030, ['gone', null]],
]);

/** What an error code of Meta means; codes that are not known mean that the same message would be refused again. */
export function meaningOf(code: number): { readonly kind: Kind; readonly afterMs: number | null } {
  const [kind, afterMs] =
    CODES.get(code) ??
    (code >= 200 && code <= 299 ? ['retry' as const, FOR_A_PERSON_MS] : ['giveUp' as const, null]);
  return { kind, afterMs };
}

/** What a failed call means for the message that was to be sent. */
export function toSendFailure(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  if (!(error instanceof GraphFailure))
    return new SendFailure('giveUp', 'WhatsApp: the message could not be made');
  const { status, code, message, retryAfterMs } = error;
  if (error.effect === 'perhaps') return new SendFailure('unknown', message);
  if (code === WINDOW_CLOSED) return new SendFailure('giveUp', `window: ${message}`);
  const known = code !== null && CODES.has(code);
  if (status === null) return new SendFailure('retry', message);
  if (!known && status === 429) return new SendFailure('retry', message, retryAfterMs ?? 1_000);
  if (!known && status >= 500) return new SendFailure('retry', message, retryAfterMs);
  if (!known && status === 401) return new SendFailure('retry', message, FOR_A_PERSON_MS);
  if (code === null) return new SendFailure('giveUp', message);
  const { kind, afterMs } = meaningOf(code);
  return new SendFailure(kind, message, kind === 'retry' ? (retryAfterMs ?? afterMs) : null);
}

/** The same for a call that puts nothing into a chat: trying it again does no harm. */
export function toReadFailure(error: unknown): SendFailure {
  const failure = toSendFailure(error);
  return failure.kind === 'unknown' || failure.kind === 'gone'
    ? new SendFailure(failure.kind === 'gone' ? 'giveUp' : 'retry', failure.message)
    : failure;
}
