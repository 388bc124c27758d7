import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { addWorkingMinutes } from '../../flows/kit/calendar.ts';
import { conversation } from '../../src/db/schema/index.ts';
import * as decide from '../../src/requests/decide.ts';
import { openForm } from '../../src/requests/form.ts';
import { lateRequest } from '../../src/requests/late.ts';
import type { Consequence, Office } from '../../src/requests/office.ts';
import { tellStaff } from '../../src/requests/people.ts';
import { answerPerson } from '../../src/requests/person.ts';
import { answerOffice, cancel } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { submit } from '../../src/requests/submit.ts';
import { undo } from '../../src/requests/undo.ts';
import { deactivate, setOnDuty } from '../../src/staff/staff.ts';
import { DEMO, requestsFixture, type StaffKey } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

/** What comes after a decision: taking it back, the resident's own word, lateness, and whoever is there to be told. */

const fixture = openedRequests();
const { desk, lurah, resultOf } = fixture;

/** Who of the office hears, by part. */
function toldOf(follow: readonly Consequence[]): string[][] {
  const names = new Map<string, string>(Object.entries(fixture.staff).map(([key, id]) => [id, key]));
  return follow.flatMap((one) =>
    one.kind === 'tell' && 'staffIds' in one.to
      ? [one.to.staffIds.map((id) => names.get(id) ?? id).sort()]
      : [],
  );
}

describe('taking a decision back', () => {
  const back = (task: number, who = desk()) => resultOf((tx, office) => undo(tx, office, who, task));

  test.for([
    ['checking', 'submitted', null, 'antrean'],
    ['verified', 'checking', 'operator1', 'Anda'],
    ['returned', 'checking', 'operator1', 'Anda'],
    ['refused', 'checking', 'operator1', 'Anda'],
  ] as const)('%s becomes %s again, held by %s', async ([from, to, holder, who]) => {
    const { id, task } = await fixture.requestIn(from, fixture.owner);
    const result = await back(task);
    expect(result).toMatchObject({ ok: true, did: 'undo', who });
    expect(result.ok && result.card).toMatchObject({ task, state: to });
    const row = await fixture.row(id);
    expect([row.state, row.holderId]).toEqual([to, holder ? fixture.staff[holder] : null]);
    expect(openForm(deps.sealer, id, row.form)).toMatchObject({ returned: [], note: null });
  });

  test('what the lurah sent back lies with the lurah again, without holder or note', async () => {
    const { id, task } = await fixture.requestIn('verified', fixture.owner);
    await fixture.run((tx, office) => decide.sendBack(tx, office, lurah(), task, 'nama'));
    expect(await back(task, lurah())).toMatchObject({ ok: true, who: 'Anda' });
    const row = await fixture.row(id);
    expect([row.state, row.holderId]).toEqual(['verified', null]);
    expect(openForm(deps.sealer, id, row.form).note).toBeNull();
  });

  test('of nothing: no task, nothing decided yet, the last word was the resident’s, or it is final', async () => {
    expect(await back(999_999)).toEqual({ ok: false, task: 999_999, why: 'unknown', who: null });
    for (const state of ['submitted', 'cancelled', 'ready', 'collected', 'revoked']) {
      const { task } = await fixture.requestIn(state, fixture.owner);
      expect(await back(task), state).toEqual({ ok: false, task, why: 'nothing', who: null });
    }
    const asked = await fixture.requestIn('checking', fixture.owner);
    await fixture.run((tx, office) => decide.askResident(tx, office, desk(), asked.task, '?'));
    expect(await back(asked.task), 'a question that was asked').toMatchObject({ why: 'nothing' });
  });
});

