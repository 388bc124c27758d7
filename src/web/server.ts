import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { mountAssets } from './assets.ts';
import { noticePage } from './page.ts';
import { protect } from './security.ts';

/** The bindings of Node's own server under Hono. */
export type App = { Bindings: HttpBindings };

/** One area of the site: it mounts its routes and, at the end, lets go of what it holds open (live streams). */
export interface Part {
  mount(app: Hono<App>): void;
  stop?(): void;
}

/** The whole site, not yet listening. */
export interface Web {
  readonly app: Hono<App>;
  stop(): void;
}

/** What the web server is made of. */
export interface WebOptions {
  /** In order: the first part that answers a path keeps it. */
  readonly parts: readonly Part[];
  /** The office's name on pages that say that something went wrong. */
  readonly office: string;
  /** Where an unexpected error is written; its text is never shown to a visitor. */
  readonly log?: Pick<Logger, 'error'>;
}

/** An answer that is not a page: shown as Indonesian text, as JSON to a script and as a page to a person. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ContentfulStatusCode;
  readonly title: string;
  constructor(status: ContentfulStatusCode, title: string, text: string) {
    super(text);
    this.status = status;
    this.title = title;
  }
}

/** Puts the parts together with what every answer needs: protective headers, style sheets, and kind errors. */
export function createWeb(options: WebOptions): Web {
  const app = new Hono<App>();
  app.use(protect);
  mountAssets(app, new URL('./assets/', import.meta.url));
  for (const part of options.parts) part.mount(app);
  app.notFound((c) =>
    refuse(
      c,
      options.office,
      new Refusal(
        404,
        'Halaman tidak ditemukan',
        'Alamat ini tidak ada di sini. Mungkin salah ketik, atau sudah dipindahkan.',
      ),
    ),
  );
  app.onError((error, c) => {
    if (error instanceof Refusal) return refuse(c, options.office, error);
    options.log?.error({ error: error.name, path: c.req.routePath }, 'a page failed');
    return refuse(
      c,
      options.office,
      new Refusal(
        500,
        'Ada gangguan',
        'Permintaan ini belum bisa dilayani. Silakan coba lagi sebentar lagi.',
      ),
    );
  });
  return {
    app,
    stop: () => {
      for (const part of options.parts) part.stop?.();
    },
  };
}

function refuse(c: Context, office: string, refusal: Refusal): Response | Promise<Response> {
  c.status(refusal.status);
  c.header('Cache-Control', 'no-store');
  const wantsPage = !c.req.path.includes('/api/') && (c.req.header('accept') ?? '').includes('text/html');
  if (!wantsPage) return c.json({ error: refusal.title, detail: refusal.message });
  return c.html(noticePage(office, refusal.title, refusal.message));
}

/** The address cannot be used; `reason` tells which sentence helps. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
  readonly reason: 'in-use' | 'not-allowed' | 'no-such-address' | 'other';
  constructor(code: string | undefined, where: string) {
    const reason =
      code === 'EADDRINUSE'
        ? 'in-use'
        : code === 'EACCES'
          ? 'not-allowed'
          : code === 'EADDRNOTAVAIL'
            ? 'no-such-address'
            : 'other';
    super(`cannot listen on ${where}: ${reason}`);
    this.reason = reason;
  }
}

/** A server that listens. */
export interface Listening {
  /** The port in use, also when 0 was asked for. */
  readonly port: number;
  /** Ends live streams, waits up to half a second for answers under way, then cuts what is left. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 500;

/** Begins to listen; throws CannotListen. */
export async function listen(web: Web, host: string, port: number): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: web.app.fetch,
    serverOptions: {
      requestTimeout: 60_000,
      headersTimeout: 15_000,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16_384,
    },
  });
  if (!('closeAllConnections' in server)) throw new TypeError('expected an HTTP/1.1 server');
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CannotListen(error.code, `${host}:${port}`)),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        web.stop();
        const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
