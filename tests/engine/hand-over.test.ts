import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SendFailure } from '../../src/channels/port.ts';
import type { Aftermath } from '../../src/engine/aftermath.ts';
import { Deliverer } from '../../src/engine/deliver.ts';
import { createLog } from '../../src/log.ts';
import { testSealer } from '../support/keys.ts';
import { FakeChannel } from './fake-channel.ts';
import { openRoom, type Room } from './office.ts';

let room: Room;
let channel: FakeChannel;
const deliverers: Deliverer[] = [];
beforeEach(async () => {
  room = await openRoom();
  channel = new FakeChannel(room.accountId);
});
afterEach(async () => {
  await Promise.all(deliverers.splice(0).map((one) => one.stop()));
  await room.drop();
});

function deliverer(): Deliverer {
  const log = createLog('error', new Writable({ write: (_line, _encoding, next) => next() }));
  const { sql } = room;
  const made = new Deliverer(
    { sql, sealer: testSealer(), log, readFile: async () => null, lost: async () => undefined },
    channel,
  );
  deliverers.push(made);
  return made;
}

/** An office whose sender gets what is said as soon as it is committed, and nothing from the queue. */
function together() {
  const sender = deliverer();
  const committed = (left?: Aftermath) => {
    for (const sends of left?.sends.values() ?? []) sender.take(sends);
  };
  return { sender, ...room.process({ committed, sendsHere: (_account, behind) => sender.takes(behind) }) };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}
const due = async () => {
  const rows = await room.sql<
    { claimed: boolean; attempts: number }[]
  >`select coalesce(leased_until > now(), false) as claimed, attempts from message where due is not null order by conversation_id, id`;
  return [...rows];
};

const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
/** What the platform was given for a chat, and what was said there by the database. */
const heard = (chat: string) => channel.texts(chat).map(letters);
const answers = async (chat: string) =>
  (await room.said(chat)).filter((line) => line.startsWith('<')).map(letters);

test('what a turn says goes out at once, in order, without a look into the queue', async () => {
  const { engine, sender } = together();
  const chats = ['a', 'b', 'c'];
  for (const text of ['satu', 'dua', 'tiga'])
    await Promise.all(chats.map((chat) => engine.receive(room.inbound(chat, `${text} zzz`))));
  await until(async () => (await due()).length === 0 && !sender.busy);
  for (const chat of chats) {
    expect(heard(chat)).toEqual(await answers(chat));
    expect(channel.texts(chat).length).toBeGreaterThanOrEqual(3);
  }
});

test('only what goes out is claimed for the sender, never what came in', async () => {
  const { engine } = room.process({ sendsHere: () => true });
  await engine.receive(room.inbound('a', 'satu zzz'));
  const rows = await room.sql`
    select distinct direction, attempts, leased_until is not null as claimed from message order by direction`;
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { direction: 'in', attempts: 0, claimed: false },
    { direction: 'out', attempts: 1, claimed: true },
  ]);
});

test('what was handed over and never begun is said by another process when the claim is over', async () => {
  const { engine } = room.process({ sendsHere: () => true });
  await engine.receive(room.inbound('a', 'halo'));
  const waiting = await due();
  expect(waiting.length).toBeGreaterThan(0);
  for (const one of waiting) expect(one).toEqual({ claimed: true, attempts: 1 });
  const other = deliverer();
  other.start();
  other.wake();
  // Long enough for a look or two: nothing is said while the claim holds.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(channel.sent).toEqual([]);
  await room.sql`update message set leased_until = now() - interval '1 second' where leased_until is not null`;
  await until(async () => (await due()).length === 0);
  expect(channel.texts('a')).toHaveLength(waiting.length);
});

test('what is said while something before it waits is not handed over, and comes after it', async () => {
  const { engine, sender } = together();
  let down = true;
  channel.fail = () => (down ? new SendFailure('retry', 'busy', 5) : null);
  await engine.receive(room.inbound('a', 'satu zzz'));
  await until(() => channel.tries > 0 && !sender.busy);
  await engine.receive(room.inbound('a', 'dua zzz'));
  const last = (await due()).at(-1);
  expect(last).toEqual({ claimed: false, attempts: 0 });
  down = false;
  sender.start();
  await room.sql`update message set leased_until = null where due is not null and outcome is null`;
  await until(async () => (await due()).length === 0);
  expect(heard('a')).toEqual(await answers('a'));
});