describe('the resident', () => {
  test('takes a request back until it is signed; whoever held it has it no longer', async () => {
    const { id } = await fixture.requestIn('checking', fixture.owner);
    const { result } = await fixture.run((tx, office) => cancel(tx, office, fixture.owner, id));
    expect(result).toEqual({ ok: true });
    const ended = { state: 'cancelled', holderId: null, endedAt: fixture.clock.now() };
    expect(await fixture.row(id)).toMatchObject(ended);
    const signed = await fixture.requestIn('signed', fixture.owner);
    const late = await fixture.run((tx, office) => cancel(tx, office, fixture.owner, signed.id));
    expect(late).toEqual({ result: { ok: false, why: 'wrongState' }, follow: [] });
    const foreign = await fixture.run(async (tx, office) =>
      cancel(tx, office, await fixture.resident(DEMO.warga2), (await fixture.submitted(fixture.owner)).id),
    );
    expect(foreign.result).toEqual({ ok: false, why: 'wrongState' });
  });

  test('may write of a request without having been asked', async () => {
    const { id, task } = await fixture.submitted(fixture.owner);
    const { result, follow } = await fixture.run((tx, office) =>
      answerOffice(tx, office, fixture.owner, id, 'mohon cepat'),
    );
    expect(result).toEqual({ ok: true });
    const notice = { kind: 'reply', task, applicant: 'Yohanes B.', question: null, text: 'mohon cepat' };
    expect(follow).toMatchObject([{ kind: 'tell', notice }]);
    expect(toldOf(follow)).toEqual([['operator1', 'operator2']]);
  });

  test('answers whoever asked; else whoever holds the request hears it', async () => {
    const { id, task } = await fixture.requestIn('checking', fixture.owner);
    const answer = async () =>
      toldOf((await fixture.run((tx, office) => answerOffice(tx, office, fixture.owner, id, 'ini'))).follow);
    expect(await answer()).toEqual([['operator1']]);
    await fixture.run((tx, office) => decide.askResident(tx, office, lurah(), task, 'apa?'));
    expect(await answer()).toEqual([['lurah']]);
    expect(await answer(), 'once').toEqual([['operator1']]);
  });
});

describe('a promise that is broken', () => {
  const lateOf = (id: string, promised: Date, change: Partial<Office> = {}) =>
    fixture.run((tx, office) => lateRequest(tx, { ...office, ...change }, id, promised));

  test('gets a new time, tells it, and remembers when it was broken first', async () => {
    const { id, dueAt } = await fixture.requestIn('checking', fixture.owner);
    const [told, , , timer] = await lateOf(id, dueAt);
    const second = (await fixture.row(id)).dueAt;
    expect(told).toMatchObject({
      to: { personOf: fixture.owner.conversationId },
      notice: { kind: 'late', dueAt: second.toISOString(), holder: 'petugas kelurahan' },
    });
    expect(timer).toMatchObject({ kind: 'timer', dueAt: second });
    expect((await fixture.row(id)).lateSince).toEqual(dueAt);
    await lateOf(id, second);
    expect((await fixture.row(id)).lateSince).toEqual(dueAt);
    const late = (await fixture.events(id)).filter(({ type }) => type === 'late');
    expect(
      late.map(({ id: event, data }) =>
        JSON.parse(deps.sealer.openText(`request_event|data|${event}`, data)),
      ),
    ).toEqual([{ promised: dueAt.toISOString() }, { promised: second.toISOString() }]);
  });

  test.for([
    [20, 30],
    [61, 45],
    [120, 60],
  ] as const)('of %d minutes is renewed for %d', async ([minutes, again]) => {
    const row = await fixture.submitted(fixture.owner);
    const office = await fixture.office();
    const services = office.services.map((one) => ({ ...one, standard: { ...one.standard, minutes } }));
    await lateOf(row.id, row.dueAt, { services });
    const expected = addWorkingMinutes(office.calendar, office.now.getTime(), again);
    expect((await fixture.row(row.id)).dueAt).toEqual(new Date(expected));
  });

  test('of a service that is gone is renewed for half an hour', async () => {
    const row = await fixture.submitted(fixture.owner);
    const office = await fixture.office();
    await lateOf(row.id, row.dueAt, { services: [] });
    const expected = addWorkingMinutes(office.calendar, office.now.getTime(), 30);
    expect((await fixture.row(row.id)).dueAt).toEqual(new Date(expected));
  });
});

