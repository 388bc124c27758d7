import { ApiFailure, createBotApi } from './api.ts';
import { OFFICIAL_ROOT } from './channel.ts';

/** Whether a token works, and if not, why, in one line for the person at the machine. */
export type TelegramCheck =
  | { readonly ok: true; readonly name: string }
  /** `fatal`: trying again will not help, the token or the address is wrong. */
  | { readonly ok: false; readonly why: string; readonly fatal: boolean };

/** Asks Telegram who the bot is; never throws and never names the token. */
export async function checkTelegram({
  token,
  apiRoot,
}: {
  token: string;
  apiRoot?: string;
}): Promise<TelegramCheck> {
  if (!/^\d{5,15}:[A-Za-z0-9_-]{30,}$/.test(token)) {
    return {
      ok: false,
      why: 'the Telegram token is incomplete: it looks like 123456789:AA… and comes from @BotFather',
      fatal: true,
    };
  }
  try {
    const api = createBotApi(token, apiRoot ?? OFFICIAL_ROOT);
    const me = await api.call((call) => call('getMe', {}), { timeoutMs: 10_000 });
    return { ok: true, name: me.username };
  } catch (error) {
    const refused = error instanceof ApiFailure ? error.status === 401 || error.status === 404 : true;
    return { ok: false, why: why(error), fatal: refused };
  }
}

function why(error: unknown): string {
  if (!(error instanceof ApiFailure)) return 'the Bot API root is not a usable address';
  if (error.status === 401 || error.status === 404) {
    return `Telegram refuses the token (${error.status}): copy it again from @BotFather`;
  }
  if (error.status === null)
    return `Telegram cannot be reached (${error.reason}): check the internet line and TELEGRAM_API_ROOT`;
  return `Telegram answered ${error.status} (${error.reason}): try again later`;
}
