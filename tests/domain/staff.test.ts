import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversation, invite } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { inviteStaff, redeemInvite, reinvite } from '../../src/staff/invites.ts';
import { plainCode } from '../../src/staff/plain-code.ts';
import {
  deactivate,
  onDutyOperators,
  StaffUnknown,
  setOnDuty,
  staffById,
  staffOf,
  unbind,
} from '../../src/staff/staff.ts';
import { createWard } from '../../src/wards/create.ts';
import { TRAINING_WARD } from '../../src/wards/training.ts';
import { deps, type Fixture, MORNING, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await trainingFixture({ max: 25 });
});
afterAll(() => fixture.drop());

const NOBODY = '00000000-0000-0000-0000-000000000000';

function newOperator(hours?: number) {
  const who = {
    wardId: fixture.wardId,
    role: 'operator',
    name: 'Orance Tefa',
    now: MORNING,
    ...(hours ? { hours } : {}),
  } as const;
  return inviteStaff(fixture.db, deps, who);
}

function redeem(code: string, conversationId: number, now = MORNING) {
  return fixture.db.transaction((tx) => redeemInvite(tx as Tx, deps, { code, conversationId, now }));
}

async function speaker(conversationId: number): Promise<string | null> {
  const [row] = await fixture.db.select().from(conversation).where(eq(conversation.id, conversationId));
  return row?.staffId ?? null;
}

describe('invites', () => {
  it('are long, readable, and kept only as a hash', async () => {
    const { code } = await newOperator();
    expect(code).toMatch(/^([2-9A-HJKMNP-Z]{4}-){5}[2-9A-HJKMNP-Z]{4}$/);
    expect(Math.log2(31) * plainCode(code).length).toBeGreaterThanOrEqual(112);
    const rows = JSON.stringify(await fixture.db.select().from(invite));
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(plainCode(code));
  });

  it('bind a chat, whatever case, spaces and dashes', async () => {
    const { code, staffId } = await newOperator();
    const chat = await fixture.newConversation();
    const typed = ` ${plainCode(code)
      .toLowerCase()
      .replace(/(.{5})/g, '$1 – ')} `;
    expect(await redeem(typed, chat)).toMatchObject({
      kind: 'bound',
      staff: { id: staffId, role: 'operator' },
      unbound: [],
    });
    expect(await speaker(chat)).toBe(staffId);
    expect(await redeem(code, chat)).toEqual({ kind: 'used' });
  });

  it('have one winner among fifty', async () => {
    const { code, staffId } = await newOperator();
    const chats = await Promise.all(Array.from({ length: 50 }, () => fixture.newConversation()));
    const all = await Promise.all(chats.map((chat) => redeem(code, chat)));
    expect(all.filter((one) => one.kind === 'bound')).toHaveLength(1);
    expect(all.filter((one) => one.kind === 'used')).toHaveLength(49);
    const bound = await fixture.db.select().from(conversation).where(eq(conversation.staffId, staffId));
    expect(bound).toHaveLength(1);
  });

  it('end at the very instant that was said', async () => {
    const { code, expiresAt } = await newOperator(2);
    expect(expiresAt.getTime() - MORNING.getTime()).toBe(7_200_000);
    const chat = await fixture.newConversation();
    expect(await redeem(code, chat, expiresAt)).toEqual({ kind: 'expired' });
    expect(await redeem(code, chat, new Date(expiresAt.getTime() + 1000))).toEqual({ kind: 'expired' });
    expect((await redeem(code, chat, new Date(expiresAt.getTime() - 1))).kind).toBe('bound');
  });

  it('mean nothing when guessed, empty, endless, in no chat or in another ward', async () => {
    const { code } = await newOperator();
    const chat = await fixture.newConversation();
    for (const guess of [
      '',
      'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA',
      code.slice(0, -1),
      `${code}2`,
      'A'.repeat(100_000),
    ]) {
      expect(await redeem(guess, chat)).toEqual({ kind: 'unknown' });
    }
    expect(await redeem(code, 999_999)).toEqual({ kind: 'unknown' });
    const other = await createWard(
      fixture.db,
      deps,
      { ...TRAINING_WARD, code: '53.71.05.1006', short: 'KNO' },
      MORNING,
    );
    const foreign = await inviteStaff(fixture.db, deps, {
      wardId: other.id,
      role: 'lurah',
      name: 'X',
      now: MORNING,
    });
    expect(await redeem(foreign.code, chat)).toEqual({ kind: 'unknown' });
  });
});

describe('a lost phone', () => {
  it('keeps the old chat until the new code is used, and ends older codes at once', async () => {
    const first = await newOperator();
    const [old, fresh] = [await fixture.newConversation(), await fixture.newConversation()];
    await redeem(first.code, old);
    const second = await reinvite(fixture.db, deps, { staffId: first.staffId, now: MORNING });
    const third = await reinvite(fixture.db, deps, { staffId: first.staffId, now: MORNING });
    expect(await speaker(old)).toBe(first.staffId);
    expect(await redeem(second.code, fresh)).toEqual({ kind: 'expired' });
    expect(await redeem(third.code, fresh)).toMatchObject({ kind: 'bound', unbound: [old] });
    expect([await speaker(old), await speaker(fresh)]).toEqual([null, first.staffId]);
    expect(await unbind(fixture.db, first.staffId)).toEqual([fresh]);
  });

  it('gives no new code to one who has left', async () => {
    const { staffId, code } = await newOperator();
    const open = await reinvite(fixture.db, deps, { staffId, now: MORNING });
    const chat = await fixture.newConversation();
    await redeem(open.code, chat);
    expect(await deactivate(fixture.db, staffId, MORNING)).toEqual({ unbound: [chat] });
    expect(await speaker(chat)).toBeNull();
    await expect(reinvite(fixture.db, deps, { staffId, now: MORNING })).rejects.toThrow(StaffUnknown);
    await expect(deactivate(fixture.db, NOBODY, MORNING)).rejects.toThrow(StaffUnknown);
    expect(await redeem(code, chat)).toEqual({ kind: 'expired' });
    expect(await staffById(fixture.db, staffId)).toMatchObject({ active: false, onDuty: false });
  });
});

describe('the list', () => {
  it('holds the office in its order, and those on duty', async () => {
    const own = await trainingFixture();
    try {
      const names = (await staffOf(own.db, own.wardId)).map((one) => one.role);
      expect(names).toEqual(['lurah', 'seklur', 'kasi', 'operator', 'operator']);
      expect((await setOnDuty(own.db, own.staff.operator1, false)).onDuty).toBe(false);
      expect((await onDutyOperators(own.db, own.wardId)).map((one) => one.id)).toEqual([own.staff.operator2]);
      await deactivate(own.db, own.staff.operator2, MORNING);
      expect(await onDutyOperators(own.db, own.wardId)).toEqual([]);
      await expect(setOnDuty(own.db, own.staff.operator2, true)).rejects.toThrow(StaffUnknown);
      expect(await staffOf(own.db, own.wardId)).toHaveLength(4);
    } finally {
      await own.drop();
    }
  });
});
