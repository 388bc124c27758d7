import { beforeAll, describe, expect, test } from 'vitest';
import * as decide from '../../src/requests/decide.ts';
import { lateRequest } from '../../src/requests/late.ts';
import { requestsOf, requestView, tasksFor } from '../../src/requests/read.ts';
import { answerOffice } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { resubmit } from '../../src/requests/submit.ts';
import { undo } from '../../src/requests/undo.ts';
import type { Actor } from '../../src/staff/access.ts';
import {
  DEMO,
  letterIdOf,
  type RequestsFixture,
  type ResidentActor,
  ROADS,
  requestsFixture,
  SYSTEM,
  setLevel,
} from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';

/** What a resident reads of own requests, and what each of the office finds in the list of tasks. */

const fixture = openedRequests();
let other: ResidentActor;
beforeAll(async () => {
  other = await fixture.resident(DEMO.warga2);
});

const view = (id: string, actor = fixture.owner) =>
  fixture.run((tx, office) => requestView(tx, office, actor, id));
const { desk, lurah } = fixture;

describe('the list of own requests', () => {
  test('has the newest first, eight at most, and nobody else has them', async () => {
    const writer = await fixture.resident(DEMO.warga1);
    const numbers: string[] = [];
    for (let n = 0; n < 9; n += 1) {
      fixture.clock.advance(1000);
      numbers.unshift((await fixture.submitted(writer)).number);
    }
    const list = await fixture.run((tx, office) => requestsOf(tx, office, writer));
    expect(list.map(({ number }) => number)).toEqual(numbers.slice(0, 8));
    expect(await fixture.run((tx, office) => requestsOf(tx, office, other))).toEqual([]);
    expect(await fixture.run((tx, office) => requestsOf(tx, office, desk()))).toEqual([]);
  });

  test.for([
    ['submitted', 'petugas kelurahan'],
    ['checking', 'petugas kelurahan'],
    ['returned', 'Bapak/Ibu sendiri'],
    ['verified', 'lurah'],
    ['signed', 'pembuatan surat'],
    ['ready', 'loket kelurahan'],
    ['refused', '-'],
  ] as const)('says of one that is %s that %s has it', async ([state, holder]) => {
    const { id, number, service } = await fixture.requestIn(state, fixture.owner);
    const [newest] = (await fixture.run((tx, office) => requestsOf(tx, office, fixture.owner))).filter(
      ({ requestId }) => requestId === id,
    );
    expect(newest).toEqual({ requestId: id, number, service, state, holder });
    expect(await view(id)).toMatchObject({ state, holder });
  });
});

