import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WhatsAppCloudChannel } from '../../src/channels/whatsapp-cloud/index.ts';
import { type GraphServer, type Item, startGraph } from '../support/graph/index.ts';
import { channelAt, FakeReceiver, hooked, until, VERIFY_TOKEN } from '../support/graph/kit.ts';

const never = new AbortController().signal;

describe('the webhook', () => {
  let server: GraphServer;
  let receiver: FakeReceiver;
  let channel: WhatsAppCloudChannel;
  let lines: string[];
  let web: Awaited<ReturnType<typeof hooked>>;

  beforeEach(async () => {
    server = await startGraph({ limits: 'off', retryMs: 5 });
    receiver = new FakeReceiver();
    ({ channel, lines } = channelAt(server));
    web = await hooked(server, channel.webhook);
  });

  afterEach(async () => {
    await channel.stop();
    await server.stop();
    await web.close();
  });

  const message: Item = {
    kind: 'messages',
    content: {
      from: '6281234567890',
      id: 'wamid.A',
      timestamp: '1795300000',
      type: 'text',
      text: { body: 'halo' },
    },
    contact: null,
  };
  const plain = () => JSON.stringify(server.poster.envelope([message]));

  type Body = string | Uint8Array<ArrayBuffer>;
  const post = (body: Body, headers?: Record<string, string> | [string, string][]) =>
    channel.webhook
      .handle(
        new Request(`http://x${channel.webhook.path}`, {
          method: 'POST',
          body,
          headers: headers ?? { 'x-hub-signature-256': server.poster.signature(body) },
        }),
      )
      .then((response) => response.status);

  test('proves to Meta that it is ours, and to nobody else', async () => {
    const ask = async (query: Record<string, string>) => {
      const url = `http://x${channel.webhook.path}?${new URLSearchParams(query)}`;
      const response = await channel.webhook.handle(new Request(url));
      return [response.status, await response.text()];
    };
    const right = { 'hub.mode': 'subscribe', 'hub.challenge': '12', 'hub.verify_token': VERIFY_TOKEN };
    expect(await ask(right)).toEqual([200, '12']);
    expect(await ask({ ...right, 'hub.verify_token': `${VERIFY_TOKEN}x` })).toEqual([403, '']);
    expect(await ask({ ...right, 'hub.mode': 'unsubscribe' })).toEqual([403, '']);
    expect(await ask({ ...right, 'hub.challenge': '<script>' })).toEqual([403, '']);
    expect(await ask({})).toEqual([403, '']);
  });

  test('brings what a person says, in order, and Meta gets 200', async () => {
    await channel.start(receiver, never);
    const person = server.person();
    const said = ['satu', 'dua 😀', 'tiga'];
    for (const text of said) {
      person.says(text);
      await until(() => server.poster.pending === 0);
    }
    expect(receiver.texts()).toEqual(said);
    expect(server.poster.posts.map((one) => one.status)).toEqual([200, 200, 200]);
  });

  test('stores a batch of many people, each chat in order of time however it is posted', async () => {
    await channel.start(receiver, never);
    let now = Date.now();
    const slow = await startGraph({ limits: 'off', now: () => now });
    const other = channelAt(slow, {}).channel;
    await other.start(receiver, never);
    const people = Array.from({ length: 20 }, () => slow.person());
    Object.assign(slow.poster.delivery, { held: true, reversed: true });
    for (let i = 0; i < 5; i += 1) {
      now += 1000;
      for (const person of people) person.says(String(i));
    }
    const route = await hooked(slow, other.webhook);
    await receiver.has(100);
    for (const person of people) expect(textsOf(person.chat)).toEqual(['0', '1', '2', '3', '4']);
    await until(() => slow.poster.pending === 0);
    expect(slow.poster.posts).toEqual([{ status: 200, items: 100 }]);
    await other.stop();
    await slow.stop();
    await route.close();
  });

  const textsOf = (chat: string) =>
    receiver.stored
      .filter((one) => one.chat === chat)
      .map(({ body }) => (body.kind === 'text' ? body.text : ''));

  test('two posts for one chat are stored one after the other', async () => {
    await channel.start(receiver, never);
    const open: (() => void)[] = [];
    receiver.before = () => new Promise((resolve) => void open.push(resolve));
    const person = server.person();
    person.says('satu');
    await until(() => receiver.offered === 1);
    person.says('dua');
    const other = server.person();
    other.says('lain');
    await until(() => receiver.offered === 2);
    open[1]?.();
    open[0]?.();
    await until(() => receiver.offered === 3);
    open[2]?.();
    await receiver.has(3);
    expect(textsOf(person.chat)).toEqual(['satu', 'dua']);
  });

  test('answers 500 when nothing was stored, and nothing of the chat overtakes it', async () => {
    let refusals = 2;
    receiver.before = async () => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('the database is away');
    };
    await channel.start(receiver, never);
    const person = server.person();
    server.poster.delivery.held = true;
    for (const text of ['satu', 'dua', 'tiga']) person.says(text);
    server.poster.release();
    await receiver.has(3);
    await until(() => server.poster.pending === 0);
    expect(server.poster.posts.map((one) => one.status)).toEqual([500, 500, 200]);
    expect(receiver.texts()).toEqual(['satu', 'dua', 'tiga']);
  });

  test('of three copies at once, one is stored', async () => {
    server.poster.delivery.copies = 3;
    await channel.start(receiver, never);
    server.person().says('satu');
    await until(() => server.poster.pending === 0 && receiver.offered === 3);
    expect(receiver.stored).toHaveLength(1);
  });

  test('answers only after the commit', async () => {
    await channel.start(receiver, never);
    let open = () => undefined as undefined;
    receiver.before = () =>
      new Promise((resolve) => {
        open = () => void resolve();
      });
    let answered = false;
    const answer = post(plain()).finally(() => {
      answered = true;
    });
    await until(() => receiver.offered === 1);
    expect(answered).toBe(false);
    open();
    expect(await answer).toBe(200);
  });

  test('refuses every signature but the one over these bytes', async () => {
    await channel.start(receiver, never);
    const right = server.poster.signature(plain());
    const header = 'x-hub-signature-256';
    const wrong: (Record<string, string> | [string, string][])[] = [
      {},
      { [header]: '' },
      { [header]: 'sha256=' },
      { [header]: server.poster.signature(`${plain()} `) },
      { [header]: right.slice(0, -1) },
      { [header]: right.replace('sha256', 'sha1') },
      { [header]: `sha256=${right.slice(7).toUpperCase()}` },
      { [header]: `SHA256=${right.slice(7)}` },
      { [header]: `sha256=${'0'.repeat(64)}` },
      { 'x-hub-signature': right },
      [
        [header, right],
        [header, right],
      ],
    ];
    for (const headers of wrong) expect(await post(plain(), headers)).toBe(401);
    expect(receiver.offered).toBe(0);
    expect(channel.counts.get('wrong signature')).toBe(wrong.length);
    expect(await post(plain())).toBe(200);
  });

  const depth = 100_000;
  test.each([
    ['no JSON', 'halo', 400],
    ['nothing', '', 400],
    ['no envelope', '{}', 400],
    ['another product', '{"object":"page","entry":[]}', 400],
    ['lists in lists', `${'['.repeat(depth)}${']'.repeat(depth)}`, 400],
    [
      'objects in an envelope',
      `{"object":"whatsapp_business_account","entry":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`,
      400,
    ],
    [
      'lists in a part that nobody reads',
      `{"object":"whatsapp_business_account","entry":[],"x":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      400,
    ],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400],
    ['an empty envelope', '{"object":"whatsapp_business_account","entry":[]}', 200],
    [
      'brackets in a text',
      `{"object":"whatsapp_business_account","entry":[],"x":"${'[\\"'.repeat(100)}"}`,
      200,
    ],
    [
      'the same key twice',
      '{"object":"page","object":"whatsapp_business_account","entry":[7],"entry":[]}',
      200,
    ],
    ['entries of nonsense', '{"object":"whatsapp_business_account","entry":[null,7,{"changes":[[]]}]}', 200],
    ['more than 3 MB', `{"x":"${'x'.repeat(3 * 1024 * 1024)}"}`, 413],
  ] as [string, Body, number][])('a signed body of %s', async (_, body, status) => {
    await channel.start(receiver, never);
    expect(await post(body)).toBe(status);
    expect(receiver.offered).toBe(0);
  });

  test('a byte order mark before it does no harm', async () => {
    await channel.start(receiver, never);
    expect(await post(`\uFEFF${plain()}`)).toBe(200);
    expect(receiver.texts()).toEqual(['halo']);
  });

  test('a message for another number is counted and changes nothing', async () => {
    await channel.start(receiver, never);
    const foreign = JSON.stringify(server.poster.envelope([{ ...message, phoneNumberId: '999' }]));
    expect(await post(foreign)).toBe(200);
    expect(receiver.offered).toBe(0);
    expect(channel.counts.get('another number')).toBe(1);
  });

  test('a packed body is not unpacked', async () => {
    await channel.start(receiver, never);
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(50 * 1024 * 1024)));
    const headers = { 'x-hub-signature-256': server.poster.signature(bomb), 'content-encoding': 'gzip' };
    expect(await post(bomb, headers)).toBe(415);
  });

  test('60 MB without a length are not read on', async () => {
    await channel.start(receiver, never);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        if (pulled > 60) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
    const response = await channel.webhook.handle(new Request(`http://x${channel.webhook.path}`, init));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  test('a body that drips is not waited for', async () => {
    const impatient = channelAt(server, { bodyTimeoutMs: 50 }).channel;
    await impatient.start(receiver, never);
    const route = await hooked(server, impatient.webhook);
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { 'content-length': '1000', 'x-hub-signature-256': server.poster.signature('{') };
      const dripping = httpRequest(route.url, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
        dripping.destroy();
      });
      dripping.on('error', reject);
      dripping.write('{');
    });
    expect(status).toBe(408);
    await route.close();
    await impatient.stop();
  });

  test('sends Meta away before the start and after the end, and it comes again', async () => {
    expect(await post(plain())).toBe(503);
    server.person().says('satu');
    await until(() => server.poster.posts.some((one) => one.status === 503));
    await channel.start(receiver, never);
    await receiver.has(1);
    await channel.stop();
    expect(await post(plain())).toBe(503);
  });

  test('the end waits for what is being stored', async () => {
    await channel.start(receiver, never);
    let open = () => undefined as undefined;
    receiver.before = () =>
      new Promise((resolve) => {
        open = () => void resolve();
      });
    const answer = post(plain());
    await until(() => receiver.offered === 1);
    let stopped = false;
    const stopping = channel.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    open();
    await stopping;
    expect(await answer).toBe(200);
    expect(receiver.stored).toHaveLength(1);
  });

  test('takes neither PUT nor DELETE', async () => {
    const put = new Request(`http://x${channel.webhook.path}`, { method: 'PUT', body: 'x' });
    expect((await channel.webhook.handle(put)).status).toBe(405);
  });

  test('logs neither words nor numbers nor secrets', async () => {
    receiver.before = async () => Promise.reject(new Error(`no room for 6281234567890`));
    await channel.start(receiver, never);
    await post(plain());
    const logged = lines.join('');
    for (const secret of ['halo', '6281234567890', server.appSecret, server.token, VERIFY_TOKEN])
      expect(logged).not.toContain(secret);
    expect(logged).toContain('could not be stored');
  });
});
