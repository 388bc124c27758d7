import { Gauge, type Registry } from 'prom-client';
import type { LineHealth } from '../channels/line-health.ts';
import type { Part } from './server.ts';

/** What the health page asks. */
export interface HealthOptions {
  /** Resolves when the database answers; rejects or returns false when not. */
  readonly ready: () => Promise<boolean>;
  readonly lines: () => Promise<readonly LineHealth[]>;
  readonly registry: Registry;
}

/**
 * `/healthz` says that the process is alive, `/readyz` that the database answers, both with the state of each account;
 * `/metrics` is for Prometheus. A line that is down makes nobody unready: the office works on without it.
 * They listen on the same port as the site: a city that does not want them read from outside closes the paths in its proxy.
 */
export function healthPart(options: HealthOptions): Part {
  const refresh = measured(options);
  const accounts = () => options.lines().catch(() => []);
  return {
    mount(app) {
      app.get('/healthz', async (c) =>
        c.json({ alive: true, accounts: await accounts() }, 200, { 'Cache-Control': 'no-store' }),
      );
      app.get('/readyz', async (c) => {
        const ready = await options.ready().catch(() => false);
        const shown = ready ? await accounts() : [];
        return c.json({ ready, accounts: shown }, ready ? 200 : 503, { 'Cache-Control': 'no-store' });
      });
      app.get('/metrics', async (c) => {
        await refresh();
        return c.body(await options.registry.metrics(), 200, {
          'Content-Type': options.registry.contentType,
          'Cache-Control': 'no-store',
        });
      });
    },
  };
}

/** The accounts as metrics; what it returns reads them anew, before they are shown. */
function measured({ registry, lines }: HealthOptions): () => Promise<void> {
  const labelNames = ['account', 'channel'] as const;
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `halo_line_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const up = gauge('up', '1 while the platform is reached');
  const standby = gauge('standby', '1 while another process serves the account');
  const lastIn = gauge('last_in_seconds', 'When a message last came in (Unix time)');
  const lastOut = gauge('last_out_seconds', 'When a message last went out (Unix time)');
  const waiting = gauge('waiting', 'Messages that wait to be sent');
  const oldest = gauge('oldest_waiting_seconds', 'How long the oldest of them has waited');
  const all = [up, standby, lastIn, lastOut, waiting, oldest];
  const counts = new Gauge({
    name: 'halo_line_events',
    help: 'Sends by what became of them, and what a webhook refused, by reason, since the start',
    labelNames: [...labelNames, 'what'],
    registers: [registry],
  });
  return async () => {
    const shown = await lines().catch(() => []);
    for (const one of [...all, counts]) one.reset();
    for (const line of shown) {
      const labels = { account: line.accountId, channel: line.channel };
      up.set(labels, line.up ? 1 : 0);
      standby.set(labels, line.standby ? 1 : 0);
      if (line.lastIn) lastIn.set(labels, line.lastIn.getTime() / 1000);
      if (line.lastOut) lastOut.set(labels, line.lastOut.getTime() / 1000);
      waiting.set(labels, line.waiting);
      oldest.set(labels, line.oldestMs / 1000);
      for (const [what, count] of Object.entries(line.counts)) counts.set({ ...labels, what }, count);
    }
  };
}
