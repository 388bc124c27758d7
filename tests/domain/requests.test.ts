import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letter, person, request } from '../../src/db/schema/index.ts';
import { DocumentForeign } from '../../src/documents/documents.ts';
import * as decide from '../../src/requests/decide.ts';
import { openForm } from '../../src/requests/form.ts';
import { answerOffice, cancel, letterAgain } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { DraftIncomplete, promise, resubmit, submit } from '../../src/requests/submit.ts';
import { redeemCounterCode } from '../../src/residents/counter-code.ts';
import { forget, identify } from '../../src/residents/identity.ts';
import { familyOf } from '../../src/residents/register.ts';
import { NotAllowed } from '../../src/staff/access.ts';
import {
  DEMO,
  letterIdOf,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
  SYSTEM,
  setLevel,
} from './requests-fixture.ts';
import { deps } from './wards-fixture.ts';

let fixture: RequestsFixture;
let owner: ResidentActor;

beforeAll(async () => {
  fixture = await requestsFixture();
  owner = await fixture.resident(DEMO.warga1);
});
afterAll(() => fixture.drop());

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
    const whole = await fixture.draft(owner);
    const { ktp: _, ...withoutKtp } = whole.documents;
    const lacking = [
      { ...whole, answers: {} },
      { ...whole, documents: withoutKtp },
      { ...whole, documents: { ...whole.documents, ktp: { ids: [], bring: true } } },
      { ...whole, service: 'nikah' },
    ];
    for (const draft of lacking)
      await expect(fixture.run((tx, office) => submit(tx, office, owner, draft))).rejects.toThrow(
        DraftIncomplete,
      );
    const unknown = await fixture.resident();
    const stranger = await fixture.draft(unknown);
    await expect(fixture.run((tx, office) => submit(tx, office, unknown, stranger))).rejects.toThrow(
      DraftIncomplete,
    );
    expect(await fixture.db.$count(request)).toBe(before);
  });

  test("somebody else's paper, and a paper of an earlier request, are refused", async () => {
    const other = await fixture.resident(DEMO.warga2);
    const foreign = await fixture.draft(owner, {
      documents: {
        ktp: { ids: [await fixture.photo(other, 'ktp')], bring: false },
        pengantar: { ids: [], bring: true },
      },
    });
    await expect(fixture.run((tx, office) => submit(tx, office, owner, foreign))).rejects.toThrow(
      DocumentForeign,
    );
    const draft = await fixture.draft(owner);
    await fixture.run((tx, office) => submit(tx, office, owner, draft));
    await expect(fixture.run((tx, office) => submit(tx, office, owner, draft))).rejects.toThrow(
      DocumentForeign,
    );
  });

  test('only a resident submits', async () => {
    const draft = await fixture.draft(owner);
    for (const actor of [fixture.officer('operator1'), SYSTEM])
      await expect(fixture.run((tx, office) => submit(tx, office, actor, draft))).rejects.toThrow(NotAllowed);
  });

  test('family members count only when they are of the same card', async () => {
    const office = await fixture.office();
    const [mine] = await fixture.db.select().from(person).where(eq(person.id, owner.personId));
    const family = await familyOf(fixture.db, office.sealer, mine?.residentId ?? '');
    const otherActor = await fixture.resident(DEMO.warga2);
    const [other] = await fixture.db.select().from(person).where(eq(person.id, otherActor.personId));
    const child = family.find((one) => one.data.relation === 'ANAK');
    const row = await fixture.submitted(owner, {
      service: 'sktm',
      answers: {
        keperluan: 'Bantuan sosial',
        instansi: 'RSUD',
        penghasilan: '900000',
        tanggungan: `${child?.id},${other?.residentId}`,
      },
      documents: {
        ktp: { ids: [await fixture.photo(owner, 'ktp')], bring: false },
        pengantar: { ids: [], bring: true },
        pernyataan: { ids: [], bring: true },
        rumah: {
          ids: [await fixture.photo(owner, 'rumah'), await fixture.photo(owner, 'rumah')],
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

describe('two at once', () => {
  test('twenty officers take one task: one wins, the others are told who', async () => {
    const { task, id } = await fixture.submitted(owner);
    const keys = ['operator1', 'operator2', 'kasi', 'seklur'] as const;
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        fixture.run((tx, office) =>
          decide.take(tx, office, fixture.officer(keys[index % keys.length] ?? 'operator1'), task),
        ),
      ),
    );
    const holder = (await fixture.row(id)).holderId;
    const winner = keys.map((key) => fixture.officer(key)).find((one) => one.staffId === holder);
    const results = taken.map(({ result }) => result);
    // The winner's further taps say the same again; all the others name the winner.
    expect(results.filter((one) => one.ok)).toHaveLength(5);
    for (const one of results)
      if (!one.ok) expect(one).toMatchObject({ why: 'alreadyTaken', who: winner?.name });
    expect((await fixture.events(id)).filter((event) => event.type === 'take')).toHaveLength(1);
  });

  test('passed and refused at the same instant: one of the two, never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { task, id } = await fixture.requestIn('checking', owner);
      const [passed, refused] = await Promise.all([
        fixture.run((tx, office) => decide.pass(tx, office, fixture.officer('operator1'), task)),
        fixture.run((tx, office) => decide.refuse(tx, office, fixture.officer('operator2'), task, 'tidak')),
      ]);
      expect([passed.result.ok, refused.result.ok].filter(Boolean)).toHaveLength(1);
      const loser = passed.result.ok ? refused.result : passed.result;
      expect(loser).toMatchObject({ ok: false, why: 'alreadyDone', who: expect.any(String) });
      expect((await fixture.row(id)).state).toBe(passed.result.ok ? 'verified' : 'refused');
    }
  });

  test('signed and cancelled at the same instant: either a letter or a cancelled request', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { task, id } = await fixture.requestIn('verified', owner);
      await Promise.all([
        fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), [task])),
        fixture.run((tx, office) => cancel(tx, office, owner, id)),
      ]);
      const letters = await fixture.db.select().from(letter).where(eq(letter.requestId, id));
      expect([(await fixture.row(id)).state, letters.length]).toEqual(
        letters.length > 0 ? ['signed', 1] : ['cancelled', 0],
      );
    }
  });
});

