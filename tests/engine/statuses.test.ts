import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryStatus } from '../../src/channels/port.ts';
import type { DueRow } from '../../src/engine/outbox-sql.ts';
import { Statuses } from '../../src/engine/statuses.ts';
import { openRoom, type Room } from './office.ts';

let room: Room;
let lost: [DueRow, boolean][];
let statuses: Statuses;
let broken: number;
beforeEach(async () => {
  room = await openRoom();
  const { engine } = room.process();
  await engine.receive(room.inbound('a', 'satu'));
  await room.sql`update message set due = null, outcome = 'sent', external_id = 'x1' where direction = 'out'`;
  lost = [];
  broken = 0;
  statuses = new Statuses({
    sql: room.sql,
    lost: async (row, _, gone) => {
      broken -= 1;
      if (broken >= 0) throw new Error('the database is away');
      lost.push([row, gone]);
    },
  });
});
afterEach(() => room.drop());

const at = new Date('2026-11-23T01:00:00.000Z');
const say = (state: DeliveryStatus['state'], kind: 'gone' | 'giveUp' | 'retry' | 'unknown' = 'giveUp') =>
  statuses.record({
    accountId: room.accountId,
    externalId: 'x1',
    state,
    at,
    failure: state === 'failed' ? { code: 131026, kind } : null,
  });
async function row() {
  const [found] = await room.sql<
    { status: string; status_at: Date; outcome: string | null; due: Date | null; error: string | null }[]
  >`select status, status_at, outcome, due, error from message where external_id = 'x1'`;
  return found;
}
/** What the sender does when the message goes out once more. */
const sentAgain = () => room.sql`update message set due = null, outcome = 'sent' where external_id = 'x1'`;

describe('what a platform says of a message', () => {
  test('is written down, and goes forward only, whatever the order', async () => {
    for (const state of ['read', 'sent', 'delivered', 'read'] as const)
      expect(await say(state)).toBe('known');
    expect(await row()).toMatchObject({ status: 'read', status_at: at, outcome: 'sent', due: null });
    await say('failed', 'gone');
    expect(await row()).toMatchObject({ status: 'read', outcome: 'sent', due: null });
    expect(lost).toEqual([]);
  });

  test('of another account, or of a message that is not there, is unknown', async () => {
    const status: DeliveryStatus = {
      accountId: room.accountId,
      externalId: 'x2',
      state: 'sent',
      at,
      failure: null,
    };
    expect(await statuses.record(status)).toBe('unknown');
    const foreign = { ...status, externalId: 'x1', accountId: '00000000-0000-7000-8000-000000000000' };
    expect(await statuses.record(foreign)).toBe('unknown');
    expect(await row()).toMatchObject({ status: null });
  });

  test.each(['gone', 'giveUp'] as const)(
    'that it failed (%s) counts once, however often it is said',
    async (kind) => {
      await say('sent');
      await Promise.all([say('failed', kind), say('failed', kind), say('failed', kind)]);
      await say('failed', kind);
      expect(lost).toMatchObject([[{ staff_id: null, ward_id: room.wardId }, kind === 'gone']]);
      expect(await row()).toMatchObject({ status: 'failed', outcome: 'failed', error: 'status 131026' });
    },
  );

  test('that it failed is told again when telling the office failed', async () => {
    broken = 1;
    await expect(say('failed', 'gone')).rejects.toThrow('away');
    await say('failed', 'gone');
    expect(lost).toHaveLength(1);
  });

  test.each(['retry', 'unknown'] as const)(
    'that it failed for a passing reason (%s) sends it once more, and not a third time',
    async (kind) => {
      await Promise.all([say('failed', kind), say('failed', kind)]);
      const again = await row();
      expect(again).toMatchObject({ status: 'failed', outcome: null });
      expect(again?.due?.getTime()).toBeGreaterThan(Date.now());
      expect(lost).toEqual([]);
      await sentAgain();
      await say('sent');
      await say('failed', kind);
      expect(lost).toHaveLength(1);
      expect(await row()).toMatchObject({ status: 'failed', outcome: 'failed', due: null });
    },
  );

  test('that it arrived is never followed by sending it again', async () => {
    await say('delivered');
    await say('failed', 'retry');
    expect(await row()).toMatchObject({ status: 'delivered', outcome: 'sent', due: null });
    expect(lost).toEqual([]);
  });

  describe('after the process died while sending', () => {
    const begun = (leased: string) => room.sql`
      update message set due = now(), outcome = 'unknown', external_id = null, attempts = 2, leased_until = now() + ${leased}::interval
      where external_id = 'x1'`;
    const ofKey = async (state: DeliveryStatus['state'], attempts = 2) => {
      const [sent] = await room.sql<{ key: string }[]>`
        select conversation_id || '.' || id as key from message where direction = 'out'`;
      const failure = state === 'failed' ? ({ code: 131026, kind: 'gone' } as const) : null;
      const key = `${sent?.key}.${attempts}`;
      return statuses.record({ accountId: room.accountId, externalId: 'x1', key, state, at, failure });
    };

    test('the mark of the send tells that it arrived', async () => {
      await begun('20 seconds');
      expect(await say('sent')).toBe('unknown');
      expect(await ofKey('sent', 7)).toBe('unknown');
      expect(await ofKey('sent')).toBe('known');
      expect(await row()).toMatchObject({ status: 'sent', outcome: 'sent', due: null });
      expect(await say('delivered')).toBe('known');
    });

    test('so it does after the send was given up as unknown', async () => {
      await begun('20 seconds');
      await room.sql`update message set due = null, attempts = 3, error = 'x' where outcome = 'unknown'`;
      await ofKey('delivered');
      expect(await row()).toMatchObject({ status: 'delivered', outcome: 'sent', error: null });
    });

    test('a failure counts when nobody is sending any more', async () => {
      await begun('20 seconds');
      expect(await ofKey('failed')).toBe('unknown');
      await room.sql`update message set leased_until = now() - interval '1 second' where outcome = 'unknown'`;
      expect(await ofKey('failed')).toBe('known');
      expect(lost).toHaveLength(1);
      expect(await row()).toMatchObject({ status: 'failed', outcome: 'failed', due: null });
    });
  });

  test('that it was lost and then arrived at the second try', async () => {
    await say('failed', 'retry');
    await sentAgain();
    await say('delivered');
    expect(await row()).toMatchObject({ status: 'delivered', outcome: 'sent' });
  });
});
