import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { conversation, notice, staff } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { aftermathOf } from '../../src/engine/aftermath.ts';
import { queueConsequences } from '../../src/engine/queue.ts';
import type { Consequence } from '../../src/requests/office.ts';
import {
  DEMO,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
  type StaffKey,
} from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';

/** Who is told what, in which chat and when: what the domain returned becomes rows of the queue. */

let fixture: RequestsFixture;
let owner: ResidentActor;
const jobs: unknown[] = [];
beforeAll(async () => {
  fixture = await requestsFixture({ certificate: false });
  owner = await fixture.resident(DEMO.warga1);
});
beforeEach(() => fixture.db.delete(notice));
afterAll(() => fixture.drop());

async function queue(...consequences: Consequence[]) {
  const office = await fixture.office();
  return transaction(fixture.sql, async (both) => {
    const send = async (_: unknown, job: unknown) => void jobs.push(job);
    await queueConsequences(both, { sealer: deps.sealer, jobs: { send } }, office, consequences);
    const { notices, jobs: waits } = aftermathOf(both);
    return { notices, jobs: waits };
  });
}

async function queued() {
  const rows = await fixture.db.select().from(notice).orderBy(asc(notice.id));
  return rows.map(({ id, conversationId, kind, key, dueAt, wardId, body }) => ({
    to: conversationId,
    kind,
    key,
    dueAt,
    wardId,
    body: JSON.parse(deps.sealer.openText(`notice|body|${id}`, body)) as unknown,
  }));
}

/** A chat of a member of the office. */
async function chatOf(key: StaffKey): Promise<number> {
  const id = await fixture.newConversation();
  await fixture.db.update(conversation).set({ staffId: fixture.staff[key] }).where(eq(conversation.id, id));
  return id;
}

const SAYS = { kind: 'officeSays', text: 'x' } as const;
const task = (why: 'new' | 'again' | 'late') =>
  ({
    kind: 'task',
    requestId: '00000000-0000-7000-8000-000000000001',
    task: 1,
    number: 'N',
    service: 'domisili',
    why,
    note: null,
  }) as const;

describe('what the domain returns', () => {
  test('a word to a chat is due now, from the ward of the turn, unless it says otherwise', async () => {
    const to = { conversationId: owner.conversationId };
    const now = fixture.clock.now();
    expect(await queue({ kind: 'tell', to, notice: SAYS })).toEqual({ notices: true, jobs: false });
    const later = new Date(now.getTime() + 1);
    await fixture.db.delete(notice).where(eq(notice.kind, 'none'));
    const due = await queue({ kind: 'tell', to, notice: SAYS, dueAt: later, key: 'k' });
    expect(due, 'nothing to wake for').toEqual({ notices: false, jobs: false });
    const common = { to: owner.conversationId, kind: 'officeSays', wardId: fixture.wardId, body: SAYS };
    expect(await queued()).toEqual([
      { ...common, key: null, dueAt: now },
      { ...common, key: `k:${owner.conversationId}`, dueAt: later },
    ]);
  });

  test('what has a key is told once for ever', async () => {
    const tell = { kind: 'tell', to: { conversationId: owner.conversationId }, notice: SAYS, key: 'once' };
    await queue(tell as Consequence, tell as Consequence);
    await queue(tell as Consequence);
    expect(await queued()).toHaveLength(1);
  });

  test('a timer of a promise belongs to no chat; a job goes to the jobs', async () => {
    const dueAt = new Date('2026-11-24T00:00:00Z');
    const requestId = '00000000-0000-7000-8000-000000000002';
    const job = { kind: 'job', queue: 'letter', letterId: 'l' } as const;
    const after = await queue({ kind: 'timer', what: 'late', requestId, dueAt, key: 'late' }, job);
    expect(after).toEqual({ notices: false, jobs: true });
    expect(jobs).toEqual([job]);
    expect(await queued()).toEqual([
      {
        to: null,
        kind: 'late',
        key: 'late',
        dueAt,
        wardId: fixture.wardId,
        body: { kind: 'late', requestId, promised: dueAt.toISOString() },
      },
    ]);
  });
});

