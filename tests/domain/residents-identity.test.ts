import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityTry, person } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { forget, identify, provePhone, recordConsent } from '../../src/residents/identity.ts';
import { PersonUnknown } from '../../src/residents/tries.ts';
import { DEMO, deps, type Fixture, MORNING, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await trainingFixture({ max: 10 });
});
afterAll(() => fixture.drop());

const WRONG = { nik: '5371050101900001', birthDate: '1990-01-01' };

function attempt(personId: string, who: { nik: string; birthDate: string }, now = MORNING) {
  const { wardId, timeZone } = fixture;
  return fixture.db.transaction((tx) =>
    identify(tx as Tx, deps, { personId, wardId, timeZone, now, nik: who.nik, birthDate: who.birthDate }),
  );
}

async function personRow(id: string) {
  const [row] = await fixture.db.select().from(person).where(eq(person.id, id));
  return row;
}

describe('identify', () => {
  it('finds and binds at level 1', async () => {
    const id = await fixture.newPerson();
    const found = await attempt(id, DEMO.warga1);
    expect(found).toMatchObject({ kind: 'found', level: 1, resident: { data: { name: DEMO.warga1.name } } });
    expect(await personRow(id)).toMatchObject({
      level: 1,
      residentId: found.kind === 'found' ? found.resident.id : '',
    });
  });

  it('answers five wrong tries alike, then locks, and tells the operator once', async () => {
    const id = await fixture.newPerson();
    const tries = [WRONG, DEMO.meninggal, DEMO.pindah, { ...DEMO.warga1, birthDate: '1985-05-11' }, WRONG];
    for (const [n, who] of tries.entries())
      expect(await attempt(id, who)).toEqual({ kind: 'notFound', triesLeft: 4 - n });
    expect(await attempt(id, DEMO.warga1)).toEqual({ kind: 'locked', firstTime: true });
    expect(await attempt(id, DEMO.warga1)).toEqual({ kind: 'locked', firstTime: false });
    expect(await attempt(id, DEMO.warga1)).toEqual({ kind: 'locked', firstTime: false });
    expect(await personRow(id)).toMatchObject({ level: 0, residentId: null });
    const [kept] = await fixture.db
      .select({ n: count() })
      .from(identityTry)
      .where(eq(identityTry.personId, id));
    expect(kept?.n).toBe(6);
  });

  it('counts a try that succeeds too', async () => {
    const id = await fixture.newPerson();
    for (let n = 0; n < 5; n += 1) expect((await attempt(id, DEMO.warga1)).kind).toBe('found');
    expect(await attempt(id, DEMO.warga1)).toEqual({ kind: 'locked', firstTime: true });
  });

  it('begins a new day at midnight of the ward, not of UTC', async () => {
    const id = await fixture.newPerson();
    // 23.59.59 in Kupang, then midnight: both are the same UTC day.
    for (let n = 0; n < 5; n += 1) await attempt(id, WRONG, new Date('2026-11-23T15:59:59.999Z'));
    expect(await attempt(id, WRONG, new Date('2026-11-23T15:59:59.999Z'))).toMatchObject({ kind: 'locked' });
    expect(await attempt(id, WRONG, new Date('2026-11-23T16:00:00.000Z'))).toEqual({
      kind: 'notFound',
      triesLeft: 4,
    });
  });

  it('looks five times at most when ten come at once', async () => {
    const id = await fixture.newPerson();
    const all = await Promise.all(Array.from({ length: 10 }, () => attempt(id, WRONG)));
    expect(all.filter((one) => one.kind === 'notFound')).toHaveLength(5);
    expect(all.filter((one) => one.kind === 'locked' && one.firstTime)).toHaveLength(1);
  });

  it('does not carry a level from one resident to another', async () => {
    const id = await fixture.newPerson();
    await attempt(id, DEMO.warga1);
    expect(await provePhone(fixture.db, deps, { personId: id, phone: DEMO.warga1.phone })).toBe('proved');
    expect(await attempt(id, DEMO.warga1)).toMatchObject({ kind: 'found', level: 2 });
    expect(await attempt(id, DEMO.warga2)).toMatchObject({ kind: 'found', level: 1 });
    expect(await personRow(id)).toMatchObject({ level: 1 });
  });

  it('knows no person of another ward', async () => {
    const id = await fixture.newPerson();
    const who = {
      personId: id,
      wardId: '00000000-0000-0000-0000-000000000000',
      timeZone: 'UTC',
      now: MORNING,
      ...WRONG,
    };
    await expect(identify(fixture.db, deps, who)).rejects.toThrow(PersonUnknown);
  });
});

describe('provePhone', () => {
  it('raises to level 2 for the phone in the register only', async () => {
    const id = await fixture.newPerson();
    expect(await provePhone(fixture.db, deps, { personId: id, phone: DEMO.warga1.phone })).toBe('unbound');
    await attempt(id, DEMO.warga1);
    expect(await provePhone(fixture.db, deps, { personId: id, phone: DEMO.warga2.phone })).toBe('other');
    expect(await personRow(id)).toMatchObject({ level: 1 });
    expect(await provePhone(fixture.db, deps, { personId: id, phone: '+62 890 0000 0001' })).toBe('proved');
    expect(await personRow(id)).toMatchObject({ level: 2 });
  });

  it('cannot be used where the register has no phone', async () => {
    const id = await fixture.newPerson();
    await attempt(id, DEMO.tanpaTelepon);
    expect(await provePhone(fixture.db, deps, { personId: id, phone: '' })).toBe('other');
  });
});

describe('consent and forgetting', () => {
  it('keeps version and instant, and lets go of a resident', async () => {
    const id = await fixture.newPerson();
    await recordConsent(fixture.db, id, '2026-11', MORNING);
    await attempt(id, DEMO.warga1);
    await forget(fixture.db, id);
    expect(await personRow(id)).toMatchObject({
      consentVersion: '2026-11',
      consentAt: MORNING,
      level: 0,
      residentId: null,
    });
  });
});
