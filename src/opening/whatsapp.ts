import { and, eq, gte } from 'drizzle-orm';
import { Bubble } from '../../flows/kit/message.ts';
import { createWhatsAppChannel, type WhatsAppChannelOptions } from '../channels/whatsapp/index.ts';
import { conversation, message } from '../db/schema/index.ts';
import type { ChannelDeps, OpenChannel } from './channels.ts';
import { type LinkedNumber, linkedNumbers } from './numbers/numbers.ts';

/** So long (ms) a phone may ask again for a message that it could not read. */
const RECALL_MS = 14 * 86_400_000;

/** How often it is looked for numbers that were linked meanwhile (ms). */
const LOOK_MS = 2_000;

/** Every number that is linked to a ward's phone. */
export async function openWhatsApp(deps: ChannelDeps): Promise<OpenChannel[]> {
  return (await linkedNumbers(deps)).map((one) => openNumber(deps, one));
}

/**
 * Lets in numbers that are linked while the office runs, until `signal`. One that is unlinked stays open and waits:
 * linked anew, it goes on by itself.
 */
export function watchWhatsApp(
  deps: ChannelDeps,
  open: readonly OpenChannel[],
  letIn: (channel: OpenChannel) => Promise<void>,
  signal: AbortSignal,
): void {
  const known = new Set(open.map(({ channel }) => channel.accountId));
  let looking = false;
  const look = async () => {
    for (const one of await linkedNumbers(deps)) {
      if (known.has(one.accountId) || signal.aborted) continue;
      known.add(one.accountId);
      await letIn(openNumber(deps, one));
    }
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => deps.log.warn({ error }, 'it could not be looked for linked numbers'))
      .finally(() => {
        looking = false;
      });
  }, LOOK_MS);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

function openNumber(deps: ChannelDeps, { accountId, name, number }: LinkedNumber): OpenChannel {
  const { sql, sealer, log, clock, entropy, config, house } = deps;
  const channel = createWhatsAppChannel({
    accountId,
    sql,
    sealer,
    log,
    clock,
    entropy,
    alone: config.databaseUrl === null,
    line: config.whatsappUrl === null ? {} : { url: config.whatsappUrl },
    stored: async (externalId) => {
      const rows = await sql`
        select 1 from inbox where account_id = ${accountId}::uuid and external_id = ${externalId}`;
      return rows.length > 0;
    },
    recall: recallOf(deps, accountId),
    onOwnMessage: (own) => house.takeOver(own),
    onStatus: (status) => house.statusOf(status),
  });
  return {
    channel,
    webhook: null,
    door: { label: 'WhatsApp', href: `https://wa.me/${number}` },
    words: `WhatsApp +${number} (${name}), linked to the ward's phone`,
  };
}

/** What was said under an id: only to the chat that it was said to, so that nobody gets another one's letter. */
function recallOf(
  { db, sealer, house, clock }: ChannelDeps,
  accountId: string,
): NonNullable<WhatsAppChannelOptions['recall']> {
  return async (chat, externalId) => {
    const rows = await db
      .select({
        conversationId: message.conversationId,
        id: message.id,
        body: message.body,
        address: conversation.address,
      })
      .from(message)
      .innerJoin(conversation, eq(conversation.id, message.conversationId))
      .where(
        and(
          eq(message.externalId, externalId),
          eq(message.accountId, accountId),
          eq(message.direction, 'out'),
          gte(message.at, new Date(clock.now().getTime() - RECALL_MS)),
        ),
      )
      // A change of a message has its id as well, and comes after it.
      .orderBy(message.id);
    for (const row of rows) {
      if (sealer.openText(`conversation|address|${row.conversationId}`, row.address) !== chat) continue;
      const place = `message|body|${row.conversationId}.${row.id}` as const;
      const bubble = Bubble.parse(JSON.parse(sealer.openText(place, row.body)));
      const file = bubble.file ? await house.attachment(row.conversationId, bubble.file) : null;
      return { bubble, file };
    }
    return null;
  };
}
