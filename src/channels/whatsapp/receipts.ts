import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { DeliveryStatus } from '../port.ts';
import { personal } from './inbound.ts';

/** What noting a receipt needs. */
export interface ReceiptOptions {
  readonly accountId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onStatus: ((status: DeliveryStatus) => Promise<unknown>) | undefined;
}

/** What a receipt of a person's phone says by its type; other types are between our own devices, or ask for a message again. */
const STATES: Readonly<Record<string, 'delivered' | 'read'>> = {
  '': 'delivered',
  read: 'read',
  played: 'read',
};

/** At most so many messages are told of by one receipt. */
const MOST = 200;

/** Tells what phones say of messages of ours; an id that we never sent is known to nobody and changes nothing. */
export function noteReceipt({ accountId, clock, log, onStatus }: ReceiptOptions, stanza: BinaryNode): void {
  const { id, from, type = '', t } = stanza.attrs;
  const state = STATES[type];
  if (!onStatus || state === undefined || !id || personal(from) === null) return;
  const list = Array.isArray(stanza.content) ? stanza.content.filter(({ tag }) => tag === 'list') : [];
  const more = list.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const ids = [id, ...more.flatMap(({ attrs }) => attrs['id'] ?? [])].slice(0, MOST);
  const told = Number(t) * 1000;
  const now = clock.now();
  const at = told > 0 && told <= now.getTime() ? new Date(told) : now;
  for (const externalId of ids) {
    onStatus({ accountId, externalId, state, at, failure: null }).catch((error: unknown) =>
      log.warn({ account: accountId, error }, 'a receipt could not be written down'),
    );
  }
}
