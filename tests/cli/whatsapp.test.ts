import { expect, test } from 'vitest';
import { qrLines, qrPicture } from '../../src/opening/numbers/qr.ts';
import { readQr, squaresIn, squaresOf } from '../support/qr.ts';

const LINKS = [
  'pendek',
  `https://wa.me/settings/linked_devices#2@${'aB3/'.repeat(20)},${'xY9+'.repeat(11)},${'qW1='.repeat(11)},${'zZ0/'.repeat(11)},1`,
];

test.for(LINKS)('a code can be read from the terminal and from the picture: %s', async (text) => {
  expect(readQr(squaresOf(qrLines(text), 2))).toBe(text);
  expect(readQr(await squaresIn(await qrPicture(text)))).toBe(text);
});
