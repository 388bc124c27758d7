import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { places } from '../../src/db/embedded.ts';
import { DatabaseUnreachable, WrongKey } from '../../src/db/errors.ts';
import { type OpenDatabase, type OpenOptions, openDatabase } from '../../src/db/open.ts';
import { serverProcesses } from '../../src/db/server-process.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createTestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { TEST_KEY } from '../support/keys.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let opened: OpenDatabase[];
beforeEach(async () => {
  folder = await temporaryFolder();
  opened = [];
});
afterEach(async () => {
  for (const one of opened.reverse()) await one.stop();
  await folder.remove();
});

const options: OpenOptions = {
  clock: systemClock,
  entropy: systemEntropy,
  env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  mode: 'own',
};
async function open(
  given: { mode?: 'own' | 'share'; dataKey?: Buffer; databaseUrl?: string } = {},
): Promise<OpenDatabase> {
  const { mode = 'own', dataKey = null, databaseUrl = null } = given;
  const database = await openDatabase({ dataDir: folder.path, dataKey, databaseUrl }, { ...options, mode });
  opened.push(database);
  return database;
}

it('opens the built-in database, migrated and with its key; a command joins it and leaves it running', async () => {
  const office = await open();
  expect(office.embedded).not.toBeNull();
  const command = await open({ mode: 'share' });
  expect(command.embedded).toBeNull();
  expect(command.url).toBe(office.url);
  expect(command.sealer.keyId).toBe(office.sealer.keyId);
  await command.stop();
  expect(await office.sql`select count(*)::int as n from ward`).toEqual([{ n: 0 }]);
});

it('a command without a running office starts the database for itself, and ends it', async () => {
  const command = await open({ mode: 'share' });
  expect(command.embedded).not.toBeNull();
  await command.stop();
  expect(await serverProcesses(places(folder.path).databaseFolder)).toEqual([]);
});

it('leaves nothing running when the key is wrong', async () => {
  const office = await open();
  await office.stop();
  await expect(open({ dataKey: TEST_KEY })).rejects.toThrow(WrongKey);
  expect(await serverProcesses(places(folder.path).databaseFolder)).toEqual([]);
  // The folder is free again, too.
  await open();
});

it("uses a server of one's own", async () => {
  const database = await createTestDatabase();
  try {
    const office = await open({ databaseUrl: database.url });
    expect(office.embedded).toBeNull();
    expect(Number.parseInt(office.version, 10)).toBeGreaterThanOrEqual(15);
    await office.stop();
  } finally {
    await database.drop();
  }
  await expect(open({ databaseUrl: 'postgres://u:p@127.0.0.1:1/x' })).rejects.toThrow(DatabaseUnreachable);
});
