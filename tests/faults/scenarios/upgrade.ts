import { setTimeout as wait } from 'node:timers/promises';
import { temporaryFolder } from '../../support/folder.ts';
import type { Violation } from '../checker.ts';
import { crowd } from '../crowd.ts';
import { openTown } from '../town.ts';
import { verdict } from '../verdict.ts';
import type { Outcome, Playing } from './scenario.ts';
import { newer, older } from './versions.ts';

/**
 * A rolling upgrade: people write to an old version; two processes of a newer one are started together and both want to
 * migrate; all three serve the new schema side by side and are killed; the old one goes. `messages`: 200.
 */
export async function upgrade({ seed, messages = 200, old = 'HEAD', tell }: Playing): Promise<Outcome> {
  const versions = await temporaryFolder();
  try {
    const [before, after] = await Promise.all([older(old, versions.path), newer(versions.path)]);
    tell(`old: ${old}; new: this one with one migration more`);
    const town = await openTown({
      seed,
      platforms: ['telegram', 'whatsapp'],
      processes: 3,
      roots: [before, after, after],
      open: 1,
    });
    try {
      const { fleet, sql } = town;
      const [first, ...others] = fleet.processes;
      const violations: Violation[] = [];
      /** What is done when so many messages were sent. */
      const steps: { readonly at: number; readonly what: string; readonly act: () => Promise<unknown> }[] = [
        {
          at: 0.2,
          what: 'two new processes start together',
          act: async () => {
            await Promise.all(others.map((one) => one.start()));
            const rows = await sql`select count(*)::int as n from drizzle.__drizzle_migrations
              group by created_at having count(*) > 1`;
            if (rows.length > 0)
              violations.push({ promise: 35, expected: 'each migration once', seen: 'one was done twice' });
          },
        },
        { at: 0.4, what: 'a new one is killed', act: async () => others[0]?.kill() },
        { at: 0.55, what: 'the other new one stands still', act: async () => others[1]?.pause(3_000) },
        { at: 0.7, what: 'the old one is killed and does not come back', act: async () => first?.stop() },
        { at: 0.85, what: 'a new one is killed', act: async () => others[1]?.kill() },
      ];
      let work: Promise<unknown> = Promise.resolve();
      let busy = false;
      const people = await crowd({
        ...town,
        messages,
        seed,
        place: { folder: town.folder, settings: await town.settingsOf(1) },
        until: Number.POSITIVE_INFINITY,
        behind: () => busy,
        acted: (sent) => {
          for (const next = steps[0]; next && sent >= next.at * messages; ) {
            steps.shift();
            tell(`after ${sent}: ${next.what}`);
            // Nobody waits for a start: people go on writing meanwhile.
            busy = next.at > 0.2;
            work = work.then(next.act).finally(() => {
              busy = false;
            });
            break;
          }
        },
      });
      await work;
      await wait(2_000);
      // This version, which reads what was kept, knows nothing of the next one's migration.
      await sql`
        delete from drizzle.__drizzle_migrations
        where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`;
      const judged = await verdict(town, people, { tell });
      return {
        figures: {
          messages: people.everybody.reduce((sum, { acts }) => sum + acts.length, 0),
          requests: judged.record.requests.length,
          letters: judged.record.letters.length,
          kills: fleet.kills,
        },
        violations: [...violations, ...judged.violations],
      };
    } finally {
      await town.close();
    }
  } finally {
    await versions.remove();
  }
}
