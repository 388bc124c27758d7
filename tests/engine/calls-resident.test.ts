import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { conversation, letter, person } from '../../src/db/schema/index.ts';
import type { Consequence } from '../../src/requests/office.ts';
import { issueCounterCode } from '../../src/residents/counter-code.ts';
import { CALLS_AN_HOUR } from '../../src/residents/tries.ts';
import { inviteStaff } from '../../src/staff/invites.ts';
import {
  DEMO,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
  setLevel,
  taken,
} from '../domain/requests-fixture.ts';
import { asking } from './speaker.ts';

/** What a resident's flow may ask of the domain, and what it is answered. */

let fixture: RequestsFixture;
let ask: ReturnType<typeof asking>;
let stranger: ResidentActor;
beforeAll(async () => {
  fixture = await requestsFixture();
  ask = asking(fixture);
});
beforeEach(async () => {
  stranger = await fixture.resident();
});
afterAll(() => fixture.drop());

const WARGA1 = { nik: DEMO.warga1.nik, birthDate: DEMO.warga1.birthDate };
const MASKED = {
  id: expect.any(String),
  name: 'Yohanes B***',
  address: 'Jl. C*** M*** No. **, RT 001/RW 001',
  rtRw: 'RT 001/RW 001',
};
const rowOf = async ({ personId }: ResidentActor) => {
  const [row] = await fixture.db.select().from(person).where(eq(person.id, personId));
  if (!row) throw new Error('no such person');
  return row;
};
const kinds = (follow: readonly Consequence[]) =>
  follow.map((one) => (one.kind === 'tell' ? one.notice.kind : one.kind));
const locked = [
  {
    kind: 'tell',
    to: { staffIds: expect.any(Array) },
    notice: { kind: 'alert', what: 'identityLocked', number: null, detail: null },
  },
];

describe('who is writing', () => {
  test('nobody known is level 0; one who was found is shown masked; one who says "not me" is nobody again', async () => {
    const nobody = { consentVersion: null, level: 0, resident: null };
    expect((await ask(stranger, 'me', {})).result).toEqual(nobody);
    expect((await ask(stranger, 'consent', { version: '3' })).result).toEqual({ ok: true });
    expect((await ask(stranger, 'me', {})).result).toEqual({ ...nobody, consentVersion: '3' });
    expect((await rowOf(stranger)).consentAt).toEqual(fixture.clock.now());
    await ask(stranger, 'identify', WARGA1);
    expect((await ask(stranger, 'me', {})).result).toEqual({
      consentVersion: '3',
      level: 1,
      resident: MASKED,
    });
    expect((await ask(stranger, 'forgetMe', {})).result).toEqual({ ok: true });
    expect((await ask(stranger, 'me', {})).result).toEqual({ ...nobody, consentVersion: '3' });
  });

  test('NIK and birth date find a resident, and prove nothing', async () => {
    const { result, follow } = await ask(stranger, 'identify', WARGA1);
    expect(result).toEqual({ outcome: 'found', resident: MASKED, level: 1 });
    expect(follow).toEqual([]);
  });

  test('the fifth wrong try locks, the operators hear of it once, and a right one helps no longer', async () => {
    const wrong = { ...WARGA1, birthDate: '1985-05-13' };
    for (const triesLeft of [4, 3, 2, 1]) {
      const { result, follow } = await ask(stranger, 'identify', wrong);
      expect(result).toEqual({ outcome: 'notFound', triesLeft });
      expect(follow).toEqual([]);
    }
    const fifth = await ask(stranger, 'identify', wrong);
    expect(fifth.result).toEqual({ outcome: 'locked' });
    expect(fifth.follow).toEqual(locked);
    const sixth = await ask(stranger, 'identify', WARGA1);
    expect(sixth).toEqual({ result: { outcome: 'locked' }, follow: [] });
  });

  test('a number that the platform vouches for proves who it is of in the register, and nobody else', async () => {
    const { result } = await ask(stranger, 'identify', WARGA1, { phone: DEMO.warga1.phone });
    expect(result).toMatchObject({ outcome: 'found', level: 2 });
    const other = await fixture.resident();
    const came = await ask(other, 'identify', WARGA1, { phone: DEMO.warga2.phone });
    expect(came.result).toMatchObject({ outcome: 'found', level: 1 });
    expect((await ask(other, 'provePhone', { phone: DEMO.warga2.phone })).result).toEqual({ level: 1 });
    expect((await ask(other, 'provePhone', { phone: DEMO.warga1.phone })).result).toEqual({ level: 2 });
  });

  test('what waited at the counter comes as soon as its owner is proved, by whichever way', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    await fixture.requestIn('ready', owner);
    expect(kinds((await ask(owner, 'provePhone', { phone: DEMO.warga2.phone })).follow)).toEqual([]);
    expect(kinds((await ask(owner, 'provePhone', { phone: DEMO.warga1.phone })).follow)).toEqual(['letter']);
    await fixture.requestIn('ready', owner);
    expect(kinds((await ask(owner, 'identify', WARGA1)).follow), 'not proved').toEqual([]);
    const vouched = await ask(owner, 'identify', WARGA1, { phone: DEMO.warga1.phone });
    expect(kinds(vouched.follow)).toEqual(['letter']);
    await fixture.requestIn('ready', owner);
    await fixture.run((tx) => setLevel(tx, owner.personId, 2));
    const known = await ask(owner, 'identify', WARGA1);
    expect([kinds(known.follow), known.result]).toEqual([['letter'], expect.objectContaining({ level: 2 })]);
  });

  test('a code of the counter proves; a wrong one does not, and the sixth is not looked at', async () => {
    const owner = await fixture.resident(DEMO.tanpaTelepon);
    await fixture.requestIn('ready', owner);
    const redeem = (code: string) => ask(owner, 'redeemCode', { code });
    expect(await redeem('AAAA-2222')).toEqual({ result: { level: 0, outcome: 'wrong' }, follow: [] });
    const { residentId } = await rowOf(owner);
    const { code } = await fixture.run((tx, office) =>
      issueCounterCode(tx, office, {
        wardId: office.ward.id,
        residentId: residentId ?? '',
        staffId: fixture.staff.operator1,
        now: office.now,
      }),
    );
    const proved = await redeem(code);
    expect(proved.result).toEqual({ level: 2, outcome: 'proved' });
    expect(kinds(proved.follow)).toEqual(['letter']);
    for (let n = 0; n < 3; n += 1) await redeem('AAAA-2222');
    const sixth = await redeem('AAAA-2222');
    expect(sixth).toEqual({ result: { level: 0, outcome: 'locked' }, follow: locked });
    expect(await redeem('AAAA-2222')).toEqual({ result: { level: 0, outcome: 'locked' }, follow: [] });
  });
});