describe('undo', () => {
  const decisions = [
    ['take', 'submitted', 'submitted'],
    ['pass', 'checking', 'checking'],
    ['return', 'checking', 'checking'],
    ['refuse', 'checking', 'checking'],
    ['sendBack', 'verified', 'verified'],
  ] as const;

  test.for(decisions)('%s, at exactly two minutes and a millisecond later', async ([type, from, back]) => {
    const lurah = type === 'sendBack';
    const who = fixture.officer(lurah ? 'lurah' : 'operator1');
    const { task, id } = await fixture.requestIn(from, owner);
    const act = () =>
      fixture.run((tx, office) => {
        switch (type) {
          case 'take':
            return decide.take(tx, office, who, task);
          case 'pass':
            return decide.pass(tx, office, who, task);
          case 'return':
            return decide.returnItems(tx, office, who, task, [{ id: 'ktp', reason: 'buram' }]);
          case 'refuse':
            return decide.refuse(tx, office, who, task, 'tidak');
          case 'sendBack':
            return decide.sendBack(tx, office, who, task, 'periksa');
        }
      });
    const undo = (actor = who) => fixture.run((tx, office) => decide.undo(tx, office, actor, task));

    expect((await act()).result.ok).toBe(true);
    expect((await undo(fixture.officer('kasi'))).result).toMatchObject({
      ok: false,
      why: 'notAllowed',
      who: who.name,
    });
    fixture.clock.advance(120_000);
    expect((await undo()).result).toMatchObject({ ok: true, did: 'undo' });
    expect((await fixture.row(id)).state).toBe(back);
    expect((await undo()).result).toMatchObject({ ok: false, why: 'nothing' });

    expect((await act()).result.ok).toBe(true);
    fixture.clock.advance(120_001);
    expect((await undo()).result).toMatchObject({ ok: false, why: 'tooLate' });
  });

  test('a taken-back pass tells the resident and the lurah that it does not hold', async () => {
    const { task } = await fixture.requestIn('checking', owner);
    const desk = fixture.officer('operator1');
    await fixture.run((tx, office) => decide.pass(tx, office, desk, task));
    const { follow } = await fixture.run((tx, office) => decide.undo(tx, office, desk, task));
    const told = follow.flatMap((one) => (one.kind === 'tell' ? [one] : []));
    expect(told.map(({ notice: said }) => said.kind).sort()).toEqual(['gone', 'moved']);
    expect(told).toContainEqual(
      expect.objectContaining({
        to: { conversationId: owner.conversationId },
        notice: expect.objectContaining({ what: 'undone' }),
      }),
    );
  });

  test('what the system or the resident did last cannot be undone', async () => {
    const { task, id } = await fixture.requestIn('verified', owner);
    await fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), [task]));
    const undo = () => fixture.run((tx, office) => decide.undo(tx, office, fixture.officer('lurah'), task));
    expect((await undo()).result).toMatchObject({ ok: false, why: 'nothing' });
    await fixture.run(async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)));
    expect((await undo()).result).toMatchObject({ ok: false, why: 'nothing' });
  });
});

