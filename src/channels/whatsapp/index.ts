export { createWhatsAppChannel, type WhatsAppChannel } from './channel.ts';
export type { Line } from './connection.ts';
export type { WhatsAppInbound } from './inbound.ts';
export { type LineState, WHATSAPP_MANNERS, WHATSAPP_PACE, type WhatsAppChannelOptions } from './options.ts';
export { LinkingFailed, type LinkingOptions, linkWhatsApp, type Showing, unlinkWhatsApp } from './pair.ts';
export { type LineStatus, linkedNumber, whatsAppStatus } from './status.ts';
