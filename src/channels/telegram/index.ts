export {
  createTelegramChannel,
  OFFICIAL_ROOT,
  TELEGRAM_PACE,
  type TelegramChannel,
  type TelegramChannelOptions,
} from './channel.ts';
export { checkTelegram, type TelegramCheck } from './check.ts';
export { toInbound } from './inbound.ts';
export { startLink } from './link.ts';
