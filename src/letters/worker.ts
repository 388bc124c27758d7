import sharp from 'sharp';
import { z } from 'zod';
import { serve, Unworkable } from '../worker/serve.ts';
import { LetterData } from './letter.ts';
import { PosterData, posterPdf, posterSvg } from './poster.ts';
import { printableDeep } from './printable.ts';
import { renderPdf } from './render.ts';
import { KeyMismatch } from './signature/cms.ts';
import { UnsignablePdf } from './signature/increment.ts';
import { createOwnSigner } from './signature/own.ts';
import type { LetterSigner } from './signature/signer.ts';
import { verifySignature } from './signature/verify.ts';
import { createTypesetter } from './typst.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What the workshop asks of its child process. Data of a page is the page's own matter. */
export const LetterTask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('letter'), data: LetterData, chainPem: z.string(), key: bytes }),
  z.object({ kind: z.literal('draft'), data: LetterData }),
  z.object({
    kind: z.literal('page'),
    page: z.string(),
    data: z.unknown(),
    width: z.number().int().min(100).max(3000),
  }),
  z.object({ kind: z.literal('poster'), data: PosterData, as: z.enum(['pdf', 'png']) }),
  z.object({ kind: z.literal('verify'), pdf: bytes, trusted: z.array(z.string()), at: z.date() }),
]);
export type LetterTask = z.infer<typeof LetterTask>;

/** Keys that are kept ready; a city's process signs for many wards. */
const MAX_SIGNERS = 64;

/** Pixels of a poster's width: A4 at 300 dots an inch, as a copy shop prints. */
const POSTER_WIDTH = 2480;

const typesetter = createTypesetter();
const signers = new Map<string, Promise<LetterSigner>>();

function signerOf(chainPem: string, key: Uint8Array): Promise<LetterSigner> {
  const known = signers.get(chainPem);
  if (known) return known;
  if (signers.size >= MAX_SIGNERS) signers.clear();
  const made = createOwnSigner({ chainPem, key });
  signers.set(chainPem, made);
  // A key that did not fit must not stay: the next letter may come with the right one.
  made.catch(() => signers.delete(chainPem));
  return made;
}

async function work(message: unknown): Promise<unknown> {
  const task = LetterTask.parse(message);
  switch (task.kind) {
    case 'letter': {
      const signer = await signerOf(task.chainPem, task.key);
      return signer.sign(renderPdf(typesetter, task.data), new Date(task.data.signedAt));
    }
    case 'draft':
      return renderPdf(typesetter, { ...task.data, draft: true });
    case 'page': {
      const { svg } = typesetter.svg(task.page, { data: printableDeep(task.data), files: {} });
      return sharp(Buffer.from(svg), { limitInputPixels: 50_000_000, density: 144 })
        .resize({ width: task.width })
        .flatten({ background: '#ffffff' })
        .png({ palette: true })
        .toBuffer();
    }
    case 'poster':
      if (task.as === 'pdf') return posterPdf(typesetter, task.data);
      // Drawn a little larger and made smaller: the edges of a code are not made by enlarging.
      return sharp(Buffer.from(posterSvg(typesetter, task.data)), {
        limitInputPixels: 50_000_000,
        density: 150,
      })
        .resize({ width: POSTER_WIDTH })
        .flatten({ background: '#ffffff' })
        .png({ palette: true })
        .toBuffer();
    case 'verify':
      return verifySignature(task.pdf, task.trusted, task.at);
  }
}

const HOPELESS = [KeyMismatch, UnsignablePdf, z.ZodError];

serve(async (task) => {
  try {
    return await work(task);
  } catch (error) {
    // Trying again cannot help. Only the name goes on: a schema error may quote what is printed.
    if (HOPELESS.some((kind) => error instanceof kind)) throw new Unworkable((error as Error).name);
    throw error;
  }
});
