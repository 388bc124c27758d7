import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { transaction } from '../../src/db/transaction.ts';
import { type JobOptions, Jobs, type JobWorker } from '../../src/engine/jobs.ts';
import { createLog } from '../../src/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const started: Jobs[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  await database.drop();
});

const LETTER = { kind: 'job', queue: 'letter', letterId: '00000000-0000-7000-8000-000000000001' } as const;

async function working(worker: JobWorker, options: Partial<JobOptions> = {}, alone = true): Promise<Jobs> {
  const log = createLog('error', new Writable({ write: (_line, _encoding, next) => next() }));
  const jobs = new Jobs(database.url, worker, log, options);
  started.push(jobs);
  await jobs.start(alone);
  return jobs;
}

/** Writes a job in a transaction of its own and looks for it at once. */
async function send(jobs: Jobs): Promise<void> {
  await transaction(database.sql, (both) => jobs.send(both, LETTER));
  jobs.wake();
}

test('a job that fails is tried again until it is done, and after its last try it is given up once', async () => {
  let tries = 0;
  const { promise: done, resolve } = Promise.withResolvers<unknown>();
  const jobs = await working(
    {
      run: async () => {
        tries += 1;
        throw new Error('not yet');
      },
      giveUp: async (job, error) => resolve([job, error.message, tries]),
    },
    { retryLimit: 1, retryDelay: 0 },
  );
  await send(jobs);
  expect(await done).toEqual([LETTER, 'not yet', 2]);
});

test('a job waits at most a minute for its next try, for about twenty minutes', async () => {
  const { promise: failed, resolve } = Promise.withResolvers<void>();
  const jobs = await working({
    run: async () => {
      resolve();
      throw new Error('not yet');
    },
    giveUp: async () => undefined,
  });
  await send(jobs);
  await failed;
  const [job] = await database.sql`
    select retry_limit, retry_delay, retry_backoff, retry_delay_max from pgboss.job where name = 'letter'`;
  expect(job).toEqual({ retry_limit: 24, retry_delay: 2, retry_backoff: true, retry_delay_max: 60 });
});

test('a phone is waited for ten minutes, and the number is tried twice more only', async () => {
  const { promise: began, resolve } = Promise.withResolvers<void>();
  const jobs = await working({ run: async () => resolve(), giveUp: async () => undefined });
  const number = { kind: 'job', queue: 'number', what: 'link', phone: null, conversationId: 1 } as const;
  await transaction(database.sql, (both) => jobs.send(both, { ...number, wardId: LETTER.letterId }));
  jobs.wake();
  await began;
  const [job] = await database.sql`
    select retry_limit, expire_seconds, retry_delay_max from pgboss.job where name = 'number'`;
  expect(job).toEqual({ retry_limit: 2, expire_seconds: 600, retry_delay_max: 60 });
});

test('a job of a transaction that failed is never done', async () => {
  const ran: unknown[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const jobs = await working({
    run: async (job) => {
      ran.push(job);
      resolve();
    },
    giveUp: async () => undefined,
  });
  const undone = transaction(database.sql, async (both) => {
    await jobs.send(both, { ...LETTER, letterId: '00000000-0000-7000-8000-000000000002' });
    throw new Error('thought better of it');
  });
  await expect(undone).rejects.toThrow('thought better');
  await send(jobs);
  await done;
  expect(ran).toEqual([LETTER]);
});

test('a process beside others leaves them their jobs; one that is alone tries again what the last one left', async () => {
  let tries = 0;
  const ended = Promise.withResolvers<void>();
  const worker: JobWorker = {
    run: () => {
      tries += 1;
      return tries === 1 ? ended.promise : Promise.resolve();
    },
    giveUp: async () => undefined,
  };
  const states = async () => (await database.sql`select state from pgboss.job`).map(({ state }) => state);
  const options = { retryLimit: 1, retryDelay: 0 };
  await send(await working(worker, options));
  await expect.poll(states).toEqual(['active']);
  const beside = await working(worker, options, false);
  expect(await states()).toEqual(['active']);
  await beside.stop();
  await working(worker, options);
  await expect.poll(() => tries, { timeout: 10_000 }).toBe(2);
  ended.resolve();
});

test('a job that was lost in hand is done although the clock is put back by hours', {
  timeout: 60_000,
}, async () => {
  const { promise: done, resolve } = Promise.withResolvers<unknown>();
  const jobs = await working(
    { run: async (job) => resolve(job), giveUp: async () => undefined },
    { retryDelay: 0 },
    false,
  );
  // Taken by a process whose connection broke before it heard of it.
  await transaction(database.sql, async (both) => {
    await jobs.send(both, LETTER);
    await both.raw`
      update pgboss.job set state = 'active', started_on = now() - interval '1 minute',
        heartbeat_on = now() - interval '1 minute' where name = 'letter'`;
  });
  const wall = Date.now.bind(Date);
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => wall() - 6 * 3_600_000);
  try {
    expect(await done).toEqual(LETTER);
  } finally {
    clock.mockRestore();
  }
});
