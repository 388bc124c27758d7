import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Decided } from '../../flows/kit/calls.ts';
import { letter, staff } from '../../src/db/schema/index.ts';
import * as decide from '../../src/requests/decide.ts';
import { openForm } from '../../src/requests/form.ts';
import type { Done } from '../../src/requests/office.ts';
import { answerOffice } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { undo } from '../../src/requests/undo.ts';
import type { StaffKey } from './requests-fixture.ts';
import { openedRequests, type RequestWork } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

/** What a decision answers, above all when it cannot be taken, and what it leaves written down. */

const fixture = openedRequests();
const { desk, lurah, resultOf } = fixture;
const letterOf = async (requestId: string) => {
  const [row] = await fixture.db.select().from(letter).where(eq(letter.requestId, requestId));
  if (!row) throw new Error('no letter');
  return row;
};
const formOf = async (id: string) => openForm(deps.sealer, id, (await fixture.row(id)).form);
const ITEMS = [{ id: 'ktp', reason: 'buram' }];

describe('taking', () => {
  test('again by the same officer says the same, with the card, and tells nobody', async () => {
    const { task, id } = await fixture.requestIn('checking', fixture.owner);
    const { result, follow } = await fixture.run((tx, office) => decide.take(tx, office, desk(), task));
    expect(result).toMatchObject({ ok: true, did: 'take', who: desk().name, requestId: id });
    expect(result.ok && result.card).toMatchObject({ task, mine: true });
    expect(follow).toEqual([]);
  });

  test('what a colleague has, or had, is answered with that name', async () => {
    const take = (task: number) =>
      resultOf((tx, office) => decide.take(tx, office, fixture.officer('operator2'), task));
    for (const [state, who] of [
      ['checking', desk().name],
      ['verified', desk().name],
      ['signed', lurah().name],
    ] as const) {
      const { task } = await fixture.requestIn(state, fixture.owner);
      expect(await take(task), state).toEqual({ ok: false, task, why: 'alreadyTaken', who });
    }
    const { task } = await fixture.requestIn('cancelled', fixture.owner);
    expect(await take(task)).toEqual({ ok: false, task, why: 'cancelled', who: null });
  });

  test('by the lurah, or of a task that is not there, is answered as such', async () => {
    const { task } = await fixture.submitted(fixture.owner);
    expect(await resultOf((tx, office) => decide.take(tx, office, lurah(), task))).toEqual({
      ok: false,
      task,
      why: 'notAllowed',
      who: null,
    });
    expect(await resultOf((tx, office) => decide.take(tx, office, desk(), 999_999))).toMatchObject({
      why: 'unknown',
    });
  });

  test('what a colleague gave back is not told to the resident a second time', async () => {
    const { task } = await fixture.requestIn('checking', fixture.owner);
    await fixture.run((tx, office) => undo(tx, office, desk(), task));
    const { follow } = await fixture.run((tx, office) =>
      decide.take(tx, office, fixture.officer('operator2'), task),
    );
    expect(follow.map((one) => one.kind === 'tell' && one.notice.kind)).toEqual(['gone']);
  });
});

