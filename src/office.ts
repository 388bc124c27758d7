import { and, eq } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Attachment } from '../flows/kit/message.ts';
import type { Service } from '../flows/kit/service.ts';
import { allFlows } from '../flows/registry.ts';
import { translations } from '../flows/wording/translations.ts';
import { vocabularies } from '../flows/wording/vocabulary.ts';
import type { LineHealth } from './channels/line-health.ts';
import type { NumberKeeper } from './channels/number-keeper.ts';
import type { Channel, DeliveryStatus, OwnMessage } from './channels/port.ts';
import type { Clock } from './clock.ts';
import { account } from './db/schema/index.ts';
import type { Sealer } from './db/seal.ts';
import { transaction } from './db/transaction.ts';
import type { Db } from './db/types.ts';
import { createStudio } from './documents/studio.ts';
import { AccountBook } from './engine/accounts.ts';
import type { Aftermath } from './engine/aftermath.ts';
import { readAttachment } from './engine/attachments.ts';
import { createBriefMaker, createBriefPlanner } from './engine/brief.ts';
import { actorOf, staffOfChats } from './engine/chats.ts';
import { Deliverer } from './engine/deliver.ts';
import { Engine } from './engine/engine.ts';
import { createFormDesk, type FormDesk } from './engine/form-desk.ts';
import { secureAddress } from './engine/forms.ts';
import { Ids } from './engine/ids.ts';
import { Jobs } from './engine/jobs.ts';
import { Lines } from './engine/lines.ts';
import { createLost } from './engine/lost.ts';
import { WardBook } from './engine/office-of.ts';
import { Outages } from './engine/outages.ts';
import type { MessageRef } from './engine/parcel.ts';
import { Statuses } from './engine/statuses.ts';
import { takeOver } from './engine/take-over.ts';
import { type ConversationRow, lockById } from './engine/turn-sql.ts';
import { createJobWorker } from './engine/work.ts';
import { type Entropy, uuid7 } from './entropy.ts';
import type { FileStore } from './files/store.ts';
import { createVerification, type Verification } from './letters/verification.ts';
import { createWorkshop } from './letters/workshop.ts';
import type { Log } from './log.ts';
import type { Office } from './requests/office.ts';
import { allWards, moveClock, type Ward } from './wards/ward.ts';

/** What a house is built over. */
export interface HouseOptions {
  /** No other process works on this database. */
  readonly alone: boolean;
  /** The database's address: the job queue has a connection of its own. */
  readonly url: string;
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly files: FileStore;
  readonly services: readonly Service[];
  /** Links the ward's own WhatsApp numbers for those who ask in a chat. */
  readonly numbers?: NumberKeeper;
  /** Without a slash at the end; where a letter's code is checked. */
  readonly publicUrl: () => string;
}

/** The office put together: engine, outbox, jobs and channels over one database. */
export interface House {
  readonly engine: Engine;
  readonly verification: Verification;
  /** What the secure page asks. */
  readonly forms: FormDesk;
  /** Opens the job queue and begins to handle notices. */
  start(): Promise<void>;
  /** Lets a channel in: its messages are received, its outbox is served. */
  open(channel: Channel): Promise<void>;
  /** Stops taking, waits for what is in flight, closes the channels. */
  stop(): Promise<void>;
  /** Resolves when nothing is left to do now: for played scripts and tests. */
  settle(): Promise<void>;
  /** A training ward's clock may be ahead of real time. */
  clockOf(wardId: string): Clock;
  /** The ward's present time and settings. */
  officeOf(wardId: string): Promise<Office>;
  /** Moves a training ward's clock forward; ClockRefused elsewhere. Returns the ward's time. */
  advance(wardId: string, ms: number): Promise<Date>;
  /** A file of a bubble, with the rights of the conversation that it was sent into. */
  attachment(conversationId: number, attachment: Attachment): Promise<Uint8Array>;
  /** Somebody of the office wrote to a resident by hand: the bot keeps silent there, until `selesai`. */
  takeOver(own: OwnMessage): Promise<void>;
  /** What a platform says of a message after it was sent; `unknown`: no message has that id (yet). */
  statusOf(status: DeliveryStatus): Promise<'known' | 'unknown'>;
  /** Every account that is open here, for health pages. */
  health(): Promise<LineHealth[]>;
  /** Looks now whether a line is down and tells the operators; runs by itself every ten seconds. */
  lookAtLines(): Promise<void>;
  /** Makes sure that ids are at hand for rows written outside a turn. */
  reserveIds(count: number): Promise<void>;
  /** Sees to it that each lurah's next brief is set. */
  planBriefs(): Promise<void>;
}

