import type { Clock } from '../../clock.ts';
import { type Entropy, uuid7 } from '../../entropy.ts';
import type { FileName, FileStore } from '../../files/store.ts';
import {
  type Channel,
  type Inbound,
  type Outbound,
  type Received,
  type Receiver,
  SendFailure,
} from '../port.ts';
import { fetchUpload } from '../uploads.ts';
import { upright } from '../upright.ts';

/** What the channel tells those who show its chats. */
export type WebEvent =
  | { readonly kind: 'out'; readonly outbound: Outbound; readonly externalId: string; readonly at: Date }
  | { readonly kind: 'typing'; readonly chat: string };

/** The channel of our own pages: the simulator now, the kiosk later. It has no platform behind it. */
export interface WebChannel extends Channel {
  /** Hands a message to the engine; rejects when nothing was stored, and before `start`. */
  push(inbound: Omit<Inbound, 'accountId'>): Promise<Received>;
  /** Called for each event until the returned function is called. A listener that throws disturbs nobody. */
  subscribe(listener: (event: WebEvent) => void): () => void;
  /** Keeps an upload sealed in the file store; the answer is the `ref` of a MediaRef. */
  keep(bytes: Uint8Array): Promise<string>;
}

/** What the channel of our own pages needs. */
export interface WebChannelOptions {
  readonly accountId: string;
  readonly files: FileStore;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

/** Bubbles go to whoever watches; the `message` table is the history, so a page that opens later misses nothing. */
export function createWebChannel({ accountId, files, entropy, clock }: WebChannelOptions): WebChannel {
  const listeners = new Set<(event: WebEvent) => void>();
  let receiver: Receiver | null = null;
  let stopped = false;
  const under = new Set<Promise<Received>>();

  const tell = (event: WebEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // One broken page must not fail a send that all others have seen.
      }
    }
  };

  return {
    name: 'web',
    accountId,
    pace: { perChatMs: 0, perAccountMs: 0 },
    resendable: true,
    reach: { up: true, why: null, since: clock.now() },
    start: async (to) => {
      receiver = to;
    },
    send: async (given) => {
      if (stopped) throw new SendFailure('retry', 'the web channel is stopping');
      if (given.bubble.file !== null && given.file === null)
        throw new SendFailure('giveUp', 'the file is missing');
      const outbound = { ...given, bubble: { ...given.bubble, text: upright(given.bubble.text) } };
      const at = clock.now();
      // What replaces a message is that message: it can be replaced again.
      const externalId = outbound.edits ?? uuid7(at, entropy);
      tell({ kind: 'out', outbound, externalId, at });
      return { externalId };
    },
    fetch: (media, maxBytes) => fetchUpload(files, media, maxBytes),
    typing: async (chat) => tell({ kind: 'typing', chat }),
    stop: async () => {
      stopped = true;
      receiver = null;
      await Promise.allSettled(under);
      listeners.clear();
    },
    push: async (inbound) => {
      if (receiver === null) throw new SendFailure('retry', 'the web channel is not started');
      const turn = receiver.receive({ ...inbound, accountId });
      under.add(turn);
      try {
        return await turn;
      } finally {
        under.delete(turn);
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep: async (bytes) => {
      const name: FileName = `upload/${entropy.bytes(16).toString('hex')}`;
      await files.put(name, bytes);
      return name;
    },
  };
}
