import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversation, message, staff, ward } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createWard } from '../../src/wards/create.ts';
import { TRAINING_WARD } from '../../src/wards/training.ts';
import { openRoom, POISON, type Room } from './office.ts';

/** What a turn is told besides the words: whether our reply was seen, how long the message waited, who writes by hand. */

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.drop());

const MINUTE = 60_000;
const sent = () => room.db.update(message).set({ due: null, outcome: 'sent' });
const answers = async (chat: string) => (await room.said(chat)).filter((line) => line.startsWith('<')).length;
async function chatOf(chat: string, externalId: string) {
  const [row] = await room.db
    .select({ id: message.conversationId })
    .from(message)
    .where(eq(message.externalId, externalId));
  if (!row) throw new Error(`${chat} has not written`);
  return row.id;
}

describe('the same text once more, at once', () => {
  test('is a slip of the finger while our reply has not gone out, and an answer when it has', async () => {
    const { engine } = room.process();
    const say = () => engine.receive(room.inbound('ulang', 'pagi'));
    await say();
    await say();
    expect(await answers('ulang')).toBe(1);
    await sent();
    await say();
    expect(await answers('ulang')).toBe(2);
    await sent();
    await say();
    expect(await answers('ulang')).toBe(3);
  });

  test('counts as an answer where our reply may have been seen without being marked', async () => {
    const { engine } = room.process({ mayHaveShown: () => true });
    const say = () => engine.receive(room.inbound('mungkin', 'pagi'));
    await say();
    await say();
    expect(await answers('mungkin')).toBe(2);
  });
});

describe('a message that waited while we were out of reach', () => {
  const say = (chat: string, waited: number) => {
    const at = new Date(room.clock.now().getTime() - waited);
    return room.process().engine.receive({ ...room.inbound(chat, `x${waited}`), at });
  };
  const sorry = async (chat: string) => (await room.said(chat)).filter((line) => /maaf/i.test(line)).length;

  test('of more than an hour is apologised for, of an hour it is not', async () => {
    await say('sejam', 60 * MINUTE);
    expect(await sorry('sejam')).toBe(0);
    await say('lebih', 60 * MINUTE + 1);
    expect(await sorry('lebih')).toBe(1);
  });

  test('several hear the apology once, until five minutes have passed', async () => {
    await say('banyak', 90 * MINUTE);
    room.clock.advance(5 * MINUTE);
    await say('banyak', 91 * MINUTE);
    expect(await sorry('banyak')).toBe(1);
    room.clock.advance(5 * MINUTE + 1);
    await say('banyak', 92 * MINUTE);
    expect(await sorry('banyak')).toBe(2);
  });
});

describe('a chat in which somebody of the office writes by hand', () => {
  test('hears nothing of the bot until that is over, and nothing that was written is lost', async () => {
    const { engine } = room.process();
    await engine.receive(room.inbound('tangan', 'halo', 't1'));
    const id = await chatOf('tangan', 't1');
    const mutedUntil = new Date(room.clock.now().getTime() + MINUTE);
    await room.db.update(conversation).set({ mutedUntil }).where(eq(conversation.id, id));
    await engine.receive(room.inbound('tangan', 'masih di sana?'));
    expect((await room.said('tangan')).at(-1)).toBe('> masih di sana?');
    room.clock.advance(MINUTE);
    await engine.receive(room.inbound('tangan', 'sudah?'));
    expect((await room.said('tangan')).at(-1)).toMatch(/^< .*sudah\?/);
  });
});

describe('who speaks', () => {
  test('is a resident again as soon as the work here has ended', async () => {
    const { engine } = room.process();
    await engine.receive(room.inbound('operator2', 'selamat siang'));
    const flowOf = async () => {
      const [row] = await room.db
        .select({ flow: conversation.flow })
        .from(conversation)
        .where(eq(conversation.staffId, room.staff.operator2));
      return row?.flow;
    };
    expect(await flowOf()).toBe('desk');
    await room.db.update(staff).set({ active: false }).where(eq(staff.id, room.staff.operator2));
    await engine.receive(room.inbound('operator2', 'apa kabar'));
    expect(await flowOf()).toBe('menu');
    expect((await room.said('operator2')).at(-1)).toMatch(/^< .*apa kabar/);
  });
});

describe('a message that cannot be handled', () => {
  test('is set aside, and the apology stands in the chat as a word of ours', async () => {
    const { engine } = room.process();
    expect(await engine.receive(room.inbound('aneh', `${POISON} x`))).toBe('parked');
    const [apology, ...more] = await room.said('aneh');
    expect([apology, more]).toEqual([expect.stringMatching(/^< .*maaf/i), []]);
    const rows = await room.db.select({ direction: message.direction, due: message.due }).from(message);
    expect(rows.every(({ direction }) => direction === 'in' || direction === 'out')).toBe(true);
  });
});

describe('a chat that went over to another ward of the account', () => {
  test('is answered by that ward, at the time of its own clock; the others by theirs', async () => {
    const { engine } = room.process();
    const there = { ...TRAINING_WARD, code: '53.71.05.1010', short: 'LAIN', name: 'Kelurahan Lain' };
    const { id } = await transaction(room.sql, ({ tx }) =>
      createWard(tx, { entropy: systemEntropy }, there, room.clock.now()),
    );
    await room.db
      .update(ward)
      .set({ clockAheadMs: 60 * MINUTE })
      .where(eq(ward.id, id));
    const heardAt = async (chat: string, externalId: string) => {
      await engine.receive(room.inbound(chat, externalId, externalId));
      const [row] = await room.db
        .select({ at: message.at })
        .from(message)
        .where(eq(message.externalId, externalId));
      return (row?.at.getTime() ?? 0) - room.clock.now().getTime();
    };
    expect(await heardAt('pindah', 'p1')).toBe(0);
    const chat = await chatOf('pindah', 'p1');
    await room.db.update(conversation).set({ wardId: id }).where(eq(conversation.id, chat));
    expect(await heardAt('pindah', 'p2')).toBe(60 * MINUTE);
    expect(await heardAt('tinggal', 'p3')).toBe(0);
  });
});
