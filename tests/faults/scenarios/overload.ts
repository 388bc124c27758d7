import { setTimeout as wait } from 'node:timers/promises';
import type { Violation } from '../checker.ts';
import { PATIENCE_MS, Someone } from '../people.ts';
import { openTown } from '../town.ts';
import { verdict } from '../verdict.ts';
import { type Outcome, type Playing, spread } from './scenario.ts';

/** Telegram lets a bot say thirty messages a second in all: more cannot be sustained, whatever the machine. */
const SUSTAINED = 30;
const TIMES = 10;
/** So many of them wait for each answer: they tell how late it comes. */
const PROBES = 10;
/** So long (ms) all may take to be said, for each message that was sent: a thirtieth of a second, and as much again. */
const EACH_MS = 70;
/** What the process may come to need (MB). */
const MOST_MB = 700;

/** Ten times the load that can be sustained, for so many minutes (1/2): answers come later, nothing falls. */
export async function overload({ seed, minutes = 0.5, tell }: Playing): Promise<Outcome> {
  const town = await openTown({ seed, platforms: ['telegram'], processes: 1 });
  try {
    const [platform] = town.platforms;
    const [office] = town.fleet.processes;
    if (!platform || !office) throw new RangeError('an office has a platform and a process');
    const people = Array.from(
      { length: SUSTAINED * TIMES },
      () => new Someone(platform, { name: 'Warga', phone: null }, () => undefined),
    );
    const beforeMb = office.memoryMb;
    const memory: number[] = [];
    const look = setInterval(() => memory.push(office.memoryMb), 500);
    const began = Date.now();
    const over = new AbortController();
    const probes = people.slice(0, PROBES);
    const asking = Promise.all(probes.map((one) => asks(one, over.signal)));
    // A message a second of each of the others.
    await Promise.all(
      people.slice(PROBES).map(async (someone, index) => {
        await wait((index * 1_000) / people.length);
        for (let second = 0; second < minutes * 60; second += 1) {
          someone.says(['halo', 'status', 'domisili', 'menu'][second % 4] ?? 'menu');
          await wait(Math.max(0, began + (second + 1) * 1_000 - Date.now()));
        }
      }),
    );
    over.abort();
    const latencies = (await asking).flat();
    const sent = people.reduce((sum, { acts }) => sum + acts.length, 0);
    const sentMs = Date.now() - began;
    tell(`${sent} messages in ${sentMs} ms, ${platform.pending} not taken yet`);
    const judged = await verdict(
      town,
      { everybody: people, residents: probes },
      {
        tell,
        settleMs: sent * EACH_MS + 120_000,
      },
    );
    clearInterval(look);
    const mostMb = Math.max(beforeMb, ...memory);
    const violations: Violation[] = [...judged.violations];
    if (mostMb > MOST_MB)
      violations.push({ promise: 33, expected: `at most ${MOST_MB} MB`, seen: `${mostMb} MB` });
    return {
      figures: {
        messages: sent,
        perSecond: Math.round((sent * 1_000) / sentMs),
        drainedMs: Date.now() - began,
        latencyMs: spread(latencies),
        beforeMb,
        mostMb,
      },
      violations,
    };
  } finally {
    await town.close();
  }
}

/** How long (ms) each answer took somebody who waits for it before writing on, until the load is over. */
async function asks(someone: Someone, over: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!over.aborted) {
    const at = performance.now();
    someone.says(times.length % 2 === 0 ? 'menu' : 'status');
    await someone.answered(PATIENCE_MS);
    times.push(performance.now() - at);
    await wait(1_200);
  }
  return times;
}
