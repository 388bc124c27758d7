import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, accountWard, conversation, message, staff, ward } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { AccountBook, AccountUnknown, sharesPhone } from '../../src/engine/accounts.ts';
import { aftermathOf, sendsOf } from '../../src/engine/aftermath.ts';
import { actorOf, chatKey, staffOfChats } from '../../src/engine/chats.ts';
import { Ids } from '../../src/engine/ids.ts';
import { Lines } from '../../src/engine/lines.ts';
import { factsOf, WardBook } from '../../src/engine/office-of.ts';
import { aboutOf } from '../../src/engine/quoted.ts';
import type { ConversationRow } from '../../src/engine/turn-sql.ts';
import { createWard } from '../../src/wards/create.ts';
import { TRAINING_WARD } from '../../src/wards/training.ts';
import { type RequestsFixture, requestsFixture } from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';
import { FakeChannel } from './fake-channel.ts';

/** What the engine keeps at hand: accounts, wards, ids, lines, and who a chat belongs to. */

let fixture: RequestsFixture;
let accountId: string;
let otherWard: string;
beforeAll(async () => {
  fixture = await requestsFixture({ certificate: false });
  const [row] = await fixture.db.select().from(account);
  accountId = row?.id ?? '';
  const made = (code: string, short: string, name: string) =>
    fixture.run((tx) => createWard(tx, deps, { ...TRAINING_WARD, code, short, name }, fixture.clock.now()));
  otherWard = (await made('53.71.05.1007', 'ZETA', 'Zeta')).id;
});
afterAll(() => fixture.drop());

const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('the accounts', () => {
  test('name their own ward first, then the others by name, each once', async () => {
    const alfa = await fixture.run((tx) =>
      createWard(
        tx,
        deps,
        { ...TRAINING_WARD, code: '53.71.05.1008', short: 'ALFA', name: 'Alfa' },
        fixture.clock.now(),
      ),
    );
    const wards = [otherWard, alfa.id, fixture.wardId];
    await fixture.db.insert(accountWard).values(wards.map((wardId) => ({ accountId, wardId })));
    const known = await new AccountBook(fixture.clock).get(fixture.db, accountId);
    expect(known).toMatchObject({ id: accountId, wardId: fixture.wardId, channel: 'web', name: 'test' });
    expect(known.wards.map(({ short }) => short)).toEqual(['NKT2', 'ALFA', 'ZETA']);
  });

  test('are remembered for two seconds, unless all is to be forgotten; one that is not ours is refused', async () => {
    const book = new AccountBook(fixture.clock);
    const name = async () => (await book.get(fixture.db, accountId)).name;
    const rename = (to: string) =>
      fixture.db.update(account).set({ name: to }).where(eq(account.id, accountId));
    expect(await name()).toBe('test');
    await rename('lain');
    fixture.clock.advance(1999);
    expect(await name()).toBe('test');
    fixture.clock.advance(1);
    expect(await name()).toBe('lain');
    await rename('test');
    expect(await name()).toBe('lain');
    book.forget();
    expect(await name()).toBe('test');
    await expect(book.get(fixture.db, NOBODY)).rejects.toThrow(AccountUnknown);
  });

  test.for([
    ['telegram', 'bot', true],
    ['web', 'NKT2', true],
    ['web', 'anjungan-NKT2', false],
    ['whatsapp', '628', false],
  ] as const)('on %s (%s) the own number can be shared by a button: %s', ([channel, name, shares]) => {
    expect(sharesPhone({ channel, name })).toBe(shares);
  });
});

