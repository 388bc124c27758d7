import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Webhook } from '../../src/channels/port.ts';
import type { TelegramChannel } from '../../src/channels/telegram/index.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { channelAt, FakeReceiver, until } from '../support/telegram/kit.ts';

const never = new AbortController().signal;
const secret = 'S3cret_token';

describe('the webhook', () => {
  let server: TelegramServer;
  let receiver: FakeReceiver;
  let channel: TelegramChannel;
  let webhook: Webhook;
  let web: ReturnType<typeof serve>;

  beforeEach(async () => {
    server = await startTelegram({ limits: 'off', webhookRetryMs: 10 });
    receiver = new FakeReceiver();
    let route: Webhook | null = null;
    web = await new Promise<ReturnType<typeof serve>>((resolve) => {
      const listening = serve(
        {
          fetch: (request) => route?.handle(request) ?? new Response(null, { status: 404 }),
          port: 0,
          hostname: '127.0.0.1',
        },
        () => resolve(listening),
      );
    });
    const publicUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}/`;
    channel = channelAt(server, { webhook: { publicUrl, secret } }).channel;
    route = channel.webhook;
    if (!route) throw new Error('no webhook');
    webhook = route;
  });

  afterEach(async () => {
    await channel.stop();
    await server.stop();
    const closed = new Promise((resolve) => web.close(resolve));
    if ('closeAllConnections' in web) web.closeAllConnections();
    await closed;
  });

  const me = { id: 7, is_bot: false };
  const update = {
    update_id: 1,
    message: { message_id: 1, date: 1_795_300_000, chat: { id: 7, type: 'private' }, from: me, text: 'halo' },
  };

  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret },
  ) =>
    webhook
      .handle(new Request(`http://x${webhook.path}`, { method: 'POST', body, headers }))
      .then((response) => response.status);

  test('is registered with its secret, and Telegram gets 200 for what is stored', async () => {
    await channel.start(receiver, never);
    await until(() => server.callsOf('setWebhook').length === 1);
    expect(server.callsOf('setWebhook')[0]?.params).toMatchObject({
      secret_token: secret,
      url: expect.stringMatching(/\/webhook\/telegram\/tg1$/),
    });
    const person = server.person({});
    for (const text of ['satu', 'dua', 'tiga']) person.says(text);
    await receiver.has(3);
    await until(() => server.pending === 0);
    expect(receiver.texts()).toEqual(['satu', 'dua', 'tiga']);
    expect(server.posts.map((posted) => posted.status)).toEqual([200, 200, 200]);
  });

  test('is registered again and again until Telegram can be reached', async () => {
    server.fault('setWebhook', { kind: 'status', status: 502 }, 2);
    server.fault('setWebhook', { kind: 'reset' });
    server.person({}).says('satu');
    await channel.start(receiver, never);
    await receiver.has(1);
  });

  test('answers 500 when nothing was stored, and gets the message again, in order', async () => {
    let refusals = 2;
    receiver.before = async () => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('the database is away');
    };
    await channel.start(receiver, never);
    const person = server.person({});
    for (const text of ['satu', 'dua']) person.says(text);
    await receiver.has(2);
    await until(() => server.pending === 0);
    expect(server.posts.map((posted) => posted.status)).toEqual([500, 500, 200, 200]);
    expect(receiver.texts()).toEqual(['satu', 'dua']);
  });

  test('of three copies at once, one is stored', async () => {
    server.delivery.copies = 3;
    server.delivery.shuffled = true;
    await channel.start(receiver, never);
    const people = [server.person({}), server.person({})];
    for (const person of people) person.says('satu');
    await receiver.has(2);
    await until(() => server.pending === 0);
    expect(receiver.stored).toHaveLength(2);
    expect(receiver.offered).toBeGreaterThanOrEqual(6);
  });

  test('answers only after the commit', async () => {
    await channel.start(receiver, never);
    let open = () => undefined as undefined;
    const gate = new Promise<void>((resolve) => {
      open = () => void resolve();
    });
    receiver.before = () => gate;
    let answered = false;
    const answer = post(JSON.stringify(update)).finally(() => {
      answered = true;
    });
    await until(() => receiver.offered === 1);
    expect(answered).toBe(false);
    open();
    expect(await answer).toBe(200);
  });

  test('refuses who does not know the secret', async () => {
    await channel.start(receiver, never);
    expect(await post(JSON.stringify(update), {})).toBe(401);
    expect(await post(JSON.stringify(update), { 'x-telegram-bot-api-secret-token': `${secret}x` })).toBe(401);
    expect(receiver.offered).toBe(0);
  });

  test.each([
    ['no JSON', 'halo', 400],
    ['JSON that is cut', JSON.stringify(update).slice(0, -3), 400],
    ['no update', '[]', 400],
    ['an id above 2^53', `{"update_id":${'9'.repeat(17)}}`, 400],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400],
    ['lists in lists', '['.repeat(100_000), 400],
    ['a byte order mark before it', `\uFEFF${JSON.stringify(update)}`, 200],
    ['a message that is null', '{"update_id":1,"message":null}', 200],
    ['more than a megabyte', JSON.stringify({ ...update, pad: 'x'.repeat(1024 * 1024) }), 413],
  ])('a body of %s', async (_, body, status) => {
    await channel.start(receiver, never);
    expect(await post(body)).toBe(status);
  });

  test('a body that grows beyond a megabyte without saying so is not read on', async () => {
    await channel.start(receiver, never);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        if (pulled > 100) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const init = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'x-telegram-bot-api-secret-token': secret },
    };
    const response = await webhook.handle(new Request(`http://x${webhook.path}`, init as RequestInit));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(30);
  });

  test('sends Telegram away before the start and after the end', async () => {
    expect(await post(JSON.stringify(update))).toBe(503);
    await channel.start(receiver, never);
    expect(await post(JSON.stringify(update))).toBe(200);
    await channel.stop();
    expect(await post(JSON.stringify(update))).toBe(503);
  });

  test('takes nothing but POST', async () => {
    const response = await webhook.handle(new Request(`http://x${webhook.path}`));
    expect(response.status).toBe(405);
  });
});
