import { Writable } from 'node:stream';
import type { Sql } from 'postgres';
import { transaction } from '../../../src/db/transaction.ts';
import type { Db } from '../../../src/db/types.ts';
import { systemEntropy } from '../../../src/entropy.ts';
import { createLog, type Log } from '../../../src/log.ts';
import { accountOf } from '../../../src/office.ts';
import { reinvite } from '../../../src/staff/invites.ts';
import { staffOf } from '../../../src/staff/staff.ts';
import { playOn } from '../../../src/training/play.ts';
import { openPlayhouse } from '../../../src/training/playhouse.ts';
import type { TrainingRoom } from '../../../src/training/room.ts';
import { BadLine, ROLES, type Role } from '../../../src/training/script.ts';
import type { StageClock } from '../../../src/training/stage.ts';
import { createTestDatabase } from '../../support/database.ts';
import { testSealer } from '../../support/keys.ts';
import type { Played } from '../office.ts';
import { ChannelPhones } from './channel-phones.ts';
import type { Platform } from './platform.ts';

/** What a platform is opened with. */
export interface PlatformDeps {
  readonly accountId: string;
  readonly sql: Sql;
  readonly db: Db;
  readonly room: TrainingRoom;
  readonly log: Log;
  readonly clock: StageClock;
  /** The numbers that the register knows, of those who show theirs in the script; nobody else is known by a number. */
  readonly numbers: Partial<Record<Role, string>>;
}

/** Plays a transcript in an office of its own, every role on a phone of the platform. */
export async function playOnPlatform(
  text: string,
  channelName: string,
  open: (deps: PlatformDeps) => Promise<Platform>,
): Promise<Played> {
  const faults: string[] = [];
  const log = createLog(
    'warn',
    new Writable({
      write(line, _encoding, next) {
        faults.push(String(line).trim());
        next();
      },
    }),
  );
  const database = await createTestDatabase();
  const sealer = testSealer();
  const { house, room, clock, close } = await openPlayhouse({ ...database, sealer, log });
  const { ward } = room;
  const accountId = await accountOf(
    database.db,
    {
      wardId: ward.id,
      channel: channelName === 'simulator' ? 'web' : channelName,
      name: 'uji',
    },
    clock.now(),
    systemEntropy,
  );
  const numbers = Object.fromEntries(
    room.demo.flatMap(({ phone, phoneNumber }) =>
      phoneNumber !== null && text.includes(`${phone}: [nomor]`) ? [[phone, phoneNumber]] : [],
    ),
  );
  const platform = await open({ ...database, accountId, room, log, clock, numbers });
  const lines: string[] = [];
  let failed: string | null = null;
  try {
    const phones = new ChannelPhones(house, room, clock, platform);
    await house.open(phones.channel);
    const speaking = ROLES.filter((role) => !role.startsWith('warga'));
    for (const role of speaking) {
      const member = (await staffOf(database.db, ward.id)).find(({ name }) => name === room.names[role]);
      if (!member) throw new Error(`nobody is ${role}`);
      const { code } = await transaction(database.sql, ({ tx }) =>
        reinvite(tx, { sealer, entropy: systemEntropy }, { staffId: member.id, now: clock.now() }),
      );
      await phones.before(role, code);
    }
    await playOn(phones, text, (line) => lines.push(line));
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    failed = error.message;
  } finally {
    await close();
    await platform.close();
    await database.drop();
  }
  return { transcript: `${lines.join('\n')}\n`, faults, failed };
}
