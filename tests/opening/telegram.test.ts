import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../src/config.ts';
import { account } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import type { House } from '../../src/office.ts';
import { openTelegram } from '../../src/opening/telegram.ts';
import { createWard } from '../../src/wards/create.ts';
import { seedTrainingWard, TRAINING_WARD } from '../../src/wards/training.ts';
import { allWards } from '../../src/wards/ward.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fakeClock, seededEntropy, testSealer } from '../support/keys.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';

/** A token for a bot's id, the same each time. */
const token = (id: number) => `${id}:AA${'x'.repeat(33)}`;

describe('several bots', () => {
  let database: TestDatabase;
  /** A Bot API server for each token that a test makes. */
  const servers = new Map<string, TelegramServer>();

  beforeEach(async () => {
    database = await createTestDatabase();
    const deps = { sealer: testSealer(), entropy: seededEntropy(1) };
    await transaction(database.sql, async ({ tx }) => {
      await seedTrainingWard(tx, deps, fakeClock().now());
      for (const [code, short] of [
        ['53.71.05.1006', 'NKT2'],
        ['53.71.05.1007', 'OBB'],
      ] as const)
        await createWard(
          tx,
          deps,
          { ...TRAINING_WARD, code, short, name: `Kelurahan ${code}`, training: false },
          fakeClock().now(),
        );
    });
  });
  afterEach(async () => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    servers.clear();
    await database.drop();
  });

  /** Opens the bots of a setting; returns the short name and kind of the ward that each was given to. */
  async function opened(setting: string): Promise<string[]> {
    const config: Config = loadConfig({ TELEGRAM_BOT_TOKEN: setting }, { cwd: '/srv' });
    const wards = await allWards(database.db);
    const ward = wards.find(({ training }) => training);
    if (!ward) throw new Error('no ward');
    const found: string[] = [];
    for (const bot of config.telegramBots) {
      const server = servers.get(bot.token) ?? (await startTelegram({ token: bot.token }));
      servers.set(bot.token, server);
      const { channel, words, door } = await openTelegram(
        {
          ...database,
          config: { ...config, telegramApiRoot: server.root },
          sealer: testSealer(),
          clock: fakeClock(),
          entropy: systemEntropy,
          log: pino({ level: 'silent' }),
          // Opening a bot asks nothing of the house.
          house: {} as House,
          ward,
        },
        bot,
      );
      const [row] = await database.db.select().from(account).where(eq(account.id, channel.accountId));
      const its = wards.find(({ id }) => id === row?.wardId);
      found.push(`${its?.short}${its?.training ? ' (training)' : ''}: ${words} / ${door?.label}`);
    }
    return found;
  }

  test('each goes to its ward: by short name, by code, or to the one that is served', async () => {
    expect(
      await opened(`nkt2=${token(1_000_001)},53.71.05.1007=${token(1_000_002)},${token(1_000_003)}`),
    ).toEqual([
      'NKT2: Telegram @halo_uji_bot (NKT2), by polling / Telegram Kelurahan 53.71.05.1006',
      'OBB: Telegram @halo_uji_bot (OBB), by polling / Telegram Kelurahan 53.71.05.1007',
      'NKT2 (training): Telegram @halo_uji_bot (NKT2), by polling / Telegram Kelurahan Naikoten II (LATIHAN)',
    ]);
    expect(await opened(token(1_000_003))).toEqual([
      'NKT2 (training): Telegram @halo_uji_bot, by polling / Telegram',
    ]);
  });

  test('a ward that is not there ends the start, and so does a bot that is of another ward', async () => {
    await expect(opened(`XYZ=${token(1_000_001)}`)).rejects.toThrow('there is no ward XYZ');
    await opened(`OBB=${token(1_000_001)}`);
    await expect(opened(`NKT2=${token(1_000_001)}`)).rejects.toThrow('the bot 1000001 is of another ward');
    // One that was tried out with the training ward goes over to a real one.
    await opened(token(1_000_004));
    expect((await opened(`OBB=${token(1_000_004)}`))[0]).toContain('OBB: ');
  });
});
