import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { bench, type Hook, type HookName, newSuite, type Suite } from './registry.ts';

/**
 * The part of Vitest's API that our tests use, for the mutation run: `expect` is Vitest's own, the rest only
 * registers, so that one process can run any of the tests again and again, each time with freshly loaded modules.
 */

const home = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
const vitest = (await import(pathToFileURL(join(home, 'dist/index.js')).href)) as typeof import('vitest');

type Body = (...args: never[]) => unknown;
type Options = number | { readonly timeout?: number };

/** How long `expect.poll` looks, in ms. */
const POLL = 5000;

const poll = (look: () => unknown, options: { timeout?: number; interval?: number } = {}) => {
  const attempt = async (path: string[], args: unknown[]) => {
    const until = Date.now() + Math.min(options.timeout ?? POLL, POLL);
    for (;;) {
      try {
        let assertion: unknown = vitest.expect(await look());
        for (const name of path.slice(0, -1)) assertion = (assertion as Record<string, unknown>)[name];
        return (assertion as Record<string, (...given: unknown[]) => unknown>)[path.at(-1) ?? '']?.(...args);
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, options.interval ?? 50));
      }
    }
  };
  const chain = (path: string[]): unknown =>
    new Proxy(() => undefined, {
      get: (_, name) => (name === 'then' ? undefined : chain([...path, String(name)])),
      apply: (_, __, args) => attempt(path, args),
    });
  return chain([]);
};

export const expect = new Proxy(vitest.expect, {
  get: (target, name) => (name === 'poll' ? poll : Reflect.get(target, name)),
});

function addTest(name: string, run: () => unknown, skipped: boolean): void {
  const { suite } = bench();
  const names = [name];
  for (let up: Suite | null = suite; up && up.name !== ''; up = up.parent) names.unshift(up.name);
  // Two cases of a table may have one name.
  const id = `${names.join(' > ')} #${suite.children.length}`;
  suite.children.push({ id, name: names.join(' > '), suite, run, skipped: skipped || suite.skipped });
}

function addSuite(name: string, fill: () => unknown, skipped: boolean): void {
  const state = bench();
  const suite = newSuite(name, state.suite, skipped);
  state.suite.children.push(suite);
  state.suite = suite;
  try {
    fill();
  } finally {
    if (suite.parent) state.suite = suite.parent;
  }
}

function titled(name: string, values: readonly unknown[]): string {
  return `${name} ${inspect(values, { depth: 1, breakLength: Infinity, maxStringLength: 60, maxArrayLength: 4 }).slice(0, 80)}`;
}

function bodyOf(second: Options | Body, third?: Options | Body): Body {
  return typeof second === 'function' ? second : (third as Body);
}

function maker(add: (name: string, run: () => unknown, skipped: boolean) => void, skipped: boolean) {
  const plain = (name: string, second: Options | Body, third?: Options | Body) => {
    const body = bodyOf(second, third);
    add(name, () => (body as (context: object) => unknown)({}), skipped);
  };
  const table =
    (spread: boolean) =>
    (rows: readonly unknown[]) =>
    (name: string, second: Options | Body, third?: Options | Body) => {
      const body = bodyOf(second, third) as (...args: unknown[]) => unknown;
      for (const row of rows) {
        const args = spread && Array.isArray(row) ? row : [row];
        add(titled(name, args), () => body(...args), skipped);
      }
    };
  return Object.assign(plain, { each: table(true), for: table(false) });
}

function withConditions(add: (name: string, run: () => unknown, skipped: boolean) => void) {
  return Object.assign(maker(add, false), {
    skip: maker(add, true),
    skipIf: (condition: unknown) => maker(add, Boolean(condition)),
    runIf: (condition: unknown) => maker(add, !condition),
  });
}

export const test = withConditions(addTest);
export const it = test;
export const describe = withConditions(addSuite);

const hook = (name: HookName) => (run: Hook) => {
  bench().suite.hooks[name].push(run);
};
export const beforeAll = hook('beforeAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
export const afterAll = hook('afterAll');

export function onTestFinished(run: Hook): void {
  bench().finished.push(run);
}

export function inject(name: string): unknown {
  return bench().provided.get(name);
}
