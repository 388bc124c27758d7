import { Bubble } from '../../flows/kit/message.ts';
import type { About } from '../../flows/kit/understand.ts';
import type { Sealer } from '../db/seal.ts';
import type { ConversationRow, Raw } from './turn-sql.ts';

/**
 * What the quoted message of ours was about: its request, and the buttons it showed. `sent`: the message's number where
 * whoever sent it knows that the platform calls it so and could not write it down yet.
 */
export async function aboutOf(
  raw: Raw,
  sealer: Sealer,
  row: Pick<ConversationRow, 'id'>,
  quoted: string,
  sent: number | null,
): Promise<About | null> {
  const [found] = await raw<
    { id: string; body: Buffer; direction: string; request_id: string | null; task: number | null }[]
  >`
    select m.id, m.body, m.direction, m.request_id, r.task from message m left join request r on r.id = m.request_id
    where m.conversation_id = ${row.id}::bigint and (m.external_id = ${quoted} or m.id = ${sent}::bigint) order by m.id desc limit 1`;
  if (found?.direction !== 'out') return null;
  const bubble = Bubble.parse(JSON.parse(sealer.openText(`message|body|${row.id}.${found.id}`, found.body)));
  return { requestId: found.request_id, task: found.task, choices: bubble.choices };
}