describe('deciding at the desk', () => {
  test('twice: the second is told who was first, oneself as "Anda"', async () => {
    const { task } = await fixture.requestIn('verified', fixture.owner);
    const pass = (key: StaffKey) =>
      resultOf((tx, office) => decide.pass(tx, office, fixture.officer(key), task));
    expect(await pass('operator1')).toEqual({ ok: false, task, why: 'alreadyDone', who: 'Anda' });
    expect(await pass('kasi')).toEqual({ ok: false, task, why: 'alreadyDone', who: desk().name });
  });

  test('on a request that was taken back, or is not there, or by the lurah', async () => {
    const { task } = await fixture.requestIn('cancelled', fixture.owner);
    expect(await resultOf((tx, office) => decide.refuse(tx, office, desk(), task, 'x'))).toEqual({
      ok: false,
      task,
      why: 'cancelled',
      who: null,
    });
    expect(await resultOf((tx, office) => decide.pass(tx, office, desk(), 999_999))).toMatchObject({
      why: 'unknown',
    });
    const free = await fixture.submitted(fixture.owner);
    expect(await resultOf((tx, office) => decide.pass(tx, office, lurah(), free.task))).toMatchObject({
      why: 'notAllowed',
    });
  });

  test('an untaken task is taken by deciding: both moves are in the history', async () => {
    const { id, task } = await fixture.submitted(fixture.owner);
    await fixture.run((tx, office) => decide.pass(tx, office, desk(), task));
    const moves = (await fixture.events(id)).map(({ type, staffId }) => [type, staffId]);
    expect(moves.slice(1)).toEqual([
      ['take', desk().staffId],
      ['pass', desk().staffId],
    ]);
    expect(await fixture.row(id)).toMatchObject({ state: 'verified', holderId: null, endedAt: null });
  });

  test('what is sent back is named as the resident knows it; something else cannot be', async () => {
    const { id, task } = await fixture.requestIn('checking', fixture.owner);
    const items = [...ITEMS, { id: 'rumah', reason: 'x' }, { id: 'keperluan', reason: 'bank mana?' }];
    const nothing = await resultOf((tx, office) =>
      decide.returnItems(tx, office, desk(), task, [{ id: 'rumah', reason: 'x' }]),
    );
    expect(nothing).toMatchObject({ ok: false, why: 'wrongState' });
    expect((await fixture.row(id)).state).toBe('checking');
    const { follow } = await fixture.run((tx, office) => decide.returnItems(tx, office, desk(), task, items));
    const named = [
      { id: 'ktp', label: 'KTP', reason: 'buram' },
      { id: 'keperluan', label: 'Keperluan', reason: 'bank mana?' },
    ];
    expect(follow[0]).toMatchObject({ notice: { kind: 'returned', items: named } });
    expect((await formOf(id)).returned).toEqual(named);
    expect((await fixture.row(id)).holderId).toBeNull();
  });

  test('a refusal keeps its reason and ends the request', async () => {
    const { id, task } = await fixture.requestIn('checking', fixture.owner);
    await fixture.run((tx, office) => decide.refuse(tx, office, desk(), task, 'pindah'));
    expect((await formOf(id)).note).toBe('pindah');
    const ended = { state: 'refused', holderId: null, endedAt: fixture.clock.now() };
    expect(await fixture.row(id)).toMatchObject(ended);
    await fixture.run((tx, office) => undo(tx, office, desk(), task));
    expect(await fixture.row(id)).toMatchObject({ endedAt: null, holderId: desk().staffId });
    expect((await formOf(id)).note).toBeNull();
  });
});

describe('every change', () => {
  test('keeps with its event what was said, and counts the request up by one', async () => {
    const { id, task, version } = await fixture.requestIn('verified', fixture.owner);
    const steps: RequestWork<Done<Decided>>[] = [
      (tx, office) => decide.sendBack(tx, office, lurah(), task, 'nama'),
      (tx, office) => decide.askResident(tx, office, desk(), task, 'bank?'),
      (tx, office) => decide.returnItems(tx, office, desk(), task, ITEMS),
    ];
    for (const step of steps) await fixture.run(step);
    const rows = (await fixture.events(id)).slice(-3);
    const open = ({ id: event, data }: (typeof rows)[number]) =>
      JSON.parse(deps.sealer.openText(`request_event|data|${event}`, data)) as unknown;
    expect(rows.map((row) => [row.type, open(row)])).toEqual([
      ['sendBack', { note: 'nama' }],
      ['ask', { text: 'bank?' }],
      ['return', { items: [{ id: 'ktp', label: 'KTP', reason: 'buram' }] }],
    ]);
    expect((await fixture.row(id)).version).toBe(version + 3);
  });
});

describe('the lurah sends back', () => {
  test('to whoever passed it on, who holds it again with the note', async () => {
    const { id, task } = await fixture.requestIn('verified', fixture.owner);
    const result = await resultOf((tx, office) => decide.sendBack(tx, office, lurah(), task, 'nama'));
    expect(result).toMatchObject({ ok: true, did: 'sendBack', who: desk().name, card: null });
    expect(await fixture.row(id)).toMatchObject({ state: 'checking', holderId: desk().staffId });
    expect((await formOf(id)).note).toBe('nama');
  });

  test('to the whole desk when that one works here no longer', async () => {
    const { id, task } = await fixture.requestIn('verified', fixture.owner);
    const leave = (active: boolean) =>
      fixture.db.update(staff).set({ active }).where(eq(staff.id, desk().staffId));
    await leave(false);
    try {
      const { result, follow } = await fixture.run((tx, office) =>
        decide.sendBack(tx, office, lurah(), task, 'nama'),
      );
      expect(result).toMatchObject({ ok: true, who: 'petugas kelurahan' });
      expect(follow[0]).toMatchObject({ to: { staffIds: [fixture.staff.operator2] } });
      expect((await fixture.row(id)).holderId).toBeNull();
    } finally {
      await leave(true);
    }
  });

  test('only what lies with the lurah; else the holder is named', async () => {
    const { task } = await fixture.requestIn('checking', fixture.owner);
    const send = (which: number, who = lurah()) =>
      resultOf((tx, office) => decide.sendBack(tx, office, who, which, 'x'));
    expect(await send(task)).toEqual({ ok: false, task, why: 'wrongState', who: desk().name });
    expect(await send(task, desk())).toMatchObject({ why: 'notAllowed' });
    expect(await send(999_999)).toMatchObject({ why: 'unknown' });
  });
});

