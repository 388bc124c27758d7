import type { Logger } from 'pino';
import { type Ignored, MALFORMED } from './inbound.ts';

/** Notes an update that is dropped: a malformed one loudly, because Telegram may have changed its format. */
export function noteIgnored(log: Logger, account: string, { ignored }: Ignored): void {
  if (ignored === MALFORMED.ignored) log.warn({ account }, 'a malformed Telegram update was dropped');
  else log.debug({ account, why: ignored }, 'a Telegram update was ignored');
}
