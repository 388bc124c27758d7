import { collectDefaultMetrics, Registry } from 'prom-client';
import { systemClock } from './clock.ts';
import { type Config, childEnvironment, loadConfig, readEnvironment } from './config.ts';
import { openDatabase } from './db/open.ts';
import { systemEntropy } from './entropy.ts';
import { createFileStore } from './files/store.ts';
import { createLog } from './log.ts';
import { buildHouse } from './office.ts';
import { openChannels } from './opening/channels.ts';
import { keepDoors } from './opening/doors.ts';
import { createNumberKeeper } from './opening/numbers/keeper.ts';
import { openSite } from './opening/site.ts';
import { wardsAtStart } from './opening/wards.ts';
import { welcome } from './opening/welcome.ts';
import { watchWhatsApp } from './opening/whatsapp.ts';
import { assertRepaired } from './patches.ts';
import { loadServices } from './services.ts';
import { reportAndExit } from './startup.ts';
import { openRoom } from './training/room.ts';

/** How long everything may take to stop (ms); what is left then is cut. */
const PATIENCE_MS = 5_000;

/** The composition root: settings -> database -> office -> channels -> web. Nothing else imports it. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.cwd());
  const config: Config = loadConfig(environment, { cwd: process.cwd() });
  const log = createLog(config.logLevel);
  const stops: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const stop = once(async (code: number) => {
    stopping = true;
    const late = setTimeout(() => process.exit(code), PATIENCE_MS);
    for (const one of stops.reverse())
      await one().catch((error: unknown) => log.error({ error }, 'something did not stop cleanly'));
    clearTimeout(late);
    process.exit(code);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));

  try {
    assertRepaired();
    const services = await loadServices();
    const database = await openDatabase(config, {
      clock: systemClock,
      entropy: systemEntropy,
      env: childEnvironment(environment),
      mode: 'own',
    });
    stops.push(() => database.stop());
    // The built-in database ended unasked: nothing can be kept any more, so the process ends and is started anew.
    void database.embedded?.ended.then(() => {
      if (stopping) return;
      log.fatal('the database has ended');
      void stop(1);
    });
    const deps = {
      ...database,
      clock: systemClock,
      entropy: systemEntropy,
      log,
      services,
      files: createFileStore(config.filesDir, database.sealer),
    };
    const wards = await wardsAtStart(deps, config.training);
    const site = { url: config.publicUrl ?? '' };
    const line = config.whatsappUrl === null ? {} : { url: config.whatsappUrl };
    const numbers = createNumberKeeper({ ...deps, line });
    const house = buildHouse({
      ...deps,
      alone: database.embedded !== null,
      numbers,
      publicUrl: () => site.url,
    });
    await house.start();
    stops.push(() => house.stop());

    const room = wards.training ? await openRoom(house, deps, wards.training) : null;
    if (room) await house.open(room.channel);
    const opening = { ...deps, config, house, ward: wards.serving };
    const channels = await openChannels(opening);

    const registry = new Registry();
    // The default of 10 ms would wake an idle computer a hundred times a second.
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 500 });
    const web = await openSite({ ...deps, config, house, room, channels, ward: wards.serving, registry });
    stops.push(() => web.close());
    site.url = config.publicUrl ?? `http://localhost:${web.port}`;
    for (const { channel } of channels) await house.open(channel);
    const ended = new AbortController();
    stops.push(async () => ended.abort());
    watchWhatsApp(
      opening,
      channels,
      async (later) => {
        channels.push(later);
        await keepDoors(database.db, [later]);
        await house.open(later.channel);
      },
      ended.signal,
    );
    process.stdout.write(
      welcome({
        config,
        port: web.port,
        ward: wards.serving,
        training: wards.training,
        channels: channels.map(({ words }) => words),
        version: database.version,
        embedded: database.embedded !== null,
      }),
    );
  } catch (error) {
    for (const one of stops.reverse()) await one().catch(() => undefined);
    reportAndExit(error);
  }
}

function once(work: (code: number) => Promise<void>): (code: number) => Promise<void> {
  let running: Promise<void> | null = null;
  return (code) => {
    running ??= work(code);
    return running;
  };
}

// Before the settings are read nothing is open yet: what is wrong with them is all that there is to say.
await main().catch(reportAndExit);
