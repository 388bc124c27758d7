import sharp from 'sharp';
import { encode } from 'uqr';

/** Squares of white around the code: phones need four to find it. */
const BORDER = 4;
/** Pixels for each square of the picture. */
const SCALE = 8;

/** A QR code as lines of text, two rows of squares a line; dark on light whatever the colours of the terminal. */
export function qrLines(text: string): string[] {
  const { size, data } = encode(text, { ecc: 'L', border: 2 });
  const lines: string[] = [];
  for (let y = 0; y < size; y += 2) {
    let line = '';
    for (let x = 0; x < size; x += 1) {
      const [upper, lower] = [data[y]?.[x] === true, data[y + 1]?.[x] === true];
      line += upper ? (lower ? ' ' : '\u2584') : lower ? '\u2580' : '\u2588';
    }
    lines.push(line);
  }
  return lines;
}

/** A QR code as a picture (PNG). */
export async function qrPicture(text: string): Promise<Buffer> {
  const { size, data } = encode(text, { ecc: 'L', border: BORDER });
  const pixels = Buffer.alloc(size * size, 255);
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) pixels[y * size + x] = 0;
    });
  });
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(size * SCALE, size * SCALE, { kernel: 'nearest' })
    .png()
    .toBuffer();
}
