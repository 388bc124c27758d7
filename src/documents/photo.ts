import sharp from 'sharp';
import { MAX_PIXELS, type Prepared, type Refusal } from './refusal.ts';

/** A KTP is readable at this size and weighs about 400 KB. */
const LONG_SIDE = 2000;
const QUALITY = 80;

/** Below this the small print of a KK cannot be read. */
const TINY_SIDE = 600;

/** A page of print has an edge strength of thousands, one blurred until words are lost has tens. Low, to accuse few. */
const BLURRY_BELOW = 60;
const BLUR_SIDE = 600;

/** The only decoders that are left on; everything else libvips can read stays shut (the child calls this once). */
export function allowOnlyPhotos(): void {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  });
}

/**
 * Makes a photo anew as JPEG: upright, at most 2000 pixels long, without anything but pixels. Place and time of the
 * picture, a thumbnail of somebody else, a web page or archive behind the picture: all gone, because nothing is copied.
 */
export async function preparePhoto(bytes: Uint8Array): Promise<Prepared> {
  const size = await headerSize(bytes);
  if (typeof size === 'string') return { ok: false, why: size };
  try {
    const made = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .resize({ width: LONG_SIDE, height: LONG_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = made.info;
    return {
      ok: true,
      bytes: made.data,
      mime: 'image/jpeg',
      width,
      height,
      tiny: Math.max(width, height) < TINY_SIDE,
      blurry: (await edgeStrength(made.data)) < BLURRY_BELOW,
    };
  } catch {
    return { ok: false, why: 'damaged' };
  }
}

/** Reads the header only, so that a bomb costs nothing. */
async function headerSize(bytes: Uint8Array): Promise<{ width: number; height: number } | Refusal> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata();
    return width * height > MAX_PIXELS ? 'too-many-pixels' : { width, height };
  } catch {
    return 'damaged';
  }
}

/** Variance of the Laplacian over grey values: how much edge there is in the picture. */
async function edgeStrength(jpeg: Uint8Array): Promise<number> {
  const { data, info } = await sharp(jpeg)
    .resize({ width: BLUR_SIDE, height: BLUR_SIDE, fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at = (x: number, y: number) => data[(y * width + x) * channels] ?? 0;
  let [n, sum, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const edge = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      n += 1;
      sum += edge;
      squares += edge * edge;
    }
  }
  return n === 0 ? 0 : squares / n - (sum / n) ** 2;
}