test('what is said while the last answer is on its way is handed over behind it', async () => {
  const { engine, sender } = together();
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  channel.hold = held;
  await engine.receive(room.inbound('a', 'satu zzz'));
  await until(() => channel.tries === 1);
  await engine.receive(room.inbound('a', 'dua zzz'));
  await engine.receive(room.inbound('a', 'tiga zzz'));
  for (const one of await due()) expect(one).toEqual({ claimed: true, attempts: 1 });
  letGo();
  // Nobody looks into the queue: the sender was not started.
  await until(async () => (await due()).length === 0 && !sender.busy);
  expect(heard('a')).toEqual(await answers('a'));
  expect(channel.texts('a')).toHaveLength(3);
});

test('what found no room is said when a send has ended, before what was handed over since', async () => {
  const { engine, sender } = together();
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  channel.hold = held;
  await engine.receive(room.inbound('a', 'satu zzz'));
  // So slow that one is sent at a time, one waits in hand, and what is beyond goes by the queue.
  channel.pace = { perChatMs: 0, perAccountMs: 2_600 };
  for (const chat of ['b', 'c']) await engine.receive(room.inbound(chat, 'satu zzz'));
  expect((await due()).map(({ claimed }) => claimed)).toEqual([true, true, false]);
  // There is no room for it yet: it is looked for, and stays.
  await new Promise((resolve) => setTimeout(resolve, 50));
  letGo();
  // Nobody else looks into the queue: the sender was not started.
  await until(async () => (await due()).length === 0 && !sender.busy);
  expect(channel.sent.map(({ chat }) => chat)).toEqual(['a', 'c', 'b']);
});

test('what was handed over behind an answer that then failed waits for it', async () => {
  const { engine, sender } = together();
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  channel.hold = held;
  let down = true;
  channel.fail = () => (down ? new SendFailure('retry', 'busy', 5) : null);
  await engine.receive(room.inbound('a', 'satu zzz'));
  await until(() => channel.tries === 1);
  await engine.receive(room.inbound('a', 'dua zzz'));
  letGo();
  await until(() => !sender.busy);
  expect(channel.tries).toBe(1);
  down = false;
  sender.start();
  await room.sql`update message set leased_until = null where due is not null and outcome is null`;
  await until(async () => (await due()).length === 0);
  expect(heard('a')).toEqual(await answers('a'));
});

test('whatever fails on the way, a flood of one chat and what others say go out once and in order', async () => {
  const { engine, sender } = together();
  channel.fail = () => (channel.tries % 5 === 0 ? new SendFailure('retry', 'busy', 5) : null);
  const texts = Array.from({ length: 40 }, (_, n) => `zzz ${n}`);
  sender.start();
  await Promise.all([
    ...texts.map((text) => engine.receive(room.inbound('a', text))),
    ...texts.slice(0, 9).map((text, n) => engine.receive(room.inbound(`lain${n % 3}`, text))),
  ]);
  // A claim holds for seconds; what was let go is found at once when it is over.
  await until(async () => {
    await room.sql`update message set leased_until = now() where due is not null and outcome is null`;
    sender.wake();
    return (await due()).length === 0;
  });
  for (const chat of ['a', 'lain0', 'lain1', 'lain2']) expect(heard(chat)).toEqual(await answers(chat));
  expect(channel.texts('a')).toHaveLength(texts.length);
});

test('what a turn wants said behind an answer that failed before its commit waits for it', async () => {
  const sender = deliverer();
  let left: Aftermath | undefined;
  const { engine } = room.process({
    committed: (one) => {
      left = one;
    },
    sendsHere: (_account, behind) => sender.takes(behind),
  });
  const hand = () => {
    for (const sends of left?.sends.values() ?? []) sender.take(sends);
  };
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  channel.hold = held;
  channel.fail = () => new SendFailure('retry', 'busy', 60_000);
  await engine.receive(room.inbound('a', 'satu zzz'));
  hand();
  await until(() => channel.tries === 1);
  await engine.receive(room.inbound('a', 'dua zzz'));
  letGo();
  await until(() => !sender.busy);
  channel.fail = () => null;
  hand();
  await until(() => !sender.busy);
  expect(channel.sent).toEqual([]);
});

