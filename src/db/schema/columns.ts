import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A sealed value: the envelope written by `src/db/seal.ts`, never readable in the database. */
export const sealed = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** A keyed blind index (HMAC-SHA256, 32 bytes): equality can be asked, nothing else. */
export const blind = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** An instant, always with its zone. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
