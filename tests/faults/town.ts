import { fileURLToPath } from 'node:url';
import type { Sql } from 'postgres';
import { connect } from '../../src/db/client.ts';
import { temporaryFolder } from '../support/folder.ts';
import type { Settings } from '../support/process.ts';
import type { TelegramServer } from '../support/telegram/index.ts';
import { type Base, startBase } from './base.ts';
import { Switches } from './breaks/switches.ts';
import { chance } from './chance.ts';
import { Fleet } from './fleet.ts';
import { openLine } from './line.ts';
import { openPlatforms, type Platform, type PlatformName } from './platforms/index.ts';
import { watchLeases } from './watch.ts';
import { Ways } from './ways.ts';

/** What an office of a run is made of. */
export interface Plot {
  readonly seed: number;
  readonly platforms: readonly PlatformName[];
  readonly processes: number;
  /** Where the version of each process lies; undefined: this one. */
  readonly roots?: readonly (string | undefined)[];
  /** So many processes are started at the beginning; all, if not told. */
  readonly open?: number;
  /** More settings of each process, by its number: a break is preloaded by them. */
  readonly settings?: (process: number, folder: string) => Settings;
}

/** An open office on real servers of the run's own, with a line between each two of them. */
export interface Town {
  readonly folder: string;
  readonly base: Base;
  readonly fleet: Fleet;
  /** The address of the office's pages: each connection goes to another process. */
  readonly door: string;
  readonly platforms: readonly Platform[];
  readonly telegram: TelegramServer;
  readonly ways: ReadonlyMap<PlatformName, Ways>;
  readonly toDatabase: Ways;
  readonly switches: Switches;
  /** The settings of a process, for commands too. */
  settingsOf(process: number): Promise<Settings>;
  /** A connection to the database without a line between. */
  readonly sql: Sql;
  close(): Promise<void>;
}

/** Opens it all and waits until the platforms have met the office. */
export async function openTown(plot: Plot): Promise<Town> {
  const { seed, platforms: names, processes, settings = () => ({}), roots = [] } = plot;
  const folder = await temporaryFolder();
  const switches = new Switches(folder.path);
  const base = await startBase(folder.path);
  const fleets: Fleet[] = [];
  const doorLine = await openLine(() => fleets[0]?.port ?? 1);
  const door = `http://127.0.0.1:${doorLine.port}`;
  const { all: platforms, telegram } = await openPlatforms(names, () => door);
  const toDatabase = new Ways(() => base.port);
  const ways = new Map(platforms.map(({ name, port }) => [name, new Ways(() => port)]));
  const settingsOf = async (process: number): Promise<Settings> => {
    const address = new URL(base.url);
    address.port = String((await toDatabase.of(process)).port);
    const parts: Settings[] = [{ DATABASE_URL: address.toString(), LOG_LEVEL: 'warn' }];
    for (const platform of platforms) {
      const line = await ways.get(platform.name)?.of(process);
      parts.push(platform.settings(line?.port ?? 0));
    }
    // A stand-by need not wait half a minute in a run.
    if (processes > 1 || names.includes('whatsapp')) parts.push(HASTE);
    // First: what is preloaded after it may load what it changes.
    return ownPreloads(together([settings(process, folder.path), ...parts]), roots[process]);
  };
  const fleet = new Fleet(
    folder.path,
    await Promise.all(Array.from({ length: processes }, (_, process) => settingsOf(process))),
    base,
    switches,
    chance(seed + 31),
    roots,
  );
  fleets.push(fleet);
  const direct = connect(base.url, { max: 1, name: 'faults' });
  const close = async () => {
    await fleet.stop();
    await direct.close();
    await Promise.all([
      doorLine.close(),
      toDatabase.close(),
      ...[...ways.values()].map((one) => one.close()),
    ]);
    await base.stop();
    await Promise.all(platforms.map((one) => one.stop()));
    if (!names.includes('telegram')) await telegram.stop();
    await folder.remove();
  };
  try {
    await fleet.processes[0]?.start();
    await watchLeases(direct.sql);
    for (const one of fleet.processes.slice(1, plot.open ?? processes)) await one.start();
    for (const platform of platforms)
      await platform.meet({
        folder: folder.path,
        settings: { ...(await settingsOf(0)), HASTE_LEASE: '' },
        door,
      });
  } catch (error) {
    await close();
    throw error;
  }
  const { path } = folder;
  const { sql } = direct;
  return {
    folder: path,
    base,
    fleet,
    door,
    platforms,
    telegram,
    ways,
    toDatabase,
    switches,
    settingsOf,
    sql,
    close,
  };
}

const HASTE: Settings = {
  NODE_OPTIONS: `--import=${new URL('../support/whatsapp/haste.ts', import.meta.url).pathname}`,
  // Longer than a process waits for its turn on a busy machine.
  HASTE_LEASE: '3000',
};

/** Settings over settings; what is preloaded by each is preloaded by all, once. */
export function together(parts: readonly Settings[]): Settings {
  const options = parts.flatMap(({ NODE_OPTIONS }) => NODE_OPTIONS?.split(' ') ?? []);
  const preloads = options.length > 0 ? { NODE_OPTIONS: [...new Set(options)].join(' ') } : {};
  return Object.assign({}, ...parts, preloads) as Settings;
}

/** What an older version preloads is its own: it changes that version's modules. */
function ownPreloads(settings: Settings, root: string | undefined): Settings {
  const { NODE_OPTIONS } = settings;
  if (root === undefined || NODE_OPTIONS === undefined) return settings;
  const here = fileURLToPath(new URL('../../tests/support/', import.meta.url));
  return { ...settings, NODE_OPTIONS: NODE_OPTIONS.replaceAll(here, `${root}/tests/support/`) };
}
