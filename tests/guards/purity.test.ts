import { describe, expect, test } from 'vitest';
import { ROOMS } from './rooms.ts';
import { importsOf, sources, withoutComments } from './sources.ts';

/** What a conversation must not reach for: the world, the time, chance. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a module of Node', /'node:/],
  ['process', /(?<![.\w'-])process\b(?!['\w])/],
  ['globalThis', /\bglobalThis\b/],
  ['the time', /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)|\bperformance\b/],
  ['chance', /\bMath\.random\b|\bcrypto\b/],
  ['the console', /\bconsole\b/],
  ['the network', /\bfetch\(|\bWebSocket\b|\bXMLHttpRequest\b/],
  ['a timer', /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ['an actor that lives', /\binvoke:|\bspawn(Child)?\(|\bsendTo\(/],
];

const flows = sources(['flows']);

function reachesFor(code: string): string[] {
  return FORBIDDEN.filter(([, what]) => what.test(withoutStrings(code))).map(([name]) => name);
}

/** Sentences may speak of anything; only module names in quotes still count. */
function withoutStrings(code: string): string {
  return code.replace(/'(?!node:)(?:\\.|[^'\\\n])*'/g, "''");
}

describe('flows are pure', () => {
  test('the guard sees what it forbids', () => {
    const seen = (code: string) => reachesFor(withoutComments(code));
    expect(seen("import { readFile } from 'node:fs/promises';")).toEqual(['a module of Node']);
    expect(seen("const home = process.env['HOME'];")).toEqual(['process']);
    expect(seen('const now = Date.now();')).toEqual(['the time']);
    expect(seen('const now = new Date();')).toEqual(['the time']);
    expect(seen('const at = new Date(now); // not new Date()')).toEqual([]);
    expect(seen('Math.random()')).toEqual(['chance']);
    expect(seen("const say = 'console, process, fetch( in a sentence';")).toEqual([]);
  });

  test('no flow reaches for the world, the time or chance', () => {
    const found = flows.flatMap(({ path, code }) => reachesFor(code).map((what) => `${path}: ${what}`));
    expect(found).toEqual([]);
  });

  test('flows import xstate, zod and each other, nothing else', () => {
    const strange = flows
      .flatMap(importsOf)
      .filter(({ to, own }) => (own ? !to.startsWith('flows/') : !['xstate', 'zod'].includes(to)));
    expect(strange).toEqual([]);
    const rooms = Object.entries(ROOMS).filter(([room]) => room.startsWith('flows/'));
    expect(rooms.flatMap(([, rule]) => rule.rooms).filter((to) => !to.startsWith('flows/'))).toEqual([]);
  });
});
