import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { letter, person } from '../../src/db/schema/index.ts';
import * as decide from '../../src/requests/decide.ts';
import { cancel, letterAgain } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { undo as undoDecision } from '../../src/requests/undo.ts';
import { redeemCounterCode } from '../../src/residents/counter-code.ts';
import { forget, identify } from '../../src/residents/identity.ts';
import { DEMO, letterIdOf, SYSTEM, setLevel } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

const fixture = openedRequests();

describe('two at once', () => {
  test('twenty officers take one task: one wins, the others are told who', async () => {
    const { task, id } = await fixture.submitted(fixture.owner);
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
      const { task, id } = await fixture.requestIn('checking', fixture.owner);
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
      const { task, id } = await fixture.requestIn('verified', fixture.owner);
      await Promise.all([
        fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), [task])),
        fixture.run((tx, office) => cancel(tx, office, fixture.owner, id)),
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
    const { task, id } = await fixture.requestIn(from, fixture.owner);
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
    const undo = (actor = who) => fixture.run((tx, office) => undoDecision(tx, office, actor, task));

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
    const { task } = await fixture.requestIn('checking', fixture.owner);
    const desk = fixture.officer('operator1');
    await fixture.run((tx, office) => decide.pass(tx, office, desk, task));
    const { follow } = await fixture.run((tx, office) => undoDecision(tx, office, desk, task));
    const told = follow.flatMap((one) => (one.kind === 'tell' ? [one] : []));
    expect(told.map(({ notice: said }) => said.kind).sort()).toEqual(['gone', 'moved']);
    expect(told).toContainEqual(
      expect.objectContaining({
        to: { personOf: fixture.owner.conversationId },
        notice: expect.objectContaining({ what: 'undone' }),
      }),
    );
  });

  test('what the system or the resident did last cannot be undone', async () => {
    const { task, id } = await fixture.requestIn('verified', fixture.owner);
    await fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), [task]));
    const undo = () => fixture.run((tx, office) => undoDecision(tx, office, fixture.officer('lurah'), task));
    expect((await undo()).result).toMatchObject({ ok: false, why: 'nothing' });
    await fixture.run(async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)));
    expect((await undo()).result).toMatchObject({ ok: false, why: 'nothing' });
  });
});

describe('a letter goes only to the chat of whom it is about', () => {
  test('one who knows the NIK of another cannot have the letter by proving oneself', async () => {
    const { id, task } = await fixture.requestIn('verified', fixture.owner);
    await fixture.run((tx, office) => signing.sign(tx, office, fixture.officer('lurah'), [task]));
    // The chat lets go of the first person, is found as another one, and proves to be that one.
    await fixture.run(async (tx, office) => {
      await forget(tx, fixture.owner.personId);
      const who = {
        personId: fixture.owner.personId,
        wardId: office.ward.id,
        now: office.now,
        timeZone: office.ward.timeZone,
      };
      await identify(tx, deps, { ...who, ...DEMO.warga2 });
      await setLevel(tx, fixture.owner.personId, 2);
    });
    await fixture.run(async (tx, office) => signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)));
    expect((await fixture.row(id)).state).toBe('ready');
    expect(await fixture.run((tx, office) => signing.releaseWaiting(tx, office, fixture.owner))).toEqual([]);
    expect(await fixture.run((tx, office) => letterAgain(tx, office, fixture.owner, id))).toBeNull();
    // Handed over at the counter, it raises nobody who is now somebody else.
    await fixture.run((tx) => setLevel(tx, fixture.owner.personId, 1));
    await fixture.run((tx, office) => signing.handOver(tx, office, fixture.officer('operator1'), task));
    const [after] = await fixture.db.select().from(person).where(eq(person.id, fixture.owner.personId));
    expect(after?.level).toBe(1);
    fixture.owner = await fixture.resident(DEMO.warga1);
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
      { to: { personOf: actor.conversationId }, notice: { kind: 'letter', file: { kind: 'letter' } } },
    ]);
    expect((await fixture.row(id)).state).toBe('delivered');
    expect((await redeem(made.code)).follow).toEqual([]);
  });
});
