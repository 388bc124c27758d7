import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { insertResidents, type NewResident } from '../../src/residents/register.ts';
import { allWards } from '../../src/wards/ward.ts';

/** The flags of `ward init` for a ward that is open at every hour. */
export const REAL_WARD: readonly string[] = [
  ...[
    '--code',
    '53.71.05.1006',
    '--kelurahan',
    'Airnona',
    '--kecamatan',
    'Kota Raja',
    '--city',
    'Kota Kupang',
  ],
  ...[
    '--province',
    'Nusa Tenggara Timur',
    '--address',
    'Jl. Contoh No. 9',
    '--contact',
    'Telp. (0380) 000000',
  ],
  ...['--hours', 'Sen-Min 00:00-23:59'],
];

/** Works in the database of a folder, whether its office runs or not. */
export async function inDatabase<T>(
  folder: string,
  work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(
    { dataDir: join(folder, 'data'), databaseUrl: null, dataKey: null },
    { clock: systemClock, entropy: systemEntropy, env: { PATH: '/usr/bin:/bin' }, mode: 'share', max: 1 },
  );
  try {
    return await work(database);
  } finally {
    await database.stop();
  }
}

/** Writes people into the register of the only ward of a folder, whether its office runs or not. */
export function register(folder: string, people: readonly NewResident[]): Promise<void> {
  return inDatabase(folder, async (database) => {
    const [ward] = await allWards(database.db);
    const deps = { sealer: database.sealer, entropy: systemEntropy };
    await transaction(database.sql, ({ tx }) =>
      insertResidents(tx, deps, ward?.id ?? '', people, new Date()),
    );
  });
}
