import { gzipSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InboundBody } from '../../flows/kit/message.ts';
import type { Webhook } from '../../src/channels/port.ts';
import { type TelegramChannel, toInbound } from '../../src/channels/telegram/index.ts';
import { readMessage } from '../../src/channels/whatsapp/inbound.ts';
import { mapWebhook, type WhatsAppCloudChannel } from '../../src/channels/whatsapp-cloud/index.ts';
import { type GraphServer, startGraph } from '../support/graph/index.ts';
import { channelAt as cloudAt } from '../support/graph/kit.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { FakeReceiver, channelAt as telegramAt } from '../support/telegram/kit.ts';
import { type Make, madeBy, spoken } from './corpus.ts';

const NOW = new Date('2026-11-23T00:00:00.000Z');
const SECRET = 'S3cret_token';
const never = new AbortController().signal;

/** What a mapper made of it, in the words of the corpus; a body must be one that the engine takes. */
function named(body: InboundBody): string {
  InboundBody.parse(body);
  return body.kind === 'odd' ? `odd ${body.what}` : body.kind;
}

describe('what Telegram brings', () => {
  const mapped = (update: unknown): string => {
    const inbound = toInbound(update, 'a', NOW);
    if ('ignored' in inbound) return 'ignored';
    expect(inbound.at.getTime()).toBeLessThanOrEqual(NOW.getTime() + 86_400_000);
    expect(inbound.externalId).toMatch(/^[\w.-]{1,120}$/);
    return named(inbound.body);
  };
  test.each(madeBy('telegram'))('$n $name is $make.end', ({ make }) => {
    expect(mapped(make.update)).toBe(make.end);
  });
});

describe('what the Cloud API brings', () => {
  test.each(madeBy('cloud'))('$n $name is $make.end', ({ make }) => {
    const posted = envelope({ messages: [make.message] }, '1');
    const mapped = mapWebhook(posted, { accountId: 'a', phoneNumberId: '1', receivedAt: NOW });
    const [inbound] = mapped?.inbound ?? [];
    expect(inbound ? named(inbound.body) : 'ignored').toBe(make.end);
    expect(inbound?.at.getTime() ?? 0).toBeLessThanOrEqual(NOW.getTime() + 86_400_000);
    expect(mapped?.ignored.length).toBe(inbound ? 0 : 1);
  });
});

describe('what a linked phone brings', () => {
  const around = {
    accountId: 'a',
    own: { pn: '628111:3@s.whatsapp.net', lid: null },
    receivedAt: NOW,
    knownLid: null,
  };
  test.each(madeBy('whatsapp'))('$n $name is $make.end', ({ make }) => {
    const carried = {
      id: 'ABC',
      from: make.from ?? '628123456789@s.whatsapp.net',
      recipient: undefined,
      senderPn: undefined,
      senderLid: undefined,
      t: '1795300000',
    };
    // As it comes over the line: written as bytes, and read again.
    const message = proto.Message.decode(
      proto.Message.encode(proto.Message.fromObject(filled(make))).finish(),
    );
    const reading = readMessage(carried, message, around);
    const end = reading.what === 'message' ? named(reading.inbound.body) : reading.what;
    if (make.end === 'any') expect(end).toMatch(/./);
    else expect(end).toBe(make.end);
  });
});

