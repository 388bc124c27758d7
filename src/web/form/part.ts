import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Misread } from '../../../flows/kit/answers.ts';
import { clean } from '../../../flows/kit/message.ts';
import { kindOf } from '../../documents/kind.ts';
import { MAX_BYTES } from '../../documents/refusal.ts';
import type { Entropy } from '../../entropy.ts';
import type { FileName, FileStore } from '../../files/store.ts';
import { createRateLimit } from '../limit.ts';
import { clientAddress, fromOwnPage } from '../security.ts';
import { type App, type Part, Refusal } from '../server.ts';
import { ENDS, type End } from './ends.ts';
import { endPage, questionPage, type Troubles } from './pages.ts';
import { mountPieces, tooBig } from './pieces.ts';
import type { ChatDoor, FormAnswered, FormDesk, FormEnd, FormPlace, FormQuestion } from './port.ts';
import { type Filled, fieldsOf, readFilled } from './read.ts';

/** What the secure page is made of. */
export interface FormOptions {
  readonly desk: FormDesk;
  readonly files: FileStore;
  readonly entropy: Entropy;
  /** Shown while it is not known which ward is meant. */
  readonly office: string;
  /** What is wrong with an answer, in words. */
  readonly reason: (why: Misread) => string;
  /** Where the chat of an account is opened; null when that is not known. */
  readonly door: (accountId: string) => ChatDoor | null;
  /** Whether `X-Forwarded-For` is written by a proxy of ours. */
  readonly trustProxy: boolean;
  /** Wrong codes per address and minute. */
  readonly perMinute?: number;
  /** Real milliseconds, for the rate limit. */
  readonly now?: () => number;
  /** How often forgotten pieces are looked for (ms). */
  readonly sweepMs?: number;
}

/** The page may not be framed, kept, or told of; and it loads nothing but our own files. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TEXT_MOST = 16 * 1024;
/** Room for the form's own lines around the file. */
const FORM_MOST = MAX_BYTES + 64 * 1024;
/** Links live for 30 minutes, so whatever piece is older belongs to one that has ended (ms). */
const PIECE_MS = 30 * 60_000;

/** How often, and how long apart (ms), the page looks whether a photo has been kept before it says so. */
const LOOKS = 8;
const LOOK_MS = 250;

