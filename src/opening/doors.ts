import { and, eq, sql } from 'drizzle-orm';
import { account } from '../db/schema/index.ts';
import type { Db } from '../db/types.ts';
import type { OpenChannel } from './channels.ts';

/**
 * Keeps the address of each channel with its account, for posters that are printed while no office runs. A platform
 * that is out of reach at this start does not take away what was known at the last one.
 */
export async function keepDoors(db: Db, open: readonly OpenChannel[]): Promise<void> {
  for (const { channel, door } of open)
    if (door)
      await db
        .update(account)
        .set({ door: door.href })
        .where(and(eq(account.id, channel.accountId), sql`${account.door} is distinct from ${door.href}`));
}
