import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bubble, InboundBody } from '../../flows/kit/message.ts';
import { account, conversation, message, person, ward } from '../../src/db/schema/index.ts';
import { createSealer } from '../../src/db/seal.ts';
import { createHistory } from '../../src/web/simulator/history.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ACCOUNT } from './support.ts';

const sealer = createSealer(Buffer.alloc(32, 3));
const WARD = '0192f000-0000-7000-8000-0000000000a1';
const PERSON = '0192f000-0000-7000-8000-0000000000a2';
const CHAT = 41;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 1, minute));
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.insert(ward).values({
    id: WARD,
    code: '53.71.05.1005',
    name: 'Naikoten II',
    timeZone: 'Asia/Makassar',
    short: 'NKT2',
    training: true,
    settings: {},
    createdAt: at(0),
  });
  await db
    .insert(account)
    .values({ id: ACCOUNT, wardId: WARD, channel: 'web', name: 'NKT2', createdAt: at(0) });
  await db.insert(person).values({ id: PERSON, wardId: WARD, createdAt: at(0) });
  const seal = (column: string) => sealer.seal(`conversation|${column}|${CHAT}`, '{}');
  await db.insert(conversation).values({
    id: CHAT,
    wardId: WARD,
    accountId: ACCOUNT,
    chatKey: sealer.index('chat', `${ACCOUNT}|warga`),
    address: seal('address'),
    personId: PERSON,
    flow: 'menu',
    flowVersion: '1',
    state: seal('state'),
    messages: 1,
    lastInAt: at(0),
  });
});
afterAll(() => database.drop());

async function put(
  id: number,
  row: Partial<typeof message.$inferInsert> & Pick<typeof message.$inferInsert, 'direction'>,
  body: InboundBody | Bubble,
) {
  const sealed = sealer.seal(`message|body|${CHAT}.${id}`, JSON.stringify(body));
  await database.db
    .insert(message)
    .values({ conversationId: CHAT, id, accountId: ACCOUNT, at: at(id), body: sealed, ...row });
}
const bubble = (text: string): Bubble => ({ text, choices: [], file: null, askPhone: false });

it('reads a chat back: quotes kept, edits in place, and only what was really sent', async () => {
  const history = createHistory(database.db, sealer, ACCOUNT);
  expect(await history.conversationOf('lurah')).toBeNull();
  const id = await history.conversationOf('warga');
  expect(id).toBe(CHAT);

  await put(1, { direction: 'in', externalId: 'k1' }, { kind: 'text', text: 'halo' });
  await put(2, { direction: 'out', externalId: 'o2', outcome: 'sent' }, bubble('Selamat pagi'));
  await put(3, { direction: 'out', externalId: 'o3', outcome: 'sent' }, bubble('Tugas 12'));
  await put(4, { direction: 'in', externalId: 'k4>o3' }, { kind: 'text', text: 'OK' });
  await put(
    5,
    { direction: 'out', externalId: 'o5', outcome: 'sent', edits: 3 },
    bubble('Tugas 12 sudah diambil'),
  );
  await put(6, { direction: 'out', due: at(6) }, bubble('belum terkirim'));
  await put(7, { direction: 'out', externalId: 'o7', outcome: 'unknown' }, bubble('tidak tentu'));
  await put(8, { direction: 'out', outcome: 'failed' }, bubble('gagal'));

  const shown = (await history.read(CHAT)).map((entry) => entry.shown);
  expect(shown.map(({ id, from, text, quoted, edited }) => [id, from, text, quoted, edited])).toEqual([
    ['k1', 'me', 'halo', null, false],
    ['o2', 'office', 'Selamat pagi', null, false],
    ['o3', 'office', 'Tugas 12 sudah diambil', null, true],
    ['k4', 'me', 'OK', 'o3', false],
  ]);
});
