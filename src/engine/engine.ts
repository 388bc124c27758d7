import type postgres from 'postgres';
import type { Inbound, Received, Receiver } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import { transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import type { Log } from '../log.ts';
import { type Aftermath, aftermathOf } from './aftermath.ts';
import { chatKey } from './chats.ts';
import { Lane, type Waiting } from './lane.ts';
import { type Heard, handleMessages } from './messages.ts';
import { handleNotices } from './notices.ts';
import { park } from './park.ts';
import { IDS_A_TURN, type TurnDeps } from './surroundings.ts';
import { anyNoticeDue, claimNotices } from './turn-sql.ts';

/** How often the ward's timers are looked at when nothing wakes the engine (ms). */
const TIMER_MS = 1_000;

/** A failure that says nothing about the message: try again instead of parking it. SQLSTATE classes and names. */
const PASSING = /^(40001|40P01|55P03|57P0[123]|08\d{3}|53\d{3}|CONNECTION_|CONNECT_|ECONN|EPIPE|ETIMEDOUT)/;

/** How often a turn that met a deadlock or a lost connection is tried again before the channel is told. */
const TRIES = 3;

/** A turn that takes longer shows the person that it is being worked on (ms). */
const TYPING_MS = 1_000;

/** What the engine needs beside what each turn needs. */
export interface EngineOptions extends TurnDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each commit with what it left to do; without, anything may be there: to send, or a job. */
  readonly committed: (left?: Aftermath) => void;
  /** A message came in on an account. */
  readonly heard?: (accountId: string) => void;
  /** Shows that an answer is on its way, where a turn takes long. */
  readonly typing?: (accountId: string, chat: string) => void;
}

/**
 * The only code that runs flows. Messages of one account are taken together: while batches are at work, the next one
 * fills; an idle office has batches of one. The messages of a conversation are taken in the order of arrival, and what
 * comes after one that could not be stored is not stored either.
 */
