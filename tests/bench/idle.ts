import { setTimeout as wait } from 'node:timers/promises';
import { temporaryFolder } from '../support/folder.ts';
import { databaseEnded } from '../support/process.ts';
import { openTelegram, PACED } from './e2e-lines.ts';
import { cpuOf } from './load.ts';

/** Percent of one core that an office at rest takes. */
export interface Idle {
  readonly office: number;
  readonly database: number;
}

/** Ten seconds after its start and a chat, nobody says anything to a real process that polls Telegram. */
export async function measureIdle(options: { readonly idleSeconds: number }): Promise<Idle> {
  const folder = await temporaryFolder();
  const line = await openTelegram(folder.path, PACED);
  try {
    await line.speaker('Warga')('halo');
    await wait(10_000);
    const pid = line.office.process.pid ?? 0;
    const before = cpuOf(pid);
    const began = performance.now();
    await wait(options.idleSeconds * 1000);
    const after = cpuOf(pid);
    const seconds = (performance.now() - began) / 1000;
    if (!before || !after) throw new Error('there is no /proc to read the clocks of');
    const percent = (used: number) => Math.round((10_000 * used) / seconds) / 100;
    return { office: percent(after.itself - before.itself), database: percent(after.below - before.below) };
  } finally {
    await line.office.interrupt();
    await databaseEnded(folder.path);
    await line.stop();
    await folder.remove();
  }
}