test('a sender whose line is with another process takes nothing', async () => {
  const { engine, sender } = together();
  channel.standby = true;
  expect(sender.takes(null)).toBe(false);
  await engine.receive(room.inbound('a', 'halo'));
  for (const one of await due()) expect(one).toEqual({ claimed: false, attempts: 0 });
  expect(channel.sent).toEqual([]);
});

test('what waits for the chat while another process speaks in it comes after what that one said', async () => {
  const { engine, sender } = together();
  await engine.receive(room.inbound('a', 'satu zzz'));
  await until(async () => (await due()).length === 0 && !sender.busy);
  const before = channel.sent.length;
  const blocked = async () =>
    (
      await room.sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
    ).length > 0;
  let second: Promise<unknown> = Promise.resolve();
  // The other one has the chat, and queues what it says: it does not send for this account.
  await room.sql.begin(async (tx) => {
    await tx`select 1 from conversation for update`;
    second = engine.receive(room.inbound('a', 'dua zzz'));
    await until(blocked);
    await tx`
      insert into message (conversation_id, id, account_id, direction, at, body, due)
      select c.id, c.messages + 1, c.account_id, 'out', now(), m.body, now() + interval '1 hour'
      from conversation c join message m on m.conversation_id = c.id and m.direction = 'out' order by m.id limit 1`;
    await tx`update conversation set messages = messages + 1`;
  });
  await second;
  expect((await due()).at(-1)).toEqual({ claimed: false, attempts: 0 });
  await until(() => !sender.busy);
  expect(channel.sent).toHaveLength(before);
});

test('what was handed over for a line that went to another process meanwhile is not sent here', async () => {
  const { sender } = together();
  const { engine } = room.process({
    sendsHere: () => true,
    committed: (left) => {
      channel.standby = true;
      for (const sends of left?.sends.values() ?? []) sender.take(sends);
    },
  });
  await engine.receive(room.inbound('a', 'halo'));
  expect(sender.busy).toBe(false);
  expect(channel.sent).toEqual([]);
  expect((await due()).every(({ claimed }) => claimed)).toBe(true);
});

test('where a repeat is shown once, only what is not sent to the end counts as not seen', async () => {
  channel = new FakeChannel(room.accountId, true);
  channel.pace = { perChatMs: 0, perAccountMs: 3_000 };
  const { engine, sender } = together();
  await engine.receive(room.inbound('a', 'halo'));
  await engine.receive(room.inbound('b', 'halo'));
  await until(() => channel.sent.length > 0);
  await until(async () => (await due()).length === 1);
  const ids = await room.sql<{ id: string; due: boolean }[]>`
    select conversation_id as id, bool_or(due is not null) as due from message where direction = 'out' group by 1 order by 1`;
  const [waiting] = ids.filter((one) => one.due).map(({ id }) => Number(id));
  const [gone] = ids.filter((one) => !one.due).map(({ id }) => Number(id));
  expect(sender.mayHaveShown(waiting ?? 0, 1)).toBe(false);
  expect(sender.mayHaveShown(gone ?? 0, 1)).toBe(true);
  // Nobody has claimed it: nobody can have shown it.
  expect(sender.mayHaveShown(gone ?? 0, 0)).toBe(false);
});

test('while a channel takes its time within a send, nothing counts as seen', async () => {
  channel = new FakeChannel(room.accountId, true);
  const gate = Promise.withResolvers<void>();
  const send = channel.send.bind(channel);
  channel.send = (outbound) => gate.promise.then(() => send(outbound));
  const { engine, sender } = together();
  await engine.receive(room.inbound('a', 'halo'));
  const [row] = await room.sql<
    { id: string }[]
  >`select conversation_id as id from message where due is not null`;
  expect(sender.busy).toBe(true);
  expect(sender.mayHaveShown(Number(row?.id), 1)).toBe(false);
  gate.resolve();
  await until(async () => (await due()).length === 0);
  expect(sender.mayHaveShown(Number(row?.id), 1)).toBe(true);
});

