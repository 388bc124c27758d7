import { setTimeout as wait } from 'node:timers/promises';
import type { Violation } from '../checker.ts';
import { PATIENCE_MS, Someone } from '../people.ts';
import type { Platform, PlatformName } from '../platforms/index.ts';
import { openTown } from '../town.ts';
import { type Outcome, type Playing, spread } from './scenario.ts';

/** Ordinary people beside the one who floods, and how long each waits between an answer and the next message (ms). */
const OTHERS = 20;
const PAUSE_MS = 1_200;
/** So many messages a second the one chat sends. */
const FLOOD = 1_000;
/** What the others' answers may take with the flood: so many times as long as without, and so much on top (ms). */
const TIMES = 2;
const MORE_MS = 250;

/** How messages come in, each an office of its own: polled, posted, and by the socket of a linked number. */
const WAYS: readonly {
  readonly way: string;
  readonly platforms: readonly PlatformName[];
  readonly on: PlatformName;
}[] = [
  { way: 'telegram polled', platforms: ['telegram'], on: 'telegram' },
  { way: 'telegram by webhook', platforms: ['telegram', 'cloud'], on: 'telegram' },
  { way: 'whatsapp cloud', platforms: ['cloud'], on: 'cloud' },
  { way: 'whatsapp linked', platforms: ['whatsapp'], on: 'whatsapp' },
];

/** One chat sends a thousand messages a second for so many minutes (1/6); the others notice little. */
export async function flood({ seed, minutes = 1 / 6, tell }: Playing): Promise<Outcome> {
  const figures: Record<string, unknown> = {};
  const violations: Violation[] = [];
  for (const { way, platforms, on } of WAYS) {
    const town = await openTown({ seed, platforms, processes: 1 });
    try {
      const platform = town.platforms.find(({ name }) => name === on);
      if (!platform) throw new RangeError(on);
      const people = Array.from({ length: OTHERS }, () => new Someone(platform, NOBODY, () => undefined));
      await answers(people, 3_000);
      const without = spread(await answers(people, minutes * 60_000));
      const sent = floods(platform, minutes * 60_000 + 500);
      await wait(500);
      const times = spread(await answers(people, minutes * 60_000));
      const [office] = town.fleet.processes;
      figures[way] = {
        without,
        with: times,
        flooded: await sent,
        waiting: platform.pending,
        memoryMb: office?.memoryMb,
      };
      tell(`${way}: ${JSON.stringify(figures[way])}`);
      if (times.median > without.median * TIMES + MORE_MS)
        violations.push({
          promise: 32,
          expected: `${way}: others answered within ${without.median * TIMES + MORE_MS} ms`,
          seen: `${times.median} ms`,
        });
      for (const seen of town.fleet.ends)
        violations.push({ promise: 9, expected: 'the process stays alive', seen });
    } finally {
      await town.close();
    }
  }
  return { figures, violations };
}

const NOBODY = { name: 'Warga', phone: null } as const;

/** How long (ms) each answer took, of people who write one after another for so long (ms). */
async function answers(people: readonly Someone[], forMs: number): Promise<number[]> {
  const until = Date.now() + forMs;
  const took = await Promise.all(
    people.map(async (someone, index) => {
      const times: number[] = [];
      await wait((index * PAUSE_MS) / people.length);
      while (Date.now() < until) {
        const at = performance.now();
        someone.says(times.length % 2 === 0 ? 'menu' : 'status');
        await someone.answered(PATIENCE_MS);
        times.push(performance.now() - at);
        await wait(PAUSE_MS);
      }
      return times;
    }),
  );
  return took.flat();
}

/** Sends for so long (ms); returns how much that was. */
async function floods(platform: Platform, forMs: number): Promise<number> {
  const flooder = new Someone(platform, NOBODY, () => undefined);
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < forMs) {
    const due = Math.floor(((performance.now() - began) * FLOOD) / 1_000);
    // Where encrypting takes longer than that, it sends as fast as it can.
    for (let burst = Math.min(due - sent, 100); burst > 0; burst -= 1) {
      flooder.says(`pesan ${sent}`);
      sent += 1;
    }
    await wait(10);
  }
  return sent;
}
