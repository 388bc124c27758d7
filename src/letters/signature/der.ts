/** One DER element (X.690, 8.1): its tag, its length, and its parts one after another. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([header(tag, length), ...parts]);
}

/** An object identifier, written with dots. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** A small whole number from 0 to 127. */
export function small(value: number): Buffer {
  return element(0x02, Buffer.of(value));
}

/** SEQUENCE. */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
/** SET. */
export const set = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...parts);
/** OCTET STRING. */
export const octets = (bytes: Uint8Array): Buffer => element(0x04, bytes);
/** `[n]`, constructed: EXPLICIT round one element, or the tag of an IMPLICIT SET in the place of its own. */
export const tagged = (n: number, ...parts: readonly Uint8Array[]): Buffer => element(0xa0 + n, ...parts);
/** NULL. */
export const NULL = Buffer.of(0x05, 0x00);

function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length);
  if (length < 0x100) return Buffer.of(tag, 0x81, length);
  if (length < 0x10000) return Buffer.of(tag, 0x82, length >> 8, length & 0xff);
  return Buffer.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest % 128) + 0x80);
  return digits;
}
