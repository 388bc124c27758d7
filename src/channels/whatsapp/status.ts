import type { Sql } from 'postgres';
import type { Sealer } from '../../db/seal.ts';
import { userOf } from './inbound.ts';
import { isLinked, KeyStore } from './keys.ts';

/** What the database says of a number, whichever process holds its line. */
export interface LineStatus {
  /** The number (digits) of the login that is stored; whether WhatsApp still accepts it, only connecting tells. */
  readonly number: string | null;
  /** Why WhatsApp refused the login for good when it was tried last: the number waits to be linked anew. */
  readonly refused: string | null;
  /** Some process speaks, or tries to speak, for the number now. */
  readonly held: boolean;
  /** Messages sent on the day (UTC) of the last one. */
  readonly sent: { readonly day: string; readonly count: number } | null;
}

/** Looks a number up without connecting. */
export async function whatsAppStatus(sql: Sql, sealer: Sealer, accountId: string): Promise<LineStatus> {
  const [session] = await sql<{ sent_day: string; sent_count: number }[]>`
    select sent_day, sent_count from wa_session where account_id = ${accountId}`;
  const held = await sql`
    select 1 from channel_lease where account_id = ${accountId} and expires_at > clock_timestamp()`;
  const store = new KeyStore({ sql, sealer, accountId, epoch: 0, onFailure: () => undefined });
  const day = session?.sent_day ?? '';
  return {
    number: session === undefined ? null : await linkedNumber(sql, sealer, accountId),
    refused: session === undefined ? null : await store.refused(),
    held: held.length > 0,
    sent: day === '' ? null : { day, count: session?.sent_count ?? 0 },
  };
}

/** The digits of the number whose login is stored for an account; null when it is not linked. */
export async function linkedNumber(sql: Sql, sealer: Sealer, accountId: string): Promise<string | null> {
  const store = new KeyStore({ sql, sealer, accountId, epoch: 0, onFailure: () => undefined });
  const creds = await store.loadCreds();
  return isLinked(creds) ? userOf(creds.me?.id ?? '') : null;
}
