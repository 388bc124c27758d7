export type { Fault, Kind } from './faults.ts';
export { addresses, formatted } from './format.ts';
export { type Limits, REAL_LIMITS } from './limits.ts';
export { type Approved, checkContent } from './messages.ts';
export type { Person } from './person.ts';
export { type GraphServer, type GraphServerOptions, startGraph } from './server.ts';
export { type Call, GraphError, type Seen } from './types.ts';
export type { Item } from './webhook.ts';
