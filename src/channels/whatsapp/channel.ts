import { AsyncResource } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AuthenticationCreds,
  type BinaryNode,
  DisconnectReason,
  type proto,
} from '@whiskeysockets/baileys';
import { systemClock } from '../../clock.ts';
import type { Sealer } from '../../db/seal.ts';
import { systemEntropy } from '../../entropy.ts';
import { LEASE_TIMES, type Lease, takeLease } from '../lease.ts';
import { type Channel, type Receiver, SendFailure } from '../port.ts';
import { ReachKeeper } from '../reach.ts';
import { type Connection, connectWhatsApp } from './connection.ts';
import { download } from './download.ts';
import { noteForgery } from './guard.ts';
import type { Own } from './inbound.ts';
import { isLinked, KeyStore } from './keys.ts';
import { type LineState, WHATSAPP_MANNERS, WHATSAPP_PACE, type WhatsAppChannelOptions } from './options.ts';
import { silenceLibsignal } from './quiet.ts';
import { createRecall } from './recall.ts';
import { noteReceipt } from './receipts.ts';
import { pauseMs, reactionTo } from './reconnect.ts';
import { Sender } from './send.ts';
import { storedId, storeMessage } from './take.ts';

/** A connection that lasted so long was a good one: the pauses begin anew after it. */
const LASTING_MS = 60_000;

/** The WhatsApp channel of one number. */
export type WhatsAppChannel = Channel & { readonly state: LineState };