describe('a person is told', () => {
  test('in the chat that was used last and can be reached; in the very chat where there is none', async () => {
    const [old, recent] = [owner.conversationId, await fixture.newConversation()];
    const set = (id: number, change: Partial<typeof conversation.$inferInsert>) =>
      fixture.db.update(conversation).set(change).where(eq(conversation.id, id));
    await set(recent, { personId: owner.personId, lastInAt: new Date('2026-11-23T01:00:00Z') });
    const told = async () => {
      await fixture.db.delete(notice);
      await queue({ kind: 'tell', to: { personOf: old }, notice: SAYS });
      return (await queued()).map(({ to }) => to);
    };
    expect(await told()).toEqual([recent]);
    await set(recent, { goneAt: fixture.clock.now() });
    expect(await told()).toEqual([old]);
    await set(old, { goneAt: fixture.clock.now() });
    expect(await told()).toEqual([old]);
    await set(old, { goneAt: null });
    await set(recent, { goneAt: null, staffId: fixture.staff.kasi });
    expect(await told(), 'not at the desk of the office').toEqual([old]);
    await set(recent, { staffId: null });
  });
});

describe('the office is told', () => {
  test('in every chat of those meant, but not on an account that is out of reach', async () => {
    const [one, two] = [await chatOf('seklur'), await chatOf('seklur')];
    const staffIds = [fixture.staff.seklur];
    await queue({ kind: 'tell', to: { staffIds }, notice: task('late') });
    expect((await queued()).map(({ to }) => to)).toEqual([one, two]);
    await fixture.db.delete(notice);
    const [row] = await fixture.db.select().from(conversation).where(eq(conversation.id, one));
    await queue({ kind: 'tell', to: { staffIds, notOn: row?.accountId ?? '' }, notice: task('late') });
    expect(await queued()).toEqual([]);
  });

  test('whoever wants tasks together hears the first at once and the rest after a quarter of an hour', async () => {
    const [together, each] = [await chatOf('operator1'), await chatOf('operator2')];
    const { operator1, operator2 } = fixture.staff;
    await fixture.db.update(staff).set({ batchTasks: true }).where(eq(staff.id, operator1));
    const news = (why: 'new' | 'again' | 'late') =>
      queue({ kind: 'tell', to: { staffIds: [operator1, operator2] }, notice: task(why) });
    const told = async () => {
      const rows = await queued();
      await fixture.db.delete(notice);
      return rows.map(({ to, kind, dueAt }) => [to, kind, dueAt.getTime() - fixture.clock.now().getTime()]);
    };
    await news('new');
    expect(await told()).toEqual([
      [together, 'task', 0],
      [each, 'task', 0],
    ]);
    fixture.clock.advance(60_000);
    await news('again');
    await news('new');
    expect(await told(), 'one list, however many came').toEqual([
      [together, 'tasks', 14 * 60_000],
      [each, 'task', 0],
      [each, 'task', 0],
    ]);
    await news('late');
    expect(await told(), 'what is pressing is told at once').toEqual([
      [together, 'task', 0],
      [each, 'task', 0],
    ]);
    fixture.clock.advance(14 * 60_000);
    await news('new');
    expect((await told())[0]).toEqual([together, 'task', 0]);
    const rows = await fixture.db.select().from(staff);
    expect(rows.find(({ id }) => id === operator1)?.tasksToldAt).toEqual(fixture.clock.now());
    expect(rows.find(({ id }) => id === operator2)?.tasksToldAt).toBeNull();
  });

  test('two tasks of one moment: the second waits as if it came a moment later', async () => {
    const { lurah } = fixture.staff;
    const chat = await chatOf('lurah');
    await fixture.db.update(staff).set({ batchTasks: true }).where(eq(staff.id, lurah));
    const tell = { kind: 'tell', to: { staffIds: [lurah] }, notice: task('new') } as const;
    await queue(tell, tell);
    const rows = await queued();
    expect(rows.map(({ kind }) => kind)).toEqual(['task', 'tasks']);
    const at = fixture.clock.now().getTime() + 15 * 60_000;
    expect(rows[1]).toMatchObject({
      to: chat,
      key: `tasks:${chat}:${at}`,
      body: { kind: 'tasks', after: 0 },
    });
  });
});
