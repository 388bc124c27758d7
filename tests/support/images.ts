import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Pictures for tests, good and hostile, all built here: no file of anybody is kept in the repository. */

/** A page of lines that looks like print: sharp edges all over. `text: false` gives an empty page. */
export async function page(
  width: number,
  height: number,
  options: { format?: 'jpeg' | 'png' | 'webp'; text?: boolean; blur?: number } = {},
): Promise<Buffer> {
  const lines = Array.from({ length: Math.floor(height / 24) }, (_, row) =>
    Array.from({ length: Math.floor(width / 14) }, (_, col) =>
      (row * 7 + col * 3) % 5 === 0
        ? ''
        : `<rect x="${col * 14 + 2}" y="${row * 24 + 4}" width="${3 + ((row + col) % 7)}" height="12"/>`,
    ).join(''),
  );
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${options.text === false ? '' : lines.join('')}</svg>`;
  const picture = sharp(Buffer.from(drawing));
  if (options.blur) picture.blur(options.blur);
  return picture.toFormat(options.format ?? 'jpeg').toBuffer();
}

/** A KTP-like photo of ordinary size. */
export function ktp(): Promise<Buffer> {
  return page(1200, 760);
}

/** A PNG of any size in a few kB: one bit a pixel, all black. */
export function hugePng(width: number, height: number): Buffer {
  const row = 1 + Math.ceil(width / 8);
  return png(width, height, 1, [['IDAT', deflateSync(Buffer.alloc(row * height), { level: 9 })]]);
}

/** An animated PNG: its first picture, then so many frames more. */
export function animatedPng(frames: number): Buffer {
  const chunks: [string, Buffer][] = [
    ['acTL', u32(frames, 0)],
    ['IDAT', deflateSync(Buffer.alloc(2))],
  ];
  for (let n = 1; n < frames; n += 1) {
    const control = Buffer.concat([u32(2 * n - 1, 1, 1, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]);
    chunks.push(['fcTL', control], ['fdAT', Buffer.concat([u32(2 * n), deflateSync(Buffer.alloc(2))])]);
  }
  return png(1, 1, 8, chunks);
}

function png(width: number, height: number, depth: number, chunks: [string, Buffer][]): Buffer {
  const head = Buffer.concat([u32(width, height), Buffer.from([depth, 0, 0, 0, 0])]);
  const all: [string, Buffer][] = [['IHDR', head], ...chunks, ['IEND', Buffer.alloc(0)]];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...all.map(([name, data]) => chunk(name, data)),
  ]);
}

/** A chunk of a PNG, with its length and checksum. */
export function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

function u32(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  for (const [n, value] of values.entries()) out.writeUInt32BE(value >>> 0, n * 4);
  return out;
}

/** A small JPEG whose header claims another size. */
export async function lyingJpeg(width: number, height: number): Promise<Buffer> {
  const jpeg = Buffer.from(await page(64, 64));
  const frame = jpeg.findIndex((byte, n) => byte === 0xff && (jpeg[n + 1] === 0xc0 || jpeg[n + 1] === 0xc2));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}

/** A GIF of so many one-pixel frames. */
export function animatedGif(frames: number): Buffer {
  const head = Buffer.from('4749463839610100010080000000000000ffffff', 'hex');
  const frame = Buffer.from('21f904000a0000002c0000000001000100000202440100', 'hex');
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

/** First bytes of kinds that are not taken, by a telling name. */
export const OTHER_KINDS: Readonly<Record<string, Buffer>> = {
  gif: animatedGif(10_000),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
  'svg after xml': Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
  'heic named .jpg': Buffer.from('00000018667479706865696300000000686569636d696631', 'hex'),
  avif: Buffer.from('0000001c667479706176696600000000617669666d696631', 'hex'),
  tiff: Buffer.from('49492a0008000000', 'hex'),
  bmp: Buffer.from('424d460000000000', 'hex'),
  zip: Buffer.from('504b030414000000', 'hex'),
  html: Buffer.from('<!doctype html><script>alert(1)</script>'),
  exe: Buffer.from('4d5a90000300', 'hex'),
  'a pdf behind other bytes': Buffer.from('GIF89a %PDF-1.7'),
  'half a magic': Buffer.from('ffd8', 'hex'),
};

/** A photo with place, camera and a thumbnail's text in its EXIF, and an IPTC-like comment. */
export async function withExif(): Promise<Buffer> {
  return sharp(await ktp())
    .withExif({
      IFD0: { Make: 'KAMERA-RAHASIA', ImageDescription: 'rumah ibu' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '10/1 10/1 10/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '123/1 36/1 0/1',
      },
    })
    .toBuffer();
}

/** 90 x 60, white with a red top left corner when seen upright; stored turned as the EXIF orientation 1-8 says. */
export async function turned(orientation: number): Promise<Buffer> {
  const [seenWidth, seenHeight] = [90, 60];
  const swapped = orientation >= 5;
  const [width, height] = swapped ? [seenHeight, seenWidth] : [seenWidth, seenHeight];
  const pixels = Buffer.alloc(width * height * 3, 255);
  for (let row = 0; row < height; row += 1) {
    for (let col = 0; col < width; col += 1) {
      // TIFF 6.0, tag 274: where the stored row 0 and column 0 are in the seen picture.
      const y = swapped
        ? flip(col, seenHeight, [7, 8].includes(orientation))
        : flip(row, seenHeight, [3, 4].includes(orientation));
      const x = swapped
        ? flip(row, seenWidth, [6, 7].includes(orientation))
        : flip(col, seenWidth, [2, 3].includes(orientation));
      if (x < 30 && y < 20) pixels.set([230, 0, 0], (row * width + col) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg({ quality: 95 })
    .toBuffer();
}

function flip(at: number, size: number, backwards: boolean): number {
  return backwards ? size - 1 - at : at;
}

/** A one-page PDF; `extra` is put among its objects, `trailer` into the trailer. */
export function pdf(extra = '', trailer = ''): Buffer {
  const body = `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n${extra}\n`;
  return Buffer.from(`${body}trailer<</Root 1 0 R${trailer}>>\nstartxref\n${body.length}\n%%EOF\n`, 'latin1');
}

/** An object stream that holds `content`, deflated or plain. */
export function objectStream(content: string, options: { filter?: string } = {}): string {
  const packed =
    options.filter === '' ? content : deflateSync(Buffer.from(content, 'latin1')).toString('latin1');
  const filter = options.filter ?? '/Filter/FlateDecode';
  return `9 0 obj<</Type/ObjStm/N 1/First 4${filter}/Length ${packed.length}>>stream\n${packed}\nendstream endobj`;
}
