import { temporaryFolder } from '../support/folder.ts';
import { databaseEnded } from '../support/process.ts';
import { type Line, openCloud, openTelegram, openWhatsApp, type Speaker } from './e2e-lines.ts';
import { figures } from './figures.ts';
import { cpuOf } from './load.ts';

/** From a message at the platform to the answer at the platform. */
export interface EndToEnd {
  /** Messages a second, twenty chats at once. */
  readonly perSecond: number;
  /** Middle time and 99th percentile (ms) of one chat after another on an idle office. */
  readonly p50: number;
  readonly p99: number;
  /** The same with twenty chats at once. */
  readonly busyP50: number;
  readonly busyP99: number;
}

const LINES = { telegram: openTelegram, whatsapp: openWhatsApp, cloud: openCloud };
const CHATS = 20;
const EACH = 10;
const WORDS = ['menu', 'status', 'bantuan', 'domisili', 'batal'];

/**
 * The real process with its built-in database and the local servers of the platforms, without the pauses that platforms
 * ask for: with them Telegram's thirty a second would be all that is measured.
 */
export async function measureEndToEnd(options: {
  readonly tell: (line: string) => void;
}): Promise<Record<keyof typeof LINES, EndToEnd>> {
  const found: Partial<Record<keyof typeof LINES, EndToEnd>> = {};
  for (const name of Object.keys(LINES) as (keyof typeof LINES)[]) {
    const folder = await temporaryFolder();
    const line = await LINES[name](folder.path);
    try {
      found[name] = await measure(line, (text) => options.tell(`  ${name}: ${text}`));
    } finally {
      await line.office.interrupt();
      await databaseEnded(folder.path);
      await line.stop();
      await folder.remove();
    }
  }
  return found as Record<keyof typeof LINES, EndToEnd>;
}

async function measure(line: Line, tell: (text: string) => void): Promise<EndToEnd> {
  const people = (label: string) =>
    Array.from({ length: CHATS }, (_, n) => line.speaker(`Warga ${label}${n}`));
  const [lone, many] = [people('a'), people('b')];
  // Everybody has said something before: what counts is the office at work, not its first time.
  for (const speak of [...lone, ...many]) await speak('halo');
  const alone: number[] = [];
  for (let n = 0; n < EACH; n += 1) for (const speak of lone) alone.push(await timed(speak, n));

  const before = cpuOf(line.office.process.pid ?? 0);
  const own = process.cpuUsage();
  const began = performance.now();
  const together: number[] = [];
  await Promise.all(
    many.map(async (speak) => {
      for (let n = 0; n < EACH; n += 1) together.push(await timed(speak, n));
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const after = cpuOf(line.office.process.pid ?? 0);
  const driver = process.cpuUsage(own);
  const each = (total: number) => `${((1000 * total) / together.length).toFixed(1)} ms`;
  if (before && after)
    tell(
      `CPU a message: office ${each(after.itself - before.itself)}, its database ${each(after.below - before.below)}, ` +
        `the platform's server and the phones here ${each((driver.user + driver.system) / 1e6)}`,
    );
  const [quiet, busy] = [figures(alone), figures(together)];
  return {
    perSecond: Math.round((10 * together.length) / seconds) / 10,
    p50: quiet.medianMs,
    p99: quiet.p99Ms,
    busyP50: busy.medianMs,
    busyP99: busy.p99Ms,
  };
}

async function timed(speak: Speaker, n: number): Promise<number> {
  const began = performance.now();
  await speak(WORDS[n % WORDS.length] ?? '');
  return performance.now() - began;
}
