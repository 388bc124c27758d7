import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** The logo cannot be used; the message says why. */
export class LogoUnusable extends Error {
  override readonly name = 'LogoUnusable';
}

const MOST_BYTES = 5_000_000;
const MOST_SVG_BYTES = 300_000;
/** Printed 2.4 cm high, so this is 600 dots an inch. */
const PIXELS = 600;

/**
 * Reads a logo as the letterhead wants it: SVG as it is, a picture (PNG, JPEG, WebP) as a small PNG in base64.
 * LogoUnusable when the file cannot be read or is not a picture.
 */
export async function readLogo(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new LogoUnusable(`${file} cannot be read (${error.code})`);
  });
  if (bytes.length > MOST_BYTES) throw new LogoUnusable(`${file} is larger than ${MOST_BYTES / 1e6} MB`);
  const svg = /^\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(bytes.subarray(0, 1000).toString('utf8'));
  if (svg && bytes.length > MOST_SVG_BYTES)
    throw new LogoUnusable(`${file} is larger than ${MOST_SVG_BYTES / 1000} kB; use a PNG`);
  try {
    const png = await sharp(bytes, { limitInputPixels: 40_000_000 })
      .resize(PIXELS, PIXELS, { fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer();
    return svg ? bytes.toString('utf8') : png.toString('base64');
  } catch {
    throw new LogoUnusable(`${file} is neither SVG nor a PNG or JPEG picture`);
  }
}
