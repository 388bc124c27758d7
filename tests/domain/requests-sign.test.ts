import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { letter, staff } from '../../src/db/schema/index.ts';
import { lastValidDay, letterContent } from '../../src/requests/content.ts';
import { openForm } from '../../src/requests/form.ts';
import { lateRequest } from '../../src/requests/late.ts';
import { serviceOf } from '../../src/requests/office.ts';
import * as signing from '../../src/requests/sign.ts';
import { DEMO, letterIdOf, requestsFixture, SYSTEM } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

const fixture = openedRequests();

const sign = (tasks: readonly number[]) =>
  fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), tasks));

describe('signing', () => {
  test('many at once: one that cannot be signed does not keep the others from it', async () => {
    const a = await fixture.requestIn('verified', fixture.owner);
    const b = await fixture.requestIn('checking', fixture.owner);
    const c = await fixture.requestIn('verified', fixture.owner);
    const signed = await fixture.requestIn('signed', fixture.owner);
    const { result, follow } = await sign([c.task, b.task, 9999, a.task, a.task, signed.task]);
    expect(result.map(({ task, ok, why }) => [task, ok, why])).toEqual([
      [a.task, true, null],
      [b.task, false, 'wrongState'],
      [c.task, true, null],
      [signed.task, false, 'alreadyDone'],
      [9999, false, 'unknown'],
    ]);
    expect(result.find(({ task }) => task === signed.task)?.letterNumber).toMatch(/^470\/\d+\//);
    expect(follow.filter((one) => one.kind === 'job')).toHaveLength(2);
    const [one, two] = [result[0]?.letterNumber, result[2]?.letterNumber].map((number) =>
      Number(number?.split('/')[1]),
    );
    expect(two).toBe((one ?? 0) + 1);
  });

  test('twice at the same instant: one number, one letter', async () => {
    const { task, id } = await fixture.requestIn('verified', fixture.owner);
    const both = await Promise.all([sign([task]), sign([task])]);
    expect(both.flatMap(({ result }) => result.map((one) => one.ok)).sort()).toEqual([false, true]);
    expect(await fixture.db.select().from(letter).where(eq(letter.requestId, id))).toHaveLength(1);
  });

  test('without a certificate nothing is drawn and nothing moves', async () => {
    const bare = await requestsFixture({ certificate: false });
    try {
      const actor = await bare.resident(DEMO.warga1);
      const { task, id } = await bare.requestIn('verified', actor);
      const { result, follow } = await bare.run((tx, office) =>
        signing.sign(tx, office, bare.officer('lurah'), [task]),
      );
      expect(result).toMatchObject([{ ok: false, why: 'noCertificate', letterNumber: null }]);
      expect(follow).toEqual([]);
      expect((await bare.row(id)).state).toBe('verified');
      expect(await bare.db.$count(letter)).toBe(0);
    } finally {
      await bare.drop();
    }
  });

  test('an operator does not sign, however he asks', async () => {
    const { task, id } = await fixture.requestIn('verified', fixture.owner);
    for (const key of ['operator1', 'kasi', 'seklur'] as const) {
      const { result } = await fixture.run((tx, office) =>
        signing.sign(tx, office, fixture.officer(key), [task]),
      );
      expect(result).toMatchObject([{ ok: false, letterNumber: null }]);
    }
    expect((await fixture.row(id)).state).toBe('verified');
  });

  test('the letter is made once, however often the job says so', async () => {
    const { id } = await fixture.requestIn('signed', fixture.owner);
    const made = () =>
      fixture.run(async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)));
    const all = await Promise.all([made(), made(), made()]);
    expect(all.filter(({ follow }) => follow.length > 0)).toHaveLength(1);
    expect((await fixture.events(id)).filter((event) => event.type === 'made')).toHaveLength(1);
    expect((await fixture.row(id)).state).toBe('ready');
  });

  test('a revoked letter that is still being made is not delivered', async () => {
    const { id, task } = await fixture.requestIn('signed', fixture.owner);
    await fixture.run((tx, office) => signing.revoke(tx, office, fixture.officer('lurah'), task, 'keliru'));
    const { follow } = await fixture.run(async (tx, office) =>
      signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)),
    );
    expect(follow).toEqual([]);
    expect((await fixture.row(id)).state).toBe('revoked');
  });

  test.for(['signed', 'ready', 'collected'])(
    'revoked from %s: the number stays, the resident hears why',
    async (state) => {
      const { id, task } = await fixture.requestIn(state, fixture.owner);
      const { result, follow } = await fixture.run((tx, office) =>
        signing.revoke(tx, office, fixture.officer('lurah'), task, 'nama keliru'),
      );
      expect(result).toMatchObject({ ok: true, did: 'revoke' });
      const [row] = await fixture.db.select().from(letter).where(eq(letter.requestId, id));
      expect(row).toMatchObject({ state: 'revoked', revokedAt: fixture.clock.now() });
      expect(follow).toMatchObject([
        {
          to: { personOf: fixture.owner.conversationId },
          notice: { kind: 'revoked', reason: 'nama keliru', letterNumber: row?.number },
        },
      ]);
      const { result: next } = await sign([(await fixture.requestIn('verified', fixture.owner)).task]);
      expect(Number(next[0]?.letterNumber?.split('/')[1])).toBeGreaterThan(Number(row?.seq));
    },
  );
});

