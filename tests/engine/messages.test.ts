import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conversation, inbox } from '../../src/db/schema/index.ts';
import { ASK, CIRCLE, openRoom, POISON, type Room } from './office.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.drop());

/** What an echoed run of texts reads like. */
const echoed = (texts: readonly string[]) => texts.flatMap((text) => [`> ${text}`, `< Baik, ${text}.`]);

describe('messages', () => {
  test('the same message three times at once is handled once', async () => {
    const { engine } = room.process();
    const received = await Promise.all(
      [1, 2, 3].map(() => engine.receive(room.inbound('a', 'zzz satu', 'same'))),
    );
    expect(received.sort()).toEqual(['duplicate', 'duplicate', 'handled']);
    expect(await engine.receive(room.inbound('a', 'zzz satu', 'same'))).toBe('duplicate');
    expect(await room.said('a')).toEqual(echoed(['zzz satu']));
  });

  test('200 messages of one chat keep their order', async () => {
    const { engine } = room.process();
    const texts = Array.from({ length: 200 }, (_, index) => `zzz ${index}`);
    await Promise.all(texts.map((text) => engine.receive(room.inbound('a', text))));
    expect(await room.said('a')).toEqual(echoed(texts));
    expect(room.faults).toEqual([]);
  });

  test('many messages of one chat are few transactions, and so others do not wait for each', async () => {
    const { engine } = room.process();
    const texts = Array.from({ length: 64 }, (_, index) => `zzz ${index}`);
    const flood = Promise.all(texts.map((text) => engine.receive(room.inbound('a', text))));
    const other = engine.receive(room.inbound('b', 'zzz'));
    await Promise.all([flood, other]);
    expect(await room.said('a')).toEqual(echoed(texts));
    // `xmin` is the transaction that wrote a row; the first batch may hold a single message.
    const [written] = await room.sql`select count(distinct xmin::text)::int as transactions from message`;
    expect(written?.['transactions']).toBeLessThanOrEqual(4);
  });

  test('where many wait, a second batch is taken while the first is held up', async () => {
    const { engine } = room.process();
    await engine.receive(room.inbound('held', 'zzz'));
    const gate = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const lock = room.sql.begin(async (sql) => {
      await sql`select 1 from conversation for update`;
      locked.resolve();
      await gate.promise;
    });
    await locked.promise;
    const say = (chat: string) => engine.receive(room.inbound(chat, 'zzz'));
    const first = Array.from({ length: 199 }, (_, n) => say(`first${n}`));
    let through = false;
    const held = say('held').then(() => {
      through = true;
    });
    // Two hundred are a batch, which waits for the lock; these fill another one.
    await Promise.all(Array.from({ length: 150 }, (_, n) => say(`second${n}`)));
    expect(through).toBe(false);
    gate.resolve();
    await Promise.all([lock, held, ...first]);
    expect(room.faults).toEqual([]);
  });

  test('what waits beside the many of one chat goes on beside them, also when nothing more comes in', async () => {
    const { engine } = room.process();
    const say = (chat: string, id?: string) => engine.receive(room.inbound(chat, 'zzz', id));
    await say('many');
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const locked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const first = room.sql.begin(async (sql) => {
      await sql`select 1 from conversation where staff_id is null for update`;
      locked[0].resolve();
      await gates[0].promise;
    });
    // Whoever writes down that this message came has to wait until it is known whether it came here.
    const second = room.sql
      .begin(async (sql) => {
        await sql`insert into inbox (account_id, external_id, at) values (${room.accountId}, 'held', now())`;
        locked[1].resolve();
        await gates[1].promise;
        throw new Error('it did not');
      })
      .catch(() => undefined);
    await Promise.all(locked.map(({ promise }) => promise));
    const alone = say('many');
    const waiting = async () =>
      (
        await room.sql`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`
      ).length;
    await expect.poll(waiting).toBe(1);
    // The next batch are a hundred of this chat and a hundred others; ten are left, and too few to be one by themselves.
    let through = false;
    const many = Promise.all(
      Array.from({ length: 100 }, (_, n) => say('many', n === 0 ? 'held' : undefined)),
    );
    const ended = many.then(() => {
      through = true;
    });
    const others = Array.from({ length: 110 }, (_, n) => say(`other${n}`));
    gates[0].resolve();
    await Promise.all([first, alone, ...others.slice(100)]);
    expect(through).toBe(false);
    gates[1].resolve();
    await Promise.all([second, ended, ...others]);
    expect(room.faults).toEqual([]);
  });

  test('what the domain was asked in between is known to what follows in the same batch', async () => {
    const { engine } = room.process();
    const texts = ['zzz satu', ASK, 'zzz dua', 'zzz tiga', ASK, 'zzz empat'];
    await Promise.all(texts.map((text) => engine.receive(room.inbound('a', text))));
    expect(await room.said('a')).toEqual(echoed(texts));
    expect(room.faults).toEqual([]);
  });

  test('a message that fails among others of its chat is parked alone, and those behind it are answered', async () => {
    const { engine } = room.process();
    await engine.receive(room.inbound('a', 'zzz dulu'));
    const texts = ['zzz satu', POISON, 'zzz dua', 'zzz dua', 'zzz tiga'];
    const received = await Promise.all(
      texts.map((text, n) => engine.receive(room.inbound('a', text, `p${n === 3 ? 2 : n}`))),
    );
    expect(received).toEqual(['handled', 'parked', 'handled', 'duplicate', 'handled']);
    const said = await room.said('a');
    expect(said.filter((line) => line.includes('zzz'))).toEqual(
      echoed(['zzz dulu', 'zzz satu', 'zzz dua', 'zzz tiga']),
    );
  });

  test('what comes after a message that could not be stored is not stored either, and the order holds', async () => {
    const { engine } = room.process();
    await room.sql.unsafe(`
      create function refuse() returns trigger language plpgsql as
        $$ begin if new.external_id = 'two' then raise sqlstate '40001'; end if; return new; end $$;
      create trigger refuse before insert on inbox for each row execute function refuse()`);
    const texts = ['zzz satu', 'zzz dua', 'zzz tiga'];
    const ids = ['one', 'two', 'three'];
    const offer = (from: number) =>
      Promise.allSettled(
        ids.slice(from).map((id, index) => engine.receive(room.inbound('a', texts[from + index] ?? '', id))),
      );
    const other = engine.receive(room.inbound('b', 'zzz'));
    const offered = await offer(0);
    expect(offered.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await other).toBe('handled');
    await room.sql`drop trigger refuse on inbox`;
    await offer(1);
    expect(await room.said('a')).toEqual(echoed(texts));
  });

  test('two batches at once count on different ids', async () => {
    const { engine, ids } = room.process();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    // All ids that are at hand but a few are counted on by somebody who is slow.
    const slow = ids.during(1_990, () => held);
    const chats = Array.from({ length: 100 }, (_, index) => `chat${index}`);
    const received = await Promise.all(chats.map((chat) => engine.receive(room.inbound(chat, 'zzz'))));
    expect(new Set(received)).toEqual(new Set(['handled']));
    const drawn = Array.from({ length: 1_990 }, () => ids.next());
    expect(new Set(drawn).size).toBe(1_990);
    letGo();
    await slow;
    expect(room.faults).toEqual([]);
  });

  test('100 chats at once, three messages each: every one answered, each chat in order', async () => {
    const { engine } = room.process();
    const chats = Array.from({ length: 100 }, (_, index) => `chat${index}`);
    const texts = ['zzz satu', 'zzz dua', 'zzz tiga'];
    const received = await Promise.all(
      texts.flatMap((text) => chats.map((chat) => engine.receive(room.inbound(chat, text)))),
    );
    expect(new Set(received)).toEqual(new Set(['handled']));
    for (const chat of chats) expect(await room.said(chat)).toEqual(echoed(texts));
    expect(room.faults).toEqual([]);
  });

  test.for([
    ['a call that the domain refuses with an error', POISON, 'DraftIncomplete'],
    ['a flow that asks without end', CIRCLE, 'EndlessTurn'],
  ] as const)('%s: parked, an apology, an alert, and nobody else waits', async ([, text, error]) => {
    const { engine } = room.process();
    await engine.receive(room.inbound('a', 'zzz dulu'));
    const others = ['b', 'c', 'd'];
    const received = await Promise.all([
      ...others.map((chat) => engine.receive(room.inbound(chat, 'zzz satu'))),
      engine.receive(room.inbound('a', text, 'poison')),
      ...others.map((chat) => engine.receive(room.inbound(chat, 'zzz dua'))),
    ]);
    expect(received.filter((one) => one === 'parked')).toHaveLength(1);
    for (const chat of others) expect(await room.said(chat)).toEqual(echoed(['zzz satu', 'zzz dua']));
    const [parked] = await room.db.select().from(inbox).where(eq(inbox.externalId, 'poison'));
    expect(parked).toMatchObject({ error, parked: expect.any(Buffer) });
    expect(parked?.parked?.includes(text)).toBe(false);
    expect((await room.said('a')).at(-1)).toContain('Mohon maaf');

    engine.start();
    await room.quiet();
    for (const chat of ['operator1', 'operator2'])
      expect((await room.said(chat)).at(-1)).toContain('Perhatian');
    // The chat goes on where it stood, and the parked message does not come back.
    expect(await engine.receive(room.inbound('a', text, 'poison'))).toBe('duplicate');
    await engine.receive(room.inbound('a', 'zzz lagi'));
    expect((await room.said('a')).slice(-2)).toEqual(echoed(['zzz lagi']));
  });

  test('a first message that fails is apologised for as well', async () => {
    const { engine } = room.process();
    expect(await engine.receive(room.inbound('baru', POISON))).toBe('parked');
    expect((await room.said('baru')).at(-1)).toContain('Mohon maaf');
  });

  test('after stop nothing is taken in, so that the channel offers it again', async () => {
    const { engine } = room.process();
    const last = engine.receive(room.inbound('a', 'zzz satu', 'one'));
    await engine.stop();
    expect(await last).toBe('handled');
    await expect(engine.receive(room.inbound('a', 'zzz dua', 'two'))).rejects.toThrow();
    expect(await room.db.select().from(inbox).where(eq(inbox.externalId, 'two'))).toEqual([]);
  });

  test('a message for an account that is not ours is refused and stored nowhere', async () => {
    const { engine } = room.process();
    const foreign = { ...room.inbound('a', 'zzz'), accountId: '00000000-0000-7000-8000-000000000001' };
    await expect(engine.receive(foreign)).rejects.toThrow();
    expect(await room.db.$count(inbox)).toBe(0);
  });
});