/** Makes the channel; nothing is connected before `start`. */
export function createWhatsAppChannel(options: WhatsAppChannelOptions): WhatsAppChannel {
  silenceLibsignal();
  const { accountId, sql, sealer, log } = options;
  const clock = options.clock ?? systemClock;
  const entropy = options.entropy ?? systemEntropy;
  const pace = options.pace ?? WHATSAPP_PACE;
  const outside = new AsyncResource('whatsapp');
  const closing = new AbortController();
  const storing = new Set<Promise<unknown>>();
  let live: { readonly connection: Connection; readonly keys: KeyStore; open: boolean } | null = null;
  let running: Promise<void> = Promise.resolve();
  // The login that WhatsApp refused for good: it is not tried again, but one that is linked anew is.
  let refused: string | null = null;
  const reach = new ReachKeeper(clock);
  let first = true;
  let state: LineState = { what: 'off', reason: null, since: clock.now() };

  const sender = new Sender({
    live: () => (live?.open ? { socket: live.connection.socket, keys: live.keys } : null),
    outside,
    clock,
    entropy,
    jitterMs: options.jitterMs ?? WHATSAPP_MANNERS.jitterMs,
    partMs: Math.max(pace.perChatMs, pace.perAccountMs),
    dailyCap: options.dailyCap ?? WHATSAPP_MANNERS.dailyCap,
    ackMs: options.ackMs ?? 20_000,
    idOf: (message, part) => messageId(sealer, `${accountId}|${message}|${part}`),
  });

  const recall = createRecall({
    accountId,
    log,
    sent: options.recall,
    socket: () => live?.connection.socket ?? null,
  });

  function tell(what: LineState['what'], reason: string | null = null): void {
    if (state.what === what && state.reason === reason) return;
    state = { what, reason, since: clock.now() };
    if (what === 'stopped') log.error({ account: accountId, reason }, 'the WhatsApp line needs a person');
    else log.info({ account: accountId, line: what, reason }, 'the WhatsApp line changed');
    if (what === 'open' || what === 'waiting') reach.up();
    else if (what !== 'connecting' && what !== 'off') reach.down(reason ?? 'the number is not linked');
    options.onState?.(state);
  }

  /** One connection from its beginning to its end; returns the reason that it ended with. */
  async function connectOnce(
    receiver: Receiver,
    creds: AuthenticationCreds,
    keys: KeyStore,
    { ending, holds, onOpen }: { ending: AbortSignal; holds: () => boolean; onOpen: () => void },
  ): Promise<number> {
    const take = (stanza: BinaryNode, message: proto.IMessage | null, jid: string) => {
      const stored = storeMessage(
        {
          accountId,
          own: ownOf(creds),
          sealer,
          clock,
          keys,
          receiver,
          log,
          onOwn: options.onOwnMessage,
        },
        stanza,
        message,
        jid,
      );
      const settled: Promise<unknown> = stored.catch(() => undefined).finally(() => storing.delete(settled));
      storing.add(settled);
      return stored;
    };
    const connection = connectWhatsApp({
      line: options.line ?? {},
      account: accountId,
      log,
      creds,
      keys,
      outside,
      holds,
      take,
      stored: async (stanza, jid) => {
        const id = storedId({ accountId, own: ownOf(creds), sealer, clock }, stanza, jid);
        return id !== null && (await options.stored?.(id)) === true;
      },
      recall,
      onForgery: (why) => noteForgery(log, accountId, why),
      takeUnavailable: (stanza) => take(stanza, null, ''),
      onReceipt: (stanza) => noteReceipt({ accountId, clock, log, onStatus: options.onStatus }, stanza),
      onUpdate: (update) => {
        if (update.connection !== 'open' || live?.connection !== connection) return;
        live.open = true;
        keys.refuse(null).catch(() => undefined);
        onOpen();
        tell('open');
      },
    });
    live = { connection, keys, open: false };
    const end = () => connection.end();
    ending.addEventListener('abort', end, { once: true });
    if (ending.aborted) end();
    try {
      return await connection.closed;
    } finally {
      ending.removeEventListener('abort', end);
      live = null;
      await Promise.all(storing);
      await keys.end();
    }
  }

  /** Keeps the line open for as long as the lease lasts, or until a person is needed. */
  async function hold(receiver: Receiver, lease: Lease, signal: AbortSignal): Promise<void> {
    const ending = AbortSignal.any([signal, lease.lost]);
    let replaced = false;
    for (let failures = 0; !ending.aborted; ) {
      const broken = new AbortController();
      const { epoch } = lease;
      // The keys in memory are not to be trusted after a failure: all is read anew from the database.
      const keys = new KeyStore({ sql, sealer, accountId, epoch, onFailure: () => broken.abort() });
      // Whoever took the line by force meanwhile would be ended by this login; no timer has told us of it yet.
      if (!(await keys.holds())) return;
      const creds = await keys.loadCreds();
      if (!isLinked(creds) || fingerprint(creds) === refused) {
        if (!isLinked(creds)) tell('unlinked');
        return;
      }
      tell('connecting', state.reason);
      const over = AbortSignal.any([ending, broken.signal]);
      let openedAt: number | null = null;
      const code = await connectOnce(receiver, creds, keys, {
        ending: over,
        holds: () => lease.sure,
        onOpen: () => {
          openedAt = clock.now().getTime();
        },
      });
      // A line that opens and breaks at once is as bad as one that does not open.
      if (openedAt !== null && clock.now().getTime() - openedAt >= LASTING_MS) {
        failures = 0;
        replaced = false;
      }
      if (ending.aborted) break;
      failures += 1;
      const reaction = reactionTo(code);
      let again = reaction.action === 'again';
      if (code === DisconnectReason.connectionReplaced) {
        // Replaced by our own stand-by, after this process was asleep: nothing is wrong, only our turn is over.
        if (!(await keys.holds())) return;
        // Or a stand-by of ours awoke in the middle of its own login: it lets go as soon as it looks at the lease. Another
        // program would not let go, and whoever takes a number back from it again and again gets it restricted.
        again = !replaced;
        replaced = true;
      }
      if (!again) {
        refused = fingerprint(creds);
        const own = new KeyStore({ sql, sealer, accountId, epoch, onFailure: () => undefined });
        await own.refuse(reaction.reason).catch(() => undefined);
        tell('stopped', reaction.reason);
        return;
      }
      tell('pausing', broken.signal.aborted ? 'the key store failed' : reaction.reason);
      await pause(
        pauseMs(reaction, failures, entropy.bytes(1).readUInt8(0) / 256) *
          (options.patience ?? WHATSAPP_MANNERS.patience),
        ending,
      );
    }
  }

  async function run(receiver: Receiver, signal: AbortSignal): Promise<void> {
    const times = options.lease ?? LEASE_TIMES;
    while (!signal.aborted) {
      let lease: Lease | null = null;
      try {
        lease = await takeLease(sql, accountId, times, { force: first && options.alone === true });
        first = false;
        if (lease) await hold(receiver, lease, signal);
        else tell('waiting', 'another process speaks for this number');
      } catch (error) {
        tell('pausing', 'the database does not answer');
        log.warn({ account: accountId, error }, 'the WhatsApp line failed; trying again');
      }
      // Given back while there is nothing to do: linking the number anew needs it.
      await lease?.release().catch(() => undefined);
      await pause(times.renewMs, signal);
    }
  }

  return {
    name: 'whatsapp',
    accountId,
    pace,
    // A message has the same id at every try, and a phone shows an id once.
    resendable: true,
    get state() {
      return state;
    },
    get standby() {
      return state.what === 'waiting';
    },
    get paused() {
      return state.what !== 'open';
    },
    // A stand-by is no outage: another process speaks for the number.
    get reach() {
      return reach.now;
    },

    // Returns at once: an office whose line is down in the morning starts all the same, and catches up.
    async start(receiver, signal) {
      running = run(receiver, AbortSignal.any([signal, closing.signal]));
    },

    async send(outbound) {
      if (closing.signal.aborted) throw new SendFailure('retry', 'the WhatsApp channel is stopping');
      return sender.send(outbound);
    },

    fetch: (media, maxBytes) =>
      download({ timeoutMs: 120_000, agent: options.line?.mediaAgent }, media, maxBytes),

    async typing(chat) {
      const socket = live?.open ? live.connection.socket : null;
      await socket?.sendPresenceUpdate('composing', chat).catch(() => undefined);
    },

    async stop() {
      await sender.idle();
      closing.abort();
      await running;
    },
  };
}

/** An id as WhatsApp's own clients make them, out of what a message is instead of at random. */
function messageId(sealer: Sealer, of: string): string {
  return `3EB0${sealer.index('wa_message', of).toString('hex').toUpperCase().slice(0, 18)}`;
}

function ownOf({ me }: AuthenticationCreds): Own {
  return { pn: me?.id ?? null, lid: me?.lid ?? null };
}

function fingerprint(creds: AuthenticationCreds): string {
  return Buffer.from(creds.noiseKey.public).toString('base64');
}

/** Waits, or less when the signal comes. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
