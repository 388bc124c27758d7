import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/db/types.ts';
import { issueCounterCode, ResidentUnknown, redeemCounterCode } from '../../src/residents/counter-code.ts';
import { identify } from '../../src/residents/identity.ts';
import { findByNikAndBirth } from '../../src/residents/register.ts';
import { DEMO, deps, type Fixture, MORNING, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await trainingFixture({ max: 20 });
});
afterAll(() => fixture.drop());

const HALF_HOUR = 30 * 60_000;

async function residentId(who: { nik: string; birthDate: string }): Promise<string> {
  const found = await findByNikAndBirth(fixture.db, deps.sealer, {
    wardId: fixture.wardId,
    nik: who.nik,
    birthDate: who.birthDate,
  });
  return found?.id ?? '';
}

async function issue(who: { nik: string; birthDate: string } = DEMO.warga1, now = MORNING) {
  const id = await residentId(who);
  return issueCounterCode(fixture.db, deps, {
    wardId: fixture.wardId,
    residentId: id,
    staffId: fixture.staff.operator1,
    now,
  });
}

function redeem(personId: string, code: string, now = MORNING) {
  const { wardId, timeZone } = fixture;
  return fixture.db.transaction((tx) =>
    redeemCounterCode(tx as Tx, deps, { personId, wardId, timeZone, code, now }),
  );
}

describe('the code of the counter', () => {
  it('binds a person to the resident at level 2, once', async () => {
    const { code, expiresAt } = await issue();
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(expiresAt.getTime() - MORNING.getTime()).toBe(HALF_HOUR);
    const [one, two] = [await fixture.newPerson(), await fixture.newPerson()];
    expect(await redeem(one, ` ${code.toLowerCase().replace('-', ' ')} `)).toEqual({
      kind: 'redeemed',
      residentId: await residentId(DEMO.warga1),
      level: 2,
    });
    expect(await redeem(two, code)).toEqual({ kind: 'wrong', triesLeft: 4 });
  });

  it('is good until just before its half hour is over', async () => {
    const { code, expiresAt } = await issue();
    expect((await redeem(await fixture.newPerson(), code, expiresAt)).kind).toBe('wrong');
    expect((await redeem(await fixture.newPerson(), code, new Date(expiresAt.getTime() - 1))).kind).toBe(
      'redeemed',
    );
  });

  it('stops working when another is issued for the same resident', async () => {
    const [first, second] = [await issue(), await issue()];
    expect((await redeem(await fixture.newPerson(), first.code)).kind).toBe('wrong');
    expect((await redeem(await fixture.newPerson(), second.code)).kind).toBe('redeemed');
  });

  it('has one winner among twenty', async () => {
    const { code } = await issue();
    const people = await Promise.all(Array.from({ length: 20 }, () => fixture.newPerson()));
    const all = await Promise.all(people.map((id) => redeem(id, code)));
    expect(all.filter((one) => one.kind === 'redeemed')).toHaveLength(1);
  });

  it('is worthless to a person who was found as somebody else, and not used up by the try', async () => {
    const { code } = await issue(DEMO.warga1);
    const other = await fixture.newPerson();
    const { wardId, timeZone } = fixture;
    await identify(fixture.db, deps, {
      personId: other,
      wardId,
      timeZone,
      now: MORNING,
      nik: DEMO.warga2.nik,
      birthDate: DEMO.warga2.birthDate,
    });
    expect(await redeem(other, code)).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect((await redeem(await fixture.newPerson(), code)).kind).toBe('redeemed');
  });

  it('cannot be guessed: five tries a day, shared with the tries to be found', async () => {
    const { code } = await issue();
    const id = await fixture.newPerson();
    for (let n = 0; n < 5; n += 1)
      expect(await redeem(id, 'AAAA-BBBB')).toEqual({ kind: 'wrong', triesLeft: 4 - n });
    expect(await redeem(id, code)).toEqual({ kind: 'locked', firstTime: true });
    expect(await redeem(id, code)).toEqual({ kind: 'locked', firstTime: false });
  });

  it('is not issued for the dead or for nobody', async () => {
    const nobody = {
      wardId: fixture.wardId,
      residentId: '00000000-0000-0000-0000-000000000000',
      staffId: fixture.staff.operator1,
      now: MORNING,
    };
    await expect(issueCounterCode(fixture.db, deps, nobody)).rejects.toThrow(ResidentUnknown);
  });
});