describe('resubmission', () => {
  test('keeps what was good, adds what was asked, and forgets the reasons', async () => {
    const { id } = await fixture.requestIn('returned', owner);
    const paper = await fixture.photo(owner, 'ktp');
    const draft = {
      service: 'domisili',
      ownData: null,
      answers: {},
      documents: { ktp: { ids: [paper], bring: false } },
    };
    const { result } = await fixture.run((tx, office) => resubmit(tx, office, owner, id, draft));
    expect(result.tooLate).toBeUndefined();
    const row = await fixture.row(id);
    const form = openForm(deps.sealer, id, row.form);
    expect(form).toMatchObject({
      answers: { keperluan: 'Membuka rekening bank' },
      documents: { ktp: { ids: [paper] }, pengantar: { bring: true } },
      returned: [],
    });
    expect(row.holderId).toBeNull();
    const again = await fixture.run((tx, office) => resubmit(tx, office, owner, id, draft));
    expect(again.result.tooLate).toBe(true);
    expect(again.follow).toEqual([]);
  });

  test("never somebody else's request", async () => {
    const { id } = await fixture.requestIn('returned', owner);
    const other = await fixture.resident(DEMO.warga2);
    const draft = await fixture.draft(other);
    await expect(fixture.run((tx, office) => resubmit(tx, office, other, id, draft))).rejects.toThrow(
      NotAllowed,
    );
  });
});

describe('the history', () => {
  test('every move is one row: who, when, from where, from which channel', async () => {
    const { id } = await fixture.requestIn('collected', owner);
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
    const { id, task } = await fixture.requestIn('checking', owner);
    const desk = fixture.officer('operator1');
    await fixture.run((tx, office) => decide.askResident(tx, office, desk, task, 'Bank mana?'));
    const { follow } = await fixture.run((tx, office) => answerOffice(tx, office, owner, id, 'Bank NTT'));
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

describe('a letter goes only to the chat of whom it is about', () => {
  test('one who knows the NIK of another cannot have the letter by proving oneself', async () => {
    const { id, task } = await fixture.requestIn('verified', owner);
    await fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), [task]));
    // The chat lets go of the first person, is found as another one, and proves to be that one.
    await fixture.run(async (tx, office) => {
      await forget(tx, owner.personId);
      const who = {
        personId: owner.personId,
        wardId: office.ward.id,
        now: office.now,
        timeZone: office.ward.timeZone,
      };
      await identify(tx, deps, { ...who, ...DEMO.warga2 });
      await setLevel(tx, owner.personId, 2);
    });
    await fixture.run(async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)));
    expect((await fixture.row(id)).state).toBe('ready');
    expect(await fixture.run((tx, office) => signing.releaseWaiting(tx, office, owner))).toEqual([]);
    expect(await fixture.run((tx, office) => letterAgain(tx, office, owner, id))).toBeNull();
    // Handed over at the counter, it raises nobody who is now somebody else.
    await fixture.run((tx) => setLevel(tx, owner.personId, 1));
    await fixture.run((tx, office) => signing.handOver(tx, office, fixture.officer('operator1'), task));
    const [after] = await fixture.db.select().from(person).where(eq(person.id, owner.personId));
    expect(after?.level).toBe(1);
    owner = await fixture.resident(DEMO.warga1);
  });

  test('the code of the counter lets go of what waits, once', async () => {
    const actor = await fixture.resident(DEMO.tanpaTelepon);
    const { id, task } = await fixture.requestIn('ready', actor);
    const made = await fixture.run((tx, office) =>
      signing.counterCodeFor(tx, office, fixture.officer('operator1'), task),
    );
    if (!made.ok) throw new Error(made.why);
    const redeem = (code: string) =>
      fixture.run(async (tx, office) => {
        const who = {
          personId: actor.personId,
          wardId: office.ward.id,
          now: office.now,
          timeZone: office.ward.timeZone,
        };
        const redeemed = await redeemCounterCode(tx, deps, { ...who, code });
        return { redeemed, follow: await signing.releaseWaiting(tx, office, actor) };
      });
    expect((await redeem('AAAA-2222')).follow).toEqual([]);
    const { follow } = await redeem(made.code);
    expect(follow).toMatchObject([
      { to: { conversationId: actor.conversationId }, notice: { kind: 'letter', file: { kind: 'letter' } } },
    ]);
    expect((await fixture.row(id)).state).toBe('delivered');
    expect((await redeem(made.code)).follow).toEqual([]);
  });
});
