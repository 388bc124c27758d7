import { Writable } from 'node:stream';
import { asc, eq, isNotNull } from 'drizzle-orm';
import { type Flow, flow } from '../../flows/kit/flow.ts';
import { allFlows } from '../../flows/registry.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import type { Inbound } from '../../src/channels/port.ts';
import { connect } from '../../src/db/client.ts';
import { account, conversation, message, notice } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import type { Tx } from '../../src/db/types.ts';
import { AccountBook } from '../../src/engine/accounts.ts';
import { createStaffChat } from '../../src/engine/chats.ts';
import { Engine, type EngineOptions } from '../../src/engine/engine.ts';
import { Ids } from '../../src/engine/ids.ts';
import { factsOf, WardBook } from '../../src/engine/office-of.ts';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';
import { createLog } from '../../src/log.ts';
import { loadServices } from '../../src/services.ts';
import { seedTrainingWard, type TrainingStaff } from '../../src/wards/training.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type FakeClock, fakeClock, testSealer } from '../support/keys.ts';

const sealer = testSealer();
const services = await loadServices();

/** What a message says that no flow can digest: its call fails in the domain. */
export const POISON = 'racun';
/** What makes the flow ask the domain once, and say so. */
export const ASK = 'tanya';
/** What makes the flow ask for ever. */
export const CIRCLE = 'putar';

/**
 * A home that says every message back, so that order can be read; two words break it in ways that a bug of a flow
 * could: a call that the domain refuses with an error, and calls without end.
 */
const echo: Flow = {
  name: 'menu',
  machine: flow<{ readonly circle: boolean }, unknown>().createMachine({
    id: 'menu',
    context: { circle: false },
    initial: 'home',
    states: {
      home: {
        on: {
          intent: [
            {
              guard: ({ event }) => event.text.startsWith(POISON),
              actions: [
                {
                  type: 'call',
                  params: {
                    name: 'submit',
                    args: { service: 'none', residentId: null, ownData: null, answers: {}, documents: {} },
                  },
                },
              ],
            },
            {
              guard: ({ event }) => event.text === CIRCLE,
              actions: [{ type: 'call', params: { name: 'me', args: {} } }],
            },
            {
              guard: ({ event }) => event.text === ASK,
              actions: [{ type: 'call', params: { name: 'myRequests', args: {} } }],
            },
            {
              actions: [
                {
                  type: 'say',
                  params: ({ event }) => ({ key: 'menu.understood', args: { title: event.text } }),
                },
              ],
            },
          ],
          'answer.myRequests': {
            actions: [{ type: 'say', params: { key: 'menu.understood', args: { title: ASK } } }],
          },
          'answer.me': { actions: [{ type: 'call', params: { name: 'me', args: {} } }] },
        },
      },
    },
  }),
  version: '1',
  keeps: false,
  title: 'Gema',
  carry: null,
};

export interface Room extends TestDatabase {
  readonly wardId: string;
  readonly accountId: string;
  readonly staff: TrainingStaff;
  readonly clock: FakeClock;
  readonly faults: string[];
  /** A process of the office: an engine over a pool of its own. */
  process(told?: Partial<Pick<EngineOptions, 'committed' | 'sendsHere' | 'mayHaveShown' | 'sentAs'>>): {
    engine: Engine;
    ids: Ids;
    close(): Promise<void>;
  };
  inbound(chat: string, text: string, externalId?: string): Inbound;
  /** What was said in a chat, in the order of the ids: "> in", "< out". */
  said(chat: string): Promise<string[]>;
  /** Waits until no notice is due any more. */
  quiet(): Promise<void>;
}

