import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { person, request } from '../../src/db/schema/index.ts';
import { DocumentForeign } from '../../src/documents/documents.ts';
import * as decide from '../../src/requests/decide.ts';
import { openForm } from '../../src/requests/form.ts';
import { answerOffice } from '../../src/requests/resident.ts';
import { DraftIncomplete, promise, resubmit, submit } from '../../src/requests/submit.ts';
import { forget, identify } from '../../src/residents/identity.ts';
import { familyOf } from '../../src/residents/register.ts';
import { NotAllowed } from '../../src/staff/access.ts';
import { DEMO, requestsFixture, SYSTEM, taken } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

const fixture = openedRequests();

describe('submit', () => {
  test('numbers count by the day of the ward, tasks go on', async () => {
    const alone = await requestsFixture({ certificate: false });
    try {
      const actor = await alone.resident(DEMO.warga1);
      const first = await alone.submitted(actor);
      const second = await alone.submitted(actor);
      expect([first.number, second.number]).toEqual(['NKT2-261123-001', 'NKT2-261123-002']);
      // 23.59 and 00.01 in Kupang: the day changes there, not in UTC.
      alone.clock.set('2026-11-23T15:59:00Z');
      expect((await alone.submitted(actor)).number).toBe('NKT2-261123-003');
      alone.clock.set('2026-11-23T16:01:00Z');
      const next = await alone.submitted(actor);
      expect([next.number, next.task]).toEqual(['NKT2-261124-001', 4]);
    } finally {
      await alone.drop();
    }
  });

  test('fifty at once: every number and task is drawn once, without a gap', async () => {
    const alone = await requestsFixture({ certificate: false });
    try {
      const actor = await alone.resident(DEMO.warga1);
      const drafts = await Promise.all(Array.from({ length: 50 }, () => alone.draft(actor)));
      await Promise.all(drafts.map((draft) => alone.run((tx, office) => submit(tx, office, actor, draft))));
      const rows = await alone.db.select({ number: request.number, task: request.task }).from(request);
      const expected = Array.from({ length: 50 }, (_, index) => index + 1);
      expect(rows.map((row) => row.task).sort((a, b) => a - b)).toEqual(expected);
      expect(rows.map((row) => Number(row.number.slice(-3))).sort((a, b) => a - b)).toEqual(expected);
    } finally {
      await alone.drop();
    }
  });

  test('an incomplete draft is refused and leaves nothing behind', async () => {
    const before = await fixture.db.$count(request);
    const whole = await fixture.draft(fixture.owner);
    const { ktp: _, ...withoutKtp } = whole.documents;
    const lacking = [
      { ...whole, answers: {} },
      { ...whole, documents: withoutKtp },
      { ...whole, documents: { ...whole.documents, ktp: { ids: [], bring: true } } },
      { ...whole, service: 'nikah' },
    ];
    for (const draft of lacking)
      await expect(fixture.run((tx, office) => submit(tx, office, fixture.owner, draft))).rejects.toThrow(
        DraftIncomplete,
      );
    const unknown = await fixture.resident();
    const stranger = await fixture.draft(unknown);
    await expect(fixture.run((tx, office) => submit(tx, office, unknown, stranger))).rejects.toThrow(
      DraftIncomplete,
    );
    expect(await fixture.db.$count(request)).toBe(before);
  });

  test('a draft made for one resident is not sent for another, nor for nobody: nothing is written', async () => {
    const actor = await fixture.resident(DEMO.warga1);
    const draft = await fixture.draft(actor);
    const before = await fixture.db.$count(request);
    const send = () => fixture.run((tx, office) => submit(tx, office, actor, draft));
    const named = ({ nik, birthDate }: { readonly nik: string; readonly birthDate: string }) =>
      fixture.run((tx, { now, ward }) =>
        identify(tx, deps, {
          personId: actor.personId,
          wardId: ward.id,
          now,
          timeZone: ward.timeZone,
          nik,
          birthDate,
        }),
      );
    await fixture.run((tx) => forget(tx, actor.personId));
    expect(await send()).toEqual({ result: null, follow: [] });
    await named(DEMO.warga2);
    expect(await send()).toEqual({ result: null, follow: [] });
    expect(await fixture.db.$count(request)).toBe(before);
    await named(DEMO.warga1);
    const { result } = await send();
    const [mine] = await fixture.db.select().from(person).where(eq(person.id, actor.personId));
    expect((await fixture.row(taken(result).requestId)).residentId).toBe(mine?.residentId);
  });

  test("somebody else's paper, and a paper of an earlier request, are refused", async () => {
    const other = await fixture.resident(DEMO.warga2);
    const foreign = await fixture.draft(fixture.owner, {
      documents: {
        ktp: { ids: [await fixture.photo(other, 'ktp')], bring: false },
        pengantar: { ids: [], bring: true },
      },
    });
    await expect(fixture.run((tx, office) => submit(tx, office, fixture.owner, foreign))).rejects.toThrow(
      DocumentForeign,
    );
    const draft = await fixture.draft(fixture.owner);
    await fixture.run((tx, office) => submit(tx, office, fixture.owner, draft));
    await expect(fixture.run((tx, office) => submit(tx, office, fixture.owner, draft))).rejects.toThrow(
      DocumentForeign,
    );
  });

  test('only a resident submits', async () => {
    const draft = await fixture.draft(fixture.owner);
    for (const actor of [fixture.officer('operator1'), SYSTEM])
      await expect(fixture.run((tx, office) => submit(tx, office, actor, draft))).rejects.toThrow(NotAllowed);
  });

  test('family members count only when they are of the same card', async () => {
    const office = await fixture.office();
    const [mine] = await fixture.db.select().from(person).where(eq(person.id, fixture.owner.personId));
    const family = await familyOf(fixture.db, office.sealer, mine?.residentId ?? '');
    const otherActor = await fixture.resident(DEMO.warga2);
    const [other] = await fixture.db.select().from(person).where(eq(person.id, otherActor.personId));
    const child = family.find((one) => one.data.relation === 'ANAK');
    const row = await fixture.submitted(fixture.owner, {
      service: 'sktm',
      answers: {
        keperluan: 'Bantuan sosial',
        instansi: 'RSUD',
        penghasilan: '900000',
        tanggungan: `${child?.id},${other?.residentId}`,
      },
      documents: {
        ktp: { ids: [await fixture.photo(fixture.owner, 'ktp')], bring: false },
        pengantar: { ids: [], bring: true },
        pernyataan: { ids: [], bring: true },
        rumah: {
          ids: [await fixture.photo(fixture.owner, 'rumah'), await fixture.photo(fixture.owner, 'rumah')],
          bring: false,
        },
      },
    });
    expect(openForm(office.sealer, row.id, row.form).members.map((one) => one.name)).toEqual([
      child?.data.name,
    ]);
  });
});

