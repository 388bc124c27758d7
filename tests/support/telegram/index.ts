export type { Fault } from './faults.ts';
export { parseHtml } from './html.ts';
export { type Limits, REAL_LIMITS } from './limits.ts';
export type { Person } from './person.ts';
export { startTelegram, type TelegramOptions, type TelegramServer } from './server.ts';
export type { Call, Seen, Update } from './types.ts';
export type { Delivery } from './updates.ts';
