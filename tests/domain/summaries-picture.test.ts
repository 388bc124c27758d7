import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from '../../src/letters/workshop.ts';
import type { BriefChart, ChartHolder } from '../../src/summaries/chart.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = createWorkshop();
});
afterAll(() => workshop.stop());

const days: BriefChart['days'] = Array.from({ length: 14 }, (_, index) => ({
  iso: `2026-11-${10 + index}`,
  day: String(10 + index),
  weekday: 'Sen',
  working: true,
  in: index * 3,
  done: index * 11,
}));

function chart(change: Partial<ChartHolder>, of: BriefChart['days'] = days): BriefChart {
  const holder = { who: 'Petugas', what: 'memeriksa', count: 7, marked: 0, mark: 'terlambat' };
  return {
    // A name is text, whatever it looks like to the typesetter.
    ward: 'Kelurahan *Naikoten* #II',
    moment: 'Senin 23 November, 15.30 WITA',
    days: of,
    waiting: [{ ...holder, ...change }],
    late: 0,
  };
}

const draw = (data: BriefChart) => workshop.page('office/brief', data);

/** Pixels in the colour of warning. */
async function warned(png: Buffer): Promise<number> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let found = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
    if (Math.abs(r - 168) + Math.abs(g - 55) + Math.abs(b - 31) < 24) found += 1;
  }
  return found;
}

describe('the picture of the brief', () => {
  it('is a PNG for a telephone', async () => {
    const png = await draw(chart({}));
    const { format, width, height } = await sharp(png).metadata();
    expect([format, width]).toEqual(['png', 1080]);
    expect(height).toBeGreaterThan(600);
    expect(png.length).toBeLessThan(200_000);
  });

  it('warns only when something waits too long', async () => {
    expect(await warned(await draw(chart({})))).toBe(0);
    expect(await warned(await draw(chart({ marked: 3 })))).toBeGreaterThan(1000);
  });

  it.each([
    [
      'nothing at all',
      chart(
        { count: 0 },
        days.map((day) => ({ ...day, in: 0, done: 0 })),
      ),
    ],
    [
      'one request',
      chart(
        { count: 1 },
        days.map((day, i) => ({ ...day, in: i === 13 ? 1 : 0, done: 0 })),
      ),
    ],
    [
      'thousands',
      chart(
        { count: 4321, marked: 1 },
        days.map((day) => ({ ...day, in: 1234 })),
      ),
    ],
  ])('can be drawn of %s', async (_what, data) => {
    expect((await sharp(await draw(data)).metadata()).width).toBe(1080);
  });
});
