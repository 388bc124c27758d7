import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Verification } from '../letters/verification.ts';
import { createRateLimit, type RateLimit } from './limit.ts';
import { clientAddress } from './security.ts';
import { type App, type Part, Refusal } from './server.ts';
import { askPage, codePage, filePage } from './verification-pages.ts';

/** What the verification pages ask, and how they defend themselves. */
export interface VerificationOptions {
  readonly verification: Verification;
  readonly office: string;
  /** Whether `X-Forwarded-For` is written by a proxy of ours. */
  readonly trustProxy: boolean;
  /** Tries per address and minute. */
  readonly perMinute?: number;
  /** Every answer about a code takes at least this long, so that time tells nothing about whether a code exists. */
  readonly floorMs?: number;
  /** Real milliseconds, for the rate limit. */
  readonly now?: () => number;
}

const FILE_MOST = 5 * 1024 * 1024;
/** Room for the form's own lines around the file. */
const FORM_MOST = FILE_MOST + 64 * 1024;

/** `/verifikasi`: is this letter ours, still valid, and unchanged? */
export function verificationPart(options: VerificationOptions): Part {
  const limit = createRateLimit(options.perMinute ?? 30, 60_000, options.now ?? (() => performance.now()));
  const floor = options.floorMs ?? 150;
  return {
    mount(app) {
      app.use('/verifikasi/*', async (c, next) => {
        await next();
        c.res.headers.set('X-Robots-Tag', 'noindex, nofollow');
        c.res.headers.set('Cache-Control', 'no-store');
      });
      app.get('/verifikasi', (c) => {
        const typed = c.req.query('kode');
        if (typed === undefined) return c.html(askPage(options.office, null));
        const code = normaliseCode(typed);
        return code === ''
          ? c.html(askPage(options.office, 'Kode belum diisi.'))
          : c.redirect(`/verifikasi/${code}`, 303);
      });
      app.get('/verifikasi/:code', async (c) => {
        slowDown(c, limit, options.trustProxy);
        const code = normaliseCode(c.req.param('code'));
        const [letter] = await Promise.all([
          code === '' ? null : options.verification.byCode(code),
          wait(floor),
        ]);
        return c.html(codePage(options.office, code, letter));
      });
      app.post(
        '/verifikasi/berkas',
        async (c, next) => {
          slowDown(c, limit, options.trustProxy);
          await next();
        },
        bodyLimit({ maxSize: FORM_MOST, onError: tooBig }),
        async (c) => {
          const form = await c.req.parseBody().catch(() => null);
          const file = form?.['berkas'];
          if (!(file instanceof File) || file.size === 0)
            return c.html(askPage(options.office, 'Berkas PDF belum dipilih.'), 400);
          if (file.size > FILE_MOST) return tooBig();
          const verdict = await options.verification.byFile(new Uint8Array(await file.arrayBuffer()));
          return c.html(filePage(options.office, verdict));
        },
      );
    },
  };
}

function slowDown(c: Context<App>, limit: RateLimit, trustProxy: boolean): void {
  const seconds = limit.check(clientAddress(c, trustProxy));
  if (seconds === null) return;
  c.header('Retry-After', String(seconds));
  throw new Refusal(
    429,
    'Terlalu sering',
    `Pemeriksaan dari alamat ini terlalu sering. Silakan coba lagi ${seconds} detik lagi.`,
  );
}

function tooBig(): never {
  throw new Refusal(
    413,
    'Berkas terlalu besar',
    'Berkas paling besar 5 MB. Surat dari kelurahan jauh lebih kecil dari itu.',
  );
}

/** As a person types or pastes it: any case, spaces, dashes, or the whole address of the page. */
export function normaliseCode(typed: string): string {
  const last =
    typed
      .trim()
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? '';
  return last
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 64);
}