describe('the household', () => {
  test('is everybody of the card but oneself, masked, with what they are', async () => {
    expect((await ask(stranger, 'family', {})).result).toEqual([]);
    await ask(stranger, 'identify', WARGA1);
    const { result } = await ask(stranger, 'family', {});
    expect(result.map(({ label }) => label)).toEqual([
      'Ernesta G*** T*** (istri)',
      'Anastasia B*** (anak)',
      'Gabriel B*** (anak)',
      'Grace B*** (anak)',
    ]);
    expect(result.map(({ id }) => id)).not.toContain((await rowOf(stranger)).residentId);
  });
});

describe('small orders', () => {
  test('a language is kept with the person', async () => {
    expect((await ask(stranger, 'setLanguage', { language: 'en' })).result).toEqual({ ok: true });
    expect((await rowOf(stranger)).language).toBe('en');
  });

  test('asking for a person tells the operators who and where, and the resident when they are there', async () => {
    const { result, follow } = await ask(stranger, 'callOfficer', { text: 'Tolong' });
    expect(result).toEqual({ opensAt: null, again: null });
    const told = { kind: 'wanted', chat: stranger.conversationId, text: 'Tolong' };
    expect(follow).toMatchObject([{ kind: 'tell', notice: { ...told, who: 'Seorang warga' } }]);
    await ask(stranger, 'identify', WARGA1);
    const known = await ask(stranger, 'callOfficer', { text: null });
    expect(known.follow).toMatchObject([{ notice: { who: 'Yohanes B., RT 001/RW 001,', text: null } }]);
    const morning = fixture.clock.now();
    fixture.clock.set('2026-11-23T13:00:00Z');
    const night = await ask(stranger, 'callOfficer', { text: null });
    expect(night.result).toEqual({ opensAt: '2026-11-24T00:00:00.000Z', again: null });
    fixture.clock.set(morning);
  });

  test('nobody fills the desks: twenty calls an hour go on, the next hears from when on, and other people are heard', async () => {
    const other = await fixture.resident();
    fixture.clock.set('2026-11-24T02:40:00Z');
    const call = async () => (await ask(stranger, 'callOfficer', { text: 'Halo?' })).follow.length;
    for (let n = 0; n < CALLS_AN_HOUR; n += 1) expect(await call()).toBe(1);
    for (let n = 0; n < 3; n += 1) {
      const beyond = await ask(stranger, 'callOfficer', { text: 'Halo?' });
      expect(beyond).toEqual({ result: { opensAt: null, again: '2026-11-24T03:00:00.000Z' }, follow: [] });
    }
    const answer = { requestId: '0197a0b0-0000-7000-8000-000000000001', text: 'Halo?' };
    const again = { ok: false, why: 'tooMany', again: '2026-11-24T03:00:00.000Z' };
    expect(await ask(stranger, 'answerOffice', answer)).toEqual({ result: again, follow: [] });
    expect((await ask(other, 'callOfficer', { text: null })).follow).toHaveLength(1);
    fixture.clock.set('2026-11-24T03:00:00Z');
    expect(await call()).toBe(1);
  });

  test('an invite binds the chat to a member of the office; five wrong ones lock', async () => {
    const invited = await fixture.run((tx, office) =>
      inviteStaff(tx, office, {
        wardId: office.ward.id,
        role: 'operator',
        name: 'Petrus Ndun',
        now: office.now,
      }),
    );
    const redeem = (code: string) => ask(stranger, 'redeemInvite', { code });
    expect((await redeem('AAAA-BBBB-CCCC-DDDD-EEEE-FFFF')).result).toEqual({ outcome: 'unknown' });
    expect((await redeem(invited.code)).result).toEqual({
      outcome: 'bound',
      name: 'Petrus Ndun',
      role: 'operator',
    });
    const [chat] = await fixture.db
      .select({ staffId: conversation.staffId })
      .from(conversation)
      .where(eq(conversation.id, stranger.conversationId));
    expect(chat?.staffId).toBe(invited.staffId);
    for (let n = 0; n < 3; n += 1) expect((await redeem(invited.code)).result).toEqual({ outcome: 'used' });
    expect((await redeem(invited.code)).result).toEqual({ outcome: 'locked' });
    // Codes of all kinds have five tries together; NIKs have their own.
    expect((await ask(stranger, 'redeemLink', { code: 'AAAA-2222' })).result).toEqual({ outcome: 'locked' });
    expect((await ask(stranger, 'identify', WARGA1)).result).toMatchObject({ outcome: 'found' });
  });

  test('a paper is kept by reference, and a job fetches it', async () => {
    const { result, follow } = await ask(stranger, 'keepDocument', {
      item: 'ktp',
      media: { ref: 'x', mime: 'image/jpeg', name: 'x.jpg', size: 1 },
    });
    const { documentId } = result;
    expect(result).toEqual({ documentId, item: 'ktp' });
    expect(follow).toEqual([
      {
        kind: 'job',
        queue: 'document',
        documentId,
        accountId: expect.any(String),
        conversationId: stranger.conversationId,
      },
    ]);
  });
});

