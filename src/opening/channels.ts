import type postgres from 'postgres';
import type { Channel, Webhook } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Sealer } from '../db/seal.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import type { Log } from '../log.ts';
import type { House } from '../office.ts';
import type { Ward } from '../wards/ward.ts';
import { keepDoors } from './doors.ts';
import { openTelegram } from './telegram.ts';
import { openWhatsApp } from './whatsapp.ts';
import { openWhatsAppCloud } from './whatsapp-cloud.ts';

/** What opening a channel needs. */
export interface ChannelDeps {
  readonly config: Config;
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly house: House;
  /** The ward that the accounts of the settings belong to. */
  readonly ward: Ward;
}

/** A channel about to be let in, and what the pages and the message of a start say of it. */
export interface OpenChannel {
  readonly channel: Channel;
  readonly webhook: Webhook | null;
  /** Where a resident begins to write; null while that is not known. */
  readonly door: Door | null;
  /** One line for whoever starts the office: "@bot, by polling". */
  readonly words: string;
}

/** Where a resident begins to write: the name of the app and an address that opens a chat with us. */
export interface Door {
  readonly label: string;
  readonly href: string;
}

/** Every account that is configured or linked, not yet let in. A wrong setting ends the start with StartupProblem. */
export async function openChannels(deps: ChannelDeps): Promise<OpenChannel[]> {
  const open: OpenChannel[] = [];
  // One after another: the messages of a start come in the order of the settings.
  for (const bot of deps.config.telegramBots) open.push(await openTelegram(deps, bot));
  if (deps.config.whatsappCloud) open.push(await openWhatsAppCloud(deps, deps.config.whatsappCloud));
  open.push(...(await openWhatsApp(deps)));
  await keepDoors(deps.db, open);
  return open;
}