/** Puts an office together; nothing runs before `start`. */
export function buildHouse(options: HouseOptions): House {
  const { sql, db, sealer, clock, entropy, log, files, services } = options;
  const ids = new Ids(sql);
  const channels = new Map<string, { channel: Channel; deliverer: Deliverer }>();
  const workshop = createWorkshop();
  const studio = createStudio();
  const stopping = new AbortController();
  const wards = new WardBook({
    clock,
    sealer,
    entropy,
    services,
    ids,
    verifyUrl: (code) => `${options.publicUrl()}/verifikasi/${code}`,
  });

  const accounts = new AccountBook(clock);

  const committed = (left?: Aftermath) => {
    if (left?.jobs !== false) jobs.wake();
    if (left?.notices !== false) engine.wake();
    if (!left) for (const { deliverer } of channels.values()) deliverer.wake();
    else for (const [accountId, sends] of left.sends) channels.get(accountId)?.deliverer.take(sends);
  };
  const turn = {
    sealer,
    entropy,
    ids,
    wards,
    accounts,
    services,
    sql,
    db,
    clock,
    log,
    committed,
    sendsHere: (accountId: string, behind: MessageRef | null) =>
      channels.get(accountId)?.deliverer.takes(behind) ?? false,
    mayHaveShown: ({ account_id, id, attempts }: ConversationRow) =>
      channels.get(account_id)?.deliverer.mayHaveShown(Number(id), attempts ?? 0) ?? false,
    sentAs: ({ account_id, id }: ConversationRow, externalId: string) =>
      channels.get(account_id)?.deliverer.sentAs(id, externalId) ?? null,
    brief: createBriefMaker(files),
    flows: allFlows(services),
    vocabulary: vocabularies(translations),
    secureUrl: () => secureAddress(options.publicUrl()),
  };
  const jobs: Jobs = new Jobs(
    options.url,
    { run: (job) => worker.run(job), giveUp: (job, error) => worker.giveUp(job, error) },
    log,
  );
  const lines = new Lines(clock);
  const outages = new Outages({ ...turn, jobs });
  const engine = new Engine({
    ...turn,
    jobs,
    heard: (accountId) => lines.heard(accountId),
    typing: (accountId, chat) => void channels.get(accountId)?.channel.typing(chat),
  });
  const worker = createJobWorker({
    ...turn,
    jobs,
    files,
    studio,
    workshop,
    numbers: options.numbers ?? null,
    stopping: stopping.signal,
    channelOf: (id) => channels.get(id)?.channel,
  });

  const officeOf = async (wardId: string): Promise<Office> => wards.office(await wards.ward(db, wardId));

  const attachment: House['attachment'] = async (conversationId, what) =>
    transaction(sql, async (both) => {
      const [row] = await lockById(both.raw, [conversationId]);
      if (!row) throw new Error('no such conversation');
      const on = await accounts.get(both.tx, row.account_id);
      const members = await staffOfChats(both, [row]);
      const actor = actorOf(row, row.staff_id ? members.get(row.staff_id) : undefined, on.channel);
      return { office: wards.office(await wards.ward(both.tx, row.ward_id)), actor };
      // Reading and drawing happen outside: no lock is held while a child process works.
    }).then(({ office, actor }) => readAttachment(db, { files, workshop }, office, actor, what));

  const lost = createLost({ ...turn, jobs });
  const statuses = new Statuses({ sql, lost });

  const planBriefs = createBriefPlanner({ ...turn, sql, db });

  return {
    engine,
    verification: createVerification({ db, sealer, clock, workshop }),
    forms: createFormDesk({ ...turn, receive: (inbound) => engine.receive(inbound) }),
    start: async () => {
      await jobs.start(options.alone);
      engine.start();
      await planBriefs();
      // A brief sets the next one; a look each minute also covers a lurah who was bound meanwhile.
      const timer = setInterval(
        () => planBriefs().catch((error: unknown) => log.warn({ error }, 'briefs could not be planned')),
        60_000,
      );
      const watch = setInterval(
        () =>
          outages
            .look(lines.channels)
            .catch((error: unknown) => log.warn({ error }, 'the lines could not be looked at')),
        10_000,
      );
      stopping.signal.addEventListener('abort', () => {
        clearInterval(timer);
        clearInterval(watch);
      });
    },
    open: async (channel) => {
      const deliverer = new Deliverer(
        {
          sql,
          sealer,
          log,
          lost,
          counted: (what) => lines.tried(channel.accountId, what),
          readFile: async (row, bubble) =>
            bubble.file ? attachment(Number(row.conversation_id), bubble.file) : null,
        },
        channel,
      );
      channels.set(channel.accountId, { channel, deliverer });
      lines.add(channel);
      await channel.start(engine, stopping.signal);
      deliverer.start();
    },
    stop: async () => {
      stopping.abort();
      await Promise.allSettled([...channels.values()].map(({ channel }) => channel.stop()));
      await engine.stop();
      await Promise.allSettled([...channels.values()].map(({ deliverer }) => deliverer.stop()));
      await Promise.allSettled([jobs.stop(), workshop.stop(), studio.stop()]);
    },
    settle: () => settle(sql, engine, wards, jobs, channels, db),
    officeOf,
    clockOf: (wardId) => wards.clockOf(wardId),
    advance: async (wardId, ms) => {
      const { ward } = await wards.ward(db, wardId);
      await moveClock(db, wardId, ward.clockAheadMs + ms);
      wards.forget();
      await planBriefs();
      committed();
      return (await officeOf(wardId)).now;
    },
    attachment,
    takeOver: (own) => takeOver({ ...turn }, own),
    statusOf: (status) => statuses.record(status),
    health: () => lines.health(sql),
    lookAtLines: () => outages.look(lines.channels),
    reserveIds: (count) => ids.reserve(count),
    planBriefs,
  };
}

