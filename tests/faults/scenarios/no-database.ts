import { setTimeout as wait } from 'node:timers/promises';
import { crowd } from '../crowd.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { openTown } from '../town.ts';
import { verdict } from '../verdict.ts';
import type { Outcome, Playing } from './scenario.ts';

/** How soon (ms) after the database is back somebody who waits is answered. */
const SOON_MS = 10_000;
/** What the process may grow by while nothing can be kept (MB). */
const GROWTH_MB = 100;

/** People go on writing while the database is away for so many minutes: 10. `messages`: 300. */
export async function noDatabase({ seed, messages = 300, minutes = 10, tell }: Playing): Promise<Outcome> {
  const town = await openTown({ seed, platforms: PLATFORMS, processes: 1 });
  try {
    const { fleet, base, platforms } = town;
    const [office] = fleet.processes;
    const memory: number[] = [];
    let beforeMb = 0;
    let backMs = 0;
    let gone: Promise<void> | null = null;
    const away = async () => {
      beforeMb = office?.memoryMb ?? 0;
      const look = setInterval(() => memory.push(office?.memoryMb ?? 0), 500);
      // Somebody has written and waits, on each platform, when it comes back.
      const [asking] = platforms.map((platform) => platform.join('Penanya', null));
      tell(`no database for ${minutes} minutes`);
      const going = base.away(minutes * 60_000);
      await wait(Math.max(500, minutes * 60_000 - 5_000));
      asking?.says('menu');
      await going;
      clearInterval(look);
      const since = Date.now();
      await asking?.answered(120_000);
      backMs = Date.now() - since;
      tell(`the first answer ${backMs} ms after it was back`);
    };
    const people = await crowd({
      ...town,
      messages,
      seed,
      place: { folder: town.folder, settings: await town.settingsOf(0) },
      until: Number.POSITIVE_INFINITY,
      behind: () => false,
      acted: (sent) => {
        if (sent > messages / 3) gone ??= away();
      },
    });
    await gone;
    const mostMb = Math.max(beforeMb, ...memory);
    tell(`memory ${beforeMb} MB before, at most ${mostMb} MB without a database`);
    const judged = await verdict(town, people, { tell });
    return {
      figures: {
        minutes,
        messages: people.everybody.reduce((sum, { acts }) => sum + acts.length, 0),
        backMs,
        beforeMb,
        mostMb,
        requests: judged.record.requests.length,
      },
      violations: [
        ...judged.violations,
        ...(backMs > SOON_MS
          ? [
              {
                promise: 9,
                expected: `an answer within ${SOON_MS} ms of the database`,
                seen: `${backMs} ms`,
              },
            ]
          : []),
        ...(mostMb - beforeMb > GROWTH_MB
          ? [{ promise: 9, expected: `at most ${GROWTH_MB} MB more`, seen: `${mostMb - beforeMb} MB` }]
          : []),
      ],
    };
  } finally {
    await town.close();
  }
}
