export {
  createWhatsAppCloudChannel,
  WHATSAPP_CLOUD_PACE,
  type WhatsAppCloudChannel,
  type WhatsAppCloudOptions,
} from './channel.ts';
export { checkWhatsAppCloud, type WhatsAppCloudCheck } from './check.ts';
export { GRAPH_VERSION, OFFICIAL_ROOT } from './graph.ts';
export { mapWebhook, type Named } from './inbound.ts';
export { PURPOSES, type Purpose, type Template, type Templates } from './template.ts';
export { derivedVerifyToken, webhookPath } from './webhook.ts';
