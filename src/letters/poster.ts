import { z } from 'zod';
import { Unworkable } from '../worker/serve.ts';
import { printableDeep } from './printable.ts';
import { qrPixels } from './qr.ts';
import { asSvg } from './render.ts';
import type { Content, Typesetter } from './typst.ts';

/** A poster that leads residents to a chat with the office: one page of A4 (flows/office/poster.typ). */
export const PosterData = z.object({
  ward: z.string(),
  /** "Kecamatan Kota Raja, Kota Kupang". */
  place: z.string(),
  /** SVG text or a PNG in base64; null prints none. */
  logo: z.string().nullable(),
  training: z.boolean(),
  /** "RT 001/RW 002", where the poster is one neighbourhood's. */
  neighbourhood: z.string().nullable(),
  heading: z.string(),
  lead: z.string(),
  doors: z
    .array(
      z.object({
        /** "WhatsApp". */
        label: z.string(),
        /** What the code opens. */
        address: z.string(),
        /** The same to be read. */
        shown: z.string(),
        /** For whoever has no camera: how to find the chat, and what to write there. */
        hint: z.string(),
        words: z.string(),
      }),
    )
    .min(1),
  steps: z.array(z.object({ title: z.string(), text: z.string() })),
  list: z.object({ title: z.string(), items: z.array(z.string()) }),
  facts: z.array(z.tuple([z.string(), z.string()])),
  /** ISO instant, for the PDF's own dates. */
  madeAt: z.string(),
});
export type PosterData = z.infer<typeof PosterData>;

/** How large a poster is set: the first of these at which it is one page. */
const SCALES = [1.12, 1.06, 1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64];

/** The poster as PDF/A-2b. Throws Unworkable. */
export function posterPdf(typesetter: Typesetter, data: PosterData): Buffer {
  return onOnePage(data, (content) => typesetter.pdf(PAGE, content, new Date(data.madeAt))).pdf;
}

/** The poster as SVG text. Throws Unworkable. */
export function posterSvg(typesetter: Typesetter, data: PosterData): string {
  return onOnePage(data, (content) => typesetter.svg(PAGE, content)).svg;
}

const PAGE = 'office/poster';

function onOnePage<T extends { readonly pages: number }>(
  data: PosterData,
  render: (content: Content) => T,
): T {
  for (const scale of SCALES) {
    const made = withSpareLogo(data, (one) => render(contentOf(one, scale)));
    if (made.pages === 1) return made;
  }
  throw new Unworkable('the poster has more to say than fits on one page');
}

/** A damaged picture in the ward's settings must not stop its posters. */
function withSpareLogo<T>(data: PosterData, render: (data: PosterData) => T): T {
  try {
    return render(data);
  } catch (error) {
    if (data.logo === null || !(error instanceof Unworkable)) throw error;
    return render({ ...data, logo: null });
  }
}

function contentOf({ logo, doors, ...data }: PosterData, scale: number): Content {
  const codes = doors.map(({ address }) => qrPixels(address));
  return {
    data: {
      ...(printableDeep(data) as object),
      doors: doors.map(({ address: _, ...door }, index) => ({
        ...(printableDeep(door) as object),
        side: codes[index]?.side,
        file: `/${fileOf(index)}`,
      })),
      logo: logo === null ? null : asSvg(logo),
      scale,
    },
    files: Object.fromEntries(codes.map(({ bytes }, index) => [fileOf(index), bytes])),
  };
}

function fileOf(index: number): string {
  return `door-${index}.raw`;
}
