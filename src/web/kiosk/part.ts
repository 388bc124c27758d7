import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Sealer } from '../../db/seal.ts';
import type { Entropy } from '../../entropy.ts';
import { createRateLimit, type RateLimit } from '../limit.ts';
import { clientAddress, fileResponse, fromOwnPage } from '../security.ts';
import { type App, type Part, Refusal } from '../server.ts';
import { devicePage, kioskPage, type Language } from './page.ts';
import { type Kiosk, KioskPost, KioskUploadFields } from './port.ts';
import { createSessions } from './session.ts';

/** The screens that may show the page, as the page asks. */
export interface Devices {
  /** Lets a screen in by its code and gives the token that it shows from then on; null for a wrong code. */
  admit(code: string): Promise<string | null>;
  /** Asked at every request. */
  find(token: string): Promise<{ readonly id: string; readonly wardId: string } | null>;
}

/** What `/anjungan` asks. */
export interface KioskPartOptions {
  readonly devices: Devices;
  /** The chats of a ward's screens. */
  readonly kiosk: (wardId: string) => Promise<Kiosk>;
  readonly languages: readonly Language[];
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  /** Where the office is reached from outside; behind that address stands a proxy of ours. */
  readonly publicUrl: string | null;
  /** Real milliseconds. */
  readonly now?: () => number;
  /** After so long without a touch or a key the session ends (ms). */
  readonly idleMs?: number;
  /** Device codes that may be tried from one address in ten minutes. */
  readonly tries?: number;
}

const IDLE_MS = 60_000;
const TRIES = 5;
const TRIES_MS = 10 * 60_000;
/** A touch a second is a hurried person, more is a stuck key. */
const POSTS_A_MINUTE = 60;
const SESSIONS_A_MINUTE = 20;
/** How long a look for news is held open (ms): below every proxy's patience. */
const HOLD_MS = 20_000;
const JSON_MOST = 16 * 1024;
const FILE_MOST = 10 * 1024 * 1024;
const COOKIE = 'anjungan';
/** Browsers keep a cookie for 400 days at most; every visit renews it. */
const COOKIE_S = 400 * 24 * 3600;

/** `/anjungan`: the chat on a touch screen at the counter, for screens that were let in by a code. */
export function kioskPart(options: KioskPartOptions): Part {
  const now = options.now ?? Date.now;
  const sessions = createSessions(options.sealer, options.entropy, now);
  const tries = createRateLimit(options.tries ?? TRIES, TRIES_MS, now);
  const posts = createRateLimit(POSTS_A_MINUTE, 60_000, now);
  const starts = createRateLimit(SESSIONS_A_MINUTE, 60_000, now);
  const stopping = new AbortController();

  const deviceOf = async (c: Context<App>) => {
    const token = getCookie(c, COOKIE);
    return token === undefined ? null : options.devices.find(token);
  };
  const onDevice = async (c: Context<App>) => {
    const device = await deviceOf(c);
    if (device === null)
      throw new Refusal(
        401,
        'Layar belum dibuka',
        'Layar ini belum dibuka, atau sudah ditutup oleh kelurahan.',
      );
    return device;
  };
  const inSession = async (c: Context<App>) => {
    const device = await onDevice(c);
    const chat = sessions.read(device.id, c.req.header('x-sesi'));
    if (chat === null) throw ended();
    return { chat, kiosk: await options.kiosk(device.wardId) };
  };
  const shown = async (c: Context<App>, { kiosk, chat }: { kiosk: Kiosk; chat: string }) => {
    const view = await kiosk.view(chat);
    if (view === null) throw ended();
    return c.json(view);
  };
  /** A message only goes into a chat that is open: the address of an ended one opens nothing again. */
  const openSession = async (c: Context<App>) => {
    const session = await inSession(c);
    within(posts, session.chat);
    if ((await session.kiosk.view(session.chat)) === null) throw ended();
    return session;
  };
  const letIn = (c: Context<App>, token: string) =>
    setCookie(c, COOKIE, token, {
      path: '/anjungan',
      httpOnly: true,
      sameSite: 'Strict',
      secure: isHttps(c, options.publicUrl),
      maxAge: COOKIE_S,
    });

  return {
    stop: () => stopping.abort(),
    mount(app) {
      app.use('/anjungan/*', async (c, next) => {
        if (c.req.method !== 'GET' && !fromOwnPage(c))
          throw new Refusal(403, 'Ditolak', 'Permintaan ini tidak datang dari halaman anjungan.');
        await next();
        c.header('Cache-Control', 'no-store');
      });
      app.get('/anjungan', async (c) => {
        c.header('Permissions-Policy', 'camera=(self), microphone=(), geolocation=()');
        const token = getCookie(c, COOKIE);
        const device = await deviceOf(c);
        if (token === undefined || device === null) return c.html(devicePage());
        letIn(c, token);
        const { ward } = await options.kiosk(device.wardId);
        return c.html(kioskPage(ward, options.languages, options.idleMs ?? IDLE_MS));
      });
      app.post('/anjungan/api/device', limited(JSON_MOST), async (c) => {
        within(tries, clientAddress(c, options.publicUrl !== null));
        const { code } = await json(c, z.object({ code: z.string().max(60) }));
        const token = await options.devices.admit(code);
        if (token === null)
          throw new Refusal(
            400,
            'Kode tidak cocok',
            'Kode ini tidak cocok, sudah dipakai, atau lewat 30 menit. Mintalah kode baru.',
          );
        letIn(c, token);
        return c.json({ ok: true });
      });
      app.post('/anjungan/api/sessions', limited(JSON_MOST), async (c) => {
        const device = await onDevice(c);
        within(starts, device.id);
        const { language } = await json(c, z.object({ language: z.string().max(20) }));
        const kiosk = await options.kiosk(device.wardId);
        const { chat, token } = sessions.open(device.id);
        await kiosk.begin(chat, language);
        return c.json({ session: token, view: await kiosk.view(chat) });
      });
      app.get('/anjungan/api/chat', async (c) => {
        const session = await inSession(c);
        const seen = Number(c.req.query('seen') ?? Number.NaN);
        const signal = AbortSignal.any([stopping.signal, c.req.raw.signal]);
        await session.kiosk.changed(session.chat, seen, HOLD_MS, signal);
        return shown(c, session);
      });
      app.post('/anjungan/api/messages', limited(JSON_MOST), async (c) => {
        const session = await openSession(c);
        await session.kiosk.post(session.chat, await json(c, KioskPost));
        return shown(c, session);
      });
      app.post('/anjungan/api/files', limited(FILE_MOST + JSON_MOST), async (c) => {
        const session = await openSession(c);
        await upload(c, session);
        return shown(c, session);
      });
      app.get('/anjungan/api/files/:message', async (c) => {
        const { kiosk, chat } = await inSession(c);
        const file = await kiosk.picture(chat, c.req.param('message'));
        if (file === null)
          throw new Refusal(404, 'Berkas tidak ada', 'Berkas ini tidak ditampilkan di sini.');
        return fileResponse(c, file, false);
      });
      app.post('/anjungan/api/ticket', async (c) => {
        const { kiosk, chat } = await openSession(c);
        const ticket = await kiosk.ticket(chat);
        if (ticket === null) throw ended();
        return c.json(ticket);
      });
      app.post('/anjungan/api/end', limited(JSON_MOST), async (c) => {
        const { kiosk, chat } = await inSession(c);
        const { ticket: wanted } = await json(c, z.object({ ticket: z.boolean() }));
        const ticket = wanted ? await kiosk.ticket(chat) : null;
        await kiosk.end(chat);
        return c.json({ ticket });
      });
    },
  };
}

