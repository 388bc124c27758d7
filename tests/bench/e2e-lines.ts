import { fileURLToPath } from 'node:url';
import { cloudSettings, connected } from '../process/cloud-journey.ts';
import { telegramSettings } from '../process/journey.ts';
import { paired, whatsAppSettings } from '../process/whatsapp-journey.ts';
import { startGraph } from '../support/graph/index.ts';
import { type OfficeProcess, type Settings, startOffice } from '../support/process.ts';
import { startTelegram } from '../support/telegram/index.ts';
import { startWhatsApp } from '../support/whatsapp/index.ts';

/** Somebody who says something and waits until the answer shows on their phone. */
export type Speaker = (text: string) => Promise<void>;

/** An office of its own, with its built-in database, and the local server of a platform that it speaks with. */
export interface Line {
  readonly office: OfficeProcess;
  speaker(name: string): Speaker;
  /** Stops the platform; the office is stopped before. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;
const NO_PACE = `--import=${fileURLToPath(new URL('./no-pace.ts', import.meta.url))}`;
const PRELOAD = `--import=${fileURLToPath(new URL('../../src/preload.ts', import.meta.url))}`;
const quiet = { LOG_LEVEL: 'warn' };
const hasty = { ...quiet, NODE_OPTIONS: `${PRELOAD} ${NO_PACE}` };

/** With the pauses that the platforms ask for. */
export const PACED: Settings = { ...quiet, NODE_OPTIONS: PRELOAD };

/** Telegram by long polling, as an office without a public address. */
export async function openTelegram(folder: string, settings: Settings = hasty): Promise<Line> {
  const telegram = await startTelegram({ limits: 'off' });
  const office = await startOffice(folder, { ...telegramSettings(telegram), ...settings });
  return {
    office,
    speaker: (name) => {
      const person = telegram.person({ name });
      return async (text) => {
        person.fresh();
        person.says(text);
        await person.waits(() => true, PATIENCE_MS);
      };
    },
    stop: () => telegram.stop(),
  };
}

/** The Cloud API: webhooks in, calls out. */
export async function openCloud(folder: string): Promise<Line> {
  const graph = await startGraph({ limits: 'off', statuses: 'after' });
  const settings = await cloudSettings(graph, hasty);
  const office = await startOffice(folder, settings);
  await connected(graph, { folder, settings }, office);
  return {
    office,
    speaker: (name) => {
      const person = graph.person({ name });
      return async (text) => {
        person.says(text);
        await person.waits(() => true, PATIENCE_MS);
      };
    },
    stop: () => graph.stop(),
  };
}

/** The ward's own number, linked: Signal's encryption both ways, the phone's side in the benchmark's process. */
export async function openWhatsApp(folder: string): Promise<Line> {
  const server = await startWhatsApp();
  const settings = whatsAppSettings(server, { more: quiet });
  const preloaded = { ...settings, NODE_OPTIONS: `${PRELOAD} ${settings['NODE_OPTIONS']}` };
  const office = await startOffice(folder, preloaded);
  await paired(server, { folder, settings });
  await server.until(({ logins }) => logins.length > 0);
  return {
    office,
    speaker: (name) => {
      const person = server.person({ name });
      return async (text) => {
        const had = person.heard.length;
        await person.says(text);
        await person.hears(had + 1);
      };
    },
    stop: () => server.stop(),
  };
}
