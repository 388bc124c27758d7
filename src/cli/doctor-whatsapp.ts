import type postgres from 'postgres';
import { whatsAppStatus } from '../channels/whatsapp/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Check } from './doctor-checks.ts';

/**
 * One line for each WhatsApp number of one's own: whether it is linked, whether a process speaks for it, and when
 * somebody was last heard there. `running`: an office runs on this database, so its numbers must be spoken for.
 */
export async function whatsAppChecks(
  sql: postgres.Sql,
  sealer: Sealer,
  running: boolean,
): Promise<readonly Check[]> {
  const rows = await sql<{ id: string; name: string; heard: Date | null }[]>`
    select a.id, a.name, (select max(i.at) from inbox i where i.account_id = a.id) as heard
    from account a join wa_session s on s.account_id = a.id
    where a.channel = 'whatsapp' order by a.created_at, a.id`;
  if (rows.length === 0)
    return [
      { name: 'whatsapp', ok: true, detail: 'no number is linked (npm run whatsapp -- pair links one)' },
    ];
  const checks: Check[] = [];
  for (const { id, name, heard } of rows) {
    const { number, refused, held } = await whatsAppStatus(sql, sealer, id);
    const last = heard ? `last heard ${new Date(heard).toISOString()}` : 'nobody heard yet';
    const detail = `${name}: ${number === null ? 'not linked' : refused === null ? `+${number} linked` : `+${number} refused by WhatsApp (${refused})`}, ${held ? 'a process speaks for it' : 'no process speaks for it'}, ${last}`;
    const fix =
      number === null || refused !== null
        ? `Link it with: npm run whatsapp -- pair --name ${name}`
        : running && !held
          ? 'The office runs but its line is not open: was it logged out on the phone? See npm run whatsapp -- status.'
          : null;
    checks.push({ name: 'whatsapp', ok: fix === null, detail, ...(fix ? { fix } : {}) });
  }
  return checks;
}