describe('one own request', () => {
  test('tells every step of a long way in words', async () => {
    const { id, task } = await fixture.requestIn('checking', fixture.owner);
    const items = [{ id: 'ktp', reason: 'buram' }];
    const draft = await fixture.draft(fixture.owner);
    const way: ((...args: Parameters<Parameters<RequestsFixture['run']>[0]>) => Promise<unknown>)[] = [
      (tx, office) => decide.askResident(tx, office, desk(), task, 'Bank mana?'),
      (tx, office) => answerOffice(tx, office, fixture.owner, id, 'Bank NTT'),
      (tx, office) => decide.returnItems(tx, office, desk(), task, items),
      (tx, office) => resubmit(tx, office, fixture.owner, id, draft),
      (tx, office) => decide.pass(tx, office, desk(), task),
      (tx, office) => decide.sendBack(tx, office, lurah(), task, 'nama'),
      (tx, office) => undo(tx, office, lurah(), task),
      (tx, office) => signing.sign(tx, office, lurah(), [task]),
      async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)),
      (tx, office) => signing.handOver(tx, office, desk(), task),
      (tx, office) => signing.revoke(tx, office, lurah(), task, 'keliru'),
    ];
    for (const step of way) await fixture.run(step);
    const steps = (await view(id))?.steps ?? [];
    expect(steps.map(({ what }) => what)).toEqual([
      'permohonan diterima',
      'mulai diperiksa petugas',
      'petugas bertanya',
      'pertanyaan dijawab',
      'diminta dilengkapi',
      'perbaikan diterima',
      'mulai diperiksa petugas',
      'lengkap, diteruskan ke lurah',
      'diperiksa sekali lagi',
      'keputusan ditarik kembali',
      'ditandatangani lurah',
      'surat selesai dibuat',
      'surat diserahkan di loket',
      'surat dicabut',
    ]);
    expect(steps.at(-1)?.at).toBe(fixture.clock.now().toISOString());
  });

  test('ends with the word for its end, and an apology for lateness is no step', async () => {
    const lastStep = async (id: string) => (await view(id))?.steps.at(-1)?.what;
    expect(await lastStep((await fixture.requestIn('cancelled', fixture.owner)).id)).toBe('dibatalkan');
    expect(await lastStep((await fixture.requestIn('refused', fixture.owner)).id)).toBe(
      'tidak dapat dipenuhi',
    );
    const waiting = await fixture.requestIn('ready', fixture.owner);
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 2));
    await fixture.run((tx, office) => signing.releaseWaiting(tx, office, fixture.owner));
    expect(await lastStep(waiting.id)).toBe('surat dikirim di chat');
    const late = await fixture.requestIn('checking', fixture.owner);
    await fixture.run((tx, office) => lateRequest(tx, office, late.id, late.dueAt));
    expect(await lastStep(late.id)).toBe('mulai diperiksa petugas');
  });

  test('may be taken back until the letter is signed, and not after', async () => {
    const may: string[] = [];
    for (const state of Object.keys(ROADS))
      if ((await view((await fixture.requestIn(state, fixture.owner)).id))?.mayCancel) may.push(state);
    expect(may).toEqual(['submitted', 'checking', 'returned', 'verified']);
  });

  test('says what is missing only while it is the turn of the resident', async () => {
    const { id, task } = await fixture.requestIn('returned', fixture.owner);
    expect((await view(id))?.returned).toEqual([{ id: 'ktp', label: 'KTP', reason: 'buram' }]);
    expect((await view(id))?.note).toBeNull();
    await fixture.run((tx, office) => undo(tx, office, desk(), task));
    expect((await view(id))?.returned).toEqual([]);
  });

  test('gives the reason of a refusal, and keeps the notes of the office to the office', async () => {
    expect((await view((await fixture.requestIn('refused', fixture.owner)).id))?.note).toBe('bukan warga');
    const { id, task } = await fixture.requestIn('verified', fixture.owner);
    await fixture.run((tx, office) => decide.sendBack(tx, office, lurah(), task, 'nama'));
    expect((await view(id))?.note).toBeNull();
  });

  test.for([
    ['verified', null],
    ['signed', false],
    ['ready', false],
    ['delivered', true],
    ['collected', true],
    ['revoked', false],
  ] as const)('%s: the letter can be had in the chat: %s', async ([state, inChat]) => {
    const letter = (await view((await fixture.requestIn(state, fixture.owner)).id))?.letter ?? null;
    expect(letter).toEqual(inChat === null ? null : { number: expect.stringMatching(/^470\/\d+\//), inChat });
  });

  test('holds the draft as it was sent, to be begun anew from', async () => {
    const { residentId, ...draft } = await fixture.draft(fixture.owner);
    const { id, dueAt } = await fixture.submitted(fixture.owner, { ...draft, residentId });
    const seen = await view(id);
    expect(seen?.draft).toEqual(draft);
    expect(seen?.dueAt).toBe(dueAt.toISOString());
  });

  test('is nothing to anybody else, nor to the office by this way', async () => {
    const { id } = await fixture.submitted(fixture.owner);
    expect(await view(id, other)).toBeNull();
    expect(await fixture.run((tx, office) => requestView(tx, office, desk(), id))).toBeNull();
  });
});

describe('the list of tasks', () => {
  const tasks = () => fixture.run((tx, office) => tasksFor(tx, office, fixture.officer('operator2')));

  test('holds for each role what waits for it, the oldest first', async () => {
    const alone = await requestsFixture();
    try {
      const actor = await alone.resident(DEMO.warga1);
      for (const state of Object.keys(ROADS)) {
        alone.clock.advance(1000);
        await alone.requestIn(state, actor);
      }
      const listOf = async (who: Actor) =>
        (await alone.run((tx, office) => tasksFor(tx, office, who))).map(({ state }) => state);
      expect(await listOf(alone.officer('operator2'))).toEqual(['submitted', 'checking', 'ready']);
      expect(await listOf(alone.officer('kasi'))).toEqual(['submitted', 'checking', 'ready']);
      expect(await listOf(alone.officer('seklur'))).toEqual(['submitted', 'checking', 'verified', 'ready']);
      expect(await listOf(alone.officer('lurah'))).toEqual(['verified']);
      expect(await listOf(actor)).toEqual([]);
      const elsewhere = { ...alone.officer('operator2'), wardId: '00000000-0000-7000-8000-000000000000' };
      expect(await listOf(elsewhere), 'of another ward').toEqual([]);
    } finally {
      await alone.drop();
    }
  });

  test('names the applicant in short and whoever has the task', async () => {
    const free = await fixture.submitted(fixture.owner);
    const taken = await fixture.requestIn('checking', fixture.owner);
    const list = await tasks();
    const common = { service: 'domisili', applicant: 'Yohanes B.', late: false };
    expect(list.find(({ task }) => task === free.task)).toEqual({
      ...common,
      task: free.task,
      requestId: free.id,
      number: free.number,
      state: 'submitted',
      holder: null,
      dueAt: free.dueAt.toISOString(),
    });
    expect(list.find(({ task }) => task === taken.task)).toMatchObject({
      ...common,
      state: 'checking',
      holder: desk().name,
    });
  });

  test('calls late what is past its promise, ever after an apology, and never what waits to be collected', async () => {
    const row = await fixture.submitted(fixture.owner);
    const ready = await fixture.requestIn('ready', fixture.owner);
    const late = async () => {
      const list = await tasks();
      return [row, ready].map(({ task }) => list.find((one) => one.task === task)?.late);
    };
    fixture.clock.set(row.dueAt);
    expect(await late()).toEqual([false, false]);
    fixture.clock.advance(1);
    expect(await late()).toEqual([true, false]);
    await fixture.run((tx, office) => lateRequest(tx, office, row.id, row.dueAt));
    expect((await fixture.row(row.id)).dueAt > fixture.clock.now()).toBe(true);
    expect(await late()).toEqual([true, false]);
  });
});
