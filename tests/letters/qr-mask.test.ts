import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrPixels } from '../../src/letters/qr.ts';
import { bestMask, penaltyOf } from '../../src/letters/qr-mask.ts';

const URL_OF_A_LETTER = 'https://surat.contoh.go.id/v/ABCDEFGHJKMNPQRSTUVWXYZ234';

const drawn = (text: string, maskPattern: number) => encode(text, { ecc: 'M', border: 0, maskPattern });

describe('the mask of a QR code', () => {
  it.each(Array.from({ length: 12 }, (_, n) => `${URL_OF_A_LETTER}${'AZ'.repeat(n)}`))(
    'is the one with the least penalty of all that the library draws (%s)',
    (text) => {
      const plain = drawn(text, 0);
      const penalties = Array.from({ length: 8 }, (_, mask) => {
        const { data } = drawn(text, mask);
        // The squares that are not data are those of mask 0: what names the mask is not weighed.
        const squares = plain.data.flatMap((row, y) =>
          row.map((dark, x) => Number(plain.types[y]?.[x] === 0 ? data[y]?.[x] : dark)),
        );
        return penaltyOf(Uint8Array.from(squares), plain.size);
      });
      expect(bestMask(plain)).toBe(penalties.indexOf(Math.min(...penalties)));
    },
  );

  it('weighs runs, corner marks, blocks and the share of dark squares', () => {
    const field = (dark: (x: number, y: number) => boolean) =>
      penaltyOf(
        Uint8Array.from({ length: 441 }, (_, at) => Number(dark(at % 21, Math.floor(at / 21)))),
        21,
      );
    expect(field((x, y) => (x + y) % 2 === 0)).toBe(0);
    // 42 lines of 21 alike, 400 blocks, nothing dark.
    expect(field(() => false)).toBe(42 * 19 + 400 * 3 + 100);
    const mark = [1, 0, 1, 1, 1, 0, 1];
    const withMark = field((x, y) => (y === 10 && x < 7 ? mark[x] === 1 : (x + y) % 2 === 0));
    expect(withMark).toBeGreaterThanOrEqual(40);
  });

  it('is the one that the picture is drawn with, every square four pixels wide', () => {
    const { side, bytes } = qrPixels(URL_OF_A_LETTER);
    const mask = bestMask(drawn(URL_OF_A_LETTER, 0));
    const { data, size } = encode(URL_OF_A_LETTER, { ecc: 'M', border: 1, maskPattern: mask });
    expect(side).toBe(size * 4);
    const pixels = Array.from({ length: side * side }, (_, at) =>
      data[Math.floor(at / side / 4)]?.[Math.floor((at % side) / 4)] ? 0 : 255,
    );
    expect(bytes.equals(Buffer.from(pixels))).toBe(true);
  });
});
