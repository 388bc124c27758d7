import { asc, eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversation, notice, staff } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';
import { ensureBriefs } from '../../src/summaries/schedule.ts';
import { at, CALENDAR } from './summaries-fixture.ts';
import { deps, type Fixture, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
let chat: number;
let nextId = 0;
beforeEach(async () => {
  fixture = await trainingFixture({ max: 12 });
  chat = await fixture.newConversation();
  await bind(chat, fixture.staff.lurah);
});
afterEach(() => fixture.drop());

const ids = {
  next: () => {
    nextId += 1;
    return nextId;
  },
};

function bind(conversationId: number, staffId: string) {
  return fixture.db.update(conversation).set({ staffId }).where(eq(conversation.id, conversationId));
}

function ensure(wall: string, change: { holidays?: string[]; times?: string[]; db?: Tx } = {}) {
  return ensureBriefs(
    change.db ?? fixture.db,
    { sealer: deps.sealer, ids },
    {
      wardId: fixture.wardId,
      calendar: { ...CALENDAR, holidays: new Set(change.holidays ?? []) },
      now: at(wall),
      times: change.times ?? ['07:30', '15:30'],
    },
  );
}

const set = () => fixture.db.select().from(notice).orderBy(asc(notice.dueAt));

describe('the next brief', () => {
  it.each([
    ['the night before', '2026-11-23 03:00', [], '2026-11-23 07:30'],
    ['between the two', '2026-11-23 07:30', [], '2026-11-23 15:30'],
    ['after the last', '2026-11-23 15:30', [], '2026-11-24 07:30'],
    ['on Friday evening', '2026-11-20 18:00', [], '2026-11-23 07:30'],
    ['on a Saturday', '2026-11-21 06:00', [], '2026-11-23 07:30'],
    ['before a long weekend', '2026-12-23 15:30', ['2026-12-24', '2026-12-25'], '2026-12-28 07:30'],
  ])('%s', async (_when, now, holidays, expected) => {
    const answer = await ensure(now, { holidays });
    expect(answer).toEqual({ at: at(expected), inserted: 1 });
    const [row] = await set();
    expect(row).toMatchObject({ kind: 'brief', conversationId: chat, dueAt: at(expected), handledAt: null });
    const [day, time] = expected.split(' ');
    expect(row?.key).toBe(`brief:${fixture.staff.lurah}:${day}:${time}`);
    const body = deps.sealer.openText(`notice|body|${row?.id}`, row?.body ?? Buffer.alloc(0));
    expect(JSON.parse(body)).toEqual({ kind: 'brief', half: expected });
  });

  it('is none when the ward wants none or stays closed', async () => {
    expect(await ensure('2026-11-23 03:00', { times: [] })).toEqual({ at: null, inserted: 0 });
    expect(await set()).toEqual([]);
  });
});

describe('exactly one', () => {
  it('however often it is started, also after it was handled', async () => {
    await ensure('2026-11-23 03:00');
    await fixture.db.update(notice).set({ handledAt: at('2026-11-23 07:31') });
    const used = nextId;
    expect(await ensure('2026-11-23 03:01')).toMatchObject({ inserted: 0 });
    expect(nextId).toBe(used);
    expect(await ensure('2026-11-23 07:31')).toMatchObject({ inserted: 1 });
    expect((await set()).map((row) => row.dueAt)).toEqual([at('2026-11-23 07:30'), at('2026-11-23 15:30')]);
  });

  it('when ten processes set it at once', async () => {
    // A lock held by an eleventh keeps all ten from seeing each other's row before they insert.
    const gate = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = fixture.db.transaction(async (tx) => {
      await tx.execute(sql`lock table notice in exclusive mode`);
      locked.resolve();
      await gate.promise;
    });
    await locked.promise;
    const racing = Array.from({ length: 10 }, () =>
      fixture.db.transaction((tx) => ensure('2026-11-23 03:00', { db: tx as Tx })),
    );
    await waitingForLock(10);
    gate.resolve();
    await holding;
    const answers = await Promise.all(racing);
    expect(answers.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(1);
    expect(await set()).toHaveLength(1);
  });

  it('for each lurah, in the chat last used', async () => {
    const second = uuid7(at('2026-11-23 03:00'), systemEntropy);
    await fixture.db.insert(staff).values({
      id: second,
      wardId: fixture.wardId,
      role: 'lurah',
      name: 'Plh',
      createdAt: at('2026-11-01 08:00'),
    });
    await bind(await fixture.newConversation(), second);
    const newer = await fixture.newConversation();
    await bind(newer, fixture.staff.lurah);
    await fixture.db
      .update(conversation)
      .set({ lastInAt: at('2026-11-24 08:00') })
      .where(eq(conversation.id, newer));
    expect(await ensure('2026-11-23 03:00')).toMatchObject({ inserted: 2 });
    const chats = (await set()).map((row) => row.conversationId);
    expect(chats).toContain(newer);
    expect(chats).not.toContain(chat);
  });
});

describe('not for', () => {
  it('a lurah without a chat', async () => {
    await fixture.db.update(conversation).set({ staffId: null });
    expect(await ensure('2026-11-23 03:00')).toMatchObject({ inserted: 0 });
  });

  it('a lurah who has left, nor another role', async () => {
    await fixture.db.update(staff).set({ active: false }).where(eq(staff.id, fixture.staff.lurah));
    await bind(await fixture.newConversation(), fixture.staff.operator1);
    expect(await ensure('2026-11-23 03:00')).toMatchObject({ inserted: 0 });
  });
});

/** Until so many sessions of this database stand at the lock. */
async function waitingForLock(count: number): Promise<void> {
  for (;;) {
    const [row] = await fixture.sql`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (Number(row?.['n']) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
