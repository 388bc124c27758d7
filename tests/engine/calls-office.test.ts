import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallArgs, CallName } from '../../flows/kit/calls.ts';
import { conversation, document, person, staff } from '../../src/db/schema/index.ts';
import { createWard } from '../../src/wards/create.ts';
import { TRAINING_WARD } from '../../src/wards/training.ts';
import {
  DEMO,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
} from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';
import { asking } from './speaker.ts';

/** What the desk's flow may ask of the domain; and what leads from one chat or ward to another. */

let fixture: RequestsFixture;
let ask: ReturnType<typeof asking>;
let owner: ResidentActor;
beforeAll(async () => {
  fixture = await requestsFixture();
  ask = asking(fixture);
  owner = await fixture.resident(DEMO.warga1);
});
afterAll(() => fixture.drop());

const desk = () => fixture.officer('operator1');
const lurah = () => fixture.officer('lurah');
const ITEMS = [{ id: 'ktp', reason: 'buram' }];

describe('the desk decides by its flow as it does by the domain', () => {
  const DECISIONS: readonly [
    CallName,
    string,
    (task: number) => object,
    'operator1' | 'lurah',
    string,
    string,
  ][] = [
    ['take', 'submitted', (task) => ({ task }), 'operator1', 'take', 'checking'],
    ['pass', 'checking', (task) => ({ task }), 'operator1', 'pass', 'verified'],
    ['returnItems', 'checking', (task) => ({ task, items: ITEMS }), 'operator1', 'return', 'returned'],
    ['refuse', 'checking', (task) => ({ task, reason: 'x' }), 'operator1', 'refuse', 'refused'],
    ['askResident', 'checking', (task) => ({ task, text: '?' }), 'operator1', 'ask', 'checking'],
    ['undo', 'verified', (task) => ({ task }), 'operator1', 'undo', 'checking'],
    ['sendBack', 'verified', (task) => ({ task, note: 'x' }), 'lurah', 'sendBack', 'checking'],
    ['handOver', 'ready', (task) => ({ task }), 'operator1', 'handOver', 'collected'],
    ['revoke', 'ready', (task) => ({ task, reason: 'x' }), 'lurah', 'revoke', 'revoked'],
  ];
  test.for(DECISIONS)('%s of what is %s', async ([name, from, args, key, did, to]) => {
    const { id, task } = await fixture.requestIn(from, owner);
    const given = args(task) as CallArgs<typeof name>;
    // For anybody but the office there is no such task.
    expect(await ask(owner, name, given)).toEqual({
      result: { ok: false, task, why: 'unknown', who: null },
      follow: [],
    });
    expect((await fixture.row(id)).state).toBe(from);
    const { result } = await ask(fixture.officer(key), name, given);
    expect(result).toMatchObject({ ok: true, did, task });
    expect((await fixture.row(id)).state).toBe(to);
  });

  test('only a member of the office signs, or gives a code', async () => {
    const { id, task } = await fixture.requestIn('verified', owner);
    expect(await ask(owner, 'sign', { tasks: [task] })).toEqual({ result: [], follow: [] });
    expect((await ask(lurah(), 'sign', { tasks: [task] })).result).toMatchObject([{ task, ok: true }]);
    expect((await fixture.row(id)).state).toBe('signed');
    const ready = await fixture.requestIn('ready', owner);
    const code = { task: ready.task };
    expect((await ask(owner, 'counterCode', code)).result).toEqual({ ok: false, why: 'unknown' });
    expect((await ask(desk(), 'counterCode', code)).result).toMatchObject({
      ok: true,
      applicant: 'Yohanes B.',
    });
  });

  test('lists, cards and papers are for the office', async () => {
    const { task, id } = await fixture.submitted(owner);
    await fixture.db
      .update(document)
      .set({ state: 'stored', mime: 'image/jpeg' })
      .where(eq(document.requestId, id));
    const listed = (await ask(desk(), 'tasks', {})).result;
    expect(listed.map((one) => one.task)).toContain(task);
    expect((await ask(owner, 'tasks', {})).result).toEqual([]);
    expect((await ask(desk(), 'card', { task })).result).toMatchObject({ task });
    expect((await ask(owner, 'card', { task })).result).toBeNull();
    expect((await ask(desk(), 'papers', { task })).result).toHaveLength(1);
  });

  test('whoever asked for a person is answered', async () => {
    const chat = owner.conversationId;
    const { result, follow } = await ask(desk(), 'answerPerson', { chat, text: 'Silakan.' });
    expect(result).toEqual({ ok: true });
    expect(follow).toMatchObject([{ to: { personOf: chat }, notice: { kind: 'officeSays' } }]);
  });
});

