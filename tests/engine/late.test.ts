import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversation, message, request } from '../../src/db/schema/index.ts';
import { type Both, transaction } from '../../src/db/transaction.ts';
import { WardBook } from '../../src/engine/office-of.ts';
import { queueConsequences } from '../../src/engine/queue.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { take } from '../../src/requests/decide.ts';
import type { Consequence, Office } from '../../src/requests/office.ts';
import { submit } from '../../src/requests/submit.ts';
import { identify } from '../../src/residents/identity.ts';
import { personById } from '../../src/residents/person.ts';
import { loadServices } from '../../src/services.ts';
import { DEMO } from '../../src/wards/training.ts';
import { taken } from '../domain/requests-fixture.ts';
import { testSealer } from '../support/keys.ts';
import { openRoom, type Room } from './office.ts';

/** What the office does is told by itself: nobody has to ask. */

const sealer = testSealer();
const services = await loadServices();
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.drop());

interface Sent {
  readonly requestId: string;
  readonly dueAt: string;
  /** Lets the domain do something more, and queues what follows. */
  readonly act: (work: (both: Both, office: Office) => Promise<readonly Consequence[]>) => Promise<void>;
}

/** A letter asked for by a resident in this chat, for which no paper is needed. */
async function sentFrom(name: string, { engine, ids }: ReturnType<Room['process']>): Promise<Sent> {
  await engine.receive(room.inbound(name, 'halo', name));
  const [chat] = await room.db
    .select({ id: conversation.id, personId: conversation.personId })
    .from(message)
    .innerJoin(conversation, eq(conversation.id, message.conversationId))
    .where(eq(message.externalId, name));
  if (!chat) throw new Error('no chat');
  const deps = { clock: room.clock, sealer, entropy: systemEntropy, ids };
  const book = new WardBook({ ...deps, services, verifyUrl: String });
  const act: Sent['act'] = async (work) => {
    await ids.reserve(40);
    await transaction(room.sql, async (both) => {
      const office = book.office(await book.ward(both.tx, room.wardId));
      const follow = await work(both, office);
      await queueConsequences(both, { sealer, jobs: { send: async () => undefined } }, office, follow);
    });
  };
  let sent = { requestId: '', dueAt: '' };
  await act(async ({ tx }, office) => {
    const { nik, birthDate } = DEMO.warga1;
    const { personId } = chat;
    const [wardId, now, timeZone] = [room.wardId, office.now, office.ward.timeZone];
    await identify(tx, office, { personId, wardId, now, timeZone, nik, birthDate });
    const plain = { ...office, services: services.map((one) => ({ ...one, documents: [] })) };
    const actor = { kind: 'resident', wardId, personId, conversationId: chat.id, channel: 'web' } as const;
    const answers = { keperluan: 'Melamar pekerjaan' };
    const speaks = await personById(tx, personId);
    const residentId = speaks?.residentId ?? null;
    const draft = { service: 'domisili', residentId, ownData: null, answers, documents: {} };
    const { result, follow } = await submit(tx, plain, actor, draft);
    sent = taken(result);
    return follow;
  });
  engine.start();
  await room.quiet();
  return { ...sent, act };
}

test('the resident hears of a broken promise when its time comes, gets a new one, and the office is told', async () => {
  const process = room.process();
  const { requestId, dueAt } = await sentFrom('warga', process);
  const before = (await room.said('warga')).length;
  room.clock.set(dueAt);
  process.engine.wake();
  await expect.poll(async () => (await room.said('warga')).length).toBe(before + 1);
  const [row] = await room.db.select().from(request).where(eq(request.id, requestId));
  expect(row?.lateSince).toEqual(new Date(dueAt));
  expect(row && row.dueAt > new Date(dueAt)).toBe(true);
  expect((await room.said('warga')).at(-1)).toMatch(/maaf/i);
  await expect.poll(async () => (await room.said('operator1')).at(-1)).toMatch(/^< #\d+ Terlambat/);
});

test('a task that a colleague has taken is changed where it was shown', async () => {
  const process = room.process();
  const { requestId, act } = await sentFrom('warga lain', process);
  const cards = () =>
    room.db
      .select({ id: message.id, edits: message.edits, card: message.card, staffId: conversation.staffId })
      .from(message)
      .innerJoin(conversation, eq(conversation.id, message.conversationId))
      .where(eq(message.requestId, requestId));
  const ofFirst = async () => (await cards()).filter(({ staffId }) => staffId === room.staff.operator1);
  const [shown, ...more] = await ofFirst();
  expect([shown?.card, shown?.edits, more]).toEqual([true, null, []]);
  await act(async ({ tx }, office) => {
    const [row] = await tx.select().from(request).where(eq(request.id, requestId));
    const who = { wardId: room.wardId, staffId: room.staff.operator2, role: 'operator', name: 'G' } as const;
    return (await take(tx, office, { kind: 'staff', channel: 'web', ...who }, row?.task ?? 0)).follow;
  });
  process.engine.wake();
  await expect.poll(async () => (await ofFirst()).map(({ edits }) => edits)).toEqual([null, shown?.id]);
});
