import { afterEach, beforeEach, expect, test } from 'vitest';
import { STREAM_ENDS } from '../support/whatsapp/index.ts';
import { Inbox, openLine, type TestLine } from '../support/whatsapp/line.ts';

/**
 * Whoever sleeps in the middle of a login and wakes after its lease was over. The sleep is played: the server does not
 * answer the connection, and no timer of that process runs, because it would look at its lease once a minute only.
 */

let line: TestLine;
let inbox: Inbox;

beforeEach(async () => {
  inbox = new Inbox();
  line = await openLine();
});
afterEach(async () => {
  await line.close();
});

const until = (look: () => boolean) => expect.poll(look, { timeout: 15_000, interval: 20 }).toBe(true);

test('a process that wakes in the middle of its login does not go on with it', async () => {
  const { server } = line;
  const { promise, resolve: wake } = Promise.withResolvers<void>();
  server.opening = promise;
  const sleeper = line.channel({ lease: { ttlMs: 400, renewMs: 60_000 } });
  await sleeper.start(inbox, new AbortController().signal);
  await until(() => server.begun === 1);
  // Only the connection that was begun before is kept waiting.
  server.opening = Promise.resolve();
  await line.database.sql`select pg_sleep(0.5)`;
  const holder = await line.open(inbox);
  wake();
  const person = server.person();
  await person.says('halo');
  await until(() => inbox.got.length === 1);
  await until(() => sleeper.state.what !== 'connecting');
  expect(holder.state.what).toBe('open');
  expect(server.logins).toHaveLength(1);
});

test('a number that was taken once is taken back, and the office is not told', async () => {
  const { server } = line;
  const channel = await line.open(inbox);
  server.end(STREAM_ENDS.replaced);
  await until(() => server.logins.length === 2 && channel.state.what === 'open');
  const person = server.person();
  await person.says('masih ada?');
  await until(() => inbox.got.length === 1);
  expect(line.logged.join('')).not.toContain('needs a person');
});
