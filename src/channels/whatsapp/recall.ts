import { generateWAMessageContent, type proto } from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import { boundedCache } from './cache.ts';
import type { Socket } from './connection.ts';
import { personal } from './inbound.ts';
import type { WhatsAppChannelOptions } from './options.ts';
import { toContents } from './outbound.ts';

/** What finding a message again needs. */
export interface RecallOptions {
  readonly accountId: string;
  readonly log: Logger;
  /** What was sent under an id. */
  readonly sent: WhatsAppChannelOptions['recall'];
  /** The connection that the phone asks over; null when it is gone. */
  readonly socket: () => Socket | null;
}

/** A message that cannot be looked up is tried so often before the phone is left without it. */
const TRIES = 5;

/**
 * Finds what a phone could not read and asks for again. Rejects while that may come right by itself, as with a database
 * that is away: WhatsApp keeps the phone's question until it was answered, and nobody would ask it a second time.
 */
export function createRecall({ accountId, log, sent, socket }: RecallOptions) {
  const failed = boundedCache();

  async function find(chat: string, id: string): Promise<proto.IMessage | undefined> {
    const asked = personal(chat);
    const live = socket();
    if (asked === null || !live) return undefined;
    // A chat is kept under the LID of its person, who may ask under the phone number.
    const { lidMapping } = live.signalRepository;
    const lid = asked.endsWith('@lid') ? null : personal(await lidMapping.getLIDForPN(asked));
    const known = (lid === null ? null : await sent?.(lid, id)) ?? (await sent?.(asked, id));
    const [content] = known ? toContents(known).slice(-1) : [];
    if (!content) return undefined;
    return generateWAMessageContent(content, { upload: live.waUploadToServer });
  }

  return async (chat: string, id: string): Promise<proto.IMessage | undefined> => {
    try {
      const found = await find(chat, id);
      await failed.del(id);
      return found;
    } catch (error) {
      const tries = Number((await failed.get<number>(id)) ?? 0) + 1;
      await failed.set(id, tries);
      log.warn({ account: accountId, error, tries }, 'what a phone could not read was not found again');
      if (tries < TRIES) throw error;
      return undefined;
    }
  };
}
