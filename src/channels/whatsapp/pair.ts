import { AsyncResource } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type AuthenticationCreds, DisconnectReason, initAuthCreds } from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { Sealer } from '../../db/seal.ts';
import { LEASE_TIMES, type Lease, type LeaseTimes, takeLease } from '../lease.ts';
import { type Connection, connectWhatsApp, type Line } from './connection.ts';
import { userOf } from './inbound.ts';
import { isLinked, KeyStore } from './keys.ts';
import { silenceLibsignal } from './quiet.ts';
import { reactionTo } from './reconnect.ts';

/** The number could not be linked or unlinked; the message says why, in words for the operator. */
export class LinkingFailed extends Error {
  override readonly name = 'LinkingFailed';
}

/** What linking needs. */
export interface LinkingOptions {
  readonly accountId: string;
  readonly sql: Sql;
  readonly sealer: Sealer;
  readonly log: Logger;
  readonly line?: Line;
  readonly lease?: LeaseTimes;
  readonly signal: AbortSignal;
  /** How long (ms) a running process may hold the line for a look whether it is linked; 15,000. */
  readonly patienceMs?: number;
}

/** How long the order to let go is tried, and the pause between two tries. */
const UNLINKING_MS = 30_000;
const BETWEEN_TRIES_MS = 1_000;

/** How the code reaches the phone: a QR to scan, or eight characters for the phone of this number (digits). */
export type Showing =
  | { readonly onQr: (qr: string) => void }
  | { readonly phone: string; readonly onCode: (code: string) => void };

/**
 * Links the number: resolves with its digits when the phone has vouched for us and the login is stored. Only an
 * account that is not linked, or whose login WhatsApp refuses, can be linked. @throws LinkingFailed
 */
export function linkWhatsApp(options: LinkingOptions, showing: Showing): Promise<string> {
  return underLease(options, 'wait', async (store) => {
    const known = store();
    if (isLinked(await known.loadCreds()) && (await known.refused()) === null)
      throw new LinkingFailed('the number is linked already');
    // Sessions of an earlier login would be answered by nobody.
    await store().clear();
    const keys = store();
    const creds = initAuthCreds();
    let asked = false;
    const connection = open(options, keys, creds, (qr) => {
      if ('onQr' in showing) showing.onQr(qr);
      else if (!asked) {
        asked = true;
        connection.socket
          .requestPairingCode(showing.phone)
          .then(showing.onCode)
          .catch(() => connection.end());
      }
    });
    const code = await ended(connection, options.signal);
    // The library writes the login when the phone has vouched; then the server asks to come again.
    if (code !== DisconnectReason.restartRequired || !isLinked(connection.socket.authState.creds)) {
      throw new LinkingFailed(`the number was not linked (${reactionTo(code).reason})`);
    }
    const linked = connection.socket.authState.creds;
    const number = userOf(linked.me?.id ?? '');
    await keys.becomes(number);
    await keys.saveCreds(linked);
    return number;
  });
}

/**
 * Unlinks the number at WhatsApp and forgets its login and keys; the keys go even if WhatsApp does not answer within
 * 30 s. A process that speaks for the number now has to let go of it. Resolves with whether WhatsApp knows: the phone
 * lists the number as linked until it does.
 */
export function unlinkWhatsApp(options: LinkingOptions): Promise<boolean> {
  return underLease(options, 'force', async (store) => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(UNLINKING_MS)]);
    let code: number;
    for (;;) {
      code = await sayGoodbye(options, store(), signal);
      // The line may break before the order has left: whoever spoke for the number was just about to come again.
      const over = reactionTo(code).action === 'stop' && code !== DisconnectReason.connectionReplaced;
      if (over || signal.aborted) break;
      await wait(BETWEEN_TRIES_MS, undefined, { signal }).catch(() => undefined);
    }
    await store().clear();
    return code === DisconnectReason.loggedOut;
  });
}

/** Tells WhatsApp to forget this login; resolves with the reason that the line ended with, 401 when it was told. */
async function sayGoodbye(options: LinkingOptions, keys: KeyStore, signal: AbortSignal): Promise<number> {
  const creds = await keys.loadCreds();
  if (!isLinked(creds)) return DisconnectReason.loggedOut;
  const connection = open(options, keys, creds, () => undefined);
  connection.socket.ev.on('connection.update', ({ connection: now }) => {
    if (now === 'open') connection.socket.logout().catch(() => connection.end());
  });
  const code = await ended(connection, signal);
  await keys.end();
  return code;
}

async function underLease<T>(
  options: LinkingOptions,
  how: 'wait' | 'force',
  work: (store: () => KeyStore) => Promise<T>,
): Promise<T> {
  silenceLibsignal();
  const { sql, sealer, accountId } = options;
  const lease = await ownLease(options, how);
  try {
    const { epoch } = lease;
    return await work(() => new KeyStore({ sql, sealer, accountId, epoch, onFailure: () => undefined }));
  } finally {
    await lease.release();
  }
}

async function ownLease(options: LinkingOptions, how: 'wait' | 'force'): Promise<Lease> {
  const { sql, sealer, accountId, signal } = options;
  const until = performance.now() + (options.patienceMs ?? 15_000);
  for (;;) {
    const lease = await takeLease(sql, accountId, options.lease ?? LEASE_TIMES, { force: how === 'force' });
    if (lease) return lease;
    const known = new KeyStore({ sql, sealer, accountId, epoch: 0, onFailure: () => undefined });
    const speaks = isLinked(await known.loadCreds()) && (await known.refused()) === null;
    if (speaks || performance.now() > until || signal.aborted)
      throw new LinkingFailed('the line of this number is open in another process');
    await wait(200, undefined, { signal }).catch(() => undefined);
  }
}

function open(
  { line = {}, log, accountId }: LinkingOptions,
  keys: KeyStore,
  creds: AuthenticationCreds,
  onQr: (qr: string) => void,
): Connection {
  return connectWhatsApp({
    line,
    log,
    account: accountId,
    creds,
    keys,
    outside: new AsyncResource('whatsapp-linking'),
    // A person is waiting, and nobody else may take the number meanwhile.
    holds: () => true,
    // While linking nothing comes yet; while unlinking, what comes is still on the phone.
    take: async () => undefined,
    stored: async () => false,
    recall: async () => undefined,
    onForgery: () => undefined,
    takeUnavailable: async () => undefined,
    onReceipt: () => undefined,
    onUpdate: ({ qr }) => {
      if (qr) onQr(qr);
    },
  });
}

async function ended(connection: Connection, signal: AbortSignal): Promise<number> {
  const end = () => connection.end();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await connection.closed;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
