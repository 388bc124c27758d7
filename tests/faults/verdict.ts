import { setTimeout as wait } from 'node:timers/promises';
import { check, type Violation } from './checker.ts';
import { witnessOf } from './checks/witness.ts';
import { type Crowd, SIDE_BY_SIDE } from './crowd.ts';
import { PATIENCE_MS, type Someone } from './people.ts';
import { leftToDo, type Record, readRecord } from './record.ts';
import type { Town } from './town.ts';
import { checkLeases } from './watch.ts';

/** How the end of a run is judged. */
export interface Judging {
  /** The office's clock is so far ahead (ms). */
  readonly aheadMs?: number;
  /** How long nothing may become less of what is left to say (ms), four minutes if not told. */
  readonly settleMs?: number | undefined;
  readonly tell: (line: string) => void;
}

/** What was found, and what the database has kept. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly record: Record;
}

const SETTLE_MS = 240_000;

/** Lets everything settle, has everybody say "menu", and holds all that the platforms saw against what was kept. */
export async function verdict(town: Town, people: Crowd, judging: Judging): Promise<Verdict> {
  const left = await settled(town, judging);
  const stuck = await allResume(people.residents);
  const late = await settled(town, judging);
  const record = await calmRecord(town, people, judging);
  const witnesses = people.everybody.map((one) =>
    witnessOf({ platform: one.platform, party: one.party, acts: one.acts, seen: one.seen() }, record),
  );
  const violations: Violation[] = [
    ...check(witnesses, record),
    ...(await leases(town)),
    ...stuck,
    ...town.fleet.ends.map((seen) => ({ promise: 9, expected: 'the process stays alive', seen })),
    ...[left, late].flatMap((seen) => (seen ? [{ promise: 10, expected: 'nothing left to do', seen }] : [])),
  ];
  if (violations.length > 0)
    for (const [process, { log }] of town.fleet.processes.entries())
      for (const line of log) judging.tell(`log of process ${process}: ${line.slice(0, 300)}`);
  return { violations, record };
}

/**
 * What the database kept at a moment in which nobody was shown anything. The office's day goes on while the record is
 * read: a brief that falls due meanwhile would be seen by its lurah and stand in no record.
 */
async function calmRecord(town: Town, { everybody }: Crowd, judging: Judging): Promise<Record> {
  const shown = () => everybody.reduce((sum, one) => sum + one.seen().length, 0);
  for (let tries = 1; ; tries += 1) {
    const before = shown();
    const record = await readRecord(town.folder, town.base.url);
    if (tries === 10 || (shown() === before && (await settled(town, { ...judging, settleMs: 0 })) === null))
      return record;
    await settled(town, judging);
  }
}

function leases({ sql, platforms, ways, fleet, toDatabase }: Town): Promise<Violation[]> {
  const deeds = platforms.flatMap((platform) => platform.deeds());
  return checkLeases(sql, deeds, { fleet, toDatabase, to: (channel) => ways.get(channel) });
}

/**
 * Waits until nothing is left to do; otherwise says what is. A chat is spoken to once a second, so what was told to the
 * desk of a long run takes its time: what counts as hanging is that it does not become less.
 */
export async function settled({ platforms, sql }: Town, judging: Judging): Promise<string | null> {
  const patienceMs = judging.settleMs ?? SETTLE_MS;
  let until = Date.now() + patienceMs;
  for (let least = Number.POSITIVE_INFINITY; ; ) {
    const waiting = platforms.map(({ name, pending }) => [`of ${name}`, pending] as const);
    const kept = Object.entries(await leftToDo(sql, judging.aheadMs ?? 0));
    const parts = [...waiting, ...kept].filter(([, count]) => count > 0);
    const open = parts.map(([what, count]) => `${count} ${what}`).join(', ');
    if (open === '') return null;
    if (Date.now() > until) return open;
    const count = parts.reduce((sum, [, some]) => sum + some, 0);
    if (count < least) {
      least = count;
      until = Date.now() + patienceMs;
    }
    judging.tell(`left to do: ${open}`);
    await wait(2_000);
  }
}

/**
 * Everybody says "menu" and hears the menu: no chat hangs in a state that leads nowhere. No more at once than wrote at
 * once before: what is asked is whether a chat goes on, not how much the machine bears.
 */
async function allResume(residents: readonly Someone[]): Promise<Violation[]> {
  const found: Violation[] = [];
  for (let first = 0; first < residents.length; first += SIDE_BY_SIDE) {
    const some = residents.slice(first, first + SIDE_BY_SIDE);
    found.push(...(await Promise.all(some.map(resumes))).flat());
  }
  return found;
}

async function resumes(someone: Someone): Promise<Violation[]> {
  someone.says('menu');
  if (await someone.answered(PATIENCE_MS)) return [];
  const { channel } = someone.platform;
  const expected = `an answer to menu in chat ${channel} ${someone.party.chat} within ${PATIENCE_MS / 1000} s`;
  return [{ promise: 6, expected, seen: 'none' }];
}
