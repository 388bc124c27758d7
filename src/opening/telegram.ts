import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { takeLease } from '../channels/lease.ts';
import { createTelegramChannel } from '../channels/telegram/channel.ts';
import { checkTelegram } from '../channels/telegram/check.ts';
import type { TelegramBot } from '../config.ts';
import { account } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import { StartupProblem } from '../startup.ts';
import { allWards, type Ward } from '../wards/ward.ts';
import { wardAccount } from './account.ts';
import type { ChannelDeps, OpenChannel } from './channels.ts';

/**
 * A bot of the settings. A refused token or a ward that is not there is a wrong setting and ends the start; an
 * unreachable Telegram does not.
 */
export async function openTelegram(deps: ChannelDeps, bot: TelegramBot): Promise<OpenChannel> {
  const { config } = deps;
  const { token } = bot;
  const ward = bot.ward === null ? deps.ward : await namedWard(deps, bot.ward);
  const check = await checkTelegram({ token, apiRoot: config.telegramApiRoot });
  if (!check.ok && check.fatal)
    throw new StartupProblem(
      `TELEGRAM_BOT_TOKEN: ${check.why}.`,
      'Correct it in .env, or remove it to start without Telegram.',
    );
  if (!check.ok) deps.log.warn({ why: check.why }, 'Telegram could not be reached; it is tried again');
  // The number before the colon is the bot's own id: it stays when the token is renewed.
  const botId = token.split(':')[0] ?? '';
  const accountId = await wardAccount(deps, ward, { channel: 'telegram', name: botId });
  if (bot.ward !== null) await refuseAnotherWard(deps, accountId, ward, botId);
  const secret = config.telegramWebhookSecret ?? webhookSecret(deps.sealer, accountId);
  const channel = createTelegramChannel({
    accountId,
    token,
    apiRoot: config.telegramApiRoot,
    log: deps.log,
    clock: deps.clock,
    // The built-in database has one process. There nobody needs to wait until the lease of a killed one is over.
    ...(config.databaseUrl === null ? {} : { lease: () => takeLease(deps.sql, accountId) }),
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
  const alone = config.telegramBots.length === 1;
  return {
    channel,
    webhook: channel.webhook,
    door: name ? { label: alone ? 'Telegram' : `Telegram ${ward.name}`, href: `https://t.me/${name}` } : null,
    words: `Telegram ${name ? `@${name}` : 'not reached yet, trying again'}${alone ? '' : ` (${ward.short})`}, ${config.publicUrl ? 'by webhook' : 'by polling'}`,
  };
}

function webhookSecret(sealer: Sealer, accountId: string): string {
  return createHash('sha256').update(sealer.index('webhook', accountId)).digest('base64url');
}

/** The ward of a short name or code; of two with the same short name, the real one. */
async function namedWard(deps: ChannelDeps, name: string): Promise<Ward> {
  const wards = await allWards(deps.db);
  const wanted = name.toUpperCase();
  const found = wards.filter(({ code, short }) => code === wanted || short.toUpperCase() === wanted);
  const ward = found.find(({ training }) => !training) ?? found[0];
  if (ward) return ward;
  throw new StartupProblem(
    `TELEGRAM_BOT_TOKEN: there is no ward ${name}.`,
    `Write one of these in front of the token: ${wards.map(({ short }) => short).join(', ')}.`,
  );
}

/** A bot that served a real ward is full of that ward's chats: it does not change hands by a setting. */
async function refuseAnotherWard(
  deps: ChannelDeps,
  accountId: string,
  ward: Ward,
  botId: string,
): Promise<void> {
  const [row] = await deps.db
    .select({ wardId: account.wardId })
    .from(account)
    .where(eq(account.id, accountId));
  if (row?.wardId === ward.id) return;
  throw new StartupProblem(
    `TELEGRAM_BOT_TOKEN: the bot ${botId} is of another ward, not of ${ward.name}.`,
    'Make a new bot with @BotFather for this ward.',
  );
}
