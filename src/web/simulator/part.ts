import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import type { z } from 'zod';
import { fileResponse, fromOwnPage } from '../security.ts';
import { type App, type Part, Refusal } from '../server.ts';
import { simulatorPage } from './page.ts';
import { ClockMove, PhoneId, PhonePost, type Room, UploadFields } from './port.ts';

/** What the training room's pages ask. */
export interface SimulatorOptions {
  readonly office: string;
  /** The training room, or null when no training ward is active. */
  readonly room: () => Promise<Room | null>;
  /** How often a quiet stream says that it is alive. */
  readonly heartbeatMs?: number;
}

const JSON_MOST = 32 * 1024;
const FILE_MOST = 10 * 1024 * 1024;
const FORM_MOST = FILE_MOST + 64 * 1024;

/** `/simulator`: the training room. Its API answers only pages of this server, and only while there is a room. */
export function simulatorPart(options: SimulatorOptions): Part {
  const open = new Set<() => void>();
  let stopping = false;
  const room = async (): Promise<Room> => {
    const found = await options.room();
    if (found === null)
      throw new Refusal(404, 'Ruang latihan tidak dibuka', 'Ruang latihan hanya ada pada kelurahan latihan.');
    return found;
  };

  return {
    stop: () => {
      stopping = true;
      for (const end of open) end();
    },
    mount(app) {
      app.get('/simulator', async (c) => {
        await room();
        return c.html(simulatorPage());
      });
      app.use('/simulator/api/*', ownPagesOnly);
      app.get('/simulator/api/state', async (c) => fresh(c, await (await room()).state()));
      app.get('/simulator/api/phones/:phone/messages', async (c) =>
        fresh(c, { messages: await (await room()).history(phoneOf(c)) }),
      );
      app.post(
        '/simulator/api/phones/:phone/messages',
        bodyLimit({ maxSize: JSON_MOST, onError: tooLong }),
        async (c) => {
          const post = await json(c, PhonePost);
          await (await room()).post(phoneOf(c), post);
          return c.json({ ok: true });
        },
      );
      app.post(
        '/simulator/api/phones/:phone/files',
        bodyLimit({ maxSize: FORM_MOST, onError: tooBig }),
        async (c) => {
          await upload(c, await room());
          return c.json({ ok: true });
        },
      );
      app.get('/simulator/api/phones/:phone/files/:message', async (c) => {
        const file = await (await room()).file(phoneOf(c), c.req.param('message'));
        if (file === null)
          throw new Refusal(404, 'Berkas tidak ada', 'Berkas ini tidak ada di percakapan ini.');
        return fileResponse(c, file, c.req.query('unduh') !== undefined);
      });
      app.post('/simulator/api/clock', bodyLimit({ maxSize: JSON_MOST, onError: tooLong }), async (c) => {
        const move = await json(c, ClockMove);
        return c.json({ now: (await (await room()).moveClock(move)).toISOString() });
      });
      app.get('/simulator/api/stream', async (c) => {
        const source = await room();
        if (stopping) throw new Refusal(503, 'Sedang ditutup', 'Peladen sedang berhenti.');
        c.header('X-Accel-Buffering', 'no');
        return streamSSE(
          c,
          (stream) =>
            new Promise<void>((resolve) => {
              const end = () => {
                clearInterval(beat);
                stop();
                open.delete(end);
                resolve();
              };
              const beat = setInterval(
                () => void stream.write(': masih di sini\n\n'),
                options.heartbeatMs ?? 15_000,
              );
              const stop = source.subscribe((event) => void stream.writeSSE({ data: JSON.stringify(event) }));
              open.add(end);
              stream.onAbort(end);
              void stream.writeSSE({ event: 'open', data: '{}', retry: 1000 });
            }),
        );
      });
    },
  };
}

const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method !== 'GET' && !fromOwnPage(c)) {
    throw new Refusal(403, 'Ditolak', 'Permintaan ini tidak datang dari halaman ruang latihan.');
  }
  await next();
};

function fresh(c: Context, body: object): Response {
  c.header('Cache-Control', 'no-store');
  return c.json(body);
}

function phoneOf(c: Context): PhoneId {
  const phone = PhoneId.safeParse(c.req.param('phone'));
  if (!phone.success) throw new Refusal(404, 'Telepon tidak ada', 'Tidak ada telepon itu di ruang latihan.');
  return phone.data;
}

async function json<T extends z.ZodType>(c: Context, shape: T): Promise<z.infer<T>> {
  if (!/^application\/json(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw new Refusal(415, 'Bentuk tidak dikenal', 'Kirim sebagai application/json.');
  }
  const parsed = shape.safeParse(await c.req.json().catch(() => undefined));
  if (!parsed.success)
    throw new Refusal(400, 'Isi tidak sesuai', 'Isi permintaan tidak seperti yang diharapkan.');
  return parsed.data;
}

async function upload(c: Context<App>, room: Room): Promise<void> {
  if (!/^multipart\/form-data;/i.test(c.req.header('content-type') ?? '')) {
    throw new Refusal(415, 'Bentuk tidak dikenal', 'Kirim sebagai multipart/form-data.');
  }
  const form = await c.req.parseBody().catch(() => null);
  const file = form?.['file'];
  const fields = UploadFields.safeParse(form);
  if (!(file instanceof File) || !fields.success)
    throw new Refusal(400, 'Isi tidak sesuai', 'Berkas tidak ikut terkirim.');
  if (file.size === 0) throw new Refusal(400, 'Berkas kosong', 'Berkas ini kosong. Pilih berkas lain.');
  if (file.size > FILE_MOST) tooBig();
  const { id, caption, quoted } = fields.data;
  await room.upload(phoneOf(c), {
    id,
    name: file.name,
    mime: file.type,
    bytes: new Uint8Array(await file.arrayBuffer()),
    caption: caption === '' ? null : caption,
    quoted: quoted === '' ? null : quoted,
  });
}

function tooBig(): never {
  throw new Refusal(
    413,
    'Berkas terlalu besar',
    'Berkas paling besar 10 MB. Kecilkan dulu, atau foto ulang.',
  );
}

function tooLong(): never {
  throw new Refusal(413, 'Terlalu panjang', 'Pesan terlalu panjang.');
}