describe('what is posted to a webhook', () => {
  let telegram: TelegramServer;
  let graph: GraphServer;
  let channels: { telegram: TelegramChannel; cloud: WhatsAppCloudChannel };
  let receiver: FakeReceiver;
  beforeAll(async () => {
    telegram = await startTelegram({ limits: 'off' });
    graph = await startGraph({ limits: 'off' });
  });
  beforeEach(async () => {
    receiver = new FakeReceiver();
    channels = {
      telegram: telegramAt(telegram, { webhook: { publicUrl: 'http://127.0.0.1:1/', secret: SECRET } })
        .channel,
      cloud: cloudAt(graph).channel,
    };
    await Promise.all(Object.values(channels).map((channel) => channel.start(receiver, never)));
    return async () => {
      await Promise.all(Object.values(channels).map((channel) => channel.stop()));
    };
  });
  afterAll(async () => {
    await telegram.stop();
    await graph.stop();
  });

  test.each(madeBy('post'))('$n $name: $make.status, and nothing is stored', async ({ make }) => {
    const { cloud } = channels;
    const webhook: Webhook | null = channels[make.to].webhook;
    if (!webhook) throw new Error('no webhook');
    const body = bytesOf(make, graph.phoneNumberId);
    const signature = graph.poster.signature(body);
    const headers = Object.entries(make.headers).map(([name, value]): [string, string] => [
      name,
      value
        .replaceAll('$signature', signature)
        .replaceAll('$SIGNATURE', signature.toUpperCase())
        .replaceAll('$secret', SECRET),
    ]);
    const counted = new Map(cloud.counts);
    const begun = performance.now();
    const response = await webhook.handle(
      new Request(`http://x${webhook.path}`, { method: 'POST', body, headers }),
    );
    expect(response.status).toBe(make.status);
    expect(await response.text()).toBe('');
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(receiver.offered).toBe(0);
    const more = [...(cloud.counts ?? [])].filter(([reason, n]) => n > (counted.get(reason) ?? 0));
    if (make.counted) expect(more.map(([reason]) => reason)).toContain(make.counted);
    else if (make.to === 'cloud' && make.status !== 200) expect(more).toHaveLength(1);
  });

  test('after all of them an honest message is stored as ever', async () => {
    const { telegram: channel } = channels;
    const update = {
      update_id: 1,
      message: {
        message_id: 1,
        date: 1_795_300_000,
        chat: { id: 7, type: 'private' },
        from: { id: 7 },
        text: 'halo',
      },
    };
    const response = await channel.webhook?.handle(
      new Request('http://x/', {
        method: 'POST',
        body: JSON.stringify(update),
        headers: { 'x-telegram-bot-api-secret-token': SECRET },
      }),
    );
    expect(response?.status).toBe(200);
    expect(receiver.texts()).toEqual(['halo']);
  });
});

function envelope(value: object, phoneNumberId: string): object {
  return {
    object: 'whatsapp_business_account',
    entry: [
      { changes: [{ field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, ...value } }] },
    ],
  };
}

function bytesOf({ body }: Extract<Make, { by: 'post' }>, phoneNumberId: string): Uint8Array<ArrayBuffer> {
  if ('base64' in body) return new Uint8Array(Buffer.from(body.base64, 'base64'));
  if ('gzip' in body) return new Uint8Array(gzipSync(spoken(body.gzip)));
  if ('text' in body) return new TextEncoder().encode(spoken(body.text));
  const json = JSON.stringify(body.json, (_, value) =>
    typeof value?.$times === 'number' ? Array.from({ length: value.$times }, () => ({})) : value,
  );
  return new TextEncoder().encode(json.replaceAll('$number', phoneNumberId));
}

/** The message with a file's keys where it says so, or with messages inside messages. */
function filled({ message }: Extract<Make, { by: 'whatsapp' }>): Record<string, unknown> {
  const depth = message['$nest'];
  if (typeof depth === 'number') {
    let inner: Record<string, unknown> = { conversation: 'halo' };
    for (let n = 0; n < depth; n += 1) inner = { ephemeralMessage: { message: inner } };
    return inner;
  }
  return Object.fromEntries(
    Object.entries(message).map(([kind, content]) => {
      const { $file, $keyBytes, ...said } = content as Record<string, unknown>;
      if (!$file) return [kind, content];
      const keys = {
        directPath: '/v/t62/x?ccb=1',
        mediaKey: Buffer.alloc(typeof $keyBytes === 'number' ? $keyBytes : 32, 1),
        fileSha256: Buffer.alloc(32, 2),
        fileEncSha256: Buffer.alloc(32, 3),
      };
      return [kind, { ...keys, ...said }];
    }),
  );
}
