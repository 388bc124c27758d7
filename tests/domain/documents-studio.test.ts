import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BYTES, type Prepared } from '../../src/documents/refusal.ts';
import { createStudio, type Studio } from '../../src/documents/studio.ts';
import { WorkerFailure } from '../../src/worker/pool.ts';
import {
  animatedPng,
  hugePng,
  ktp,
  lyingJpeg,
  OTHER_KINDS,
  page,
  pdf,
  turned,
  withExif,
} from '../support/images.ts';

let studio: Studio;
beforeAll(() => {
  studio = createStudio();
});
afterAll(() => studio.stop());

async function good(bytes: Uint8Array): Promise<Extract<Prepared, { ok: true }>> {
  const made = await studio.prepare(bytes);
  if (!made.ok) throw new Error(`refused: ${made.why}`);
  return made;
}

describe('a photo', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('%s becomes a JPEG of its own size', async (format) => {
    const made = await good(await page(1200, 760, { format }));
    expect(made).toMatchObject({ mime: 'image/jpeg', width: 1200, height: 760, tiny: false, blurry: false });
    expect((await sharp(made.bytes).metadata()).format).toBe('jpeg');
  });

  it('is at most 2000 pixels long', async () => {
    expect(await good(await page(3000, 1500))).toMatchObject({ width: 2000, height: 1000 });
    expect(await good(await page(2000, 100))).toMatchObject({ width: 2000, height: 100 });
  });

  it('loses place, camera and thumbnail', async () => {
    const original = await withExif();
    expect(original.includes('KAMERA-RAHASIA')).toBe(true);
    const made = await good(original);
    const { exif, iptc, xmp, icc } = await sharp(made.bytes).metadata();
    expect([exif, iptc, xmp, icc]).toEqual([undefined, undefined, undefined, undefined]);
    expect(Buffer.from(made.bytes).includes('KAMERA')).toBe(false);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands upright whatever its orientation (%i)', async (orientation) => {
    const made = await good(await turned(orientation));
    expect([made.width, made.height]).toEqual([90, 60]);
    const { data, info } = await sharp(made.bytes).raw().toBuffer({ resolveWithObject: true });
    const green = (x: number, y: number) => data[(y * info.width + x) * info.channels + 1] ?? 0;
    const corners = [green(10, 8), green(80, 8), green(10, 52), green(80, 52)].map((value) => value < 128);
    expect(corners).toEqual([true, false, false, false]);
  });

  it('loses what hangs behind it', async () => {
    const photo = await ktp();
    for (const tail of [OTHER_KINDS['zip'], OTHER_KINDS['html']]) {
      const made = Buffer.from((await good(Buffer.concat([photo, tail ?? Buffer.alloc(0)]))).bytes);
      expect([
        made.includes('PK\x03\x04'),
        made.includes('<script'),
        made.subarray(-2).toString('hex'),
      ]).toEqual([false, false, 'ffd9']);
    }
  });

  it('shows white where it was see-through', async () => {
    const clear = await sharp({ create: { width: 700, height: 700, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { data } = await sharp((await good(clear)).bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(250);
  });

  it('is called small or blurred, but taken', async () => {
    expect(await good(await page(599, 400))).toMatchObject({ tiny: true });
    expect(await good(await page(600, 400))).toMatchObject({ tiny: false });
    expect(await good(await page(1200, 760, { blur: 10 }))).toMatchObject({ blurry: true });
    expect(await good(await page(1200, 760, { blur: 1 }))).toMatchObject({ blurry: false });
  });

  it('of many frames is its first', async () => {
    expect(await good(animatedPng(10_000))).toMatchObject({ width: 1, height: 1 });
  });
});

describe('a hostile file', () => {
  it('is refused by its header before it is unpacked', async () => {
    expect(await studio.prepare(hugePng(14_000, 14_000))).toEqual({ ok: false, why: 'too-many-pixels' });
    expect(await studio.prepare(hugePng(5001, 5000))).toEqual({ ok: false, why: 'too-many-pixels' });
    expect((await studio.prepare(hugePng(5000, 5000))).ok).toBe(true);
    expect((await studio.prepare(await lyingJpeg(65_535, 65_535))).ok).toBe(false);
    expect(await studio.prepare(await lyingJpeg(60_000, 60_000))).toEqual({
      ok: false,
      why: 'too-many-pixels',
    });
  });

  it('is refused when cut off, empty or not a picture at all', async () => {
    const photo = await ktp();
    const png = await page(1200, 760, { format: 'png' });
    for (const broken of [
      photo.subarray(0, photo.length / 2),
      photo.subarray(0, -20),
      png.subarray(0, png.length / 2),
      photo.subarray(0, 3),
      Buffer.alloc(0),
    ]) {
      expect(await studio.prepare(broken)).toEqual({ ok: false, why: 'damaged' });
    }
  });

  it.each(Object.keys(OTHER_KINDS))('of another kind is refused: %s', async (name) => {
    expect(await studio.prepare(OTHER_KINDS[name] ?? Buffer.alloc(0))).toEqual({ ok: false, why: 'kind' });
  });

  it('over 10 MB is refused, at 10 MB not', async () => {
    const photo = await ktp();
    const padded = Buffer.concat([photo, Buffer.alloc(MAX_BYTES - photo.length)]);
    expect((await studio.prepare(padded)).ok).toBe(true);
    expect(await studio.prepare(Buffer.concat([padded, Buffer.from([0])]))).toEqual({
      ok: false,
      why: 'too-big',
    });
  });
});

describe('a PDF', () => {
  it('is kept as it is, or refused with its reason', async () => {
    const made = await good(pdf());
    expect(made).toMatchObject({ mime: 'application/pdf', width: null, height: null });
    expect(Buffer.from(made.bytes).equals(pdf())).toBe(true);
    expect(await studio.prepare(pdf('', '/Encrypt 7 0 R'))).toEqual({ ok: false, why: 'encrypted' });
    expect(await studio.prepare(pdf('5 0 obj<</S/Launch>>endobj'))).toEqual({ ok: false, why: 'active' });
  });
});

describe('the child process', () => {
  it('may hang or die of a file without taking others along', async () => {
    const module = join(tmpdir(), `halo-lurah-test-child-${process.pid}.mjs`);
    await writeFile(
      module,
      `process.on('message', ({ task }) => {
        if (task[0] === 1) process.exit(1);
        if (task[0] === 2) return;
        process.send({ ok: true, value: { ok: false, why: 'kind' }, rss: 1 });
      });
      process.on('disconnect', () => process.exit(0));`,
    );
    const fragile = createStudio({ module: pathToFileURL(module), timeoutMs: 1500 });
    expect(await fragile.prepare(Uint8Array.of(3))).toEqual({ ok: false, why: 'kind' });
    expect(await fragile.prepare(Uint8Array.of(1))).toEqual({ ok: false, why: 'damaged' });
    expect(await fragile.prepare(Uint8Array.of(2))).toEqual({ ok: false, why: 'damaged' });
    expect(await fragile.prepare(Uint8Array.of(3))).toEqual({ ok: false, why: 'kind' });
    await fragile.stop();
    await expect(fragile.prepare(Uint8Array.of(3))).rejects.toThrow(WorkerFailure);
  });
});
