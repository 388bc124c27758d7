import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLease } from '../../src/channels/lease.ts';
import type { TelegramChannel, TelegramChannelOptions } from '../../src/channels/telegram/index.ts';
import { testAccount } from '../support/account.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { channelAt, FakeReceiver, until } from '../support/telegram/kit.ts';

const TIMES = { ttlMs: 1_500, renewMs: 100 };

describe('several processes with one bot', () => {
  let database: TestDatabase;
  let server: TelegramServer;
  let accountId: string;
  const running: TelegramChannel[] = [];
  /** As the account row keeps it: one cursor, whoever polls. */
  let cursor: number | null;

  beforeEach(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startTelegram({ limits: 'off' })]);
    accountId = await testAccount(database.sql, 'telegram');
    cursor = null;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((channel) => channel.stop()));
    await server.stop();
    await database.drop();
  });

  /** A process: its own channel and its own ears on the same account. */
  async function process(changes: Partial<TelegramChannelOptions> = {}) {
    const receiver = new FakeReceiver();
    const ending = new AbortController();
    const { channel, lines } = channelAt(server, {
      accountId,
      lease: () => takeLease(database.sql, accountId, TIMES),
      leaseEveryMs: TIMES.renewMs,
      loadCursor: async () => cursor,
      saveCursor: async (next) => {
        cursor = next;
      },
      ...changes,
    });
    running.push(channel);
    await channel.start(receiver, ending.signal);
    return { channel, receiver, lines, stop: () => channel.stop() };
  }

  const waits = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const said = async (text: string, ...ears: FakeReceiver[]) => {
    server.person({ id: 7 }).says(text);
    await until(() => ears.some((ear) => ear.texts().includes(text)));
  };

  test('one polls, the other stands by and leaves the sending to it', async () => {
    const first = await process();
    await until(() => first.channel.standby === false);
    const second = await process();
    for (const text of ['satu', 'dua', 'tiga']) await said(text, first.receiver, second.receiver);
    await waits(3 * TIMES.renewMs);
    expect(second.channel.standby).toBe(true);
    expect(second.channel.reach.up).toBe(true);
    expect(first.receiver.texts()).toEqual(['satu', 'dua', 'tiga']);
    expect(second.receiver.texts()).toEqual([]);
    expect([...first.lines, ...second.lines].join('')).not.toContain('409 Conflict');
  });

  test('the one that stops gives its turn back; the other goes on where it ended', async () => {
    const first = await process();
    await until(() => first.channel.standby === false);
    const second = await process();
    await said('satu', first.receiver);
    await first.stop();
    expect(
      await database.sql`select 1 from channel_lease where expires_at > clock_timestamp() and epoch = 1`,
    ).toHaveLength(0);
    await said('dua', second.receiver);
    expect(second.channel.standby).toBe(false);
    expect(second.receiver.texts()).toEqual(['dua']);
  });

  test('the one that was killed is followed when its lease is over', async () => {
    // A process that died: its lease stands, and nobody renews it.
    const dead = await takeLease(database.sql, accountId, { ttlMs: 700, renewMs: 60_000 });
    expect(dead?.epoch).toBe(1);
    const second = await process();
    await waits(2 * TIMES.renewMs);
    expect(second.channel.standby).toBe(true);
    expect(server.callsOf('getUpdates')).toHaveLength(0);
    await said('satu', second.receiver);
    expect(second.channel.standby).toBe(false);
  });

  test('the one that slept ends its poll as soon as it sees that its turn is over', async () => {
    const first = await process();
    await said('satu', first.receiver);
    const second = await process();
    // What is left of a process after a long sleep: a poll that is open, and a lease that another has.
    await database.sql`update channel_lease set epoch = epoch + 1, holder = 'another'`;
    await until(() => first.channel.standby === true);
    const polls = server.callsOf('getUpdates').length;
    await waits(5 * TIMES.renewMs);
    expect(server.callsOf('getUpdates')).toHaveLength(polls);
    await database.sql`update channel_lease set expires_at = clock_timestamp() - interval '1 ms'`;
    await said('dua', first.receiver, second.receiver);
    expect([...first.receiver.texts(), ...second.receiver.texts()]).toEqual(['satu', 'dua']);
    expect(second.lines.join('')).not.toContain('409 Conflict');
  });

  test('a database that is away is no change of hands, and the turn is taken when it is back', async () => {
    let away = 3;
    const { channel, receiver } = await process({
      lease: async () => {
        away -= 1;
        if (away >= 0) throw new Error('away');
        return takeLease(database.sql, accountId, TIMES);
      },
    });
    await said('satu', receiver);
    expect(channel.standby).toBe(false);
  });

  test('of two with a webhook, one sets it; the other sets it when the first is gone', async () => {
    const webhook = { publicUrl: 'http://127.0.0.1:1', secret: 'rahasia' };
    const first = await process({ webhook });
    await until(() => server.callsOf('setWebhook').length === 1);
    const second = await process({ webhook });
    await waits(5 * TIMES.renewMs);
    expect(server.callsOf('setWebhook')).toHaveLength(1);
    // A call may come to any of them, and each of them sends.
    expect([first.channel.standby, second.channel.standby]).toEqual([false, false]);
    await first.stop();
    await until(() => server.callsOf('setWebhook').length === 2);
    const urls = server.callsOf('setWebhook').map(({ params }) => params['url']);
    expect(new Set(urls).size).toBe(1);
  });

  test('one that polls by mistake does not take the webhook of the other away', async () => {
    await process({ webhook: { publicUrl: 'http://127.0.0.1:1', secret: 'rahasia' } });
    await until(() => server.callsOf('setWebhook').length === 1);
    const other = await process();
    await waits(5 * TIMES.renewMs);
    expect(other.channel.standby).toBe(true);
    expect(server.callsOf('deleteWebhook')).toHaveLength(0);
  });
});