/** A training ward whose residents talk to the echo; both operators have a chat. */
export async function openRoom(): Promise<Room> {
  const database = await createTestDatabase({ max: 12 });
  const { db, sql, url } = database;
  const clock = fakeClock();
  const faults: string[] = [];
  const log = createLog(
    'warn',
    new Writable({
      write(line, _encoding, next) {
        faults.push(String(line));
        next();
      },
    }),
  );
  const { ward, staff } = await db.transaction((tx) =>
    seedTrainingWard(tx as Tx, { sealer, entropy: systemEntropy }, clock.now()),
  );
  const accountId = uuid7(clock.now(), systemEntropy);
  await db
    .insert(account)
    .values({ id: accountId, wardId: ward.id, channel: 'web', name: 'test', createdAt: clock.now() });
  const flows = new Map([...allFlows(services), [echo.name, echo]]);
  const vocabulary = vocabularies({});
  const bookOf = (ids: Ids) =>
    new WardBook({
      clock,
      sealer,
      entropy: systemEntropy,
      services,
      ids,
      verifyUrl: (code) => `https://x/${code}`,
    });

  const own = new Ids(sql);
  const book = bookOf(own);
  await own.reserve(100);
  await transaction(sql, async (both) => {
    const office = book.office(await book.ward(both.tx, ward.id));
    const world = { facts: factsOf(office), flows, services, vocabulary, office: true };
    for (const [chat, staffId] of [
      ['operator1', staff.operator1],
      ['operator2', staff.operator2],
    ] as const)
      await createStaffChat(both, office, systemEntropy, world, { accountId, chat, staffId });
  });

  const closers: (() => Promise<void>)[] = [];
  let count = 0;
  return {
    ...database,
    wardId: ward.id,
    accountId,
    staff,
    clock,
    faults,
    process: (told = {}) => {
      const pool = connect(url, { max: 6 });
      const ids = new Ids(pool.sql);
      const engine = new Engine({
        sealer,
        entropy: systemEntropy,
        ids,
        wards: bookOf(ids),
        accounts: new AccountBook(clock),
        jobs: { send: async () => undefined },
        brief: async () => ({ text: '', picture: null }),
        flows,
        services,
        vocabulary,
        secureUrl: () => null,
        sql: pool.sql,
        db: pool.db,
        clock,
        log,
        committed: () => undefined,
        sendsHere: () => false,
        mayHaveShown: () => false,
        sentAs: () => null,
        ...told,
      });
      const close = async () => {
        await engine.stop();
        await pool.close();
      };
      closers.push(close);
      return { engine, ids, close };
    },
    inbound: (chat, text, externalId) => {
      count += 1;
      return {
        accountId,
        externalId: externalId ?? `m${count}`,
        chat,
        at: clock.now(),
        body: { kind: 'text', text },
        quoted: null,
        messageId: null,
      };
    },
    said: async (chat) => {
      const rows = await db
        .select({
          id: message.id,
          direction: message.direction,
          body: message.body,
          conversation: conversation.id,
        })
        .from(conversation)
        .innerJoin(message, eq(message.conversationId, conversation.id))
        .where(eq(conversation.chatKey, sealer.index('chat', `${accountId}|${chat}`)))
        .orderBy(asc(message.id));
      return rows.map((row) => {
        const { text } = JSON.parse(
          sealer.openText(`message|body|${row.conversation}.${row.id}`, row.body),
        ) as {
          text: string;
        };
        return `${row.direction === 'in' ? '>' : '<'} ${plain(text)}`;
      });
    },
    quiet: async () => {
      for (;;) {
        const [row] = await sql<{ left: string }[]>`
          select count(*) as left from notice where handled_at is null and due_at <= ${clock.now().toISOString()}::timestamptz`;
        if (row?.left === '0') return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    drop: async () => {
      for (const close of closers) await close();
      await database.drop();
    },
  };
}

/** How many notices were set aside with an error. */
export async function failedNotices(room: Room): Promise<number> {
  const rows = await room.db.select({ id: notice.id }).from(notice).where(isNotNull(notice.error));
  return rows.length;
}

/** Text without the marks of bold and of names of things. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{Z}\n]/gu, '');
}
