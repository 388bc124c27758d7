import {
  checkWhatsAppCloud,
  createWhatsAppCloudChannel,
  derivedVerifyToken,
  type Templates,
} from '../channels/whatsapp-cloud/index.ts';
import type { WhatsAppCloudConfig } from '../config.ts';
import type { Sealer } from '../db/seal.ts';
import { StartupProblem } from '../startup.ts';
import { WardSettings } from '../wards/settings.ts';
import { wardAccount } from './account.ts';
import type { ChannelDeps, OpenChannel } from './channels.ts';
import { chatNames } from './whatsapp-names.ts';

/** A number on WhatsApp's Cloud API. What Meta refuses for good ends the start; an unreachable Meta does not. */
export async function openWhatsAppCloud(
  deps: ChannelDeps,
  number: WhatsAppCloudConfig,
): Promise<OpenChannel> {
  const { sealer, log, clock, house } = deps;
  const check = await checkWhatsAppCloud(number);
  if (!check.ok && check.fatal)
    throw new StartupProblem(
      `WhatsApp Cloud API: ${check.why}.`,
      'Correct the WHATSAPP_CLOUD_ settings in .env, or remove them to start without the Cloud API.',
    );
  if (!check.ok)
    log.warn({ why: check.why }, 'the WhatsApp Cloud API could not be reached; it is tried again');
  const login = { channel: 'whatsapp-cloud', name: number.phoneNumberId } as const;
  const accountId = await wardAccount(deps, deps.ward, login);
  const channel = createWhatsAppCloudChannel({
    ...number,
    accountId,
    verifyToken:
      number.verifyToken ?? derivedVerifyToken(sealer.index('whatsapp verify', number.phoneNumberId)),
    log,
    clock,
    down: check.ok ? null : check.why,
    hide: (id) => hidden(sealer, accountId, id),
    onStatus: (status) => house.statusOf(status),
    chatOf: chatNames(deps, accountId),
    ...chatsOf(deps, accountId),
  });
  const digits = check.ok ? check.number.replace(/\D/g, '') : '';
  return {
    channel,
    webhook: channel.webhook,
    door: digits ? { label: 'WhatsApp', href: `https://wa.me/${digits}` } : null,
    words: `WhatsApp Cloud API ${check.ok ? check.name : 'not reached yet, trying again'}, webhook ${deps.config.publicUrl ?? ''}${channel.webhook.path}`,
  };
}

/** Such an id holds the telephone number in base64: what is kept of it tells equality and nothing else. */
function hidden(sealer: Sealer, accountId: string, id: string): string {
  return sealer.index('whatsapp message', `${accountId}|${id}`).toString('base64url');
}

/** What is known of a chat: when its person wrote last, and the templates of its ward. */
function chatsOf({ sql, sealer }: ChannelDeps, accountId: string) {
  // The chat's blind index, as the engine makes it.
  const keyOf = (chat: string) => sealer.index('chat', `${accountId}|${chat}`);
  return {
    lastInAt: async (chat: string): Promise<Date | null> => {
      const [row] = await sql<{ last_in_at: Date }[]>`
        select last_in_at from conversation where account_id = ${accountId}::uuid and chat_key = ${keyOf(chat)}`;
      return row?.last_in_at ?? null;
    },
    templates: async (chat: string): Promise<Templates> => {
      const [row] = await sql<{ settings: unknown }[]>`
        select w.settings from conversation c join ward w on w.id = c.ward_id
        where c.account_id = ${accountId}::uuid and c.chat_key = ${keyOf(chat)}`;
      return row ? withHeaders(WardSettings.parse(row.settings).templates) : {};
    },
  };
}

/** The header of a template follows from what it is for. */
function withHeaders({ notice, letter, document, brief }: WardSettings['templates']): Templates {
  return {
    ...(notice ? { notice } : {}),
    ...(letter ? { letter: { ...letter, header: 'document' } } : {}),
    ...(document ? { document: { ...document, header: 'document' } } : {}),
    ...(brief ? { brief: { ...brief, header: 'image' } } : {}),
  };
}