describe('requests', () => {
  test('are sent, listed, shown, answered, put right and taken back by their owner', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    const sent = await ask(owner, 'submit', await fixture.draft(owner));
    const { requestId, number, level } = taken(sent.result);
    expect(level).toBe(1);
    expect((await ask(owner, 'myRequests', {})).result.map((one) => one.number)).toEqual([number]);
    expect((await ask(owner, 'myRequest', { requestId })).result).toMatchObject({
      number,
      state: 'submitted',
    });
    expect((await ask(stranger, 'myRequest', { requestId })).result).toBeNull();
    const answered = await ask(owner, 'answerOffice', { requestId, text: 'ini' });
    expect([answered.result, kinds(answered.follow)]).toEqual([{ ok: true }, ['reply']]);
    expect((await ask(owner, 'resendLetter', { requestId })).result).toEqual({ file: null });
    expect((await ask(owner, 'cancelRequest', { requestId })).result).toEqual({ ok: true });
    const back = await fixture.requestIn('returned', owner);
    const again = await ask(owner, 'resubmit', { requestId: back.id, draft: await fixture.draft(owner) });
    expect(again.result).toMatchObject({ requestId: back.id, number: back.number });
  });

  test('the number of the very message that sends one proves its sender', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    const draft = await fixture.draft(owner);
    const { result } = await ask(owner, 'submit', draft, { phone: DEMO.warga1.phone });
    expect(taken(result).level).toBe(2);
  });

  test('the letter comes once more to whoever it is of', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    const { id } = await fixture.requestIn('delivered', owner);
    await fixture.db.update(letter).set({ state: 'issued' }).where(eq(letter.requestId, id));
    expect((await ask(owner, 'resendLetter', { requestId: id })).result.file).toMatchObject({
      kind: 'letter',
    });
  });
});
