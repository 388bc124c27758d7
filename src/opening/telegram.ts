import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { createTelegramChannel } from '../channels/telegram/channel.ts';
import { checkTelegram } from '../channels/telegram/check.ts';
import { account } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import { StartupProblem } from '../startup.ts';
import { wardAccount } from './account.ts';
import type { ChannelDeps, OpenChannel } from './channels.ts';

/** The bot of a ward. A refused token is a wrong setting and ends the start; an unreachable Telegram does not. */
export async function openTelegram(deps: ChannelDeps, token: string): Promise<OpenChannel> {
  const { config, ward } = deps;
  const check = await checkTelegram({ token, apiRoot: config.telegramApiRoot });
  if (!check.ok && check.fatal)
    throw new StartupProblem(
      `TELEGRAM_BOT_TOKEN: ${check.why}.`,
      'Correct it in .env, or remove it to start without Telegram.',
    );
  if (!check.ok) deps.log.warn({ why: check.why }, 'Telegram could not be reached; it is tried again');
  // The number before the colon is the bot's own id: it stays when the token is renewed.
  const accountId = await wardAccount(deps, ward, { channel: 'telegram', name: token.split(':')[0] ?? '' });
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
  const name = check.ok ? check.name : null;
  return {
    channel,
    webhook: channel.webhook,
    door: name ? { label: 'Telegram', href: `https://t.me/${name}` } : null,
    words: `Telegram ${name ? `@${name}` : 'not reached yet, trying again'}, ${config.publicUrl ? 'by webhook' : 'by polling'}`,
  };
}

function webhookSecret(sealer: Sealer, accountId: string): string {
  return createHash('sha256').update(sealer.index('webhook', accountId)).digest('base64url');
}
