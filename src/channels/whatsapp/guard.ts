import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import type { Carried } from './inbound.ts';

/** Notes an attempt to make us believe something. Who tried is not logged: the address is a person's. */
export function noteForgery(log: Logger, account: string, why: string): void {
  log.warn({ account, security: 'whatsapp-forgery', why }, 'a forged WhatsApp message was dropped');
}

/**
 * Empties a message stanza that is not encrypted, in place, before the library reads it: whoever can put one on the
 * line could otherwise speak in anybody's name. It is acknowledged and nothing else. Returns whether it was one.
 */
export function emptyPlaintext(stanza: BinaryNode): boolean {
  const parts = Array.isArray(stanza.content) ? stanza.content : [];
  if (!parts.some(({ tag }) => tag === 'plaintext')) return false;
  // Of this kind the library neither reads anything nor asks the phone for it.
  stanza.content = [{ tag: 'unavailable', attrs: { type: 'bot_unavailable_fanout' } }];
  return true;
}

/** What the server says about a message; null without the parts that every message has. */
export function carriedBy({ attrs }: BinaryNode): Carried | null {
  const { id, from, t } = attrs;
  const recipient = attrs['recipient_lid'] ?? attrs['recipient'];
  if (!id || !from) return null;
  return {
    id,
    from,
    recipient,
    senderPn: attrs['sender_pn'] ?? attrs['peer_recipient_pn'],
    senderLid: attrs['sender_lid'] ?? attrs['peer_recipient_lid'],
    t,
  };
}

/** Chats that the office does not take part in: groups, status, broadcasts, channels and robots. */
export function isForeign(jid: string): boolean {
  return /@(g\.us|broadcast|newsletter|bot)$/.test(jid);
}