describe('whether Telegram is reached', () => {
  let server: TelegramServer;
  const running: TelegramChannel[] = [];
  beforeEach(async () => {
    server = await startTelegram({ limits: 'off', webhookRetryMs: 20 });
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((channel) => channel.stop()));
    await server.stop();
  });

  async function started(changes: Partial<TelegramChannelOptions> = {}) {
    const { channel } = channelAt(server, changes);
    running.push(channel);
    await channel.start(new FakeReceiver(), new AbortController().signal);
    return channel;
  }
  const text = { text: 'halo', choices: [], file: null, askPhone: false };

  test('polling: from the first failure on, and again as soon as it answers', async () => {
    server.fault('deleteWebhook', { kind: 'status', status: 502 }, 3);
    const channel = await started({ backOff: { firstMs: 40, maxMs: 40 } });
    await until(() => !channel.reach.up);
    const { since, why } = channel.reach;
    expect(why).toContain('502');
    await until(() => channel.reach.up);
    expect(channel.reach.since.getTime()).toBeGreaterThanOrEqual(since.getTime());
    await until(() => server.callsOf('getUpdates').length > 0);
    server.fault('*', { kind: 'reset' }, 4);
    server.person({}).says('bangun');
    await until(() => !channel.reach.up);
    // Nobody writes: that Telegram is back shows in an answer that was not waited for.
    await until(() => channel.reach.up);
  });

  test('sending: a message that is refused shows that Telegram is there', async () => {
    const channel = await started({ webhook: { publicUrl: 'http://127.0.0.1:1', secret: 'rahasia' } });
    await until(() => server.callsOf('setWebhook').length === 1);
    const send = () => channel.send({ chat: '404', bubble: text, file: null, edits: null }).catch(() => null);
    server.fault('sendMessage', { kind: 'reset' });
    await send();
    expect(channel.reach).toMatchObject({ up: false });
    await send();
    expect(channel.reach).toMatchObject({ up: true, why: null });
  });

  test('webhook: one that was taken away is set again; one that is refused is told', async () => {
    const webhook = { publicUrl: 'http://127.0.0.1:1', secret: 'rahasia' };
    const channel = await started({ webhook, lookMs: 30 });
    await until(() => server.callsOf('getWebhookInfo').length > 0);
    await fetch(`${server.root}/bot${server.token}/deleteWebhook`, { method: 'POST' });
    await until(() => server.callsOf('setWebhook').length === 2);
    await until(() => channel.reach.up);
    server.person({}).says('siapa?');
    await until(() => !channel.reach.up);
    expect(channel.reach.why).toContain('PUBLIC_URL');
  });
});
