import { randomBytes } from 'node:crypto';

/** Randomness as a port, so that a played script prints the same codes twice. */
export interface Entropy {
  bytes(size: number): Buffer;
}

/** The computer's source of random bytes. */
export const systemEntropy: Entropy = { bytes: (size) => randomBytes(size) };

/** A version 7 UUID (RFC 9562): time-ordered, so that new rows land side by side in an index. */
export function uuid7(now: Date, entropy: Entropy): string {
  const bytes = entropy.bytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const READABLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A code of `length` characters that is easy to read aloud (no 0/O, 1/I/L): log2(31) = 4.95 bits each. */
export function readableCode(length: number, entropy: Entropy): string {
  let code = '';
  while (code.length < length) {
    for (const byte of entropy.bytes(length * 2)) {
      // 248 = 8 x 31: above it the remainder would favour the first letters.
      if (byte < 248 && code.length < length) code += READABLE[byte % 31];
    }
  }
  return code;
}
