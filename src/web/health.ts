import type { Registry } from 'prom-client';
import type { Part } from './server.ts';

/** What the health page asks. */
export interface HealthOptions {
  /** Resolves when the database answers; rejects or returns false when not. */
  readonly ready: () => Promise<boolean>;
  readonly registry: Registry;
}

/**
 * `/healthz` says that the process is alive, `/readyz` that the database answers, `/metrics` is for Prometheus.
 * They listen on the same port as the site: a city that does not want its metrics read from outside closes the path in its proxy.
 */
export function healthPart(options: HealthOptions): Part {
  return {
    mount(app) {
      app.get('/healthz', (c) => c.json({ alive: true }, 200, { 'Cache-Control': 'no-store' }));
      app.get('/readyz', async (c) => {
        const ready = await options.ready().catch(() => false);
        return c.json({ ready }, ready ? 200 : 503, { 'Cache-Control': 'no-store' });
      });
      app.get('/metrics', async (c) =>
        c.body(await options.registry.metrics(), 200, {
          'Content-Type': options.registry.contentType,
          'Cache-Control': 'no-store',
        }),
      );
    },
  };
}
