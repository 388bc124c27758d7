import { setTimeout as wait } from 'node:timers/promises';
import type { Violation } from '../checker.ts';
import { Someone } from '../people.ts';
import { openTown } from '../town.ts';
import { verdict } from '../verdict.ts';
import { type Outcome, type Playing, spread } from './scenario.ts';

/** Telegram lets a bot say thirty messages a second in all: more cannot be sustained, whatever the machine. */
const SUSTAINED = 30;
const TIMES = 10;
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
    // A message a second of each.
    await Promise.all(
      people.map(async (someone, index) => {
        await wait((index * 1_000) / people.length);
        for (let second = 0; second < minutes * 60; second += 1) {
          someone.says(['halo', 'status', 'domisili', 'menu'][second % 4] ?? 'menu');
          await wait(Math.max(0, began + (second + 1) * 1_000 - Date.now()));
        }
      }),
    );
    const sent = people.reduce((sum, { acts }) => sum + acts.length, 0);
    const sentMs = Date.now() - began;
    tell(`${sent} messages in ${sentMs} ms, ${platform.pending} not taken yet`);
    const judged = await verdict(
      town,
      { everybody: people, residents: people.slice(0, 20) },
      {
        tell,
        settleMs: sent * EACH_MS + 120_000,
      },
    );
    clearInterval(look);
    const mostMb = Math.max(beforeMb, ...memory);
    const delays = await town.sql`
      select extract(epoch from o.sent_at - i.at) * 1000 as ms from message i
      join message o on o.conversation_id = i.conversation_id and o.id = i.id + 1 and o.direction = 'out'
      where i.direction = 'in' and o.sent_at is not null`.catch(() => []);
    const violations: Violation[] = [...judged.violations];
    if (mostMb > MOST_MB)
      violations.push({ promise: 33, expected: `at most ${MOST_MB} MB`, seen: `${mostMb} MB` });
    return {
      figures: {
        messages: sent,
        perSecond: Math.round((sent * 1_000) / sentMs),
        drainedMs: Date.now() - began,
        latencyMs: spread(delays.map((row) => Number(row['ms']))),
        beforeMb,
        mostMb,
      },
      violations,
    };
  } finally {
    await town.close();
  }
}
