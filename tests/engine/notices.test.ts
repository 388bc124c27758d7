import { afterEach, beforeEach, expect, test } from 'vitest';
import { transaction } from '../../src/db/transaction.ts';
import { WardBook } from '../../src/engine/office-of.ts';
import { insertNotices } from '../../src/engine/queue.ts';
import { lockById } from '../../src/engine/turn-sql.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { loadServices } from '../../src/services.ts';
import { testSealer } from '../support/keys.ts';
import { failedNotices, openRoom, type Room } from './office.ts';

const sealer = testSealer();
const services = await loadServices();
const REQUEST = '00000000-0000-7000-8000-00000000000a';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.drop());

/** Queues "request N moved" for a chat, due so many ms from now. */
async function queue(given: readonly { chat: string; number: string; afterMs: number; key?: string }[]) {
  const { ids } = room.process();
  await ids.reserve(given.length);
  const book = new WardBook({
    clock: room.clock,
    sealer,
    entropy: systemEntropy,
    services,
    ids,
    verifyUrl: String,
  });
  await transaction(room.sql, async (both) => {
    const office = book.office(await book.ward(both.tx, room.wardId));
    const rows: Parameters<typeof insertNotices>[3][number][] = [];
    for (const one of given) {
      const [row] = await both.raw<{ id: string }[]>`
        select id from conversation where chat_key = ${sealer.index('chat', `${room.accountId}|${one.chat}`)}`;
      rows.push({
        conversationId: Number(row?.id),
        kind: 'moved',
        key: one.key ?? null,
        dueAt: new Date(office.now.getTime() + one.afterMs),
        body: {
          kind: 'moved',
          requestId: REQUEST,
          task: 1,
          number: one.number,
          service: 'domisili',
          what: 'passed',
          holder: 'lurah',
        },
      });
    }
    await insertNotices(both, sealer, office, rows);
  });
}

/** The numbers told to a chat, in order. */
async function told(chat: string): Promise<number[]> {
  return (await room.said(chat)).flatMap((line) => {
    const number = /^< Permohonan N(\d+):/.exec(line)?.[1];
    return number ? [Number(number)] : [];
  });
}

const numbers = (length: number) => Array.from({ length }, (_, index) => index);

test('notices of one chat are told in the order they are due, by two processes at once', async () => {
  const engines = [room.process().engine, room.process().engine];
  const chats = ['a', 'b', 'c', 'd', 'e'];
  for (const chat of chats) await engines[0]?.receive(room.inbound(chat, 'zzz'));
  // Written in the wrong order on purpose: what counts is when each is due.
  await queue(
    [...numbers(30)].reverse().flatMap((n) => chats.map((chat) => ({ chat, number: `N${n}`, afterMs: n }))),
  );
  room.clock.advance(60_000);
  for (const engine of engines) engine.start();
  await room.quiet();
  for (const chat of chats) expect(await told(chat)).toEqual(numbers(30));
});

test('two turns that tell each other something at the same moment do not wait for each other', async () => {
  const { engine } = room.process();
  for (const chat of ['a', 'b']) await engine.receive(room.inbound(chat, 'zzz'));
  const chats = await room.sql<{ id: string }[]>`
    select id from conversation where staff_id is null order by id`;
  const [a, b] = chats.map(({ id }) => Number(id));
  if (a === undefined || b === undefined) throw new Error('two chats have written');
  let locked = 0;
  const { promise: bothLocked, resolve } = Promise.withResolvers<void>();
  const turn = (own: number, other: number) =>
    transaction(room.sql, async ({ raw }) => {
      await lockById(raw, [own]);
      locked += 1;
      if (locked === 2) resolve();
      await bothLocked;
      await raw`
        insert into notice (id, ward_id, conversation_id, kind, key, due_at, body)
        values (${own + 1_000_000}, ${room.wardId}, ${other}, 'moved', null, now(), '')`;
    });
  await Promise.all([turn(a, b), turn(b, a)]);
});

test('a notice waits for its time in the ward, and a key is used once for ever', async () => {
  const { engine } = room.process();
  await engine.receive(room.inbound('a', 'zzz'));
  await queue([
    { chat: 'a', number: 'N1', afterMs: 0, key: 'k' },
    { chat: 'a', number: 'N2', afterMs: 0, key: 'k' },
    { chat: 'a', number: 'N3', afterMs: 3_600_000 },
  ]);
  engine.start();
  await room.quiet();
  expect(await told('a')).toEqual([1]);
  await queue([{ chat: 'a', number: 'N4', afterMs: 0, key: 'k' }]);
  room.clock.advance(3_600_000);
  engine.wake();
  await room.quiet();
  expect(await told('a')).toEqual([1, 3]);
});

test('a notice that cannot be read is set aside with its error, and those behind it go on', async () => {
  const { engine } = room.process();
  for (const chat of ['a', 'b']) await engine.receive(room.inbound(chat, 'zzz'));
  await queue(numbers(6).map((n) => ({ chat: n % 2 === 0 ? 'a' : 'b', number: `N${n}`, afterMs: n })));
  await room.sql`update notice set body = '\\x00' where id = (select id from notice order by due_at, id offset 2 limit 1)`;
  room.clock.advance(1_000);
  engine.start();
  await room.quiet();
  expect(await failedNotices(room)).toBe(1);
  expect([await told('a'), await told('b')]).toEqual([
    [0, 4],
    [1, 3, 5],
  ]);
});

test('a kind that only a newer version knows is left to it for ten minutes, and then set aside', async () => {
  const { engine } = room.process();
  for (const chat of ['a', 'b']) await engine.receive(room.inbound(chat, 'zzz'));
  await queue(numbers(6).map((n) => ({ chat: n % 2 === 0 ? 'a' : 'b', number: `N${n}`, afterMs: n })));
  await room.sql`
    update notice set kind = 'newer', body = '\\x00' where id = (select id from notice order by due_at, id offset 2 limit 1)`;
  room.clock.advance(1_000);
  engine.start();
  await expect.poll(() => told('b')).toEqual([1, 3, 5]);
  expect([await told('a'), await failedNotices(room)]).toEqual([[0], 0]);
  room.clock.advance(600_000);
  engine.wake();
  await room.quiet();
  expect([await told('a'), await failedNotices(room)]).toEqual([[0, 4], 1]);
});

test('a timer of the domain that stands alone is handled, and one of a request that is gone hurts nobody', async () => {
  const { engine, ids } = room.process();
  await ids.reserve(5);
  const book = new WardBook({
    clock: room.clock,
    sealer,
    entropy: systemEntropy,
    services,
    ids,
    verifyUrl: String,
  });
  await transaction(room.sql, async (both) => {
    const office = book.office(await book.ward(both.tx, room.wardId));
    await insertNotices(both, sealer, office, [
      {
        conversationId: null,
        kind: 'late',
        key: 'late',
        dueAt: office.now,
        body: { kind: 'late', requestId: REQUEST, promised: office.now.toISOString() },
      },
    ]);
  });
  engine.start();
  await room.quiet();
  expect(await failedNotices(room)).toBe(0);
  expect(room.faults).toEqual([]);
});
