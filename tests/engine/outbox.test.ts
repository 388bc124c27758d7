import { Writable } from 'node:stream';
import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Channel, type Outbound, SendFailure } from '../../src/channels/port.ts';
import { conversation, message } from '../../src/db/schema/index.ts';
import { Deliverer } from '../../src/engine/deliver.ts';
import { beginAll, type DueRow, postpone, settle } from '../../src/engine/outbox-sql.ts';
import { CLAIM_MS } from '../../src/engine/parcel.ts';
import { insertMessages, type Raw } from '../../src/engine/turn-sql.ts';
import { createLog } from '../../src/log.ts';
import { testSealer } from '../support/keys.ts';
import { FakeChannel } from './fake-channel.ts';
import { openRoom, type Room } from './office.ts';

const sealer = testSealer();

let room: Room;
const deliverers: Deliverer[] = [];
beforeEach(async () => {
  room = await openRoom();
  const { engine } = room.process();
  for (const chat of ['a', 'b']) await engine.receive(room.inbound(chat, 'zzz'));
  await room.sql`update message set due = null`;
});
afterEach(async () => {
  await Promise.all(deliverers.splice(0).map((one) => one.stop()));
  await room.drop();
});

function deliverer(
  channel: Channel,
  told: () => Promise<void> = async () => undefined,
  sql: typeof room.sql = room.sql,
): { deliverer: Deliverer; lost: [DueRow, string][] } {
  const lost: [DueRow, string][] = [];
  const made = new Deliverer(
    {
      sql,
      sealer,
      log: createLog('error', new Writable({ write: (_line, _encoding, next) => next() })),
      readFile: async () => null,
      lost: async (row, outcome) => {
        lost.push([row, outcome]);
        await told();
      },
    },
    channel,
  );
  deliverers.push(made);
  return { deliverer: made, lost };
}

async function chatId(chat: string): Promise<number> {
  const [row] = await room.db
    .select({ id: conversation.id })
    .from(conversation)
    .where(eq(conversation.chatKey, sealer.index('chat', `${room.accountId}|${chat}`)));
  return row?.id ?? 0;
}

/** Queues texts in a chat; `edits` replaces an earlier message. Returns their ids. */
async function queue(
  chat: string,
  texts: readonly string[],
  edits: number | null = null,
  { raw = room.sql, handed = false }: { raw?: Raw; handed?: boolean } = {},
): Promise<number[]> {
  const conversationId = await chatId(chat);
  const [row] = await room.sql<
    { last: string }[]
  >`select coalesce(max(id), 0) as last from message where conversation_id = ${conversationId}`;
  const ids = texts.map((_, index) => Number(row?.last) + index + 1);
  await insertMessages(
    raw,
    texts.map((text, index) => ({
      conversationId,
      id: ids[index] ?? 0,
      accountId: room.accountId,
      direction: 'out',
      body: sealer.seal(
        `message|body|${conversationId}.${ids[index]}`,
        JSON.stringify({ text, choices: [], file: null, askPhone: false }),
      ),
      externalId: null,
      requestId: null,
      edits,
      card: false,
      noticeId: null,
      handed,
    })),
    texts.map(() => room.clock.now()),
  );
  return ids;
}

async function row(chat: string, id: number | undefined) {
  const [found] = await room.db
    .select()
    .from(message)
    .where(and(eq(message.conversationId, await chatId(chat)), eq(message.id, id ?? 0)));
  if (!found) throw new Error('no such message');
  return found;
}

/** Waits until nothing is due in the given chats that could be sent now. */
async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}
const nothingDue = async () => {
  const [left] = await room.sql<{ n: string }[]>`select count(*) as n from message where due is not null`;
  return left?.n === '0';
};

const numbers = (length: number) => Array.from({ length }, (_, index) => `n${index}`);

