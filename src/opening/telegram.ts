import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type postgres from 'postgres';
import { createTelegramChannel, type TelegramChannel } from '../channels/telegram/channel.ts';
import { checkTelegram } from '../channels/telegram/check.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { account } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import type { Log } from '../log.ts';
import { StartupProblem } from '../startup.ts';
import type { Ward } from '../wards/ward.ts';
import { telegramAccount } from './telegram-account.ts';

/** The bot, and its name as soon as it is known. */
export interface OpenTelegram {
  readonly channel: TelegramChannel;
  /** null while Telegram could not be reached: the channel keeps trying. */
  readonly username: string | null;
}

/** The bot of a ward. A refused token is a wrong setting and ends the start; an unreachable Telegram does not. */
export async function openTelegram(
  config: Config,
  token: string,
  deps: {
    readonly sql: postgres.Sql;
    readonly db: Db;
    readonly sealer: Sealer;
    readonly clock: Clock;
    readonly entropy: Entropy;
    readonly log: Log;
  },
  ward: Ward,
): Promise<OpenTelegram> {
  const check = await checkTelegram({ token, apiRoot: config.telegramApiRoot });
  if (!check.ok && check.fatal)
    throw new StartupProblem(
      `TELEGRAM_BOT_TOKEN: ${check.why}.`,
      'Correct it in .env, or remove it to start without Telegram.',
    );
  if (!check.ok) deps.log.warn({ why: check.why }, 'Telegram could not be reached; it is tried again');
  // The number before the colon is the bot's own id: it stays when the token is renewed.
  const accountId = await telegramAccount(deps, ward, token.split(':')[0] ?? '');
  const secret = config.telegramWebhookSecret ?? webhookSecret(deps.sealer, accountId);
  const channel = createTelegramChannel({
    accountId,
    token,
    apiRoot: config.telegramApiRoot,
    log: deps.log,
    clock: deps.clock,
    ...(config.publicUrl ? { webhook: { publicUrl: config.publicUrl, secret } } : {}),
    loadCursor: async () => {
      const [row] = await deps.db
        .select({ cursor: account.cursor })
        .from(account)
        .where(eq(account.id, accountId));
      return row?.cursor ? Number(row.cursor) : null;
    },
    saveCursor: async (next) => {
      await deps.db
        .update(account)
        .set({ cursor: String(next) })
        .where(eq(account.id, accountId));
    },
  });
  return { channel, username: check.ok ? check.name : null };
}

function webhookSecret(sealer: Sealer, accountId: string): string {
  return createHash('sha256').update(sealer.index('webhook', accountId)).digest('base64url');
}
