import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversation, message, request } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { WardBook } from '../../src/engine/office-of.ts';
import { queueConsequences } from '../../src/engine/queue.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { submit } from '../../src/requests/submit.ts';
import { identify } from '../../src/residents/identity.ts';
import { loadServices } from '../../src/services.ts';
import { DEMO } from '../../src/wards/training.ts';
import { testSealer } from '../support/keys.ts';
import { openRoom, type Room } from './office.ts';

/** A promise that is broken is told by itself: nobody has to ask. */

const sealer = testSealer();
const services = await loadServices();
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.drop());

test('the resident hears of a broken promise when its time comes, gets a new one, and the office is told', async () => {
  const { engine, ids } = room.process();
  await engine.receive(room.inbound('warga', 'halo', 'w1'));
  const [chat] = await room.db
    .select({ id: conversation.id, personId: conversation.personId })
    .from(message)
    .innerJoin(conversation, eq(conversation.id, message.conversationId))
    .where(eq(message.externalId, 'w1'));
  if (!chat) throw new Error('no chat');
  await ids.reserve(20);
  const deps = { clock: room.clock, sealer, entropy: systemEntropy, ids };
  const book = new WardBook({ ...deps, services, verifyUrl: String });
  const { requestId, dueAt } = await transaction(room.sql, async (both) => {
    const office = book.office(await book.ward(both.tx, room.wardId));
    const { nik, birthDate } = DEMO.warga1;
    const who = { personId: chat.personId, wardId: room.wardId, now: office.now };
    await identify(both.tx, office, { ...who, timeZone: office.ward.timeZone, nik, birthDate });
    // A letter for which nothing has to be sent.
    const plain = { ...office, services: services.map((one) => ({ ...one, documents: [] })) };
    const { personId, wardId } = who;
    const actor = { kind: 'resident', wardId, personId, conversationId: chat.id, channel: 'web' } as const;
    const draft = {
      service: 'domisili',
      ownData: null,
      answers: { keperluan: 'Melamar pekerjaan' },
      documents: {},
    };
    const { result, follow } = await submit(both.tx, plain, actor, draft);
    await queueConsequences(both, { sealer, jobs: { send: async () => undefined } }, office, follow);
    return result;
  });
  engine.start();
  await room.quiet();
  const before = (await room.said('warga')).length;
  room.clock.set(dueAt);
  engine.wake();
  await expect.poll(async () => (await room.said('warga')).length).toBe(before + 1);
  const [row] = await room.db.select().from(request).where(eq(request.id, requestId));
  expect(row?.lateSince).toEqual(new Date(dueAt));
  expect(row && row.dueAt > new Date(dueAt)).toBe(true);
  expect((await room.said('warga')).at(-1)).toMatch(/maaf/i);
  await expect.poll(async () => (await room.said('operator1')).at(-1)).toMatch(/^< #\d+ Terlambat/);
});