describe('the promise', () => {
  test.for([
    ['2026-11-23T00:00:00Z', 120, '2026-11-23T02:00:00.000Z'],
    // Friday 14.30: half an hour today, the rest on Monday.
    ['2026-11-27T06:30:00Z', 60, '2026-11-30T00:30:00.000Z'],
    // At night: counted from the opening.
    ['2026-11-23T13:00:00Z', 120, '2026-11-24T02:00:00.000Z'],
    // Rounded up to the quarter.
    ['2026-11-23T00:01:00Z', 60, '2026-11-23T01:15:00.000Z'],
  ] as const)('%s + %d minutes', async ([from, minutes, until]) => {
    const office = { ...(await fixture.office()), now: new Date(from) };
    expect(promise(office, minutes).toISOString()).toBe(until);
  });
});

describe('resubmission', () => {
  test('keeps what was good, adds what was asked, and forgets the reasons', async () => {
    const { id } = await fixture.requestIn('returned', fixture.owner);
    const paper = await fixture.photo(fixture.owner, 'ktp');
    const draft = {
      service: 'domisili',
      ownData: null,
      answers: {},
      documents: { ktp: { ids: [paper], bring: false } },
    };
    const { result } = await fixture.run((tx, office) => resubmit(tx, office, fixture.owner, id, draft));
    expect(result.tooLate).toBeUndefined();
    const row = await fixture.row(id);
    const form = openForm(deps.sealer, id, row.form);
    expect(form).toMatchObject({
      answers: { keperluan: 'Membuka rekening bank' },
      documents: { ktp: { ids: [paper] }, pengantar: { bring: true } },
      returned: [],
    });
    expect(row.holderId).toBeNull();
    const again = await fixture.run((tx, office) => resubmit(tx, office, fixture.owner, id, draft));
    expect(again.result.tooLate).toBe(true);
    expect(again.follow).toEqual([]);
  });

  test("never somebody else's request", async () => {
    const { id } = await fixture.requestIn('returned', fixture.owner);
    const other = await fixture.resident(DEMO.warga2);
    const draft = await fixture.draft(other);
    await expect(fixture.run((tx, office) => resubmit(tx, office, other, id, draft))).rejects.toThrow(
      NotAllowed,
    );
  });
});