describe('the wards', () => {
  const bookOf = () =>
    new WardBook({
      clock: fixture.clock,
      ...deps,
      services: [],
      ids: { next: () => 1 },
      verifyUrl: (code) => code,
    });
  const ahead = (clockAheadMs: number) =>
    fixture.db.update(ward).set({ clockAheadMs }).where(eq(ward.id, fixture.wardId));

  test('have their own time, remembered for two seconds', async () => {
    const book = bookOf();
    const real = () => fixture.clock.now().getTime();
    const timeOf = async () => {
      const known = await book.ward(fixture.db, fixture.wardId);
      return book.office(known).now.getTime() - real();
    };
    expect(book.clockOf(fixture.wardId).now().getTime() - real(), 'not heard of yet').toBe(0);
    await ahead(5000);
    expect(await timeOf()).toBe(5000);
    expect(book.clockOf(fixture.wardId).now().getTime() - real()).toBe(5000);
    await ahead(7000);
    fixture.clock.advance(1999);
    expect(await timeOf()).toBe(5000);
    fixture.clock.advance(1);
    expect(await timeOf()).toBe(7000);
    await ahead(0);
    book.forget();
    expect(await timeOf()).toBe(0);
  });

  test('tell the time of all of them, and see a new one after two seconds', async () => {
    const book = bookOf();
    await ahead(3000);
    const times = await book.times(fixture.db);
    expect(times.size).toBe(3);
    expect(times.get(fixture.wardId)?.getTime()).toBe(fixture.clock.now().getTime() + 3000);
    expect(times.get(otherWard)).toEqual(fixture.clock.now());
    await ahead(0);
    await fixture.run((tx) =>
      createWard(
        tx,
        deps,
        { ...TRAINING_WARD, code: '53.71.05.1009', short: 'BETA', name: 'Beta' },
        fixture.clock.now(),
      ),
    );
    expect((await book.times(fixture.db)).size).toBe(3);
    book.forget();
    expect((await book.times(fixture.db)).size).toBe(4);
  });

  test('say to the flows what day it is where they are', async () => {
    const office = { ...(await fixture.office()), now: new Date('2026-11-23T16:30:00Z') };
    expect(factsOf(office)).toMatchObject({
      now: '2026-11-23T16:30:00.000Z',
      today: '2026-11-24',
      timeZone: 'Asia/Makassar',
      ward: { name: office.ward.name, training: true, contact: office.ward.settings.contact },
    });
  });
});

describe('ids', () => {
  test('are reserved before they are used, in as many blocks as are wanted, and never given twice', async () => {
    const [one, two] = [new Ids(fixture.sql), new Ids(fixture.sql)];
    expect(() => one.next()).toThrow('nobody reserved');
    await Promise.all([one.reserve(10), one.reserve(2500), two.reserve(1)]);
    const drawn = [...Array.from({ length: 2500 }, () => one.next()), two.next()];
    expect(new Set(drawn).size).toBe(2501);
    const exact = new Ids(fixture.sql);
    await exact.reserve(1000);
    for (let n = 0; n < 1000; n += 1) exact.next();
    expect(() => exact.next()).toThrow('nobody reserved');
    await exact.reserve(1);
    expect(drawn).not.toContain(exact.next());
    // One more than the 4,999 at hand is one block more.
    await exact.reserve(4000);
    const at = async () => Number((await fixture.sql`select last_value from id_block`)[0]?.['last_value']);
    const before = await at();
    await exact.reserve(5000);
    expect((await at()) - before).toBe(1);
  });
});

describe('the lines', () => {
  test('say of each account what came, what went, and what waits', async () => {
    const lines = new Lines(fixture.clock);
    const channel = new FakeChannel(accountId);
    lines.add(channel);
    const health = async () => (await lines.health(fixture.sql))[0];
    expect(await health()).toMatchObject({
      accountId,
      channel: 'fake',
      up: true,
      standby: false,
      lastIn: null,
      lastOut: null,
      waiting: 0,
      oldestMs: 0,
      counts: {},
    });
    lines.heard(accountId);
    lines.heard(NOBODY);
    lines.tried(NOBODY, 'sent');
    lines.tried(accountId, 'retry');
    lines.tried(accountId, 'retry');
    expect(await health()).toMatchObject({
      lastIn: fixture.clock.now(),
      lastOut: null,
      counts: { retry: 2 },
    });
    lines.tried(accountId, 'sent');
    const conversationId = await fixture.newConversation();
    const row = {
      conversationId,
      accountId,
      direction: 'out',
      at: fixture.clock.now(),
      body: Buffer.from('x'),
    };
    await fixture.db.insert(message).values([
      { ...row, id: 1, direction: 'out', due: new Date(Date.now() - 60_000) },
      { ...row, id: 2, direction: 'out', due: new Date() },
      { ...row, id: 3, direction: 'out' },
    ]);
    const now = await health();
    expect(now).toMatchObject({ lastOut: fixture.clock.now(), waiting: 2, counts: { retry: 2, sent: 1 } });
    expect(now?.oldestMs).toBeGreaterThan(59_000);
    expect(lines.channels).toEqual([channel]);
  });
});

