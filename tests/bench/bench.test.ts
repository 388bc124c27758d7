import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openBed } from './bed.ts';
import { compare, ratiosOf } from './check.ts';
import { letterOf } from './letter.ts';
import { foreignCores } from './load.ts';
import { startFlags } from './memory.ts';
import { table } from './table.ts';

const PROGRAM = fileURLToPath(new URL('./index.ts', import.meta.url));
const PRELOAD = new URL('../../src/preload.ts', import.meta.url).href;

const chats100 = { ours: 3000, telegraf: 1000, grammy: 600, xstate: 800, limit: 6000 };

describe('the benchmark', () => {
  it('measures ratios, more being better, and only of what was measured', () => {
    expect(ratiosOf({})).toEqual({});
    expect(ratiosOf({ chats100, lone: { ours: 4, bare: 2 } })).toEqual({
      'chats100/telegraf': 3,
      'chats100/grammy': 5,
      'chats100/xstate': 3.75,
      'chats100/limit': 0.5,
      'lone/bare': 0.5,
    });
  });

  it('allows 15 % to the baseline, and asks nothing where there is none', () => {
    const baseline = { 'chats100/telegraf': 3 };
    expect(compare({ 'chats100/telegraf': 2.55, 'chats100/grammy': 0.1 }, baseline)).toEqual([]);
    expect(compare({ 'chats100/telegraf': 2.54 }, baseline)).toEqual([
      'chats100/telegraf is 2.54, the baseline 3.00: worse by more than 15 %.',
    ]);
  });

  it('shows every figure and ratio in the table', () => {
    const line = { perSecond: 90, p50: 60, p99: 180, busyP50: 200, busyP99: 350 };
    const shown = table({
      chats100,
      memoryMb: 200,
      e2e: { telegram: line, whatsapp: line, cloud: line },
    });
    expect(shown).toMatch(/^e2e +telegram \(perSecond 90, p50 60, p99 180, busyP50 200, busyP99 350\) /m);
    expect(shown).toMatch(/^chats100 +ours 3000 +telegraf 1000 +grammy 600 +xstate 800 +limit 6000$/m);
    expect(shown).toMatch(/^memoryMb +200$/m);
    expect(shown).toMatch(/^chats100\/telegraf +3\.00$/m);
  });

  it('counts as foreign what neither we nor our children used', () => {
    const before = { all: 10, own: 4, at: 0 };
    expect(foreignCores(before, { all: 16, own: 8, at: 4 })).toBe(0.5);
    expect(foreignCores(before, null)).toBeNull();
  });

  it('prints the letters of many residents, the same ones in every run', () => {
    const letters = Array.from({ length: 50 }, (_, n) => letterOf(n));
    for (const of of [
      (one: (typeof letters)[number]) => one.number,
      (one: (typeof letters)[number]) => one.verification.url,
      (one: (typeof letters)[number]) => one.verification.code,
      (one: (typeof letters)[number]) => one.biodata[1]?.[1],
      (one: (typeof letters)[number]) => one.biodata[8]?.[1],
    ])
      expect(new Set(letters.map(of)).size).toBe(50);
    expect(letterOf(7)).toEqual(letters[7]);
    // The office of all of them is one.
    expect(new Set(letters.map(({ signer }) => JSON.stringify(signer))).size).toBe(1);
  });

  it('starts the office whose memory it reads as npm start does', () => {
    const preload = fileURLToPath(new URL('../../src/preload.ts', import.meta.url));
    expect(startFlags()).toContain(`--import=${preload}`);
    expect(startFlags('node --max-semi-space-size=16 --import ./src/preload.ts src/main.ts')).toEqual([
      '--max-semi-space-size=16',
      `--import=${preload}`,
    ]);
  });

  it('has a disk on which commits wait, when asked for one', { timeout: 60_000 }, async () => {
    const bed = await openBed(8);
    try {
      expect(await bed.sql`show commit_delay`).toMatchObject([{ commit_delay: '8000' }]);
      expect(await bed.sql`show commit_siblings`).toMatchObject([{ commit_siblings: '0' }]);
    } finally {
      await bed.end();
    }
  });

  it.each([
    [['--disk', '101'], '--disk takes at most 100.'],
    [['--disk', 'slow'], 'whole number'],
    [['--disk', '8', '--check'], 'on a disk that does not wait'],
    [['--only', 'letter'], 'There is no part letter.'],
  ])('refuses %j and says why', async (args, why) => {
    const failed = await promisify(execFile)(process.execPath, ['--import', PRELOAD, PROGRAM, ...args]).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  });

  it('holds the dialogue with every contender and prints one object', { timeout: 240_000 }, async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--import',
        PRELOAD,
        PROGRAM,
        '--only',
        'chats100,memoryMb',
        '--rounds',
        '1',
        '--messages',
        '800',
        '--json',
      ],
      { timeout: 220_000 },
    );
    expect(stdout.split('\n')).toEqual([expect.any(String), '']);
    const found = JSON.parse(stdout) as { chats100: Record<string, number>; memoryMb: number };
    expect(Object.keys(found)).toEqual(['chats100', 'memoryMb']);
    expect(found.memoryMb).toBeGreaterThan(50);
    expect(Object.keys(found.chats100)).toEqual(['ours', 'telegraf', 'grammy', 'xstate', 'limit']);
    for (const rate of Object.values(found.chats100)) expect(rate).toBeGreaterThan(0);
  });
});
