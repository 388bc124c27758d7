/** A code whose squares were drawn with mask 0: which are dark, and what each is (0: data, which masks turn over). */
export interface Masked {
  readonly size: number;
  readonly data: readonly (readonly boolean[])[];
  readonly types: readonly (readonly number[])[];
}

/**
 * The mask with which a code is read most easily (ISO/IEC 18004, 7.8.3). The same rules as in the library, which takes
 * four times as long for them; the fifteen squares that name the mask are left as those of mask 0.
 */
export function bestMask({ size, data, types }: Masked): number {
  const plain = new Uint8Array(size * size);
  const turnable = new Uint8Array(size * size);
  for (let y = 0, at = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1, at += 1) {
      turnable[at] = types[y]?.[x] === 0 ? 1 : 0;
      plain[at] = (data[y]?.[x] ? 1 : 0) ^ ((turnable[at] ?? 0) & turns(0, x, y));
    }
  const squares = new Uint8Array(size * size);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 8; mask += 1) {
    for (let y = 0, at = 0; y < size; y += 1)
      for (let x = 0; x < size; x += 1, at += 1)
        squares[at] = (plain[at] ?? 0) ^ ((turnable[at] ?? 0) & turns(mask, x, y));
    const penalty = penaltyOf(squares, size);
    if (penalty < least) [best, least] = [mask, penalty];
  }
  return best;
}

/** How hard a code is to read (ISO/IEC 18004, 7.8.3): a byte a square, row by row, 1 where it is dark. */
export function penaltyOf(squares: Uint8Array, size: number): number {
  return lines(squares, size, 1, size) + lines(squares, size, size, 1) + areas(squares, size);
}

/** 1 where a mask turns the square over (ISO/IEC 18004, 7.8.2). */
function turns(mask: number, x: number, y: number): 0 | 1 {
  return remainder(mask, x, y) === 0 ? 1 : 0;
}

function remainder(mask: number, x: number, y: number): number {
  switch (mask) {
    case 0:
      return (x + y) % 2;
    case 1:
      return y % 2;
    case 2:
      return x % 3;
    case 3:
      return (x + y) % 3;
    case 4:
      return (Math.floor(x / 3) + (y >> 1)) % 2;
    case 5:
      return ((x * y) % 2) + ((x * y) % 3);
    case 6:
      return (((x * y) % 2) + ((x * y) % 3)) % 2;
    default:
      return (((x + y) % 2) + ((x * y) % 3)) % 2;
  }
}

/** Runs of five and more alike, and what looks like a corner mark (1:1:3:1:1 beside four light ones), along one direction. */
function lines(squares: Uint8Array, size: number, step: number, next: number): number {
  let penalty = 0;
  for (let line = 0; line < size; line += 1) {
    let run = 0;
    let last = -1;
    // The last eleven squares as bits; what lies outside the code is light.
    let seen = 0;
    for (let at = 0; at < size + 4; at += 1) {
      const dark = at < size ? (squares[line * next + at * step] ?? 0) : 0;
      seen = ((seen << 1) | dark) & 0x7ff;
      if (seen === 0b00001011101 || seen === 0b10111010000) penalty += 40;
      if (at >= size) continue;
      run = dark === last ? run + 1 : 1;
      last = dark;
      if (run === 5) penalty += 3;
      else if (run > 5) penalty += 1;
    }
  }
  return penalty;
}

/** Blocks of two by two alike, and how far the dark ones are from being half of all. */
function areas(squares: Uint8Array, size: number): number {
  let penalty = 0;
  let dark = 0;
  for (let at = 0; at < squares.length; at += 1) {
    const one = squares[at] ?? 0;
    dark += one;
    if (at % size === size - 1 || at + size >= squares.length) continue;
    if (squares[at + 1] === one && squares[at + size] === one && squares[at + size + 1] === one) penalty += 3;
  }
  return penalty + Math.floor(Math.abs((20 * dark) / squares.length - 10)) * 10;
}
