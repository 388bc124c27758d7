import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BYTES, MAX_PIXELS, REFUSALS } from '../../src/documents/refusal.ts';
import { createStudio, type Studio } from '../../src/documents/studio.ts';
import { Chat, chanceFrom } from '../support/flows.ts';
import { madeBy } from './corpus.ts';
import { fileOf } from './files.ts';

/** Longer than any file took by far; the studio's own limit is twenty seconds. */
const MOST_MS = 15_000;
/** What the main process may hold more after all of them: the bytes are another process's. */
const MOST_MB = 250;

let studio: Studio;
beforeAll(() => {
  studio = createStudio();
});
afterAll(() => studio.stop());

describe('a hostile file', () => {
  test.each(madeBy('file'))(
    '$n $name is $make.end',
    async ({ make }) => {
      const bytes = await fileOf(make);
      const begun = performance.now();
      const made = await studio.prepare(bytes);
      expect(performance.now() - begun).toBeLessThan(MOST_MS);
      expect(made.ok ? 'made' : 'refused').toBe(make.end);
      if (!made.ok) {
        expect(REFUSALS).toContain(made.why);
        return;
      }
      expect(made.bytes.length).toBeLessThanOrEqual(MAX_BYTES);
      if (made.mime === 'application/pdf') return;
      const { format, width, height, exif, icc, pages } = await sharp(made.bytes).metadata();
      expect({ format, exif, icc, pages }).toEqual({ format: 'jpeg' });
      expect(Math.max(width, height)).toBeLessThanOrEqual(2000);
      expect((made.width ?? 0) * (made.height ?? 0)).toBeLessThanOrEqual(MAX_PIXELS);
      expect(Buffer.from(made.bytes).includes('rahasia-polyglot')).toBe(false);
    },
    30_000,
  );
});

describe('while hostile files are looked at', () => {
  test('chats are answered, and the main process holds none of it', async () => {
    const files = await Promise.all(
      madeBy('file')
        .filter(({ make }) => !['zeros', 'tooLarge'].includes(make.builder))
        .map(({ make }) => fileOf(make)),
    );
    const before = process.memoryUsage().rss;
    let working = true;
    const work = Promise.all(files.map((bytes) => studio.prepare(bytes))).finally(() => {
      working = false;
    });
    const chat = new Chat(null, false, chanceFrom(1));
    let answered = 0;
    let slowest = 0;
    while (working) {
      const begun = performance.now();
      await new Promise((resolve) => setImmediate(resolve));
      expect(chat.say('menu').out.length).toBeGreaterThan(0);
      slowest = Math.max(slowest, performance.now() - begun);
      answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await work;
    expect(answered).toBeGreaterThan(10);
    expect(slowest).toBeLessThan(5_000);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(MOST_MB);
  }, 60_000);
});