/** Waits until the queues that are due now are empty and nobody is working. */
async function settle(
  sql: postgres.Sql,
  engine: Engine,
  wards: WardBook,
  jobs: Jobs,
  channels: ReadonlyMap<string, { deliverer: Deliverer }>,
  db: Db,
): Promise<void> {
  const accounts = [...channels.keys()];
  for (;;) {
    const times = new Map(
      (await allWards(db)).map((ward: Ward) => [ward.id, wards.timeOf(ward).toISOString()]),
    );
    const [left] = await sql<{ notices: string; messages: string; jobs: string }[]>`
      select
        (select count(*) from unnest(${[...times.keys()]}::uuid[], ${[...times.values()]}::timestamptz[]) w (id, now)
          join notice n on n.ward_id = w.id and n.due_at <= w.now where n.handled_at is null) as notices,
        (select count(*) from message where due is not null and account_id = any(${accounts}::uuid[])) as messages,
        (select count(*) from pgboss.job where name in ('letter', 'document') and state in ('created', 'retry', 'active')) as jobs`;
    const work = Number(left?.notices) + Number(left?.messages) + Number(left?.jobs);
    if (
      work === 0 &&
      !engine.busy &&
      jobs.running === 0 &&
      [...channels.values()].every(({ deliverer }) => !deliverer.busy)
    )
      return;
    if (Number(left?.jobs) > 0) jobs.wake();
    engine.wake();
    for (const { deliverer } of channels.values()) deliverer.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The account row of a channel; made when it is new. */
export async function accountOf(
  db: Db,
  given: { wardId: string; channel: string; name: string },
  now: Date,
  entropy: Entropy,
): Promise<string> {
  await db
    .insert(account)
    .values({ id: uuid7(now, entropy), ...given, createdAt: now })
    .onConflictDoNothing();
  const [row] = await db
    .select({ id: account.id })
    .from(account)
    .where(and(eq(account.channel, given.channel), eq(account.name, given.name)));
  if (!row) throw new Error('an account could not be made');
  return row.id;
}
