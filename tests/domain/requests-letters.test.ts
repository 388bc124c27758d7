import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { letter, person } from '../../src/db/schema/index.ts';
import { pass } from '../../src/requests/decide.ts';
import type { Consequence } from '../../src/requests/office.ts';
import { letterAgain, letterFile } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { redeemCounterCode } from '../../src/residents/counter-code.ts';
import { DEMO, letterIdOf, type ResidentActor, SYSTEM, setLevel } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

/** The way of a letter to its owner: what is told with it, the counter, its code, and once more. */

const fixture = openedRequests();
const { desk, lurah } = fixture;

const letterOf = async (requestId: string) => {
  const [row] = await fixture.db.select().from(letter).where(eq(letter.requestId, requestId));
  if (!row) throw new Error('no letter');
  return row;
};
const made = (id: string) =>
  fixture.run(async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)));
function noticeOf(follow: readonly Consequence[]) {
  const [one] = follow;
  return one?.kind === 'tell' ? one.notice : null;
}

async function sktm(actor: ResidentActor) {
  const photo = async (item: string) => fixture.photo(actor, item);
  const row = await fixture.submitted(actor, {
    service: 'sktm',
    answers: { keperluan: 'Bantuan sosial', instansi: 'RSUD', penghasilan: '900000', tanggungan: '' },
    documents: {
      ktp: { ids: [await photo('ktp')], bring: false },
      pengantar: { ids: [], bring: true },
      pernyataan: { ids: [await photo('pernyataan')], bring: false },
      rumah: { ids: [await photo('rumah'), await photo('rumah')], bring: false },
    },
  });
  await fixture.run((tx, office) => pass(tx, office, desk(), row.task));
  await fixture.run((tx, office) => signing.sign(tx, office, lurah(), [row.task]));
  return row;
}

describe('a letter that was made', () => {
  test('goes to the chat of whoever is proved, with number, code, address and last day', async () => {
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 1));
    const { id, task, number } = await fixture.requestIn('signed', fixture.owner);
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 2));
    const row = await letterOf(id);
    const { follow } = await made(id);
    expect(follow).toHaveLength(1);
    expect(noticeOf(follow)).toEqual({
      kind: 'letter',
      requestId: id,
      task,
      number,
      service: 'domisili',
      letterNumber: row.number,
      file: letterFile(row),
      code: expect.stringMatching(/^[A-Z0-9]+(-[A-Z0-9]+)+$/),
      url: expect.stringMatching(/^https:\/\/contoh\.go\.id\/verifikasi\/[A-Z0-9]+$/),
      originals: ['Pengantar RT/RW'],
      mayProve: true,
      validUntil: '2027-05-23',
    });
    expect(await fixture.row(id)).toMatchObject({ state: 'delivered', holderId: null });
  });

  test('waits at the counter for whoever is not, and the originals to bring are told', async () => {
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 1));
    const { id } = await sktm(fixture.owner);
    const { follow } = await made(id);
    expect(noticeOf(follow)).toMatchObject({
      file: null,
      // What every SKTM must bring, and what this resident promised to.
      originals: ['surat pernyataan tidak mampu bermeterai', 'Pengantar RT/RW'],
      validUntil: '2027-02-23',
    });
    expect((await fixture.row(id)).state).toBe('ready');
  });

  test('of somebody outside the register offers no proof by code', async () => {
    const { id } = await fixture.requestIn('signed', fixture.owner);
    await fixture.sql`update request set resident_id = null where id = ${id}`;
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 2));
    const { follow } = await made(id);
    expect(noticeOf(follow)).toMatchObject({ file: null, mayProve: false });
    expect((await fixture.row(id)).state).toBe('ready');
  });

  test('that does not exist is nothing', async () => {
    const { follow } = await fixture.run((tx, office) =>
      signing.letterMade(tx, office, SYSTEM, '00000000-0000-7000-8000-000000000000'),
    );
    expect(follow).toEqual([]);
  });

  test('is declared made by the job alone', async () => {
    const { id } = await fixture.requestIn('signed', fixture.owner);
    const { follow } = await fixture.run(async (tx, office) =>
      signing.letterMade(tx, office, lurah(), await letterIdOf(tx, id)),
    );
    expect(follow).toEqual([]);
    expect((await fixture.row(id)).state).toBe('signed');
  });
});