describe('a broken promise', () => {
  test('apology and nudge, once for each promise; the next one up as well', async () => {
    const row = await fixture.requestIn('checking', fixture.owner);
    fixture.clock.set(row.dueAt);
    const late = (promised: Date) => fixture.run((tx, office) => lateRequest(tx, office, row.id, promised));
    const first = await late(row.dueAt);
    expect(first.map((one) => (one.kind === 'tell' ? one.notice.kind : one.kind))).toEqual([
      'late',
      'task',
      'task',
      'timer',
    ]);
    const [, toHolder, toNext] = first.map((one) => (one.kind === 'tell' ? one.to : null));
    expect(toHolder).toEqual({ staffIds: [fixture.officer('operator1').staffId] });
    expect(toNext).toEqual({ staffIds: [fixture.officer('kasi').staffId] });
    const now = await fixture.row(row.id);
    expect(now.dueAt > row.dueAt).toBe(true);
    expect(now.state).toBe('checking');
    // The same timer once more, and the timer of a promise that was replaced: nothing.
    expect(await late(row.dueAt)).toEqual([]);
    expect((await fixture.events(row.id)).filter((event) => event.type === 'late')).toHaveLength(1);
  });

  test.for(['returned', 'signed', 'ready', 'refused', 'cancelled', 'revoked'])(
    '%s keeps nobody waiting',
    async (state) => {
      const row = await fixture.requestIn(state, fixture.owner);
      expect(await fixture.run((tx, office) => lateRequest(tx, office, row.id, row.dueAt))).toEqual([]);
    },
  );
});

describe('the content of a letter', () => {
  test('says of the applicant what the register says, and of the signer what the ward says', async () => {
    const office = await fixture.office();
    const row = await fixture.requestIn('verified', fixture.owner);
    const service = serviceOf(office, 'domisili');
    const [lurah] = await fixture.db.select().from(staff).where(eq(staff.role, 'lurah'));
    if (!service || !lurah) throw new Error('a fixture without domisili or lurah');
    const content = letterContent(
      { ...office, now: new Date('2026-11-23T01:00:00Z') },
      service,
      openForm(deps.sealer, row.id, row.form),
      lurah,
    );
    expect(content).toMatchObject({
      title: service.title,
      signer: { position: 'Lurah Naikoten II', name: lurah.name, nip: lurah.nip, onBehalf: null },
      answers: { keperluan: 'Membuka rekening bank' },
      place: 'Kupang',
      date: '23 November 2026',
      valid: { from: '23 November 2026', until: '23 Mei 2027' },
    });
    expect(Object.fromEntries(content.biodata)).toMatchObject({
      Nama: 'YOHANES BANUNAEK',
      NIK: DEMO.warga1.nik,
      'Tempat, tanggal lahir': expect.stringContaining('12 Mei 1985'),
      Agama: 'Katholik',
      Alamat: expect.stringContaining(
        'RT 001/RW 001, Kelurahan Naikoten II, Kecamatan Kota Raja, Kota Kupang',
      ),
    });
  });

  test.for([
    ['2026-11-23T01:00:00Z', 6, '2027-05-23'],
    // The 31st has no equal in the month in which it ends.
    ['2026-08-31T01:00:00Z', 6, '2027-02-28'],
    ['2027-08-31T01:00:00Z', 6, '2028-02-29'],
    ['2026-10-31T01:00:00Z', 3, '2027-01-31'],
    // Already the next day in Kupang.
    ['2026-11-22T17:00:00Z', 3, '2027-02-23'],
  ] as const)('signed %s, valid %d months: until %s', async ([at, months, until]) => {
    const office = { ...(await fixture.office()), now: new Date(at) };
    const service = serviceOf(office, 'domisili');
    if (!service) throw new Error('no domisili');
    const last = lastValidDay(office, { ...service, validMonths: months });
    // The whole last day in the ward's zone, eight hours ahead of UTC.
    expect(last?.toISOString()).toBe(`${until}T15:59:59.000Z`);
  });

  test('a letter without an end has none', async () => {
    const office = await fixture.office();
    const service = serviceOf(office, 'domisili');
    if (!service) throw new Error('no domisili');
    expect(lastValidDay(office, { ...service, validMonths: null })).toBeNull();
  });
});
