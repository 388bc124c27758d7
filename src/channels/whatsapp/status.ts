import type { Sql } from 'postgres';

/** What the database says of a number, whichever process holds its line. */
export interface LineStatus {
  /** A login is stored; whether WhatsApp still accepts it, only connecting tells. */
  readonly linked: boolean;
  /** Some process speaks, or tries to speak, for the number now. */
  readonly held: boolean;
  /** Messages sent on the day (UTC) of the last one. */
  readonly sent: { readonly day: string; readonly count: number } | null;
}

/** Looks a number up without connecting. */
export async function whatsAppStatus(sql: Sql, accountId: string): Promise<LineStatus> {
  const [session] = await sql<{ sent_day: string; sent_count: number }[]>`
    select sent_day, sent_count from wa_session where account_id = ${accountId}`;
  const held = await sql`
    select 1 from channel_lease where account_id = ${accountId} and expires_at > clock_timestamp()`;
  const day = session?.sent_day ?? '';
  return {
    linked: session !== undefined,
    held: held.length > 0,
    sent: day === '' ? null : { day, count: session?.sent_count ?? 0 },
  };
}