describe('two processes on one database', () => {
  test('each chat in order, nothing lost, nothing twice', async () => {
    const engines = [room.process().engine, room.process().engine];
    const texts = Array.from({ length: 12 }, (_, index) => `zzz ${index}`);
    const chats = Array.from({ length: 20 }, (_, index) => `chat${index}`);
    const received = await Promise.all(
      chats.map(async (chat, at) => {
        const outcomes: string[] = [];
        for (const [index, text] of texts.entries()) {
          // Offered to both, as after a lost answer: one of them handles it.
          const one = room.inbound(chat, text);
          const order = (at + index) % 2 === 0 ? engines : [...engines].reverse();
          outcomes.push(...(await Promise.all(order.map((engine) => engine.receive(one)))).sort());
        }
        return outcomes;
      }),
    );
    for (const outcomes of received) expect(outcomes).toEqual(texts.flatMap(() => ['duplicate', 'handled']));
    for (const chat of chats) expect(await room.said(chat)).toEqual(echoed(texts));
  });

  test('a chat never heard of that writes to both at once is one conversation', async () => {
    const [a, b] = [room.process().engine, room.process().engine];
    for (let round = 0; round < 15; round += 1) {
      const chat = `baru${round}`;
      await Promise.all([
        a.receive(room.inbound(chat, 'zzz satu')),
        b.receive(room.inbound(chat, 'zzz dua')),
      ]);
      expect((await room.said(chat)).filter((line) => line.startsWith('<'))).toHaveLength(2);
    }
    expect(await room.db.$count(conversation)).toBe(15 + 2);
    const [people] = await room.sql<{ idle: string }[]>`
      select count(*) as idle from person p where not exists (select 1 from conversation c where c.person_id = p.id)`;
    expect(people?.idle).toBe('0');
  });
});
