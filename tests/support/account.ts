import type { Sql } from 'postgres';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';

/** The rows that an account needs, in a ward of its own; returns the account's id. */
export async function testAccount(sql: Sql, channel: string): Promise<string> {
  const [wardId, accountId] = [uuid7(new Date(), systemEntropy), uuid7(new Date(), systemEntropy)];
  await sql`
    insert into ward (id, code, name, time_zone, short, settings, created_at)
    values (${wardId}, '53.71.05.1005', 'Uji', 'Asia/Makassar', 'UJI', '{}', now())`;
  await sql`
    insert into account (id, ward_id, channel, name, created_at)
    values (${accountId}, ${wardId}, ${channel}, 'uji', now())`;
  return accountId;
}
