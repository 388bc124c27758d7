import { systemClock } from '../clock.ts';
import { type Config, childEnvironment, loadConfig, readEnvironment } from '../config.ts';
import { type OpenDatabase, openDatabase } from '../db/open.ts';
import { systemEntropy } from '../entropy.ts';
import { allWards, type Ward } from '../wards/ward.ts';
import { CommandRefused } from './answer.ts';

/** What a command works on: the office's own database, whether the office runs or not. */
export interface SharedOffice {
  readonly config: Config;
  readonly database: OpenDatabase;
  /** Whether an office runs on it now; null when that cannot be told, with a database server of one's own. */
  readonly running: boolean | null;
  readonly now: Date;
}

/** Opens the database of the settings for one command and closes it afterwards. */
export async function inSharedOffice<T>(work: (office: SharedOffice) => Promise<T>): Promise<T> {
  const environment = readEnvironment(process.cwd());
  const config = loadConfig(environment, { cwd: process.cwd() });
  const database = await openDatabase(config, {
    clock: systemClock,
    entropy: systemEntropy,
    env: childEnvironment(environment),
    mode: 'share',
    max: 2,
  });
  try {
    const running = config.databaseUrl !== null ? null : database.embedded === null;
    return await work({ config, database, running, now: systemClock.now() });
  } finally {
    await database.stop();
  }
}

/** The ward that is meant: the one named, or the only one, or the only real one beside a training ward. */
export async function pickWard({ database: { db } }: SharedOffice, name: string | null): Promise<Ward> {
  const wards = await allWards(db);
  if (name !== null) {
    // A ward and its training room may have one code and one short name: the real one is meant.
    const named = wards.filter((ward) => ward.code === name || ward.short === name.toUpperCase());
    const ward = named.find((one) => !one.training) ?? named[0];
    if (ward) return ward;
    throw new CommandRefused(`There is no ward ${name}.`, `There is ${listed(wards)}.`);
  }
  const real = wards.filter((ward) => !ward.training);
  const [only, more] = real.length > 0 ? real : wards;
  if (only === undefined)
    throw new CommandRefused('There is no ward yet.', 'Make one with: npm run ward -- init');
  if (more !== undefined)
    throw new CommandRefused(`Which ward? There is ${listed(wards)}.`, 'Say it with --ward CODE.');
  return only;
}

/** The ward's own time: a training ward may be ahead. */
export function timeOf(ward: Ward, now: Date): Date {
  return new Date(now.getTime() + ward.clockAheadMs);
}

function listed(wards: readonly Ward[]): string {
  return wards.map((ward) => `${ward.short} (${ward.code}, ${ward.name})`).join(', ') || 'none yet';
}