function ended(): Refusal {
  return new Refusal(410, 'Sesi sudah ditutup', 'Sesi ini sudah ditutup. Silakan mulai lagi.');
}

function within(limit: RateLimit, key: string): void {
  const seconds = limit.check(key);
  if (seconds !== null)
    throw new Refusal(429, 'Terlalu sering', `Terlalu sering. Coba lagi dalam ${seconds} detik.`);
}

function isHttps(c: Context<App>, publicUrl: string | null): boolean {
  if (publicUrl === null) return false;
  const proxied = c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim();
  const open = new URL(publicUrl);
  return proxied === 'https' || (open.protocol === 'https:' && open.host === c.req.header('host'));
}

function limited(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal(
        413,
        'Terlalu besar',
        'Berkas paling besar 10 MB. Foto ulang, atau pilih berkas lain.',
      );
    },
  });
}

async function json<T extends z.ZodType>(c: Context, shape: T): Promise<z.infer<T>> {
  if (!/^application\/json(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw new Refusal(415, 'Bentuk tidak dikenal', 'Kirim sebagai application/json.');
  const parsed = shape.safeParse(await c.req.json().catch(() => undefined));
  if (!parsed.success)
    throw new Refusal(400, 'Isi tidak sesuai', 'Isi permintaan tidak seperti yang diharapkan.');
  return parsed.data;
}

async function upload(c: Context<App>, { kiosk, chat }: { kiosk: Kiosk; chat: string }): Promise<void> {
  const form = await c.req.parseBody().catch(() => null);
  const file = form?.['file'];
  const fields = KioskUploadFields.safeParse(form);
  if (!(file instanceof File) || !fields.success)
    throw new Refusal(400, 'Isi tidak sesuai', 'Berkas tidak ikut terkirim.');
  if (file.size === 0) throw new Refusal(400, 'Berkas kosong', 'Berkas ini kosong. Pilih berkas lain.');
  if (file.size > FILE_MOST)
    throw new Refusal(413, 'Terlalu besar', 'Berkas paling besar 10 MB. Foto ulang, atau pilih berkas lain.');
  await kiosk.upload(chat, {
    id: fields.data.id,
    name: file.name,
    mime: file.type,
    bytes: new Uint8Array(await file.arrayBuffer()),
  });
}
