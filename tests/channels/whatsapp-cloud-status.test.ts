import { afterEach, describe, expect, test } from 'vitest';
import type { DeliveryStatus } from '../../src/channels/port.ts';
import type { WhatsAppCloudChannel, WhatsAppCloudOptions } from '../../src/channels/whatsapp-cloud/index.ts';
import {
  type GraphServer,
  type GraphServerOptions,
  type Person,
  startGraph,
} from '../support/graph/index.ts';
import { bubble, channelAt, FakeReceiver, hooked, until } from '../support/graph/kit.ts';

const never = new AbortController().signal;

test('an outage of Meta and its end are seen when nobody writes', async () => {
  const server = await startGraph();
  const { channel } = channelAt(server, { look: { whileDown: 10, whileUp: 30 } });
  try {
    server.fault('number', { kind: 'status', status: 503 }, 3);
    await channel.start(new FakeReceiver(), never);
    expect(channel.reach.up).toBe(true);
    await until(() => !channel.reach.up);
    expect(channel.reach.why).toMatch(/503/);
    await until(() => channel.reach.up);
    expect(server.callsOf('messages')).toEqual([]);
  } finally {
    await channel.stop();
    await server.stop();
  }
});

describe('the statuses of our messages', () => {
  let server: GraphServer;
  let channel: WhatsAppCloudChannel;
  let statuses: DeliveryStatus[];
  let person: Person;
  let web: Awaited<ReturnType<typeof hooked>>;

  async function connect(options: GraphServerOptions, changes: Partial<WhatsAppCloudOptions> = {}) {
    server = await startGraph({ limits: 'off', retryMs: 5, ...options });
    ({ channel, statuses } = channelAt(server, changes));
    await channel.start(new FakeReceiver(), never);
    web = await hooked(server, channel.webhook);
    person = server.person();
    person.says('halo');
  }

  afterEach(async () => {
    await channel.stop();
    await server.stop();
    await web.close();
  });

  const send = (text: string) =>
    channel.send({ chat: person.chat, bubble: bubble(text), file: null, edits: null });

  test('are told with the id that the send returned', async () => {
    await connect({ statuses: 'after' });
    const { externalId } = await send('halo');
    await until(() => statuses.length === 2);
    expect(statuses.map(({ externalId: id, failure, accountId }) => [id, failure, accountId])).toEqual([
      [externalId, null, 'wac1'],
      [externalId, null, 'wac1'],
    ]);
    expect(statuses.map(({ state }) => state).sort()).toEqual(['delivered', 'sent']);
  });

  test('give back the mark of the send, which is on its last part', async () => {
    await connect({ statuses: 'after' });
    const long = bubble(`${'Satu kalimat. '.repeat(400)}Selesai.`);
    await channel.send({ chat: person.chat, bubble: long, file: null, edits: null, key: '7.3.1' });
    await until(() => statuses.length === 4);
    expect(statuses.map(({ key }) => key)).toEqual([null, null, '7.3.1', '7.3.1']);
  });

  test('that come before the message is known are told again until it is, and then no more', async () => {
    const known = new Set<string>();
    const kept: DeliveryStatus[] = [];
    let early = 0;
    const onStatus = async (status: DeliveryStatus) => {
      if (!known.has(status.externalId)) {
        early += 1;
        return 'unknown' as const;
      }
      kept.push(status);
      return 'known' as const;
    };
    await connect({ statuses: 'before' }, { onStatus, statusPausesMs: Array.from({ length: 40 }, () => 10) });
    const first = await send('halo');
    await until(() => early >= 4);
    known.add(first.externalId);
    await until(() => kept.length >= 2);
    // Another message stays unknown: once it is given up, the first would have been told again as well.
    await send('lagi');
    await until(() => channel.counts.get('a status of an unknown message') === 2);
    expect(kept.map(({ state }) => state).sort()).toEqual(['delivered', 'sent']);
  });

  test('of messages that nobody knows are counted in the end', async () => {
    await connect({ statuses: 'after' }, { onStatus: async () => 'unknown', statusPausesMs: [1, 1] });
    await send('halo');
    await until(() => channel.counts.get('a status of an unknown message') === 2);
  });

  test('that cannot be stored are sent again by Meta', async () => {
    let refusals = 3;
    const kept: DeliveryStatus[] = [];
    const onStatus = async (status: DeliveryStatus) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('the database is away');
      kept.push(status);
      return 'known' as const;
    };
    await connect({ statuses: 'after' }, { onStatus });
    await send('halo');
    await until(() => kept.length === 2);
    expect(server.poster.posts.filter((one) => one.status === 500)).toHaveLength(3);
  });

  test('say when a person cannot be reached, or the window is closed', async () => {
    let now = Date.now();
    const lastInAt = async () => new Date(now);
    await connect(
      { windowErrors: 'status', now: () => now },
      { lastInAt, clock: { now: () => new Date(now) } },
    );
    person.account.unreachable = 'status';
    await send('halo');
    await until(() => statuses.length === 1);
    expect(statuses[0]).toMatchObject({ state: 'failed', failure: { code: 131026, kind: 'gone' } });
    person.account.unreachable = null;
    now += 25 * 3_600_000;
    await send('halo');
    await until(() => statuses.length === 2);
    expect(statuses[1]).toMatchObject({ state: 'failed', failure: { code: 131047, kind: 'giveUp' } });
    expect(person.seen()).toEqual([]);
  });

  test('that wait to be told again do not hold up the end', async () => {
    await connect({ statuses: 'after' }, { onStatus: async () => 'unknown', statusPausesMs: [60_000] });
    await send('halo');
    await until(() => server.poster.posts.length >= 3);
    await channel.stop();
    expect(channel.counts.get('a status was lost')).toBe(2);
  });
});
