import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preloaded } from './breaks/index.ts';
import type { Violation } from './checker.ts';
import { crowd } from './crowd.ts';
import type { Fleet } from './fleet.ts';
import { Nemesis, type Victims } from './nemesis.ts';
import { inWords, isDatabaseFault, type Mishap, type Size } from './plan.ts';
import type { PlatformName } from './platforms/index.ts';
import { openTown, type Town } from './town.ts';
import { verdict } from './verdict.ts';

/** What `npm run faults` prints. */
export interface Result {
  readonly messages: number;
  readonly kills: number;
  readonly databaseFaults: number;
  /** What befell it, by kind. */
  readonly mishaps: Readonly<{ [kind: string]: number }>;
  /** How often a process died at each named point of the walk. */
  readonly points: Readonly<{ [point: string]: number }>;
  readonly requests: number;
  readonly letters: number;
  readonly violations: readonly Violation[];
  readonly byPromise: Readonly<{ [promise: string]: number }>;
}

/** How a run is done. */
export interface Options extends Size {
  readonly plan: readonly Mishap[];
  /** A line of progress. */
  readonly tell: (line: string) => void;
  /** What is broken in the office. */
  readonly broken?: string | undefined;
  /** People stop writing after so long (ms), however little was sent. */
  readonly withinMs?: number;
  /** How long nothing may become less of what is left to say at the end (ms). */
  readonly settleMs?: number;
  /** All of them, if not told. */
  readonly platforms?: readonly PlatformName[];
  /** Processes over the one database; 1. */
  readonly processes?: number;
  /** A folder for what the office's processes wrote; it is gone with the run, if not told. */
  readonly logs?: string | undefined;
}

/** One run: people write, the plan happens, everything settles, and it is all checked. */
export async function run(options: Options): Promise<Result> {
  const { tell, plan, seed, messages } = options;
  for (const mishap of plan) tell(inWords(mishap));
  const town = await openTown({
    seed,
    platforms: options.platforms ?? ['telegram', 'cloud', 'whatsapp'],
    processes: options.processes ?? 1,
    settings: (_, folder) => preloaded({ folder, broken: options.broken }),
  });
  try {
    const { fleet } = town;
    const nemesis = new Nemesis(Object.assign(victims(town), { plan, tell }));
    const people = await crowd({
      ...town,
      messages,
      seed,
      until: Date.now() + (options.withinMs ?? Number.POSITIVE_INFINITY),
      place: { folder: town.folder, settings: await town.settingsOf(0) },
      behind: () => nemesis.behind,
      acted: (sent) => nemesis.reached(sent),
    });
    await nemesis.over();
    const judged = await verdict(town, people, {
      aheadMs: nemesis.furthestMs,
      settleMs: options.settleMs,
      tell,
    });
    const { record } = judged;
    if (options.logs !== undefined) await keepLogs(options.logs, seed, fleet);
    const undone = nemesis.undone.map((seen) => ({ promise: 0, expected: 'the plan is done', seen }));
    const done = people.everybody.reduce((sum, { acts }) => sum + acts.length, 0);
    const violations = [...undone, ...idle(done, record.requests.length), ...judged.violations];
    return {
      messages: done,
      kills: fleet.kills,
      databaseFaults: nemesis.done.filter(isDatabaseFault).length,
      mishaps: counted(nemesis.done),
      points: counted(town.switches.fired()),
      requests: record.requests.length,
      letters: record.letters.length,
      violations,
      byPromise: counted(violations.map(({ promise }) => String(promise))),
    };
  } finally {
    await town.close();
  }
}

/** Usual is one request in forty messages. */
const MESSAGES_A_REQUEST = 150;

/** 0: people who hardly ever get to a request, because they misread the office, prove little. */
export function idle(messages: number, requests: number): Violation[] {
  if (messages < 1_000 || requests * MESSAGES_A_REQUEST >= messages) return [];
  const expected = `a request in ${MESSAGES_A_REQUEST} messages of ${messages}`;
  return [{ promise: 0, expected, seen: `${requests} requests` }];
}

/** Whoever looks for the cause of a violation needs to know what the office knew of it. */
async function keepLogs(folder: string, seed: number, fleet: Fleet): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [process, { logs }] of fleet.processes.entries())
    await writeFile(join(folder, `seed-${seed}-process-${process}.log`), `${logs.join('\n')}\n`);
}

/** What the plan is done to; of several processes each mishap meets any. */
function victims(town: Town): Omit<Victims, 'plan' | 'tell'> {
  const { fleet, ways } = town;
  return {
    ...town,
    toTelegram: { trouble: async (what, ms) => ways.get('telegram')?.trouble(what, ms) },
    get office() {
      return fleet.any();
    },
  };
}

function counted(names: readonly string[]): { [name: string]: number } {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
