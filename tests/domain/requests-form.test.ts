import { beforeAll, describe, expect, test } from 'vitest';
import type { Draft, Submission } from '../../flows/kit/calls.ts';
import { openForm } from '../../src/requests/form.ts';
import { DraftIncomplete, resubmit, submit } from '../../src/requests/submit.ts';
import { findByNikAndBirth } from '../../src/residents/register.ts';
import { DEMO, type ResidentActor, setLevel, taken } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

/** What becomes of a draft: the applicant as written down, what must be there, and what the resident is promised. */

const fixture = openedRequests({ certificate: false });
let unknown: ResidentActor;
beforeAll(async () => {
  unknown = await fixture.resident();
});

const OWN = {
  name: 'Markus Louk',
  nik: '5371050201909991',
  birth_date: '1990-01-02',
  birth_place: 'Rote',
  sex: 'laki-laki',
  religion: 'kristen',
  marital: 'belum kawin',
  occupation: 'Nelayan',
  address: 'Jl. Pantai No. 4',
  rt_rw: 'RT 3 RW 12',
};

const send = (actor: ResidentActor, draft: Submission) =>
  fixture.run((tx, office) => submit(tx, office, actor, draft));

async function ownDraft(ownData: Record<string, string> = OWN, actor = unknown): Promise<Submission> {
  return fixture.draft(actor, {
    ownData,
    documents: {
      ktp: { ids: [await fixture.photo(actor, 'ktp')], bring: false },
      kk: { ids: [await fixture.photo(actor, 'kk')], bring: false },
      pengantar: { ids: [], bring: true },
    },
  });
}

async function formFrom(actor: ResidentActor, draft: Submission) {
  const { result } = await send(actor, draft);
  const row = await fixture.row(taken(result).requestId);
  return { row, form: openForm(deps.sealer, row.id, row.form) };
}

describe('somebody outside the register', () => {
  test('is written down as told, in the form of the register, and marked as not compared', async () => {
    const { row, form } = await formFrom(unknown, await ownDraft());
    expect(row.residentId).toBeNull();
    expect(form).toMatchObject({ matched: false, members: [], returned: [], question: null, note: null });
    expect(form.applicant).toEqual({
      name: 'Markus Louk',
      nik: '5371050201909991',
      kk: null,
      birthPlace: 'Rote',
      birthDate: '1990-01-02',
      sex: 'LAKI-LAKI',
      religion: 'KRISTEN',
      marital: 'BELUM KAWIN',
      occupation: 'Nelayan',
      nationality: 'WNI',
      address: 'Jl. Pantai No. 4',
      rt: '003',
      rw: '012',
    });
  });

  test('has a dash where nothing was told', async () => {
    const { form } = await formFrom(unknown, await ownDraft({ name: 'Markus', nik: OWN.nik }));
    expect(form.applicant).toMatchObject({ address: '-', religion: '-', rt: '000', rw: '000' });
  });

  test('must send the family card, which one of the register need not', async () => {
    const { kk: _, ...without } = (await ownDraft()).documents;
    await expect(send(unknown, { ...(await ownDraft()), documents: without })).rejects.toThrow('missing kk');
    await expect(send(fixture.owner, await fixture.draft(fixture.owner))).resolves.toBeDefined();
  });

  test('one of the register who goes on with own data is not taken for the resident', async () => {
    const { row, form } = await formFrom(fixture.owner, await ownDraft(OWN, fixture.owner));
    expect([row.residentId, form.matched, form.applicant.name]).toEqual([null, false, 'Markus Louk']);
  });
});

describe('somebody of the register', () => {
  test('is written down as the register has it, and nothing of the register beyond what is printed', async () => {
    const { row, form } = await formFrom(fixture.owner, await fixture.draft(fixture.owner));
    const known = await findByNikAndBirth(fixture.db, deps.sealer, {
      wardId: fixture.wardId,
      ...DEMO.warga1,
    });
    expect(row.residentId).toBe(known?.id);
    expect(form).toMatchObject({ matched: true, members: [], applicant: { name: 'YOHANES BANUNAEK' } });
    expect(Object.keys(form.applicant)).not.toContain('mother');
    expect(Object.keys(form.applicant)).not.toContain('phone');
  });
});

describe('a draft is refused, by the name of what is missing', () => {
  const sktm = async (change: Partial<Draft['documents']>) =>
    fixture.draft(fixture.owner, {
      service: 'sktm',
      answers: { keperluan: 'Bantuan sosial', instansi: 'RSUD', penghasilan: '900000', tanggungan: '' },
      documents: {
        ktp: { ids: [await fixture.photo(fixture.owner, 'ktp')], bring: false },
        pengantar: { ids: [], bring: true },
        pernyataan: { ids: [], bring: true },
        rumah: {
          ids: [await fixture.photo(fixture.owner, 'rumah'), await fixture.photo(fixture.owner, 'rumah')],
          bring: false,
        },
        ...change,
      } as Draft['documents'],
    });

  test('a paper of which there are too few', async () => {
    const one = { rumah: { ids: [await fixture.photo(fixture.owner, 'rumah')], bring: false } };
    await expect(send(fixture.owner, await sktm(one))).rejects.toThrow(new DraftIncomplete('missing rumah'));
    const whole = await sktm({});
    await expect(send(fixture.owner, whole)).resolves.toBeDefined();
  });

  test('a paper promised for later that cannot be', async () => {
    const promised = { rumah: { ids: [await fixture.photo(fixture.owner, 'rumah')], bring: true } };
    await expect(send(fixture.owner, await sktm(promised))).rejects.toThrow('missing rumah');
  });

  test('a paper that may be brought, but was neither sent nor promised', async () => {
    await expect(send(fixture.owner, await sktm({ pernyataan: { ids: [], bring: false } }))).rejects.toThrow(
      'missing pernyataan',
    );
  });

  test('an answer, a service that is not there, and who it is about', async () => {
    const whole = await fixture.draft(fixture.owner);
    await expect(send(fixture.owner, { ...whole, answers: {} })).rejects.toThrow('missing keperluan');
    await expect(send(fixture.owner, { ...whole, service: 'nikah' })).rejects.toThrow('no such service');
    await expect(send(unknown, await fixture.draft(unknown))).rejects.toThrow(
      'neither known to the register nor own data',
    );
  });
});

