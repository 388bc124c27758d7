import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../../src/db/client.ts';
import { trainingPeople } from '../../src/wards/training-people.ts';
import { invite, telegramSettings } from '../process/journey.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ktp } from '../support/images.ts';
import type { Settings } from '../support/process.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { startBase } from './base.ts';
import { preloaded } from './breaks/index.ts';
import { Switches } from './breaks/switches.ts';
import { type Chance, chance } from './chance.ts';
import { check, type Violation } from './checker.ts';
import { works } from './desk.ts';
import { openLine } from './line.ts';
import { Nemesis } from './nemesis.ts';
import { KeptOffice } from './office.ts';
import { doesNext, type Known, Someone } from './people.ts';
import { inWords, isDatabaseFault, type Mishap, type Size } from './plan.ts';
import { leftToDo, readRecord } from './record.ts';

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
  /** How long all may take to be said at the end (ms). */
  readonly settleMs?: number;
}

/** Residents who write at the same time, and how long one goes on. */
const SIDE_BY_SIDE = 60;
const ACTS_EACH = 24;
/** How long a person waits for an answer before writing on (ms); how long all may take to be said at the end, if not told. */
const PATIENCE_MS = 45_000;
const SETTLE_MS = 240_000;

/** One run: people write, the plan happens, everything settles, and it is all checked. */
export async function run(options: Options): Promise<Result> {
  const { tell, plan } = options;
  for (const mishap of plan) tell(inWords(mishap));
  const folder = await temporaryFolder();
  const telegram = await startTelegram();
  const base = await startBase(folder.path);
  const toTelegram = await openLine(() => Number(new URL(telegram.root).port));
  const toDatabase = await openLine(() => base.port);
  const address = new URL(base.url);
  address.port = String(toDatabase.port);
  const settings: Settings = {
    ...telegramSettings(telegram),
    TELEGRAM_API_ROOT: `http://127.0.0.1:${toTelegram.port}`,
    DATABASE_URL: address.toString(),
    LOG_LEVEL: 'warn',
    ...preloaded({ folder: folder.path, broken: options.broken }),
  };
  const switches = new Switches(folder.path);
  const office = new KeptOffice(folder.path, settings, base, switches);
  const direct = connect(base.url, { max: 1, name: 'faults' });
  try {
    await office.start();
    const nemesis = new Nemesis({ plan, office, base, telegram, toTelegram, toDatabase, switches, tell });
    const until = Date.now() + (options.withinMs ?? Number.POSITIVE_INFINITY);
    const people = await crowd({ ...options, until }, telegram, { folder: folder.path, settings }, nemesis);
    await nemesis.over();
    const settle = () =>
      settled(telegram, () => leftToDo(direct.sql, nemesis.furthestMs), options.settleMs ?? SETTLE_MS, tell);
    const left = await settle();
    const stuck = await allResume(people.residents);
    const late = await settle();
    const record = await readRecord(folder.path, base.url);
    const violations: Violation[] = [
      ...check(people.everybody, record),
      ...stuck,
      ...office.ends.map((seen) => ({ promise: 9, expected: 'the process stays alive', seen })),
      ...[left, late].flatMap((seen) =>
        seen ? [{ promise: 10, expected: 'nothing left to do', seen }] : [],
      ),
    ];
    return {
      messages: people.everybody.reduce((sum, { acts }) => sum + acts.length, 0),
      kills: office.kills,
      databaseFaults: nemesis.done.filter(isDatabaseFault).length,
      mishaps: counted(nemesis.done),
      points: counted(switches.fired()),
      requests: record.requests.length,
      letters: record.letters.length,
      violations,
      byPromise: counted(violations.map(({ promise }) => String(promise))),
    };
  } finally {
    await office.stop();
    await direct.close();
    await Promise.all([toTelegram.close(), toDatabase.close()]);
    await base.stop();
    await telegram.stop();
    await folder.remove();
  }
}

function counted(names: readonly string[]): { [name: string]: number } {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** Everybody of a run: two operators and a lurah, and residents one after another, many at a time. */
async function crowd(
  { messages, seed, until }: Size & { readonly until: number },
  telegram: TelegramServer,
  place: { folder: string; settings: Settings },
  nemesis: Nemesis,
) {
  const everybody: Someone[] = [];
  const residents: Someone[] = [];
  let sent = 0;
  const join = (name: string) => {
    const someone = new Someone(telegram, name, () => {
      sent += 1;
      nemesis.reached(sent);
    });
    everybody.push(someone);
    return someone;
  };
  const home = new AbortController();
  const working: Promise<void>[] = [];
  for (const [index, role] of (['operator', 'operator', 'lurah'] as const).entries()) {
    const someone = join(`Petugas ${index}`);
    const { code } = await invite(place, role, `Petugas ${index}`);
    someone.says(`/start ${code}`);
    if (!(await someone.answered(PATIENCE_MS))) throw new Error('no answer to an invite');
    working.push(works(someone, role, chance(seed + 1 + index), home.signal));
  }
  const photo = await ktp();
  const register: Known[] = trainingPeople().map(({ data }) => ({
    nik: data.nik,
    birthDate: data.birthDate,
    phone: data.phone,
  }));
  let next = 0;
  const line = async (dice: Chance) => {
    while (sent < messages && Date.now() < until) {
      const who = register[next++ % register.length];
      if (!who) return;
      const someone = join('Warga');
      residents.push(someone);
      for (let acts = 0; acts < ACTS_EACH && sent < messages && Date.now() < until; acts += 1) {
        while (nemesis.behind) await wait(20);
        doesNext(someone, who, dice, photo);
        await someone.answered(PATIENCE_MS);
        await wait(dice.below(400));
      }
    }
  };
  const side = Math.max(4, Math.min(SIDE_BY_SIDE, Math.ceil(messages / 16)));
  await Promise.all(Array.from({ length: side }, (_, index) => line(chance(seed * 1_000 + index))));
  // The staff finish what lies there, unless something keeps them from it.
  await wait(Math.min(15_000, 2_000 + messages * 10));
  home.abort();
  await Promise.all(working);
  return { everybody, residents };
}

/** Waits until nothing is left to do; otherwise says what is. */
async function settled(
  telegram: TelegramServer,
  left: () => Promise<string>,
  withinMs: number,
  tell: (line: string) => void,
): Promise<string | null> {
  const until = Date.now() + withinMs;
  for (;;) {
    const open = [telegram.pending > 0 ? `${telegram.pending} updates` : '', await left()]
      .filter((part) => part !== '')
      .join(', ');
    if (open === '') return null;
    if (Date.now() > until) return open;
    tell(`left to do: ${open}`);
    await wait(2_000);
  }
}

/** Everybody says "menu" and hears the menu: no chat hangs in a state that leads nowhere. */
async function allResume(residents: readonly Someone[]): Promise<Violation[]> {
  const found = await Promise.all(
    residents.map(async (someone) => {
      someone.says('menu');
      if (await someone.answered(PATIENCE_MS)) return [];
      return [{ promise: 6, expected: `an answer to menu in chat ${someone.person.id}`, seen: 'none' }];
    }),
  );
  return found.flat();
}