describe('signing and taking back', () => {
  test('says for each letter whose it is, and tells the desk that it is done', async () => {
    const { task, id } = await fixture.requestIn('verified', fixture.owner);
    const { result, follow } = await fixture.run((tx, office) => signing.sign(tx, office, lurah(), [task]));
    const row = await letterOf(id);
    expect(result).toEqual([
      { task, ok: true, letterNumber: row.number, applicant: 'Yohanes B.', why: null },
    ]);
    expect(follow[0]).toEqual({ kind: 'job', queue: 'letter', letterId: row.id });
    expect(row).toMatchObject({
      service: 'domisili',
      signedBy: lurah().staffId,
      validUntil: new Date('2027-05-23T15:59:59Z'),
    });
    expect((await fixture.row(id)).holderId).toBe(lurah().staffId);
  });

  test('names why not: nothing to see, not theirs, not now', async () => {
    const sign = async (task: number, who = lurah()) =>
      (await fixture.run((tx, office) => signing.sign(tx, office, who, [task]))).result;
    const nothing = { ok: false, letterNumber: null };
    expect(await sign(999_999)).toEqual([{ task: 999_999, ...nothing, applicant: '', why: 'unknown' }]);
    const verified = await fixture.requestIn('verified', fixture.owner);
    expect(await sign(verified.task, desk())).toEqual([
      { task: verified.task, ...nothing, applicant: '', why: 'notAllowed' },
    ]);
    const checking = await fixture.requestIn('checking', fixture.owner);
    expect(await sign(checking.task)).toEqual([
      { task: checking.task, ...nothing, applicant: 'Yohanes B.', why: 'wrongState' },
    ]);
    const gone = await fixture.run((tx, office) =>
      signing.sign(tx, { ...office, services: [] }, lurah(), [verified.task]),
    );
    expect(gone.result).toMatchObject([{ ok: false, why: 'wrongState' }]);
    expect((await fixture.row(verified.id)).state).toBe('verified');
  });

  test('a letter is taken back with its reason, by the lurah, once, and only where there is one', async () => {
    const { id, task } = await fixture.requestIn('delivered', fixture.owner);
    const revoke = async (which: number, who = lurah()) =>
      (await fixture.run((tx, office) => signing.revoke(tx, office, who, which, 'keliru'))).result;
    expect(await revoke(task, desk())).toMatchObject({ ok: false, why: 'notAllowed' });
    expect(await revoke(task)).toMatchObject({ ok: true, did: 'revoke', who: 'warga' });
    expect(await fixture.row(id)).toMatchObject({ state: 'revoked', holderId: null });
    expect(await revoke(task)).toEqual({ ok: false, task, why: 'wrongState', who: lurah().name });
    const verified = await fixture.requestIn('verified', fixture.owner);
    expect(await revoke(verified.task)).toEqual({
      ok: false,
      task: verified.task,
      why: 'wrongState',
      who: desk().name,
    });
    expect(await revoke(999_999)).toMatchObject({ ok: false, why: 'unknown' });
  });
});

describe('a question to the resident', () => {
  const ask = (task: number) =>
    resultOf((tx, office) => decide.askResident(tx, office, desk(), task, 'Bank mana?'));

  test('leaves the request where it is, and is kept until it is answered', async () => {
    const { id, task } = await fixture.requestIn('checking', fixture.owner);
    expect(await ask(task)).toMatchObject({ ok: true, did: 'ask', who: 'warga', card: null });
    expect((await fixture.row(id)).state).toBe('checking');
    expect((await formOf(id)).question).toEqual({ text: 'Bank mana?', staffId: desk().staffId });
    await fixture.run((tx, office) => answerOffice(tx, office, fixture.owner, id, 'Bank NTT'));
    expect((await formOf(id)).question).toBeNull();
  });

  test.for(['signed', 'delivered', 'collected', 'refused', 'cancelled', 'revoked'])(
    'makes no sense any more once it is %s, and neither does an answer',
    async (state) => {
      const { id, task } = await fixture.requestIn(state, fixture.owner);
      expect(await ask(task)).toMatchObject({ ok: false, why: 'wrongState' });
      const late = await fixture.run((tx, office) => answerOffice(tx, office, fixture.owner, id, 'x'));
      expect(late).toEqual({ result: { ok: false, why: 'closed' }, follow: [] });
    },
  );

  test('of a task that is not there', async () => {
    expect(await ask(999_999)).toMatchObject({ ok: false, why: 'unknown' });
  });
});
