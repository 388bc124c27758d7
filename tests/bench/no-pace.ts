import { TELEGRAM_PACE } from '../../src/channels/telegram/channel.ts';
import { WHATSAPP_CLOUD_PACE } from '../../src/channels/whatsapp-cloud/channel.ts';

// For a whole process (`node --import`): no pauses between messages, so that what is measured is the office and not
// how often a platform lets somebody be spoken to. For the linked number tests/support/whatsapp/haste.ts does it.
Object.assign(TELEGRAM_PACE, { perChatMs: 0, perAccountMs: 0 });
Object.assign(WHATSAPP_CLOUD_PACE, { perChatMs: 0, perAccountMs: 0 });
