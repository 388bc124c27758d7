import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatNames } from '../../src/opening/whatsapp-names.ts';
import { openRoom, type Room } from '../engine/office.ts';
import { testSealer } from '../support/keys.ts';

const sealer = testSealer();
let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.drop());

/** As after a start: nothing is remembered but what the database holds. */
const anew = () => chatNames({ sql: room.sql, sealer }, room.accountId);
/** Says something in a chat, so that it is there. */
const begins = (chat: string) => room.process().engine.receive(room.inbound(chat, 'halo'));

const P = '6281234567890';
const U = 'ID.13491208655302741918';

describe('somebody whom WhatsApp names by number, by id, or by both', () => {
  test('keeps the chat of the number when the number is hidden later', async () => {
    await begins(P);
    expect(await anew()({ phone: P, userId: null })).toBe(P);
    expect(await anew()({ phone: P, userId: U })).toBe(P);
    const chatOf = anew();
    for (const sender of [
      { phone: null, userId: U },
      { phone: P, userId: U },
      { phone: P, userId: null },
    ])
      expect(await chatOf(sender)).toBe(P);
  });

  test('keeps the chat of the id when the number is shown later', async () => {
    await begins(U);
    expect(await anew()({ phone: null, userId: U })).toBe(U);
    expect(await anew()({ phone: P, userId: U })).toBe(U);
    expect(await anew()({ phone: P, userId: null })).toBe(U);
  });

  test('named by both from the start has the number', async () => {
    expect(await anew()({ phone: P, userId: U })).toBe(P);
    await begins(P);
    expect(await anew()({ phone: null, userId: U })).toBe(P);
  });

  test('who got a number that was another’s begins anew', async () => {
    const other = 'ID.99999999999999999999';
    await begins(P);
    await anew()({ phone: P, userId: U });
    expect(await anew()({ phone: P, userId: other })).toBe(other);
    expect(await anew()({ phone: P, userId: null })).toBe(other);
    expect(await anew()({ phone: null, userId: U })).toBe(P);
  });

  test('nothing of a name lies in the clear', async () => {
    await anew()({ phone: P, userId: U });
    const rows = await room.sql`select name_key, with_key, address from chat_name`;
    expect(rows).toHaveLength(2);
    const all = rows.flatMap((row) =>
      Object.values(row).map((value) => String((value as Buffer).toString('latin1'))),
    );
    for (const name of [P, U]) expect(all.join()).not.toContain(name);
  });
});
