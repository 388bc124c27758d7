import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Sealer } from '../../db/seal.ts';
import type { Inbound, OwnMessage, Receiver } from '../port.ts';
import { carriedBy, noteForgery } from './guard.ts';
import {
  type Carried,
  type Circumstances,
  type Own,
  personal,
  type Reading,
  readMessage,
} from './inbound.ts';
import type { KeyStore } from './keys.ts';

/** What storing a message needs. */
export interface TakeOptions {
  readonly accountId: string;
  readonly own: Own;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly keys: KeyStore;
  readonly receiver: Receiver;
  readonly log: Logger;
  readonly onOwn: ((own: OwnMessage) => Promise<void>) | undefined;
}

/**
 * Hands a message to the engine and returns when it is committed; rejects only if nothing was stored. `message` is
 * null for one that only the phone may show; `jid` is the address that it was decrypted for.
 */
export async function storeMessage(
  options: TakeOptions,
  stanza: BinaryNode,
  message: proto.IMessage | null,
  jid: string,
): Promise<void> {
  const { accountId, own, sealer, clock, keys, receiver, log, onOwn } = options;
  const carried = carriedBy(stanza);
  if (!carried) return;
  const known = personal(jid);
  const around = {
    accountId,
    own,
    receivedAt: clock.now(),
    knownLid: known?.endsWith('@lid') ? known : null,
  };
  const reading = read(carried, message, around, log);
  switch (reading.what) {
    case 'message':
      await keys.remember(reading.inbound.chat);
      await receiver.receive({ ...reading.inbound, externalId: hidden(sealer, reading.inbound) });
      return;
    case 'own':
      await onOwn?.({
        accountId,
        externalId: reading.externalId,
        chat: reading.chat,
        text: reading.text,
        at: reading.at,
      });
      return;
    case 'forged':
      noteForgery(log, accountId, reading.why);
      return;
    case 'ignored':
      log.debug({ account: accountId, why: reading.why }, 'a WhatsApp message was ignored');
  }
}

/** The id that a message would be stored under, whatever it says; null for one that is not stored. */
export function storedId(
  { accountId, own, sealer, clock }: Pick<TakeOptions, 'accountId' | 'own' | 'sealer' | 'clock'>,
  stanza: BinaryNode,
  jid: string,
): string | null {
  const carried = carriedBy(stanza);
  if (!carried) return null;
  const known = personal(jid);
  const around = {
    accountId,
    own,
    receivedAt: clock.now(),
    knownLid: known?.endsWith('@lid') ? known : null,
  };
  const reading = readMessage(carried, { conversation: '-' }, around);
  if (reading.what === 'own') return reading.externalId;
  return reading.what === 'message' ? hidden(sealer, reading.inbound) : null;
}

/** A message that trips the reader would otherwise come again for ever: it is told to the office as unknown. */
function read(carried: Carried, message: proto.IMessage | null, around: Circumstances, log: Logger): Reading {
  try {
    return readMessage(carried, message ?? {}, { ...around, unreadable: message === null });
  } catch (error) {
    log.error({ account: around.accountId, error }, 'a WhatsApp message could not be read');
    return readMessage(carried, {}, { ...around, unreadable: true });
  }
}

/**
 * The id under which a message is stored for ever. The sender chooses the id of a message, so it counts only together
 * with the sender; and a sender's number is kept nowhere in the clear.
 */
function hidden(sealer: Sealer, { accountId, externalId }: Inbound): string {
  return sealer.index('wa_inbox', `${accountId}|${externalId}`).toString('base64url');
}
