import { type Clock, type JobWithMetadata, PgBoss } from 'pg-boss';
import type postgres from 'postgres';
import { type Connection, connect } from '../db/client.ts';
import type { Both } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import type { Consequence } from '../requests/office.ts';

type Job = Extract<Consequence, { kind: 'job' }>;

/** Puts a job into the queue within the turn's transaction. */
export interface JobSender {
  send(both: Both, job: Job): Promise<void>;
}

/** Does one job; what it throws is tried again, and after the last try handed to `giveUp`. */
export interface JobWorker {
  run(job: Job): Promise<void>;
  giveUp(job: Job, error: Error): Promise<void>;
}

/** How patiently a job is tried again. */
export interface JobOptions {
  readonly retryLimit: number;
  /** Seconds before the first retry; doubles from there, up to a minute. */
  readonly retryDelay: number;
}

const QUEUES = ['letter', 'document', 'number'] as const;
/** A phone is waited for longer than a letter takes. */
const NUMBER_JOB = { expireInSeconds: 600, retryLimit: 2 };
const SCHEMA = 'pgboss';
/** Twenty minutes in all: longer than most outages of a platform or a disk. */
const DEFAULTS: JobOptions = { retryLimit: 24, retryDelay: 2 };
/**
 * A clock that only goes on. pg-boss waits until the wall clock says that its next look is due; one that is put back by
 * hours in between, as on a PC whose battery is empty, would stop it from taking over lost jobs for as long.
 */
const STEADY: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimeout: (act, ms) => setTimeout(act, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (act, ms) => setInterval(act, ms),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};
/** No retry waits longer (seconds): a person is waiting for what the job does. */
const LONGEST_DELAY = 60;

/**
 * Rare, slow work outside the turn (making a letter, fetching a file), kept by pg-boss in the same database: sent in
 * the turn's transaction, retried with back-off, taken over when a process dies.
 */
export class Jobs implements JobSender {
  readonly #boss: PgBoss;
  readonly #worker: JobWorker;
  readonly #log: Log;
  readonly #options: JobOptions;
  readonly #workers: string[] = [];
  readonly #connection: Connection;
  #running = 0;

  constructor(url: string, worker: JobWorker, log: Log, options: Partial<JobOptions> = {}) {
    // pg-boss sends whole transactions as one text, which only a single connection may be given.
    this.#connection = connect(url, { max: 1 });
    const { sql } = this.#connection;
    this.#boss = new PgBoss({
      db: { executeSql: async (text, values) => ({ rows: await runSql(sql, text, values) }) },
      schema: SCHEMA,
      clock: STEADY,
      supervise: true,
      // How soon another process notices that one has died with a job in hand.
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
      schedule: false,
    });
    this.#worker = worker;
    this.#log = log;
    this.#options = { ...DEFAULTS, ...options };
    this.#boss.on('error', (error) => log.error({ error }, 'job queue'));
  }

  /**
   * Begins to work. `alone`: no other process works on this database, so what is marked as being done was cut off when
   * the last process died, and is tried again now instead of after its heartbeat has been missed.
   */
  async start(alone: boolean): Promise<void> {
    await this.#boss.start();
    for (const queue of QUEUES) {
      await this.#boss.createQueue(queue, {
        expireInSeconds: 120,
        heartbeatSeconds: 15,
      });
      if (alone) await this.#takeUp(queue);
      const id = await this.#boss.work(
        queue,
        { pollingIntervalSeconds: 2, includeMetadata: true, batchSize: 1 },
        async (jobs: JobWithMetadata<Job>[]) => {
          for (const job of jobs) await this.#attempt(job.data, job.retryCount >= job.retryLimit);
        },
      );
      this.#workers.push(id);
    }
  }

  async #takeUp(queue: Job['queue']): Promise<void> {
    const cut = await this.#connection.sql<{ id: string }[]>`
      select id from pgboss.job where name = ${queue} and state = 'active'`;
    const ids = cut.map((job) => job.id);
    if (ids.length > 0) await this.#boss.fail(queue, ids, { reason: 'the process ended' });
  }

  async send({ raw }: Both, job: Job): Promise<void> {
    // With each job and not with its queue, which keeps what an earlier version made it with.
    await this.#boss.send(job.queue, job, {
      ...this.#options,
      retryBackoff: true,
      retryDelayMax: LONGEST_DELAY,
      ...(job.queue === 'number' ? NUMBER_JOB : {}),
      db: { executeSql: async (text, values) => ({ rows: await runSql(raw, text, values) }) },
    });
  }

  /** Looks for work now instead of at the next poll. */
  wake(): void {
    for (const id of this.#workers) this.#boss.notifyWorker(id);
  }

  /** Jobs being done by this process. */
  get running(): number {
    return this.#running;
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 3_000 });
    await this.#connection.close();
  }

  async #attempt(job: Job, last: boolean): Promise<void> {
    this.#running += 1;
    try {
      await this.#worker.run(job);
    } catch (error) {
      this.#log.warn({ queue: job.queue, last, error }, 'a job failed');
      if (!last) throw error;
      await this.#worker.giveUp(job, error instanceof Error ? error : new Error(String(error)));
      throw error;
    } finally {
      this.#running -= 1;
    }
  }
}

async function runSql(
  sql: postgres.Sql | postgres.TransactionSql,
  text: string,
  values?: unknown[],
): Promise<Record<string, unknown>[]> {
  return [...(await sql.unsafe<Record<string, unknown>[]>(text, (values ?? []) as never[]))];
}
