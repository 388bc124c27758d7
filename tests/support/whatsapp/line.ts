import { pino } from 'pino';
import { takeLease } from '../../../src/channels/lease.ts';
import type { Inbound, Received, Receiver } from '../../../src/channels/port.ts';
import {
  createWhatsAppChannel,
  type WhatsAppChannel,
  type WhatsAppChannelOptions,
  type WhatsAppInbound,
} from '../../../src/channels/whatsapp/index.ts';
import { KeyStore } from '../../../src/channels/whatsapp/keys.ts';
import { systemEntropy, uuid7 } from '../../../src/entropy.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { testSealer } from '../keys.ts';
import { startWhatsApp, trustTestRoot, type WhatsAppServer } from './index.ts';

/** What an engine does, as far as a channel sees it: each message is committed once, in order. */
export class Inbox implements Receiver {
  readonly got: WhatsAppInbound[] = [];
  /** The next calls fail before anything is stored. */
  failures = 0;
  /** Called when a message is stored, before the channel hears of it. */
  onStored: (inbound: WhatsAppInbound) => void = () => undefined;
  readonly #seen = new Set<string>();

  async receive(inbound: Inbound): Promise<Received> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the database is gone');
    }
    if (this.#seen.has(inbound.externalId)) return 'duplicate';
    this.#seen.add(inbound.externalId);
    const whole = inbound as WhatsAppInbound;
    this.got.push(whole);
    this.onStored(whole);
    return 'handled';
  }

  /** The texts, in the order in which they were stored. */
  get texts(): string[] {
    return this.got.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
  }
}

/** One ward's number: a database, the server, and as many channels on it as a test wants. */
export interface TestLine {
  readonly database: TestDatabase;
  readonly server: WhatsAppServer;
  readonly accountId: string;
  /** Everything that was logged, one JSON line each. */
  readonly logged: string[];
  readonly common: Pick<WhatsAppChannelOptions, 'accountId' | 'sql' | 'sealer' | 'log' | 'line'>;
  /** A channel that is not started yet; it is stopped at the end. */
  channel(options?: Partial<WhatsAppChannelOptions>): WhatsAppChannel;
  /** A started channel whose number is linked, when its line is open. */
  open(inbox: Inbox, options?: Partial<WhatsAppChannelOptions>): Promise<WhatsAppChannel>;
  close(): Promise<void>;
}

/** Opens a database and a server; with `linked` (the default) the number was linked earlier. */
export async function openLine({ linked = true } = {}): Promise<TestLine> {
  trustTestRoot();
  const [database, server] = await Promise.all([createTestDatabase(), startWhatsApp()]);
  const { sql } = database;
  const accountId = await prepare(database);
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (text: string) => void logged.push(text) });
  const sealer = testSealer();
  const channels: WhatsAppChannel[] = [];
  const common = {
    accountId,
    sql,
    sealer,
    log,
    line: { url: server.url, mediaAgent: server.media.agent, connectTimeoutMs: 5_000 },
  };
  if (linked) {
    const lease = await takeLease(sql, accountId);
    if (!lease) throw new Error('the lease of a new account was taken');
    const store = new KeyStore({
      sql,
      sealer,
      accountId,
      epoch: lease.epoch,
      onFailure: () => undefined,
    });
    await store.saveCreds(await server.account.linkedBefore(store));
    await lease.release();
  }
  const channel = (options: Partial<WhatsAppChannelOptions> = {}) => {
    const made = createWhatsAppChannel({
      ...common,
      pace: { perChatMs: 0, perAccountMs: 0 },
      jitterMs: 0,
      ackMs: 5_000,
      patience: 0.01,
      lease: { ttlMs: 2_000, renewMs: 200 },
      ...options,
    });
    channels.push(made);
    return made;
  };
  return {
    database,
    server,
    accountId,
    logged,
    common,
    channel,
    async open(inbox, options = {}) {
      const opened = new Promise<void>((resolve) => {
        const onState: WhatsAppChannelOptions['onState'] = (state) => {
          if (state.what === 'open') resolve();
          options.onState?.(state);
        };
        const made = channel({ ...options, onState });
        made.start(inbox, new AbortController().signal);
      });
      await opened;
      const made = channels.at(-1);
      if (!made) throw new Error('no channel');
      return made;
    },
    async close() {
      await Promise.all(channels.map((one) => one.stop()));
      await server.stop();
      await database.drop();
    },
  };
}

/** The rows that an account needs. */
async function prepare({ sql }: TestDatabase): Promise<string> {
  const [wardId, accountId] = [uuid7(new Date(), systemEntropy), uuid7(new Date(), systemEntropy)];
  await sql`
    insert into ward (id, code, name, time_zone, short, settings, created_at)
    values (${wardId}, '53.71.05.1005', 'Uji', 'Asia/Makassar', 'UJI', '{}', now())`;
  await sql`
    insert into account (id, ward_id, channel, name, created_at)
    values (${accountId}, ${wardId}, 'whatsapp', 'uji', now())`;
  return accountId;
}
