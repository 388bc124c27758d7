export {
  createWhatsAppChannel,
  type LineState,
  WHATSAPP_PACE,
  type WhatsAppChannel,
  type WhatsAppChannelOptions,
} from './channel.ts';
export type { Line } from './connection.ts';
export type { WhatsAppInbound } from './inbound.ts';
export { LinkingFailed, type LinkingOptions, linkWhatsApp, type Showing, unlinkWhatsApp } from './pair.ts';
export { type LineStatus, whatsAppStatus } from './status.ts';