describe('a chat', () => {
  test('belongs to a member of the office only while that one works here', async () => {
    const { operator1, operator2 } = fixture.staff;
    await fixture.db.update(staff).set({ active: false }).where(eq(staff.id, operator2));
    const rowOf = (staffId: string | null) =>
      ({ id: '7', ward_id: 'w', person_id: 'p', staff_id: staffId }) as ConversationRow;
    const rows = [operator1, operator2, null].map(rowOf);
    const members = await transaction(fixture.sql, (both) => staffOfChats(both, rows));
    expect([...members.keys()]).toEqual([operator1]);
    expect(actorOf(rowOf(operator1), members.get(operator1), 'web')).toEqual(fixture.officer('operator1'));
    expect(actorOf(rowOf(operator2), members.get(operator2), 'web')).toEqual({
      kind: 'resident',
      wardId: 'w',
      personId: 'p',
      conversationId: 7,
      channel: 'web',
    });
    await fixture.db.update(staff).set({ active: true }).where(eq(staff.id, operator2));
  });

  test('is found by account and address together', () => {
    const key = chatKey(deps.sealer, 'a', '1');
    expect(chatKey(deps.sealer, 'a', '1').equals(key)).toBe(true);
    expect(chatKey(deps.sealer, 'a', '2').equals(key)).toBe(false);
    expect(chatKey(deps.sealer, 'b', '1').equals(key)).toBe(false);
  });

  test('a quoted message of ours says what it was about and which buttons it had; one of theirs nothing', async () => {
    const owner = await fixture.resident({ nik: '5371051205859001', birthDate: '1985-05-12' });
    const { id: requestId, task } = await fixture.submitted(owner);
    const conversationId = await fixture.newConversation();
    const choices = [{ n: '1', label: 'Ya', data: 'ya' }];
    const seal = (id: number) =>
      deps.sealer.seal(
        `message|body|${conversationId}.${id}`,
        JSON.stringify({ text: 'x', choices, file: null, askPhone: false }),
      );
    const row = (id: number, direction: 'in' | 'out', externalId: string, about: string | null) => ({
      conversationId,
      id,
      accountId,
      direction,
      at: fixture.clock.now(),
      body: seal(id),
      externalId,
      requestId: about,
    });
    await fixture.db
      .insert(message)
      .values([row(1, 'out', 'a', requestId), row(2, 'in', 'b', null), row(3, 'out', 'c', null)]);
    const [chat] = await fixture.db
      .select({ id: conversation.id })
      .from(conversation)
      .where(eq(conversation.id, conversationId));
    const about = (quoted: string, sent: number | null = null) =>
      transaction(fixture.sql, ({ raw }) =>
        aboutOf(raw, deps.sealer, { id: String(chat?.id) }, quoted, sent),
      );
    expect(await about('a')).toEqual({ requestId, task, choices });
    expect(await about('c')).toMatchObject({ requestId: null, task: null });
    expect(await about('b')).toBeNull();
    expect(await about('none')).toBeNull();
    expect(await about('none', 1)).toEqual({ requestId, task, choices });
  });

  test('what a transaction leaves to be sent is kept apart for each account', async () => {
    await transaction(fixture.sql, async (both) => {
      sendsOf(both, 'a').others.add(1);
      expect([...sendsOf(both, 'a').others]).toEqual([1]);
      expect(sendsOf(both, 'b')).toEqual({ handed: [], others: new Set() });
      expect(aftermathOf(both)).toMatchObject({ jobs: false, notices: false });
      expect([...aftermathOf(both).sends.keys()]).toEqual(['a', 'b']);
    });
    await transaction(fixture.sql, async (both) => {
      expect(aftermathOf(both).sends.size).toBe(0);
    });
  });
});