export class Engine implements Receiver {
  readonly #options: EngineOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Set<Promise<void>>();
  /** Chats of which somebody waits for an answer already. */
  readonly #slow = new Set<string>();
  #timers: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), TIMER_MS);
    this.wake();
  }

  /** Waits for what is in flight. Messages that come after this are refused, so that the channel offers them again. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearInterval(this.#timer);
    // A batch that ends may have begun another one beside it.
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    await this.#timers;
  }

  /** Takes a message in; resolves when the transaction that holds it has committed. */
  receive(inbound: Inbound): Promise<Received> {
    if (this.#stopping) return Promise.reject(new Error('the office is closing'));
    const { promise, resolve, reject } = Promise.withResolvers<Received>();
    const key = chatKey(this.#options.sealer, inbound.accountId, inbound.chat).toString('base64');
    const lane = this.#lane(inbound.accountId);
    lane.add({ inbound, key, resolve, reject });
    if (lane.calls) this.#run(lane);
    const { typing, heard } = this.#options;
    heard?.(inbound.accountId);
    if (!typing || this.#slow.has(key)) return promise;
    this.#slow.add(key);
    const slow = setTimeout(() => typing(inbound.accountId, inbound.chat), TYPING_MS);
    return promise.finally(() => {
      this.#slow.delete(key);
      clearTimeout(slow);
    });
  }

  /** Looks at notices and timers now instead of at the next second. */
  wake(): void {
    if (this.#stopping) return;
    if (this.#timers) {
      this.#again = true;
      return;
    }
    this.#timers = this.#runTimers().finally(() => {
      this.#timers = null;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** true while a message or a notice is being handled here. */
  get busy(): boolean {
    return this.#running.size > 0 || this.#timers !== null;
  }

  #lane(accountId: string): Lane {
    let lane = this.#lanes.get(accountId);
    if (!lane) {
      lane = new Lane(accountId);
      this.#lanes.set(accountId, lane);
    }
    return lane;
  }

  #run(lane: Lane): void {
    lane.enter();
    const work = this.#runBatches(lane);
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #runBatches(lane: Lane): Promise<void> {
    // What arrives in the same turn of the loop goes into one batch.
    await new Promise((resolve) => setImmediate(resolve));
    for (let batch = lane.take(); batch.length > 0; batch = lane.take()) {
      if (lane.calls) this.#run(lane);
      await this.#runBatch(lane, batch);
      lane.ended(batch);
    }
    lane.leave();
    if (lane.empty) this.#lanes.delete(lane.accountId);
  }

  async #runBatch(lane: Lane, batch: readonly Waiting[]): Promise<void> {
    try {
      const { fresh, left } = await this.#handle(lane.accountId, batch);
      // The same message twice in one batch was handled once.
      for (const one of batch) one.resolve(fresh.delete(one.inbound.externalId) ? 'handled' : 'duplicate');
      this.#committed(left);
    } catch (error) {
      await this.#oneByOne(lane, batch, error);
    }
  }

  async #handle(
    accountId: string,
    heard: readonly Heard[],
  ): Promise<{ readonly fresh: Set<string>; readonly left: Aftermath }> {
    return this.#options.ids.during(heard.length * IDS_A_TURN, () =>
      transaction(this.#options.sql, async (both) => ({
        fresh: await handleMessages(both, this.#options, accountId, heard),
        left: aftermathOf(both),
      })),
    );
  }

  /** A batch that failed is run again one by one; a message that fails alone is parked, and nobody else waits. */
  async #oneByOne(lane: Lane, batch: readonly Waiting[], first: unknown): Promise<void> {
    if (batch.length > 1)
      this.#options.log.warn(
        { error: first, messages: batch.length },
        'a batch failed and is run one by one',
      );
    const failed = new Map<string, unknown>();
    for (const waiting of batch) {
      try {
        if (failed.has(waiting.key)) throw failed.get(waiting.key);
        waiting.resolve(await this.#alone(lane.accountId, waiting));
      } catch (error) {
        failed.set(waiting.key, error);
        waiting.reject(error);
      }
    }
    // What has come since, after a message that the channel will offer again, has to be offered again behind it.
    for (const waiting of lane.withdraw(failed)) waiting.reject(failed.get(waiting.key));
  }

  async #alone(accountId: string, heard: Heard): Promise<Received> {
    const { inbound } = heard;
    for (let tries = 1; ; tries += 1) {
      try {
        const { fresh, left } = await this.#handle(accountId, [heard]);
        this.#committed(left);
        return fresh.has(inbound.externalId) ? 'handled' : 'duplicate';
      } catch (error) {
        if (isPassing(error)) {
          if (tries >= TRIES) throw error;
          continue;
        }
        this.#options.log.error({ error }, 'a message failed and is parked');
        await park(this.#options, inbound, error);
        this.#committed();
        return 'parked';
      }
    }
  }

  async #runTimers(): Promise<void> {
    try {
      for (;;) {
        const times = await this.#options.wards.times(this.#options.db);
        if (!(await anyNoticeDue(this.#options.sql, times))) return;
        const done = await this.#notices(times);
        if (done.handled === 0) return;
        this.#options.committed(done.left);
      }
    } catch (error) {
      this.#options.log.warn({ error }, 'notices could not be handled; they are tried again');
    }
  }

  /** A round of notices. When a batch fails each is tried alone, and one that fails alone is set aside with its error. */
  async #notices(times: ReadonlyMap<string, Date>): Promise<{ handled: number; left?: Aftermath }> {
    const { sql, ids, log } = this.#options;
    const take = (most: number) =>
      ids.during(most * IDS_A_TURN, () =>
        transaction(sql, async (both) => ({
          handled: await handleNotices(both, this.#options, times, most),
          left: aftermathOf(both),
        })),
      );
    try {
      return await take(MOST_NOTICES);
    } catch (error) {
      if (isPassing(error)) throw error;
      log.warn({ error }, 'a batch of notices failed and is run one by one');
    }
    try {
      return await take(1);
    } catch (error) {
      if (isPassing(error)) throw error;
      log.error({ error }, 'a notice failed and is set aside');
      return { handled: await setAside(sql, times, error instanceof Error ? error.name : 'unknown') };
    }
  }

  #committed(left?: Aftermath): void {
    this.#options.committed(left);
    if (left?.notices !== false) this.wake();
  }
}

/** At most so many notices in one transaction. */
const MOST_NOTICES = 50;

/** true for a deadlock, a lost connection or a full server: nothing that the message did. */
export function isPassing(error: unknown): boolean {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    const code = 'code' in one ? String(one.code) : '';
    if (PASSING.test(code)) return true;
  }
  return false;
}

/** Marks the first due notice as failed, so that those behind it go on. */
async function setAside(sql: postgres.Sql, times: ReadonlyMap<string, Date>, error: string): Promise<number> {
  return transaction(sql, async ({ raw }) => {
    const [first] = await claimNotices(raw, times, 1);
    if (!first) return 0;
    await raw`update notice set handled_at = now(), error = ${error} where id = ${first.id}::bigint`;
    return 1;
  });
}