describe('the office arranges its own work', () => {
  test('who is on duty, and how tasks are told', async () => {
    const row = async () => {
      const [one] = await fixture.db.select().from(staff).where(eq(staff.id, desk().staffId));
      return [one?.onDuty, one?.batchTasks];
    };
    expect(await row()).toEqual([true, false]);
    expect((await ask(desk(), 'duty', { on: false })).result).toEqual({ ok: true });
    expect((await ask(desk(), 'taskPace', { together: true })).result).toEqual({ ok: true });
    expect(await row()).toEqual([false, true]);
    // A resident who says the same changes nothing.
    expect((await ask(owner, 'duty', { on: true })).result).toEqual({ ok: true });
    expect((await ask(owner, 'taskPace', { together: false })).result).toEqual({ ok: true });
    expect(await row()).toEqual([false, true]);
    await ask(desk(), 'duty', { on: true });
    await ask(desk(), 'taskPace', { together: false });
    expect(await row()).toEqual([true, false]);
  });

  test('the number of the ward is managed by whoever speaks for the office, as a job', async () => {
    const args = { what: 'link', phone: '628123' } as const;
    const job = {
      kind: 'job',
      queue: 'number',
      what: 'link',
      wardId: fixture.wardId,
      phone: '628123',
      conversationId: 0,
    };
    expect(await ask(desk(), 'number', args)).toEqual({ result: { ok: true, what: 'link' }, follow: [job] });
    for (const who of [fixture.officer('kasi'), owner])
      expect(await ask(who, 'number', args)).toEqual({ result: { ok: false, what: 'link' }, follow: [] });
  });

  test('the brief is made for whoever asks', async () => {
    const asked: unknown[] = [];
    const brief = { text: 'Ringkasan', picture: null };
    const { result } = await ask(
      lurah(),
      'brief',
      {},
      {
        brief: async (_tx, office, actor) => {
          asked.push([office.ward.id, actor]);
          return brief;
        },
      },
    );
    expect(result).toEqual(brief);
    expect(asked).toEqual([[fixture.wardId, lurah()]]);
  });
});

describe('another ward of the same account', () => {
  test('is chosen by a chat: a new person there, in the language of before, and what was said is heard there', async () => {
    const there = await fixture.run((tx) =>
      createWard(
        tx,
        deps,
        { ...TRAINING_WARD, code: '53.71.05.1006', short: 'LAIN', name: 'Kelurahan Lain' },
        fixture.clock.now(),
      ),
    );
    const actor = await fixture.resident(DEMO.warga2);
    await ask(actor, 'setLanguage', { language: 'en' });
    const doors = [
      { id: fixture.wardId, short: 'NKT2', name: 'Naikoten II' },
      { id: there.id, short: 'LAIN', name: 'Kelurahan Lain' },
    ];
    const chat = async () => {
      const [row] = await fixture.db
        .select()
        .from(conversation)
        .where(eq(conversation.id, actor.conversationId));
      return row;
    };
    const choose = (wardId: string, wards: typeof doors | undefined = doors) =>
      ask(actor, 'chooseWard', { wardId, text: 'domisili' }, wards ? { wards } : {});

    const unknown = { result: { ok: false, why: 'unknown' }, follow: [] };
    expect(await choose('00000000-0000-7000-8000-000000000000')).toEqual(unknown);
    expect(await ask(actor, 'chooseWard', { wardId: there.id, text: null })).toEqual(unknown);

    await fixture.db
      .update(conversation)
      .set({ wardChosen: false })
      .where(eq(conversation.id, actor.conversationId));
    await choose(fixture.wardId);
    expect(await chat()).toMatchObject({
      wardId: fixture.wardId,
      personId: actor.personId,
      wardChosen: true,
    });

    await fixture.db
      .update(conversation)
      .set({ wardChosen: false })
      .where(eq(conversation.id, actor.conversationId));
    const { result, follow } = await choose(there.id);
    expect(result).toEqual({ ok: true });
    expect(follow).toEqual([
      {
        kind: 'tell',
        to: { conversationId: actor.conversationId },
        wardId: there.id,
        notice: { kind: 'arrived', text: 'domisili' },
      },
    ]);
    const now = await chat();
    expect(now).toMatchObject({ wardId: there.id, wardChosen: true });
    expect(now?.personId).not.toBe(actor.personId);
    const [who] = await fixture.db
      .select()
      .from(person)
      .where(eq(person.id, now?.personId ?? ''));
    expect(who).toMatchObject({ wardId: there.id, language: 'en', level: 0, residentId: null });
  });
});
