import { LEASE_TIMES } from '../../../src/channels/lease.ts';
import { WHATSAPP_MANNERS, WHATSAPP_PACE } from '../../../src/channels/whatsapp/options.ts';

// For a whole process, like trust.ts: no pauses between messages and none worth mentioning before a new try, because
// a test would wait for nothing else. HASTE_LEASE is how long a lease then lasts (ms).
Object.assign(WHATSAPP_PACE, { perChatMs: 0, perAccountMs: 0 });
Object.assign(WHATSAPP_MANNERS, { jitterMs: 0, dailyCap: 100_000, patience: 0.05 });
const ttlMs = Number(process.env['HASTE_LEASE'] ?? 0);
if (ttlMs > 0) Object.assign(LEASE_TIMES, { ttlMs, renewMs: ttlMs / 5 });
