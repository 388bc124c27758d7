import type { TelegramServer } from '../../support/telegram/index.ts';
import { openCloud } from './cloud.ts';
import type { Platform, PlatformName } from './platform.ts';
import { startBot, telegramOf } from './telegram.ts';
import { openWhatsApp } from './whatsapp.ts';

export { type Answers, fills } from './form.ts';
export { type Party, PLATFORMS, type Platform, type PlatformName, type Shown } from './platform.ts';

/** The public address of the office; whatever is posted there comes in by its door on this machine. */
const ORIGIN = 'https://halo.kelurahan.example';

/** The platforms of a run, and the bot's server, which stands there whether it is one of them or not. */
export interface Platforms {
  readonly all: readonly Platform[];
  readonly telegram: TelegramServer;
}

/** Opens the platforms of a run; `door` is where the office's pages are reached (http). */
export async function openPlatforms(names: readonly PlatformName[], door: () => string): Promise<Platforms> {
  // A public address makes Telegram post instead of being polled; without the Cloud API the run polls.
  const telegram = await startBot(names.includes('cloud') ? { origin: ORIGIN, door } : null);
  const all = await Promise.all(
    names.map((name) => {
      if (name === 'telegram') return telegramOf(telegram);
      return name === 'cloud' ? openCloud(ORIGIN) : openWhatsApp();
    }),
  );
  return { all, telegram };
}