describe('the outbox', () => {
  test('in the order of the chat, marked with the id of the platform', async () => {
    const channel = new FakeChannel(room.accountId);
    const ids = await queue('a', numbers(25));
    await queue('b', numbers(25));
    deliverer(channel).deliverer.start();
    await until(nothingDue);
    expect(channel.texts('a')).toEqual(numbers(25));
    expect(channel.texts('b')).toEqual(numbers(25));
    expect(await row('a', ids[0])).toMatchObject({
      outcome: 'sent',
      due: null,
      externalId: expect.stringMatching(/^x/),
    });
  });

  test('no faster than the pace of the account and of the chat, whatever waits', async () => {
    const channel = new FakeChannel(room.accountId);
    channel.pace = { perChatMs: 80, perAccountMs: 25 };
    const at: { readonly chat: string; readonly ms: number }[] = [];
    let begun = 0;
    channel.fail = ({ chat }) => {
      at.push({ chat, ms: performance.now() - begun });
      return null;
    };
    for (const chat of ['a', 'b']) await queue(chat, numbers(5));
    const { deliverer: sender } = deliverer(channel);
    begun = performance.now();
    sender.start();
    await until(nothingDue);
    // Lower bounds only, from the beginning on, so that a slow machine cannot break them; a timer may be a hair early.
    expect(at).toHaveLength(10);
    for (const [k, { ms }] of at.entries()) expect(ms).toBeGreaterThanOrEqual(k * 25 - 2);
    for (const chat of ['a', 'b'])
      for (const [k, { ms }] of at.filter((one) => one.chat === chat).entries())
        expect(ms).toBeGreaterThanOrEqual(k * 80 - 2);
  });

  test('two senders of one account say nothing twice', async () => {
    const channel = new FakeChannel(room.accountId);
    await queue('a', numbers(40));
    await queue('b', numbers(40));
    for (const one of [deliverer(channel), deliverer(channel)]) one.deliverer.start();
    await until(nothingDue);
    expect(channel.texts('a')).toEqual(numbers(40));
    expect(channel.texts('b')).toEqual(numbers(40));
  });

  test('a failed send is tried again before what follows it, and holds up no other chat', async () => {
    const channel = new FakeChannel(room.accountId);
    let failures = 3;
    channel.fail = ({ chat }) =>
      chat === 'a' && failures-- > 0 ? new SendFailure('retry', 'busy', 5) : null;
    await queue('a', ['satu', 'dua']);
    await queue('b', ['lain']);
    const { deliverer: sender, lost } = deliverer(channel);
    sender.start();
    await until(nothingDue);
    expect(channel.texts('a')).toEqual(['satu', 'dua']);
    expect(channel.texts('b')).toEqual(['lain']);
    expect(lost).toEqual([]);
  });

  test.for([
    [1, 1],
    [4, 8],
    [8, 128],
  ] as const)('try %d that fails waits %d s', async ([tries, seconds]) => {
    const channel = new FakeChannel(room.accountId);
    channel.fail = () => new SendFailure('retry', 'busy');
    const [id] = await queue('a', ['satu']);
    await room.sql`update message set attempts = ${tries - 1} where due is not null`;
    deliverer(channel).deliverer.start();
    await until(async () => (await row('a', id)).error !== null);
    const [left] = await room.sql<
      { s: number }[]
    >`select extract(epoch from due - now())::float as s from message where due is not null`;
    expect(left?.s).toBeLessThanOrEqual(seconds);
    expect(left?.s).toBeGreaterThan(seconds / 2 - 0.5);
    expect(await row('a', id)).toMatchObject({ attempts: tries, outcome: null, leasedUntil: null });
  });

  test('the ninth failure is the last: given up, the office is told, the next message goes', async () => {
    const channel = new FakeChannel(room.accountId);
    channel.fail = ({ bubble }) => (bubble.text === 'satu' ? new SendFailure('retry', 'busy', 1) : null);
    const [id] = await queue('a', ['satu', 'dua']);
    const { deliverer: sender, lost } = deliverer(channel);
    sender.start();
    await until(nothingDue);
    expect(await row('a', id)).toMatchObject({ outcome: 'failed', attempts: 9 });
    expect(lost.map(([one, outcome]) => [Number(one.id), outcome])).toEqual([[id, 'failed']]);
    expect(channel.texts('a')).toEqual(['dua']);
  });

  test('a message is given up only when the office was told: it stays due when that failed', async () => {
    const channel = new FakeChannel(room.accountId);
    channel.fail = () => new SendFailure('giveUp', 'refused', null);
    const [id] = await queue('a', ['satu']);
    const told = Promise.withResolvers<void>();
    const { deliverer: sender } = deliverer(channel, async () => {
      told.resolve();
      throw new Error('the database is away');
    });
    sender.start();
    await told.promise;
    await sender.stop();
    expect(await row('a', id)).toMatchObject({ outcome: 'unknown' });
    expect(await nothingDue()).toBe(false);
  });

  test.for([
    ['gone', 'failed'],
    ['giveUp', 'failed'],
    ['unknown', 'unknown'],
  ] as const)('%s is not tried again: %s', async ([kind, outcome]) => {
    const channel = new FakeChannel(room.accountId);
    channel.fail = () => new SendFailure(kind, 'why');
    const [id] = await queue('a', ['satu']);
    const { deliverer: sender, lost } = deliverer(channel);
    sender.start();
    await until(nothingDue);
    expect(channel.tries).toBe(1);
    expect(await row('a', id)).toMatchObject({ outcome, due: null });
    expect(lost.map(([, what]) => what)).toEqual([outcome]);
  });

  test('where twice is seen once, an unknown result is simply tried again', async () => {
    const channel = new FakeChannel(room.accountId, true);
    let first = true;
    channel.fail = () => {
      const error = first ? new SendFailure('unknown', 'lost answer', 5) : null;
      first = false;
      return error;
    };
    await queue('a', ['satu']);
    const { deliverer: sender, lost } = deliverer(channel);
    sender.start();
    await until(nothingDue);
    expect([channel.texts('a'), lost]).toEqual([['satu'], []]);
  });

  test.for([
    ['a send that was begun', false, 'unknown', 0],
    ['a message that was only claimed', false, null, 1],
    ['a begun send on a channel where twice is seen once', true, 'unknown', 1],
  ] as const)('a process died with %s', async ([, resendable, begun, sends]) => {
    const channel = new FakeChannel(room.accountId, resendable);
    const [id] = await queue('a', ['satu']);
    await room.sql`update message set leased_until = now() - interval '1 second', attempts = 1, outcome = ${begun} where due is not null`;
    const { deliverer: sender, lost } = deliverer(channel);
    sender.start();
    await until(nothingDue);
    expect(channel.tries).toBe(sends);
    expect((await row('a', id)).outcome).toBe(sends === 0 ? 'unknown' : 'sent');
    expect(lost).toHaveLength(1 - sends);
  });

  test.each(['told', 'marked'])(
    'a send that was begun is not sent again when it cannot be %s',
    async (what) => {
      const channel = new FakeChannel(room.accountId);
      const [id] = await queue('a', ['satu']);
      const lapse = () =>
        room.sql`update message set leased_until = now() - interval '1 second' where due is not null`;
      await room.sql`update message set attempts = 1, outcome = 'unknown' where due is not null`;
      await lapse();
      let failures = 1;
      const away = () => {
        failures -= 1;
        return failures >= 0;
      };
      const failing = new Proxy(room.sql, {
        apply: (sql, self, given: Parameters<typeof room.sql>) =>
          what === 'marked' && String(given[0]).includes('coalesce(') && away()
            ? Promise.reject(new Error('the database is away'))
            : Reflect.apply(sql, self, given),
      });
      const told = async () => {
        if (what === 'told' && away()) throw new Error('the database is away');
      };
      const { deliverer: sender, lost } = deliverer(channel, told, failing);
      sender.start();
      await until(() => failures <= 0);
      await until(() => !sender.busy);
      expect((await row('a', id)).outcome).toBe('unknown');
      await lapse();
      await until(nothingDue);
      expect([channel.tries, lost.length, (await row('a', id)).outcome]).toEqual([0, 2, 'unknown']);
    },
  );

  test('sent while the office closes and the database is away: not marked, and never sent again', async () => {
    const channel = new FakeChannel(room.accountId);
    const [id] = await queue('a', ['satu']);
    // The mark of what was sent does not get through; everything else does.
    const failing = new Proxy(room.sql, {
      apply: (sql, self, given: Parameters<typeof room.sql>) =>
        String(given[0]).includes("outcome = 'sent'")
          ? Promise.reject(new Error('the database is away'))
          : Reflect.apply(sql, self, given),
    });
    const { deliverer: sender } = deliverer(channel, undefined, failing);
    const ended = Promise.withResolvers<void>();
    channel.fail = () => {
      void sender.stop().then(ended.resolve);
      return null;
    };
    sender.start();
    await ended.promise;
    expect(channel.texts('a')).toEqual(['satu']);
    const left = await row('a', id);
    expect([left.outcome, left.due !== null]).toEqual(['unknown', true]);
  });

  test('a message that was claimed again belongs to the later claim, also when both ask at once', async () => {
    const chat = await chatId('a');
    const [id = 0] = await queue('a', ['satu']);
    const claim = (attempts: number) => ({ conversation_id: String(chat), id: String(id), attempts });
    const attemptsAre = (attempts: number) =>
      room.sql`update message set attempts = ${attempts} where conversation_id = ${chat} and id = ${id}`;
    await attemptsAre(2);
    expect(await beginAll(room.sql, [claim(1), claim(2), claim(2)], 30_000)).toEqual([false, true, false]);
    // The earlier claim hears late that it could not begin, or is given up: the message is not its own any more.
    await postpone(room.sql, claim(1), 0, 'late');
    await settle(room.sql, claim(1), 'failed', null, 'late');
    expect(await row('a', id)).toMatchObject({ outcome: 'unknown', error: null });
    expect(await beginAll(room.sql, [claim(2)], 30_000)).toEqual([false]);
    await postpone(room.sql, claim(2), 0, 'tried');
    expect(await row('a', id)).toMatchObject({ outcome: null, error: 'tried' });
    await settle(room.sql, claim(2), 'failed', null, 'given up');
    expect(await row('a', id)).toMatchObject({ outcome: 'failed', due: null });
  });

  test('what the queue gives out of a chat in which something is being sent by now is not sent beside it', async () => {
    const channel = new FakeChannel(room.accountId, true);
    const sending = Promise.withResolvers<void>();
    channel.hold = sending.promise;
    const read = Promise.withResolvers<void>();
    const claims: string[][] = [];
    // The queue is read, and its answer comes late.
    const sql = new Proxy(room.sql, {
      apply: (target, self, args: [TemplateStringsArray, ...unknown[]]) => {
        const asked = Reflect.apply(target, self, args) as Promise<{ id: string }[]>;
        if (!args[0][0]?.includes('with recursive head')) return asked;
        return asked.then(async (rows) => {
          claims.push(rows.map(({ id }) => id));
          await read.promise;
          return rows;
        });
      },
    });
    const { deliverer: sender } = deliverer(channel, undefined, sql);
    const chat = await chatId('a');
    const [waiting = 0] = await queue('a', ['dari antrean']);
    sender.wake();
    await until(() => claims.length > 0);
    expect(claims).toEqual([[String(waiting)]]);
    const [handed = 0] = await queue('a', ['dari tangan'], null, { handed: true });
    const [row] = await room.sql<DueRow[]>`
      select m.*, c.address, c.ward_id, c.person_id, c.staff_id, false as begun from message m
      join conversation c on c.id = m.conversation_id where m.conversation_id = ${chat} and m.id = ${handed}`;
    if (!row) throw new Error('no such message');
    const bubble = { text: 'dari tangan', choices: [], file: null, askPhone: false };
    sender.take({
      handed: [{ row, bubble, chat: 'a', at: performance.now(), after: null }],
      others: new Set(),
    });
    await until(() => channel.tries === 1);
    read.resolve();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(channel.tries).toBe(1);
    sending.resolve();
    await until(() => channel.sent.length === 1);
    expect(channel.sent.map((one) => one.bubble.text)).toEqual(['dari tangan']);
  });

  test('a claim lasts from when it is written, however long its transaction has been at work', async () => {
    const left = await room.sql.begin(async (raw) => {
      await raw`select pg_sleep(0.4)`;
      const [id = 0] = await queue('a', ['satu'], null, { raw, handed: true });
      const [found] = await raw<{ ms: string }[]>`
        select extract(epoch from leased_until - now()) * 1000 as ms from message
        where conversation_id = ${await chatId('a')} and id = ${id}`;
      return Number(found?.ms);
    });
    expect(left).toBeGreaterThanOrEqual(CLAIM_MS + 400);
  });

  test('a message leased by a living process is left to it', async () => {
    const channel = new FakeChannel(room.accountId);
    const [id] = await queue('a', ['satu', 'dua']);
    await queue('b', ['lain']);
    await room.sql`update message set leased_until = now() + interval '1 hour' where conversation_id = ${await chatId('a')} and id = ${id ?? 0}`;
    deliverer(channel).deliverer.start();
    await until(() => channel.sent.length > 0);
    expect(channel.sent.map((one) => one.bubble.text)).toEqual(['lain']);
  });

  test.for(['standby', 'paused'] as const)(
    'while the line is %s nothing is claimed and nothing counted',
    async (how) => {
      const channel = new FakeChannel(room.accountId);
      channel[how] = true;
      const { deliverer: sender } = deliverer(channel);
      const [id] = await queue('a', ['satu']);
      sender.start();
      sender.wake();
      await until(() => !sender.busy);
      expect(await row('a', id)).toMatchObject({ attempts: 0, leasedUntil: null });
      channel[how] = false;
      sender.wake();
      await until(nothingDue);
      expect(channel.sent).toMatchObject([{ bubble: { text: 'satu' } }]);
    },
  );

  test('every try to send a message says that it is the same one, and an edit how old it is', async () => {
    const channel = new FakeChannel(room.accountId, true);
    const tried: Outbound[] = [];
    channel.fail = (outbound) => {
      tried.push(outbound);
      return tried.length === 1 ? new SendFailure('retry', 'once more', 10) : null;
    };
    const { deliverer: sender } = deliverer(channel);
    const [first] = await queue('a', ['satu']);
    await queue('a', ['dua'], first);
    sender.start();
    await until(nothingDue);
    const conversationId = await chatId('a');
    expect(tried.map((one) => one.message)).toEqual([
      `${conversationId}.${first}`,
      `${conversationId}.${first}`,
      `${conversationId}.${(first ?? 0) + 1}`,
    ]);
    expect(tried.map((one) => one.editsAt)).toEqual([null, null, room.clock.now()]);
  });

  test('an edit carries the id that the platform gave; of one that never arrived nothing is said', async () => {
    const channel = new FakeChannel(room.accountId);
    const [first] = await queue('a', ['kartu']);
    channel.fail = ({ chat }) => (chat === 'b' ? new SendFailure('gone', 'blocked') : null);
    const [lostCard] = await queue('b', ['kartu']);
    const { deliverer: sender } = deliverer(channel);
    sender.start();
    await until(nothingDue);
    channel.fail = () => null;
    await queue('a', ['sudah diambil'], first ?? 0);
    await queue('b', ['sudah diambil'], lostCard ?? 0);
    sender.wake();
    await until(nothingDue);
    expect(channel.sent.map((one) => [one.chat, one.bubble.text, one.edits])).toEqual([
      ['a', 'kartu', null],
      ['a', 'sudah diambil', 'x1'],
    ]);
  });
});