describe('who is told', () => {
  const withDuty = async <T>(keys: readonly StaffKey[], work: () => Promise<T>): Promise<T> => {
    const set = async (on: boolean) => {
      for (const key of keys) await fixture.run((tx) => setOnDuty(tx, fixture.staff[key], on));
    };
    await set(false);
    try {
      return await work();
    } finally {
      await set(true);
    }
  };
  const sent = async () => {
    const draft = await fixture.draft(fixture.owner);
    return toldOf((await fixture.run((tx, office) => submit(tx, office, fixture.owner, draft))).follow);
  };

  test('of a new task: the operators on duty; when none is, all that work here', async () => {
    expect(await sent()).toEqual([['operator1', 'operator2']]);
    expect(await withDuty(['operator1'], sent)).toEqual([['operator2']]);
    expect(await withDuty(['operator1', 'operator2'], sent)).toEqual([['operator1', 'operator2']]);
  });

  test('nobody who works here no longer, also when nobody is on duty', async () => {
    const alone = await requestsFixture({ certificate: false });
    try {
      const actor = await alone.resident(DEMO.warga1);
      await alone.run((tx, office) => deactivate(tx, alone.staff.operator2, office.now));
      await alone.run((tx) => setOnDuty(tx, alone.staff.operator1, false));
      const draft = await alone.draft(actor);
      const one = await alone.run((tx, office) => submit(tx, office, actor, draft));
      expect(one.follow[0]).toMatchObject({ to: { staffIds: [alone.staff.operator1] } });
      await alone.run((tx, office) => deactivate(tx, alone.staff.operator1, office.now));
      const again = await alone.draft(actor);
      const none = await alone.run((tx, office) => submit(tx, office, actor, again));
      expect(none.follow.map(({ kind }) => kind)).toEqual(['timer']);
    } finally {
      await alone.drop();
    }
  });

  test('never oneself of what one did; and nobody is no telling', async () => {
    const { task } = await fixture.submitted(fixture.owner);
    const { follow } = await fixture.run((tx, office) =>
      decide.take(tx, office, fixture.officer('kasi'), task),
    );
    expect(toldOf(follow)).toEqual([['operator1', 'operator2', 'seklur']]);
    expect(tellStaff([], { kind: 'tasks', after: 1 })).toEqual([]);
  });

  test('a holder off duty hears of lateness all the same, and the kasi beside', async () => {
    const { id, dueAt } = await fixture.requestIn('checking', fixture.owner);
    const follow = await withDuty(['operator1'], () =>
      fixture.run((tx, office) => lateRequest(tx, office, id, dueAt)),
    );
    expect(toldOf(follow)).toEqual([['operator1'], ['kasi']]);
  });

  test('a signature: all of the desk but the one who signed', async () => {
    const { task } = await fixture.requestIn('verified', fixture.owner);
    const { follow } = await fixture.run((tx, office) => signing.sign(tx, office, lurah(), [task]));
    expect(toldOf(follow)).toEqual([['kasi', 'operator1', 'operator2', 'seklur']]);
  });
});

describe('an answer to somebody who asked for a person', () => {
  const answer = (chat: number, who: Parameters<typeof answerPerson>[2] = desk(), ward?: Office['ward']) =>
    fixture.run((tx, office) =>
      answerPerson(tx, { ...office, ward: ward ?? office.ward }, who, chat, 'Silakan datang.'),
    );
  const unknown = { result: { ok: false, why: 'unknown' }, follow: [] };

  test('goes to that resident', async () => {
    expect(await answer(fixture.owner.conversationId)).toEqual({
      result: { ok: true },
      follow: [
        {
          kind: 'tell',
          to: { personOf: fixture.owner.conversationId },
          notice: { kind: 'officeSays', text: 'Silakan datang.' },
        },
      ],
    });
  });

  test('goes to no chat of the office, of another ward, or of nobody, and residents give none', async () => {
    expect(await answer(999_999)).toEqual(unknown);
    expect(await answer(fixture.owner.conversationId, fixture.owner)).toEqual(unknown);
    const { ward } = await fixture.office();
    const elsewhere = { ...ward, id: '00000000-0000-7000-8000-000000000000' };
    expect(await answer(fixture.owner.conversationId, desk(), elsewhere)).toEqual(unknown);
    const { conversationId } = await fixture.resident();
    await fixture.db
      .update(conversation)
      .set({ staffId: lurah().staffId })
      .where(eq(conversation.id, conversationId));
    expect(await answer(conversationId)).toEqual(unknown);
  });
});
