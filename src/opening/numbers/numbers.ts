import { asc, eq } from 'drizzle-orm';
import type postgres from 'postgres';
import { type LineStatus, linkedNumber, whatsAppStatus } from '../../channels/whatsapp/index.ts';
import { account, waSession } from '../../db/schema/index.ts';
import type { Sealer } from '../../db/seal.ts';
import type { Db } from '../../db/types.ts';

/** What looking at the ward's own numbers needs. */
export interface NumberDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
}

/** An account for a number of a ward, linked or not. */
export interface WardNumber extends LineStatus {
  readonly accountId: string;
  readonly name: string;
  readonly wardId: string;
  readonly createdAt: Date;
}

/** Every account for a WhatsApp number of one's own, the oldest first; of one ward, or of all. */
export async function wardNumbers(deps: NumberDeps, wardId: string | null): Promise<WardNumber[]> {
  const rows = await deps.db
    .select({
      accountId: account.id,
      name: account.name,
      wardId: account.wardId,
      createdAt: account.createdAt,
    })
    .from(account)
    .where(eq(account.channel, 'whatsapp'))
    .orderBy(asc(account.createdAt), asc(account.id));
  const found: WardNumber[] = [];
  for (const row of rows) {
    if (wardId !== null && row.wardId !== wardId) continue;
    found.push({ ...row, ...(await whatsAppStatus(deps.sql, deps.sealer, row.accountId)) });
  }
  return found;
}

/** An account whose number is linked. */
export interface LinkedNumber {
  readonly accountId: string;
  readonly name: string;
  readonly number: string;
}

/** The accounts whose number is linked now, the oldest first. */
export async function linkedNumbers(deps: NumberDeps): Promise<LinkedNumber[]> {
  const rows = await deps.db
    .select({ accountId: account.id, name: account.name })
    .from(account)
    .innerJoin(waSession, eq(waSession.accountId, account.id))
    .where(eq(account.channel, 'whatsapp'))
    .orderBy(asc(account.createdAt), asc(account.id));
  const found: LinkedNumber[] = [];
  for (const row of rows) {
    const number = await linkedNumber(deps.sql, deps.sealer, row.accountId);
    if (number !== null) found.push({ ...row, number });
  }
  return found;
}
