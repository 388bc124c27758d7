import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TelegramChannel } from '../../src/channels/telegram/index.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { channelAt, FakeReceiver, until } from '../support/telegram/kit.ts';

const never = new AbortController().signal;

describe('polling', () => {
  let server: TelegramServer;
  let receiver: FakeReceiver;
  const running: TelegramChannel[] = [];

  beforeEach(async () => {
    server = await startTelegram({ limits: 'off' });
    receiver = new FakeReceiver();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((channel) => channel.stop()));
    await server.stop();
  });

  async function started(changes: Parameters<typeof channelAt>[1] = {}) {
    const made = channelAt(server, changes);
    running.push(made.channel);
    await made.channel.start(receiver, never);
    return made;
  }

  test('brings messages in order within a chat, and chats side by side', async () => {
    const [slow, quick] = [server.person({}), server.person({})];
    const sent = Array.from({ length: 20 }, (_, i) => `pesan ${i}`);
    for (const text of sent) slow.says(text);
    for (const text of sent) quick.says(text);
    let open = () => undefined as undefined;
    const gate = new Promise<void>((resolve) => {
      open = () => void resolve();
    });
    receiver.before = async (inbound) => {
      if (inbound.chat === String(slow.id)) await gate;
    };
    await started();
    // All of the quick chat arrives while the first message of the slow one still waits for its commit.
    await receiver.has(20);
    expect(receiver.texts(quick.id)).toEqual(sent);
    expect(receiver.texts(slow.id)).toEqual([]);
    open();
    await receiver.has(40);
    expect(receiver.texts(slow.id)).toEqual(sent);
  });

  test('a batch that comes shuffled and with repeats is heard in the order in which it was written', async () => {
    const people = [server.person({}), server.person({})];
    const sent = Array.from({ length: 30 }, (_, i) => `pesan ${i}`);
    for (const text of sent) for (const person of people) person.says(text);
    Object.assign(server.delivery, { shuffled: true, copies: 2 });
    await started();
    await receiver.has(60);
    for (const person of people) expect(receiver.texts(person.id)).toEqual(sent);
  });

  test('confirms a batch only after its commit', async () => {
    const person = server.person({});
    for (const text of ['satu', 'dua']) person.says(text);
    let open = () => undefined as undefined;
    const gate = new Promise<void>((resolve) => {
      open = () => void resolve();
    });
    receiver.before = async ({ body }) => {
      if (body.kind === 'text' && body.text === 'dua') await gate;
    };
    const { kept } = await started();
    await receiver.has(1);
    expect(server.pending).toBe(2);
    expect(kept.cursor).toBeNull();
    open();
    await until(() => server.pending === 0);
    expect(kept.cursor).not.toBeNull();
  });

  test('after a crash, a new channel sees what was not confirmed once more', async () => {
    const person = server.person({});
    for (const text of ['satu', 'dua', 'tiga']) person.says(text);
    receiver.before = ({ body }) =>
      body.kind === 'text' && body.text === 'dua' ? new Promise(() => undefined) : Promise.resolve();
    const crashed = channelAt(server);
    const ending = new AbortController();
    await crashed.channel.start(receiver, ending.signal);
    await receiver.has(1);
    // The process dies here: nothing more is said to Telegram.
    ending.abort();
    expect(receiver.texts()).toEqual(['satu']);

    receiver = new FakeReceiver();
    await started({ loadCursor: async () => crashed.kept.cursor });
    await receiver.has(3);
    expect(receiver.texts()).toEqual(['satu', 'dua', 'tiga']);
  });

  test('goes on from the saved cursor, so that what was committed is not offered again', async () => {
    const person = server.person({});
    person.says('satu');
    const first = await started();
    await until(() => first.kept.cursor !== null);
    await first.channel.stop();
    person.says('dua');
    await started({ loadCursor: async () => first.kept.cursor });
    await receiver.has(2);
    expect(receiver.offered).toBe(2);
  });

  test('offers a message again until it is stored, and what follows it only then', async () => {
    const person = server.person({});
    for (const text of ['satu', 'dua']) person.says(text);
    let refusals = 3;
    receiver.before = async ({ body }) => {
      if (body.kind === 'text' && body.text === 'satu' && refusals > 0) {
        refusals -= 1;
        throw new Error('the database is away: rahasia');
      }
    };
    const { lines } = await started();
    await receiver.has(2);
    expect(receiver.texts()).toEqual(['satu', 'dua']);
    expect(refusals).toBe(0);
    expect(lines.join('')).not.toContain('rahasia');
  });

  test('goes on when the cursor cannot be saved', async () => {
    const person = server.person({});
    person.says('satu');
    await started({
      saveCursor: async () => {
        throw new Error('no');
      },
    });
    await receiver.has(1);
    person.says('dua');
    await receiver.has(2);
    await until(() => server.pending === 0);
  });

  test('waits as long as a 429 says', async () => {
    server.fault('getUpdates', { kind: 'status', status: 429, retryAfter: 1 });
    server.person({}).says('satu');
    await started();
    await receiver.has(1);
    const [refused, next] = server.callsOf('getUpdates');
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test.each([
    ['an error of the server', { kind: 'status', status: 502 }],
    ['a cut line', { kind: 'reset' }],
    ['an answer that got lost', { kind: 'lostAnswer' }],
  ] as const)('comes back after %s', async (_, fault) => {
    server.fault('getUpdates', fault, 3);
    server.person({}).says('satu');
    const { lines } = await started();
    await receiver.has(1);
    expect(receiver.texts()).toEqual(['satu']);
    expect(lines.join('')).toContain('trying again');
    expect(lines.join('')).not.toContain(server.token);
  });

  test('says that a second process is polling, and goes on', async () => {
    server.fault('getUpdates', {
      kind: 'status',
      status: 409,
      description: 'Conflict: terminated by other getUpdates request',
    });
    server.person({}).says('satu');
    const { lines } = await started();
    await receiver.has(1);
    expect(lines.join('')).toContain('another process reads the messages of this Telegram bot');
  });

  test('takes away a webhook that was left behind, and keeps what waits', async () => {
    const { channel } = channelAt(server, {
      webhook: { publicUrl: 'http://127.0.0.1:1', secret: 'rahasia' },
    });
    await channel.start(receiver, never);
    await until(() => server.callsOf('setWebhook').length === 1);
    server.person({}).says('satu');
    await channel.stop();
    await started();
    await receiver.has(1);
  });

  test('takes up a numbering that jumped back, and loses nothing', async () => {
    const person = server.person({});
    server.jumpUpdateIds(900_000_000);
    await started();
    person.says('satu');
    await receiver.has(1);
    await until(() => server.pending === 0);
    server.jumpUpdateIds(4_000_000);
    person.says('dua');
    await receiver.has(2);
    person.says('tiga');
    await receiver.has(3);
    await until(() => server.pending === 0);
    expect(receiver.texts()).toEqual(['satu', 'dua', 'tiga']);
  });

  test('gives a repeat the same id, so that it ends at the inbox', async () => {
    const person = server.person({});
    for (const text of ['satu', 'dua']) person.says(text);
    await started();
    await receiver.has(2);
    await until(() => server.pending === 0);
    server.redeliver();
    person.says('tiga');
    await receiver.has(3);
    expect(receiver.offered).toBeGreaterThan(3);
    expect(receiver.texts()).toEqual(['satu', 'dua', 'tiga']);
  });

  test('drops hostile updates and goes on with what follows', async () => {
    server.inject({ update_id: 5, message: null });
    server.inject({
      update_id: 6,
      message: { message_id: 2 ** 60, date: 1, chat: { id: 1, type: 'private' } },
    });
    server.inject({ update_id: 7, channel_post: { text: 'x' } });
    const person = server.person({});
    person.says('satu');
    await started();
    await receiver.has(1);
    await until(() => server.pending === 0);
    expect(receiver.texts()).toEqual(['satu']);
  });

  test('answers a tap at once, before it is handled', async () => {
    const person = server.person({});
    person.says('menu');
    const { channel } = await started();
    await receiver.has(1);
    const choices = [{ n: '1', label: 'Ambil', data: 'take' }];
    await channel.send({
      chat: String(person.id),
      bubble: { text: 'Tugas', choices, file: null, askPhone: false },
      file: null,
      edits: null,
    });
    receiver.before = () => new Promise((resolve) => void until(() => server.tapsAnswered).then(resolve));
    person.taps('Ambil');
    await receiver.has(2);
    expect(receiver.stored[1]?.body).toEqual({ kind: 'tap', data: 'take', label: 'Ambil' });
  });

  test('stops at once when idle, and with what is in flight stored when not', async () => {
    const { channel } = await started();
    await until(() => server.callsOf('getUpdates').length > 0);
    await channel.stop();

    const person = server.person({});
    person.says('satu');
    let inFlight = false;
    receiver.before = async () => {
      inFlight = true;
      await new Promise((resolve) => setTimeout(resolve, 30));
    };
    const second = await started();
    await until(() => inFlight);
    await second.channel.stop();
    expect(receiver.texts()).toEqual(['satu']);
  });
});
