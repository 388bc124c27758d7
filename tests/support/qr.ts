import sharp from 'sharp';

/** Squares of a QR code, true where dark, without the white around it. */
export type Squares = readonly (readonly boolean[])[];

/** Reads the squares of a picture whose squares are all of one size. */
export async function squaresIn(png: Uint8Array): Promise<Squares> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const dark = (x: number, y: number) => (data[(y * info.width + x) * info.channels] ?? 255) < 128;
  let left = 0;
  while (!dark(left, left)) left += 1;
  let finder = 0;
  while (dark(left + finder, left)) finder += 1;
  const scale = finder / 7;
  const size = Math.round((info.width - 2 * left) / scale);
  const at = (n: number) => Math.floor(left + (n + 0.5) * scale);
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (__, x) => dark(at(x), at(y))));
}

/** Reads the squares of a code drawn in half blocks, light on a dark terminal, with `border` squares around it. */
export function squaresOf(lines: readonly string[], border: number): Squares {
  const rows = lines.flatMap((line) => {
    const signs = [...line];
    return [
      signs.map((sign) => sign === ' ' || sign === '\u2584'),
      signs.map((sign) => sign === ' ' || sign === '\u2580'),
    ];
  });
  const size = (lines[0]?.length ?? 0) - 2 * border;
  return rows.slice(border, border + size).map((row) => row.slice(border, border + size));
}

// Error correction of level L, by version (ISO/IEC 18004, table 9).
const CHECK_BYTES = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The text of a code of level L in bytes, as a phone reads it, but without mending anything. @throws Error */
export function readQr(squares: Squares): string {
  const size = squares.length;
  const version = (size - 17) / 4;
  const dark = (x: number, y: number) => squares[y]?.[x] === true;
  let format = 0;
  for (const x of [0, 1, 2, 3, 4, 5, 7, 8]) format = (format << 1) | Number(dark(x, 8));
  for (const y of [7, 5, 4, 3, 2, 1, 0]) format = (format << 1) | Number(dark(8, y));
  format ^= 0x5412;
  if (format >> 13 !== 1) throw new Error('not a code of level L');
  const mask = MASKS[(format >> 10) & 7] ?? (() => false);
  const taken = reserved(version, size);
  const bits: number[] = [];
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let n = 0; n < size; n += 1) {
      const y = up ? size - 1 - n : n;
      for (const x of [right, right - 1]) {
        if (!taken(x, y)) bits.push(Number(dark(x, y) !== mask(x, y)));
      }
    }
  }
  return textOf(inOrder(bytesOf(bits), version), version);
}

function reserved(version: number, size: number): (x: number, y: number) => boolean {
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const step = count < 2 ? 0 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const centres = Array.from({ length: count }, (_, n) => (n === 0 ? 6 : size - 7 - (count - 1 - n) * step));
  const corner = (x: number, y: number) =>
    (x === 6 && (y === 6 || y === size - 7)) || (x === size - 7 && y === 6);
  return (x, y) => {
    if (x === 6 || y === 6) return true;
    if ((x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9)) return true;
    if (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) return true;
    return centres.some((cx) =>
      centres.some((cy) => !corner(cx, cy) && Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2),
    );
  };
}

function bytesOf(bits: readonly number[]): number[] {
  const bytes: number[] = [];
  for (let at = 0; at + 8 <= bits.length; at += 8) {
    bytes.push(bits.slice(at, at + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
  }
  return bytes;
}

/** The blocks of a code lie woven into each other; the check bytes behind them are left out. */
function inOrder(bytes: readonly number[], version: number): number[] {
  const blocks = BLOCKS[version - 1] ?? 1;
  const short = Math.floor(bytes.length / blocks) - (CHECK_BYTES[version - 1] ?? 0);
  const long = bytes.length % blocks;
  const out: number[][] = Array.from({ length: blocks }, () => []);
  for (let n = 0, at = 0; n <= short; n += 1) {
    for (let block = n < short ? 0 : blocks - long; block < blocks; block += 1) {
      out[block]?.push(bytes[at] ?? 0);
      at += 1;
    }
  }
  return out.flat();
}

function textOf(bytes: readonly number[], version: number): string {
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, n) => (byte >> (7 - n)) & 1));
  const read = (from: number, count: number) =>
    bits.slice(from, from + count).reduce((n, bit) => n * 2 + bit, 0);
  if (read(0, 4) !== 4) throw new Error('not a code of bytes');
  const wide = version < 10 ? 8 : 16;
  const length = read(4, wide);
  return Buffer.from(Array.from({ length }, (_, n) => read(4 + wide + n * 8, 8))).toString();
}