describe('the receipt', () => {
  test('says number, holder, promise and level, and sets the timer of the promise', async () => {
    const { result, follow } = await send(fixture.owner, await fixture.draft(fixture.owner));
    const row = await fixture.row(taken(result).requestId);
    expect(result).toEqual({
      requestId: row.id,
      number: row.number,
      holder: 'petugas kelurahan',
      dueAt: '2026-11-23T02:00:00.000Z',
      opensAt: null,
      level: 1,
    });
    const { operator1, operator2 } = fixture.staff;
    expect(follow).toEqual([
      {
        kind: 'tell',
        to: { staffIds: expect.arrayContaining([operator1, operator2]) },
        notice: {
          kind: 'task',
          requestId: row.id,
          task: row.task,
          number: row.number,
          service: 'domisili',
          why: 'new',
          note: null,
        },
      },
      {
        kind: 'timer',
        what: 'late',
        requestId: row.id,
        dueAt: row.dueAt,
        key: `late:${row.id}:${row.dueAt.getTime()}`,
      },
    ]);
  });

  test('goes on with the numbers where the counters of the ward stand', async () => {
    const set = (name: string, period: string, value: number) => fixture.sql`
      insert into counter (ward_id, name, period, value) values (${fixture.wardId}, ${name}, ${period}, ${value})
      on conflict (ward_id, name, period) do update set value = excluded.value`;
    await set('request', '2026-11-23', 41);
    await set('task', 'all', 1233);
    const { row } = await formFrom(fixture.owner, await fixture.draft(fixture.owner));
    expect([row.number, row.task]).toEqual(['NKT2-261123-042', 1234]);
  });

  test('says outside of the hours when the office opens', async () => {
    const draft = await fixture.draft(fixture.owner);
    const night = new Date('2026-11-23T13:00:00Z');
    const { result } = await fixture.run((tx, office) =>
      submit(tx, { ...office, now: night }, fixture.owner, draft),
    );
    expect(result?.opensAt).toBe('2026-11-24T00:00:00.000Z');
    expect(result?.dueAt).toBe('2026-11-24T02:00:00.000Z');
  });

  test('of what was put right: a new promise with its timer, and the whole desk hears of it', async () => {
    const { id, number, task } = await fixture.requestIn('returned', fixture.owner);
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 2));
    const paper = { ktp: { ids: [await fixture.photo(fixture.owner, 'ktp')], bring: false } };
    const draft = await fixture.draft(fixture.owner, { documents: paper });
    const later = new Date('2026-11-23T02:00:00Z');
    const { result, follow } = await fixture.run((tx, office) =>
      resubmit(tx, { ...office, now: later }, fixture.owner, id, draft),
    );
    const dueAt = new Date('2026-11-23T04:00:00Z');
    expect(result).toMatchObject({ requestId: id, number, dueAt: dueAt.toISOString(), level: 2 });
    expect(follow).toMatchObject([
      { kind: 'tell', notice: { kind: 'task', task, why: 'again', note: null } },
      { kind: 'timer', what: 'late', requestId: id, dueAt, key: `late:${id}:${dueAt.getTime()}` },
    ]);
    expect((await fixture.row(id)).dueAt).toEqual(dueAt);
    // The paper belongs to the request from now on.
    const [kept] = await fixture.sql`select request_id from document where id = ${paper.ktp.ids[0] ?? ''}`;
    expect(kept?.['request_id']).toBe(id);
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 1));
  });

  test('a promise that was broken before it was put right counts no longer', async () => {
    const { id } = await fixture.requestIn('returned', fixture.owner);
    await fixture.sql`update request set late_since = now() where id = ${id}`;
    const draft = await fixture.draft(fixture.owner);
    await fixture.run((tx, office) => resubmit(tx, office, fixture.owner, id, draft));
    expect((await fixture.row(id)).lateSince).toBeNull();
  });

  test('what came too late keeps the promise as it was, and a service that is gone takes nothing back', async () => {
    const { id, dueAt, number } = await fixture.requestIn('cancelled', fixture.owner);
    const draft = await fixture.draft(fixture.owner);
    const late = await fixture.run((tx, office) => resubmit(tx, office, fixture.owner, id, draft));
    expect(late.result).toMatchObject({ requestId: id, number, dueAt: dueAt.toISOString(), level: 1 });
    const returned = await fixture.requestIn('returned', fixture.owner);
    await expect(
      fixture.run((tx, office) =>
        resubmit(tx, { ...office, services: [] }, fixture.owner, returned.id, draft),
      ),
    ).rejects.toThrow('no such service');
  });
});
