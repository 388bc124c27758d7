import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { account } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import type { House } from '../../src/office.ts';
import { wardAccount } from '../../src/opening/account.ts';
import { openChannels } from '../../src/opening/channels.ts';
import { createWard } from '../../src/wards/create.ts';
import { seedTrainingWard, TRAINING_WARD } from '../../src/wards/training.ts';
import { allWards } from '../../src/wards/ward.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fakeClock, seededEntropy, testSealer } from '../support/keys.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';

const SEALS = { sealer: testSealer(), entropy: seededEntropy(1) };
let database: TestDatabase;
let telegram: TelegramServer;

beforeEach(async () => {
  [database, telegram] = await Promise.all([createTestDatabase(), startTelegram()]);
  await transaction(database.sql, ({ tx }) => seedTrainingWard(tx, SEALS, fakeClock().now()));
});
afterEach(async () => {
  await telegram.stop();
  await database.drop();
});

/** One start with the bot of the settings; returns the rows of its accounts, the oldest first. */
async function start() {
  const config = loadConfig(
    { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.root },
    { cwd: '/srv' },
  );
  const wards = await allWards(database.db);
  const ward = wards.find(({ training }) => !training) ?? wards[0];
  if (!ward) throw new Error('no ward');
  const deps = {
    ...{ ...database, config, ward, sealer: testSealer(), clock: fakeClock(), entropy: systemEntropy },
    log: pino({ level: 'silent' }),
    // Opening a bot asks nothing of the house.
    house: {} as House,
  };
  await openChannels(deps);
  return database.db.select().from(account).orderBy(account.createdAt);
}

test('a start keeps the address of each bot, and one without the platform forgets none', async () => {
  const door = `https://t.me/${telegram.username}`;
  expect((await start()).map((row) => row.door)).toEqual([door]);
  await telegram.stop();
  expect((await start()).map((row) => row.door)).toEqual([door]);
});

test('an address that changed is the new one', async () => {
  const [row] = await start();
  await database.db
    .update(account)
    .set({ door: 'https://t.me/old_bot' })
    .where(eq(account.id, row?.id ?? ''));
  expect((await start()).map(({ door }) => door)).toEqual([`https://t.me/${telegram.username}`]);
});

test('a bot that goes over to the real ward leaves no address with the training ward', async () => {
  const [tried] = await start();
  const real = await transaction(database.sql, ({ tx }) =>
    createWard(
      tx,
      SEALS,
      { ...TRAINING_WARD, code: '53.71.05.1006', name: 'Kelurahan Airnona', training: false },
      fakeClock().now(),
    ),
  );
  const deps = { ...database, clock: fakeClock(), entropy: systemEntropy };
  const its = { channel: 'telegram', name: tried?.name ?? '' };
  const id = await wardAccount(deps, real, its);
  await start();
  const rows = await database.db.select().from(account);
  expect(rows.find((row) => row.id === tried?.id)?.door).toBeNull();
  expect(rows.find((row) => row.id === id)?.door).toBe(`https://t.me/${telegram.username}`);
});