test('what was refused for now has not been seen, until a try may have shown it', async () => {
  channel = new FakeChannel(room.accountId, true);
  const again = new SendFailure('retry', 'not connected', 20);
  const doubtful = new SendFailure('unknown', 'no word of it', 20);
  const { engine, sender } = together();
  sender.start();
  const tries = async (count: number) => {
    channel.tries = 0;
    await until(() => channel.tries > count);
  };
  channel.fail = () => again;
  await engine.receive(room.inbound('a', 'halo'));
  await tries(2);
  const [only] = await room.sql<
    { id: string }[]
  >`select conversation_id as id from message where due is not null`;
  const refused = Number(only?.id);
  expect(sender.mayHaveShown(refused, 2)).toBe(false);
  channel.fail = () => doubtful;
  await tries(1);
  expect(sender.mayHaveShown(refused, 3)).toBe(true);
  channel.fail = () => again;
  await tries(1);
  expect(sender.mayHaveShown(refused, 4)).toBe(true);
  channel.fail = () => null;
  await until(async () => (await due()).length === 0);
  expect(sender.mayHaveShown(refused, 5)).toBe(true);
});

test('the same words again, while the answer to them was refused for now, are no answer to what is in it', async () => {
  channel = new FakeChannel(room.accountId, true);
  const sender = deliverer();
  const { engine } = room.process({
    committed: (left) => {
      for (const sends of left?.sends.values() ?? []) sender.take(sends);
    },
    sendsHere: (_account, behind) => sender.takes(behind),
    mayHaveShown: ({ id, attempts }) => sender.mayHaveShown(Number(id), attempts ?? 0),
  });
  await engine.receive(room.inbound('a', 'halo'));
  await until(async () => (await due()).length === 0);
  channel.fail = () => new SendFailure('retry', 'not connected', 600_000);
  await engine.receive(room.inbound('a', '1'));
  await until(() => channel.tries > 1 && !sender.busy);
  const before = await answers('a');
  await engine.receive(room.inbound('a', '1'));
  expect(await answers('a')).toEqual(before);
});

test('what was sent and cannot be marked yet is known to whoever sent it, so that a reply to it is understood', async () => {
  const sender = deliverer();
  const { engine } = room.process({
    committed: (left) => {
      for (const sends of left?.sends.values() ?? []) sender.take(sends);
    },
    sendsHere: (_account, behind) => sender.takes(behind),
    sentAs: ({ id }, externalId) => sender.sentAs(id, externalId),
  });
  const sending = Promise.withResolvers<void>();
  channel.hold = sending.promise;
  await engine.receive(room.inbound('a', 'satu zzz'));
  await until(() => channel.tries === 1);
  const [said] = await room.sql<{ conversation_id: string; id: string }[]>`
    select conversation_id, id from message where direction = 'out'`;
  if (!said) throw new Error('nothing was said');
  const { conversation_id: chat, id } = said;
  const offered = {
    text: 'x',
    choices: [{ n: '1', label: 'Ya', data: '0.00:ya' }],
    file: null,
    askPhone: false,
  };
  const body = testSealer().seal(`message|body|${chat}.${id}`, JSON.stringify(offered));
  await room.sql`update message set body = ${body} where conversation_id = ${chat} and id = ${id}`;
  // The row is held by somebody else, so that its mark has to wait.
  const marked = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const lock = room.sql.begin(async (sql) => {
    await sql`select 1 from message where conversation_id = ${chat} and id = ${id} for update`;
    locked.resolve();
    await marked.promise;
  });
  await locked.promise;
  sending.resolve();
  await until(() => sender.sentAs(chat, 'x1') === Number(id));
  const reply = (text: string, quoted: string) => engine.receive({ ...room.inbound('a', text), quoted });
  const last = async () => (await room.said('a')).at(-1);
  await reply('1', 'unknown');
  const plain = await last();
  await reply('1', 'x1');
  expect(await last()).not.toBe(plain);
  marked.resolve();
  await lock;
  await until(async () => (await due()).length === 0 && !sender.busy);
  // From then on the database knows it.
  expect(sender.sentAs(chat, 'x1')).toBe(null);
});

test('where a mark goes before each send, the mark alone tells what may have been seen', async () => {
  expect(deliverer().mayHaveShown(1, 1)).toBe(false);
});
