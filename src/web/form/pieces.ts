import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { FileStore } from '../../files/store.ts';
import { createRateLimit } from '../limit.ts';
import { type App, Refusal } from '../server.ts';
import type { FormAnswered, FormDesk } from './port.ts';
import { fits, PIECE_BYTES, PieceRefused, type Upload, Uploads, uploadOf } from './uploads.ts';

/** What the pieces of a photo are taken by. */
export interface PiecesOptions {
  readonly desk: FormDesk;
  readonly files: FileStore;
  /** Hands the whole file in; words say why it cannot be used. */
  readonly handIn: (
    code: string,
    file: { readonly bytes: Uint8Array; readonly name: string },
  ) => Promise<FormAnswered | string>;
  /** Real milliseconds, for the rate limit. */
  readonly now: () => number;
}

/** Four photos of the largest size: who needs more on one link is not sending a photo. */
const PIECES_A_LINK = 160;
const LINK_MS = 30 * 60_000;

/**
 * A photo in pieces, for lines that break: GET says how far it has come, PUT brings the next piece, POST hands the
 * whole in. `X-Berkas` tells which file it is (name, size and time, by the page), `X-Ukuran` its size, `X-Mulai`
 * where the piece begins.
 */
export function mountPieces(app: Hono<App>, options: PiecesOptions): void {
  const { desk, handIn } = options;
  const uploads = new Uploads(options.files);
  const limit = createRateLimit(PIECES_A_LINK, LINK_MS, options.now);

  const asked = async (c: Context<App>): Promise<boolean> => {
    const found = await desk.find(c.req.param('code') ?? '');
    return found.kind === 'question' && found.prompt.accept.kind === 'media';
  };
  /** Taken already, and only the answer was lost on the way: the page goes on. Otherwise the page itself says why. */
  const over = async (c: Context<App>) =>
    c.json({ go: `/formulir/${(await uploads.next(uploadIn(c))) ?? c.req.param('code')}` });

  app.get('/formulir/:code/berkas', async (c) => {
    if (!(await asked(c))) return over(c);
    return c.json({ offset: await uploads.offset(uploadIn(c)) });
  });
  app.put('/formulir/:code/berkas', bodyLimit({ maxSize: PIECE_BYTES, onError: tooBig }), async (c) => {
    if (!(await asked(c))) return over(c);
    if (limit.check(c.req.param('code')) !== null)
      throw new Refusal(429, 'Terlalu sering', 'Terlalu banyak kiriman lewat tautan ini.');
    const upload = uploadIn(c);
    const at = Number(c.req.header('x-mulai'));
    try {
      return c.json({ offset: await uploads.keep(upload, at, new Uint8Array(await c.req.arrayBuffer())) });
    } catch (error) {
      if (error instanceof PieceRefused) return c.json({ offset: error.offset }, 409);
      throw error;
    }
  });
  app.post('/formulir/:code/berkas', async (c) => {
    if (!(await asked(c))) return over(c);
    const code = c.req.param('code');
    const upload = uploadIn(c);
    let bytes: Uint8Array;
    try {
      bytes = await uploads.join(upload);
    } catch (error) {
      if (error instanceof PieceRefused) return c.json({ offset: error.offset }, 409);
      throw error;
    }
    const answered = await handIn(code, { bytes, name: nameIn(c) });
    const next = typeof answered === 'string' || answered.kind !== 'taken' ? null : answered.code;
    await uploads.drop(upload, next);
    if (typeof answered === 'string') return c.json({ error: 'Belum bisa dipakai', detail: answered }, 422);
    return over(c);
  });
}

function uploadIn(c: Context<App>): Upload {
  const size = Number(c.req.header('x-ukuran'));
  if (!fits(size)) tooBig(c);
  return uploadOf(c.req.param('code') ?? '', (c.req.header('x-berkas') ?? '').slice(0, 600), size);
}

/** The name is the sender's claim; it stands before the first slash of what tells the file apart. */
function nameIn(c: Context<App>): string {
  try {
    return decodeURIComponent((c.req.header('x-berkas') ?? '').split('/')[0] ?? '');
  } catch {
    return '';
  }
}

/** A photo or a piece of one is larger than is taken. What is still coming is not read, so the line is closed. */
export function tooBig(c: Context): never {
  c.header('Connection', 'close');
  throw new Refusal(
    413,
    'Berkas terlalu besar',
    'Berkas paling besar 10 MB. Kecilkan dulu, atau foto ulang dari sedikit lebih jauh.',
  );
}
