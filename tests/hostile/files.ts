import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { MAX_BYTES } from '../../src/documents/refusal.ts';
import * as pictures from '../support/images.ts';

/** Makes the files of the corpus from their builders' names: no file of anybody is kept in the repository. */

type Argument = string | number;
type Builder = (...args: Argument[]) => Buffer | Promise<Buffer>;

const numbers = (args: readonly Argument[]): number[] => args.map(Number);

/** Bytes without a pattern, the same at every run. */
const noise = (length: number): Buffer =>
  createHash('shake256', { outputLength: length }).update('derau').digest();

const HEADS: Readonly<Record<string, string>> = {
  jpeg: 'ffd8ffe000104a46494600010101004800480000',
  png: '89504e470d0a1a0a0000000d4948445200000100000001000802000000',
  webp: '52494646ffff00005745425056503820',
};

const BUILDERS: Readonly<Record<string, Builder>> = {
  hugePng: (width = 1, height = 1) => pictures.hugePng(Number(width), Number(height)),
  lyingJpeg: (width = 1, height = 1) => pictures.lyingJpeg(Number(width), Number(height)),
  animatedPng: (frames = 1) => pictures.animatedPng(Number(frames)),
  other: (kind = '') => {
    const found = pictures.OTHER_KINDS[kind];
    if (!found) throw new Error(`no file of the kind ${kind}`);
    return found;
  },
  page: (...args) => {
    const [width = 1, height = 1] = numbers(args);
    return pictures.page(width, height);
  },
  withExif: () => pictures.withExif(),
  turned: (orientation = 1) => pictures.turned(Number(orientation)),
  jpegWith: async (tail = '') => Buffer.concat([await pictures.ktp(), Buffer.from(String(tail), 'latin1')]),
  cut: async (part = 1) => {
    const photo = await pictures.ktp();
    return photo.subarray(0, photo.length * Number(part));
  },
  zeros: (length = 0) => Buffer.alloc(Number(length)),
  latin1: (text = '') => Buffer.from(String(text), 'latin1'),
  noise: (length = 0) => noise(Number(length)),
  noiseBehind: (kind = '', length = 0) =>
    Buffer.concat([Buffer.from(HEADS[kind] ?? '', 'hex'), noise(Number(length))]),
  tooLarge: async () => {
    const photo = await pictures.ktp();
    return Buffer.concat([photo, Buffer.alloc(MAX_BYTES - photo.length + 1)]);
  },
  jpegHead: async () => {
    const photo = Buffer.from(await pictures.ktp());
    for (let at = 3; at < 600; at += 1) photo[at] = (photo[at] ?? 0) ^ 0x55;
    return photo;
  },
  pngFlipped: async () => {
    const png = Buffer.from(await pictures.page(300, 200, { format: 'png' }));
    const at = png.indexOf('IDAT') + 40;
    png[at] = (png[at] ?? 0) ^ 0xff;
    return png;
  },
  /** A colour profile of zeros, so many megabytes when it is unpacked, within a small picture. */
  pngProfile: async (megabytes = 1) => {
    const png = await sharp(await pictures.page(300, 200))
      .png()
      .toBuffer();
    const packed = deflateSync(Buffer.alloc(Number(megabytes) * 1024 * 1024), { level: 9 });
    const profile = pictures.chunk('iCCP', Buffer.concat([Buffer.from('x\0\0', 'latin1'), packed]));
    const after = png.indexOf('IHDR') + 4 + 13 + 4;
    return Buffer.concat([png.subarray(0, after), profile, png.subarray(after)]);
  },
  pdf: (extra = '', trailer = '') => pictures.pdf(String(extra), String(trailer)),
  pdfStream: (content = '') => pictures.pdf(pictures.objectStream(String(content))),
  pdfNested: (depth = 0) => pictures.pdf('['.repeat(Number(depth)) + ']'.repeat(Number(depth))),
  pdfBomb: (megabytes = 1) =>
    pictures.pdf(pictures.objectStream(' '.repeat(Number(megabytes) * 1024 * 1024))),
};

/** The bytes of a file of the corpus. */
export async function fileOf({
  builder,
  args,
}: {
  builder: string;
  args: readonly Argument[];
}): Promise<Buffer> {
  const build = BUILDERS[builder];
  if (!build) throw new Error(`no builder ${builder}`);
  return build(...args);
}