describe('what waits at the counter', () => {
  test('comes to the chat when the resident is proved, all of it, and only then', async () => {
    const actor = await fixture.resident(DEMO.warga2);
    const first = await fixture.requestIn('ready', actor);
    const second = await fixture.requestIn('ready', actor);
    const release = () => fixture.run((tx, office) => signing.releaseWaiting(tx, office, actor));
    expect(await release()).toEqual([]);
    await fixture.run((tx) => setLevel(tx, actor.personId, 2));
    const follow = await release();
    expect(follow.map((one) => one.kind === 'tell' && one.to)).toEqual([
      { personOf: actor.conversationId },
      { personOf: actor.conversationId },
    ]);
    const files = follow.map((one) => (noticeOf([one]) as { file: { id: string } | null }).file?.id).sort();
    expect(files).toEqual([(await letterOf(first.id)).id, (await letterOf(second.id)).id].sort());
    for (const { id } of [first, second]) expect((await fixture.row(id)).state).toBe('delivered');
    expect(await release()).toEqual([]);
    expect(await fixture.run((tx, office) => signing.releaseWaiting(tx, office, desk()))).toEqual([]);
  });

  test('handed over against the KTP: the person is known from then on', async () => {
    const { id, task } = await fixture.requestIn('ready', fixture.owner);
    const { result, follow } = await fixture.run((tx, office) => signing.handOver(tx, office, desk(), task));
    expect(result).toMatchObject({ ok: true, did: 'handOver', who: 'Yohanes B.', card: null });
    expect(noticeOf(follow)).toMatchObject({
      kind: 'handedOver',
      letterNumber: (await letterOf(id)).number,
      known: true,
    });
    const [who] = await fixture.db.select().from(person).where(eq(person.id, fixture.owner.personId));
    expect(who?.level).toBe(3);
    expect((await fixture.row(id)).endedAt).toEqual(fixture.clock.now());
  });

  test('handed over to somebody outside the register: nobody is known by that', async () => {
    const { id, task } = await fixture.requestIn('ready', fixture.owner);
    await fixture.sql`update request set resident_id = null where id = ${id}`;
    const { follow } = await fixture.run((tx, office) => signing.handOver(tx, office, desk(), task));
    expect(noticeOf(follow)).toMatchObject({ kind: 'handedOver', known: false });
    const [who] = await fixture.db.select().from(person).where(eq(person.id, fixture.owner.personId));
    expect(who?.level).toBe(1);
  });

  test('is not handed over before it is made, and the answer names who was last', async () => {
    const { task } = await fixture.requestIn('signed', fixture.owner);
    const { result } = await fixture.run((tx, office) => signing.handOver(tx, office, desk(), task));
    expect(result).toEqual({ ok: false, task, why: 'wrongState', who: lurah().name });
    const byLurah = await fixture.run((tx, office) => signing.handOver(tx, office, lurah(), task));
    expect(byLurah.result).toEqual({ ok: false, task, why: 'notAllowed', who: null });
    const none = await fixture.run((tx, office) => signing.handOver(tx, office, desk(), 999_999));
    expect(none.result).toEqual({ ok: false, task: 999_999, why: 'unknown', who: null });
  });
});

describe('the code of the counter', () => {
  const codeFor = (task: number, who = desk()) =>
    fixture.run((tx, office) => signing.counterCodeFor(tx, office, who, task));

  test('is for the resident of the request, named in short, and proves the chat', async () => {
    const actor = await fixture.resident(DEMO.tanpaTelepon);
    const { task } = await fixture.requestIn('ready', actor);
    const made = await codeFor(task);
    if (!made.ok) throw new Error(made.why);
    expect(made).toEqual({
      ok: true,
      code: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/),
      applicant: 'Semuel M.',
    });
    const redeemed = await fixture.run((tx, office) =>
      redeemCounterCode(tx, deps, {
        personId: actor.personId,
        wardId: office.ward.id,
        now: office.now,
        timeZone: office.ward.timeZone,
        code: made.code,
      }),
    );
    expect(redeemed).toMatchObject({ kind: 'redeemed', level: 2 });
  });

  test('is for nobody who is not of the register, who has died since, or whose task one may not see', async () => {
    const outside = await fixture.requestIn('ready', fixture.owner);
    await fixture.sql`update request set resident_id = null where id = ${outside.id}`;
    expect(await codeFor(outside.task)).toEqual({ ok: false, why: 'wrongState' });

    const actor = await fixture.resident(DEMO.warga2);
    const { task, residentId } = await fixture.requestIn('ready', actor);
    expect(await codeFor(task, lurah())).toEqual({ ok: false, why: 'unknown' });
    await fixture.sql`update resident set status = 'MATI' where id = ${residentId}`;
    expect(await codeFor(task)).toEqual({ ok: false, why: 'wrongState' });
    await fixture.sql`update resident set status = 'HIDUP' where id = ${residentId}`;
    expect(await codeFor(task)).toMatchObject({ ok: true });
  });
});

describe('the letter once more', () => {
  const again = (id: string, who: Parameters<typeof letterAgain>[2] = fixture.owner) =>
    fixture.run((tx, office) => letterAgain(tx, office, who, id));
  const issue = (id: string) =>
    fixture.db.update(letter).set({ state: 'issued' }).where(eq(letter.requestId, id));

  test('is for its owner, while proved, once it is made', async () => {
    const { id } = await fixture.requestIn('delivered', fixture.owner);
    expect(await again(id), 'still being made').toBeNull();
    await issue(id);
    expect(await again(id)).toEqual(letterFile(await letterOf(id)));
    expect(await again(id, desk()), 'staff have another way').toBeNull();
    expect(await again(id, await fixture.resident(DEMO.warga2)), 'a stranger').toBeNull();
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 1));
    expect(await again(id), 'no longer proved').toBeNull();
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 3));
    expect(await again(id), 'seen at the counter').not.toBeNull();
  });

  test('is not given after it was taken back, nor where there was none', async () => {
    const revoked = await fixture.requestIn('delivered', fixture.owner);
    await issue(revoked.id);
    await fixture.run((tx, office) => signing.revoke(tx, office, lurah(), revoked.task, 'keliru'));
    expect(await again(revoked.id)).toBeNull();
    const verified = await fixture.requestIn('verified', fixture.owner);
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 2));
    expect(await again(verified.id)).toBeNull();
  });

  test('has a name that every system accepts', () => {
    expect(letterFile({ id: 'x', number: '470/012/KEL.NKT2/XI/2026' })).toEqual({
      kind: 'letter',
      id: 'x',
      name: 'Surat-470-012-KEL-NKT2-XI-2026.pdf',
      mime: 'application/pdf',
    });
  });
});
