import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer, type Place, SealBroken } from '../../src/db/seal.ts';
import { testSealer } from '../support/keys.ts';

const part = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !text.includes('|'));
const place = fc.tuple(part, part, part).map((parts) => parts.join('|') as Place);
const plain = fc.uint8Array({ maxLength: 500 });
const sealer = testSealer();

describe('a sealed value', () => {
  it('opens in its own place as it was', () => {
    fc.assert(
      fc.property(place, plain, (at, text) => {
        expect(sealer.open(at, sealer.seal(at, text)).equals(Buffer.from(text))).toBe(true);
      }),
    );
  });

  it('keeps any text', () => {
    fc.assert(
      fc.property(place, fc.string({ unit: 'binary' }), (at, text) => {
        const wellFormed = text.toWellFormed();
        expect(sealer.openText(at, sealer.seal(at, wellFormed))).toBe(wellFormed);
      }),
    );
  });

  it('does not open in another place', () => {
    fc.assert(
      fc.property(place, place, plain, (at, elsewhere, text) => {
        fc.pre(at !== elsewhere);
        expect(() => sealer.open(elsewhere, sealer.seal(at, text))).toThrow(SealBroken);
      }),
    );
  });

  it('does not open when a single bit of it is changed', () => {
    fc.assert(
      fc.property(place, plain, fc.nat(), fc.integer({ min: 0, max: 7 }), (at, text, where, bit) => {
        const envelope = sealer.seal(at, text);
        const index = where % envelope.length;
        envelope[index] = (envelope[index] ?? 0) ^ (1 << bit);
        expect(() => sealer.open(at, envelope)).toThrow(SealBroken);
      }),
    );
  });

  it('does not open when it is cut or lengthened', () => {
    fc.assert(
      fc.property(place, plain, fc.nat(), (at, text, cut) => {
        const envelope = sealer.seal(at, text);
        expect(() => sealer.open(at, envelope.subarray(0, cut % envelope.length))).toThrow(SealBroken);
        expect(() => sealer.open(at, Buffer.concat([envelope, Buffer.from([0])]))).toThrow(SealBroken);
      }),
    );
  });

  it('does not open with another key, and never looks the same twice', () => {
    const other = createSealer(Buffer.alloc(32, 7));
    const one = sealer.seal('a|b|c', 'isi');
    expect(() => other.open('a|b|c', one)).toThrow(SealBroken);
    expect(sealer.seal('a|b|c', 'isi').equals(one)).toBe(false);
    expect(one.includes('isi')).toBe(false);
  });
});

describe('a blind index', () => {
  it('is equal for equal values, apart for each space, and another under another key', () => {
    const index = sealer.index('nik', '5371050101900001');
    expect(testSealer().index('nik', '5371050101900001').equals(index)).toBe(true);
    expect(sealer.index('kk', '5371050101900001').equals(index)).toBe(false);
    expect(createSealer(Buffer.alloc(32, 7)).index('nik', '5371050101900001').equals(index)).toBe(false);
    expect(index).toHaveLength(32);
  });
});
