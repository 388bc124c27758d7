export { trustTestRoot } from './noise.ts';
export type { Person } from './person.ts';
export { type Answered, STREAM_ENDS, startWhatsApp, type WhatsAppServer } from './server.ts';
