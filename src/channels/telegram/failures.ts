import { SendFailure } from '../port.ts';
import { ApiFailure } from './api.ts';

/** Waiting time when Telegram refuses the token: only a person can mend that, so hurry is of no use. */
const TOKEN_REFUSED_MS = 60_000;

/** Whether Telegram says that the message to edit stands already as wanted. */
export function isUnchanged(error: unknown): boolean {
  return (
    error instanceof ApiFailure && error.status === 400 && error.reason.includes('message is not modified')
  );
}

/** Whether Telegram says that a message cannot be edited any more: too old, gone, or with a reply keyboard. */
export function isPastEditing(error: unknown): boolean {
  return (
    error instanceof ApiFailure &&
    error.status === 400 &&
    /can't be edited|message to edit not found|MESSAGE_ID_INVALID|no caption in the message/.test(
      error.reason,
    )
  );
}

/** Whether the message to edit is a file, whose text is a caption. */
export function isCaptioned(error: unknown): boolean {
  return (
    error instanceof ApiFailure &&
    error.status === 400 &&
    error.reason.includes('no text in the message to edit')
  );
}

/** Whether Telegram could not take the picture as a photo (its sides, its coding). */
export function isNotAPhoto(error: unknown): boolean {
  return (
    error instanceof ApiFailure &&
    error.status === 400 &&
    /PHOTO_|IMAGE_|too big for a photo/.test(error.reason)
  );
}

/** What a failed call means for the message that was to be sent. */
export function toSendFailure(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  if (!(error instanceof ApiFailure))
    return new SendFailure('giveUp', 'Telegram: the message could not be made');
  const { status, reason, message } = error;
  if (status === null) return new SendFailure(error.effect === 'no' ? 'retry' : 'unknown', message);
  if (status === 429) return new SendFailure('retry', message, error.retryAfterMs ?? 1000);
  if (status >= 500) return new SendFailure('retry', message);
  if (status === 401 || status === 404) return new SendFailure('retry', message, TOKEN_REFUSED_MS);
  if (status === 403) return new SendFailure('gone', message);
  if (/chat not found|user is deactivated|PEER_ID_INVALID/.test(reason))
    return new SendFailure('gone', message);
  return new SendFailure('giveUp', message);
}

/** The same for a call that only reads: trying it again does no harm. */
export function toReadFailure(error: unknown): SendFailure {
  const failure = toSendFailure(error);
  return failure.kind === 'unknown' ? new SendFailure('retry', failure.message) : failure;
}