/** `/formulir/<code>`: one private question of one chat, answered outside the chat. */
export function formPart(options: FormOptions): Part {
  const { desk, files } = options;
  const now = options.now ?? (() => performance.now());
  const wrong = createRateLimit(options.perMinute ?? 20, 60_000, now);
  const sweep = setInterval(
    () => void files.sweep('piece', new Date(Date.now() - PIECE_MS)).catch(() => undefined),
    options.sweepMs ?? 600_000,
  );
  sweep.unref();

  /** A photo is kept within a second as a rule: waiting that long here spares the person a page that only waits. */
  const settled = async (code: string): Promise<FormQuestion | FormEnd> => {
    for (let looks = 1; ; looks += 1) {
      const found = await desk.find(code);
      if (found.kind !== 'waiting' || looks === LOOKS) return found;
      await wait(LOOK_MS);
    }
  };

  const end = (c: Context<App>, ended: FormEnd | { kind: 'failed'; place: FormPlace }) => {
    if (ended.kind === 'next') return c.redirect(`/formulir/${ended.code}?lanjut=1`, 303);
    if (ended.kind === 'unknown') {
      const seconds = wrong.check(clientAddress(c, options.trustProxy));
      if (seconds !== null) c.header('Retry-After', String(seconds));
      return show(c, seconds === null ? 'unknown' : 'slow', options.office, null);
    }
    if (ended.kind === 'waiting') c.header('Refresh', '2');
    return show(c, ended.kind, ended.place.ward, options.door(ended.place.accountId));
  };

  const ask = (c: Context<App>, question: FormQuestion, filled: Filled, troubles: Troubles) => {
    const code = c.req.param('code') ?? '';
    const remark = c.req.query('lanjut') === undefined ? null : question.remark;
    const back = options.door(question.place.accountId);
    return c.html(
      questionPage({ code, question, filled, troubles, remark, back }),
      troubles.size > 0 ? 422 : 200,
    );
  };

  /** Keeps a file and hands it in; the words say why it cannot be used. */
  const handIn = async (
    code: string,
    file: { readonly bytes: Uint8Array; readonly name: string },
  ): Promise<FormAnswered | string> => {
    if (kindOf(file.bytes) === null)
      return 'Berkas ini belum bisa dipakai. Kirim foto JPG, PNG, WebP, atau PDF.';
    const ref: FileName = `upload/${Buffer.from(options.entropy.bytes(16)).toString('hex')}`;
    await files.put(ref, file.bytes);
    const media = { ref, mime: null, name: clean(file.name, 200) || null, size: file.bytes.length };
    const answered = await desk.answer(code, { kind: 'media', media, caption: null });
    // Nobody will ask for it: another copy was first, or none was asked for any more.
    const kept = answered.kind === 'failed' || (answered.kind === 'taken' && answered.fresh);
    if (!kept) await files.remove(ref);
    return answered;
  };

  return {
    stop: () => clearInterval(sweep),
    mount(app) {
      app.use('/formulir/*', async (c, next) => {
        if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !fromHere(c))
          throw new Refusal(403, 'Ditolak', 'Jawaban ini tidak datang dari halaman aman kami.');
        await next();
        c.res.headers.set('Cache-Control', 'no-store');
        c.res.headers.set('X-Robots-Tag', 'noindex, nofollow');
        c.res.headers.set('Content-Security-Policy', POLICY);
      });
      mountPieces(app, { desk, files, handIn, now });
      app.get('/formulir/:code', async (c) => {
        const found = await settled(c.req.param('code'));
        return found.kind === 'question' ? ask(c, found, {}, new Map()) : end(c, found);
      });
      app.post(
        '/formulir/:code',
        (c, next) =>
          isMultipart(c)
            ? bodyLimit({ maxSize: FORM_MOST, onError: tooBig })(c, next)
            : bodyLimit({ maxSize: TEXT_MOST, onError: tooLong })(c, next),
        async (c) => {
          const code = c.req.param('code');
          const found = await desk.find(code);
          if (found.kind !== 'question') return end(c, found);
          const form = await c.req.parseBody().catch(() => ({}) as Record<string, string | File>);
          if (found.prompt.accept.kind === 'media') {
            const file = [form['kamera'], form['berkas']].find(
              (one): one is File => one instanceof File && one.size > 0,
            );
            if (!file) return ask(c, found, {}, new Map([['berkas', 'Fotonya belum dipilih.']]));
            if (file.size > MAX_BYTES) return tooBig(c);
            const answered = await handIn(code, {
              bytes: new Uint8Array(await file.arrayBuffer()),
              name: file.name,
            });
            if (typeof answered === 'string') return ask(c, found, {}, new Map([['berkas', answered]]));
            return after(c, answered);
          }
          const filled: Filled = Object.fromEntries(
            fieldsOf(found.prompt).map(({ name, most }) => [name, String(form[name] ?? '').slice(0, most)]),
          );
          const read = readFilled(filled, found.prompt, found.today);
          if (!read.ok)
            return ask(
              c,
              found,
              filled,
              new Map([...read.wrong].map(([name, why]) => [name, options.reason(why)])),
            );
          return after(c, await desk.answer(code, { kind: 'text', text: read.text }));
        },
      );
    },
  };

  function after(c: Context<App>, answered: FormAnswered) {
    if (answered.kind === 'taken') return c.redirect(`/formulir/${answered.code}`, 303);
    if (answered.kind === 'misread')
      throw new Refusal(422, 'Jawaban belum terbaca', options.reason(answered.why));
    return end(c, answered);
  }
}

function show(c: Context<App>, end: End, office: string, back: ChatDoor | null) {
  const { status, title, text } = ENDS[end];
  const again = end === 'waiting' ? { again: true } : {};
  return c.html(endPage({ office, title, text, back, good: end === 'done', ...again }), status);
}

function isMultipart(c: Context<App>): boolean {
  return /^multipart\/form-data;/i.test(c.req.header('content-type') ?? '');
}

function tooLong(): never {
  throw new Refusal(413, 'Terlalu panjang', 'Jawabannya terlalu panjang.');
}

/**
 * Whether an answer comes from our page. Because the page tells nobody where it is (`no-referrer`), a browser names
 * its origin as `null` when it sends a plain form; then `Sec-Fetch-Site` decides where the browser knows it.
 */
function fromHere(c: Context<App>): boolean {
  if (c.req.header('origin') !== 'null') return fromOwnPage(c);
  return (c.req.header('sec-fetch-site') ?? 'same-origin') === 'same-origin';
}