describe('the history', () => {
  test('every move is one row: who, when, from where, from which channel', async () => {
    const { id } = await fixture.requestIn('collected', fixture.owner);
    const lurah = fixture.officer('lurah').staffId;
    const desk = fixture.officer('operator1').staffId;
    const rows = await fixture.events(id);
    expect(
      rows.map((row) => [row.type, row.fromState, row.toState, row.actor, row.staffId, row.channel]),
    ).toEqual([
      ['submit', null, 'submitted', 'resident', null, 'web'],
      ['take', 'submitted', 'checking', 'staff', desk, 'web'],
      ['pass', 'checking', 'verified', 'staff', desk, 'web'],
      ['sign', 'verified', 'signed', 'staff', lurah, 'web'],
      ['made', 'signed', 'ready', 'system', null, 'system'],
      ['handOver', 'ready', 'collected', 'staff', desk, 'web'],
    ]);
    expect(rows.every((row) => row.at.getTime() === fixture.clock.now().getTime())).toBe(true);
    await expect(
      fixture.sql`update request_event set type = 'x' where id = ${rows[0]?.id ?? 0}`,
    ).rejects.toThrow();
    await expect(fixture.sql`delete from request_event where id = ${rows[0]?.id ?? 0}`).rejects.toThrow();
  });

  test('reasons, notes, questions and answers are kept with the event, sealed', async () => {
    const { id, task } = await fixture.requestIn('checking', fixture.owner);
    const desk = fixture.officer('operator1');
    await fixture.run((tx, office) => decide.askResident(tx, office, desk, task, 'Bank mana?'));
    const { follow } = await fixture.run((tx, office) =>
      answerOffice(tx, office, fixture.owner, id, 'Bank NTT'),
    );
    expect(follow).toMatchObject([
      {
        to: { staffIds: [desk.staffId] },
        notice: { kind: 'reply', question: 'Bank mana?', text: 'Bank NTT' },
      },
    ]);
    await fixture.run((tx, office) => decide.refuse(tx, office, desk, task, 'di luar wilayah'));
    const rows = await fixture.events(id);
    const data = rows.map((row) =>
      JSON.parse(deps.sealer.openText(`request_event|data|${row.id}`, row.data)),
    );
    expect(data.slice(-3)).toEqual([
      { text: 'Bank mana?' },
      { question: 'Bank mana?', text: 'Bank NTT' },
      { reason: 'di luar wilayah' },
    ]);
    for (const row of rows) expect(row.data.includes('Bank NTT')).toBe(false);
  });
});
