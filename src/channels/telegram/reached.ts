import type { ReachKeeper } from '../reach.ts';
import { ApiFailure, type BotApi } from './api.ts';

/** The same calls, each of which also shows whether Telegram is reached. */
export function noting(api: BotApi, reach: ReachKeeper): BotApi {
  return {
    call: async (using, options) => {
      try {
        const answer = await api.call(using, options);
        reach.up();
        return answer;
      } catch (error) {
        // A call that we ended ourselves shows nothing.
        if (error instanceof ApiFailure && !options.signal?.aborted) {
          if (isOutOfReach(error)) reach.down(error.message);
          else reach.up();
        }
        throw error;
      }
    },
  };
}

/** Nothing can be said or heard: no answer, Telegram's own trouble, a refused token, or another reader. */
function isOutOfReach({ status }: ApiFailure): boolean {
  return status === null || status >= 500 || status === 401 || status === 404 || status === 409;
}
