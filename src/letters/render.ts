import { Unworkable } from '../worker/serve.ts';
import type { LetterData } from './letter.ts';
import { printableDeep } from './printable.ts';
import { qrPixels } from './qr.ts';
import type { Content, Typesetter } from './typst.ts';

/** The finished page as PDF/A-2b, unsigned. Throws Unworkable. */
export function renderPdf(typesetter: Typesetter, data: LetterData): Buffer {
  return settled(data, (letter, pages) =>
    typesetter.pdf(page(letter), prepared(letter, pages), new Date(letter.signedAt)),
  ).pdf;
}

/** The same page as SVG text, for pictures and for looking at a draft. Throws Unworkable. */
export function renderSvg(typesetter: Typesetter, data: LetterData): string {
  return settled(data, (letter, pages) => typesetter.svg(page(letter), prepared(letter, pages))).svg;
}

/** A letter of several pages is set again with its page numbers: counting them in every letter costs thrice the time. */
function settled<T extends { readonly pages: number }>(
  data: LetterData,
  render: (data: LetterData, pages: number) => T,
): T {
  const first = withSpareLogo(data, (letter) => render(letter, 1));
  return first.pages === 1 ? first : withSpareLogo(data, (letter) => render(letter, first.pages));
}

function page(data: LetterData): string {
  return `services/${data.service}/letter`;
}

/** A damaged picture in the ward's settings must not stop its letters: then the head is printed without it. */
function withSpareLogo<T>(data: LetterData, render: (data: LetterData) => T): T {
  try {
    return render(data);
  } catch (error) {
    if (data.letterhead.logo === null || !(error instanceof Unworkable)) throw error;
    return render({ ...data, letterhead: { ...data.letterhead, logo: null } });
  }
}

/** What the template reads: printable texts, the logo as SVG, the QR code as a file of pixels. */
function prepared(data: LetterData, pages: number): Content {
  const { logo, ...letterhead } = data.letterhead;
  const qr = data.draft ? null : qrPixels(data.verification.url);
  return {
    data: {
      ...(printableDeep({ ...data, letterhead }) as object),
      pages,
      logo: logo === null ? null : asSvg(logo),
      qr: qr?.side ?? null,
      site: data.verification.url.replace(/^https?:\/\//, '').replace(/[/?#=][^/?#=]*$/, ''),
    },
    files: qr ? { 'qr.raw': qr.bytes } : {},
  };
}

/** SVG text as it is; a PNG (base64, with or without `data:` before it) inside an SVG of one image. Throws Unworkable. */
export function asSvg(logo: string): string {
  if (logo.trimStart().startsWith('<')) return logo;
  const base64 = logo.replace(/^data:image\/png;base64,/, '');
  if (!/^[A-Za-z0-9+/=\s]+$/.test(base64)) throw new Unworkable('the logo is neither SVG nor base64 PNG');
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">' +
    `<image width="100" height="100" preserveAspectRatio="xMidYMid meet" href="data:image/png;base64,${base64}"/></svg>`
  );
}
