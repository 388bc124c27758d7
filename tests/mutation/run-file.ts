import { bench, type Hook, isTest, newSuite, openBench, type Suite, type Test, testsOf } from './registry.ts';

/** What came of a test; `error` is null when it passed. */
export interface Ran {
  readonly test: Test;
  readonly error: unknown;
  readonly ms: number;
}

/** What the run wants to know, and when it has seen enough. */
export interface Watch {
  /** Whether this test is wanted. */
  wanted(test: Test): boolean;
  /** Called before hooks of a suite (with all its wanted tests) and before each test (with itself). */
  enter(tests: readonly Test[]): void;
  /** True ends the run. */
  ran(result: Ran): boolean;
}

/** A test or a hook did not end: Vitest would give it up as well. */
export class NoEnd extends Error {
  override readonly name = 'NoEnd';
}

/** So long a test or a hook is waited for (ms); the slowest of the areas takes four seconds. */
const WAIT_MS = 25_000;
/** So long (ms) is waited for what tidies up after a failure: what hangs there has been noticed already. */
const TIDY_MS = 3_000;

/** Loads a test file: its root suite. */
export async function loadFile(
  load: () => Promise<unknown>,
  provided: ReadonlyMap<string, unknown>,
): Promise<Suite> {
  const root = newSuite('', null, false);
  openBench({ suite: root, finished: [], provided });
  await load();
  return root;
}

/** Runs the wanted tests of a suite; true when the run was ended early. */
export async function runSuite(suite: Suite, watch: Watch): Promise<boolean> {
  const wanted = testsOf(suite).filter((test) => !test.skipped && watch.wanted(test));
  if (wanted.length === 0) return false;
  const cleanups: Hook[] = [];
  let ended = false;
  try {
    watch.enter(wanted);
    for (const hook of suite.hooks.beforeAll) keep(cleanups, await ending(hook));
    for (const child of suite.children) {
      if (
        isTest(child) ? wanted.includes(child) && (await runTest(child, watch)) : await runSuite(child, watch)
      ) {
        ended = true;
        break;
      }
    }
  } catch (error) {
    const [first] = wanted;
    ended = first !== undefined && watch.ran({ test: first, error, ms: 0 });
  } finally {
    watch.enter(wanted);
    for (const hook of [...cleanups.reverse(), ...suite.hooks.afterAll.toReversed()])
      await quietly(hook, ended ? TIDY_MS : WAIT_MS);
  }
  return ended;
}

async function runTest(test: Test, watch: Watch): Promise<boolean> {
  const suites: Suite[] = [];
  for (let up: Suite | null = test.suite; up; up = up.parent) suites.unshift(up);
  const cleanups: Hook[] = [];
  bench().finished = [];
  watch.enter([test]);
  const began = performance.now();
  let error: unknown = null;
  try {
    for (const suite of suites) for (const hook of suite.hooks.beforeEach) keep(cleanups, await ending(hook));
    await ending(test.run);
  } catch (thrown) {
    error = thrown ?? new Error('thrown: nothing');
  }
  const after = suites.toReversed().flatMap((suite) => suite.hooks.afterEach.toReversed());
  for (const hook of [...cleanups.reverse(), ...after, ...bench().finished.reverse()]) {
    const failed = await quietly(hook, error === null ? WAIT_MS : TIDY_MS);
    error ??= failed;
  }
  return watch.ran({ test, error, ms: performance.now() - began });
}

function keep(cleanups: Hook[], given: unknown): void {
  if (typeof given === 'function') cleanups.push(given as Hook);
}

async function quietly(hook: Hook, waitMs: number): Promise<unknown> {
  try {
    await ending(hook, waitMs);
    return null;
  } catch (error) {
    return error;
  }
}

async function ending(work: () => unknown, waitMs = WAIT_MS): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new NoEnd(`not over after ${waitMs} ms`)), waitMs);
  });
  try {
    return await Promise.race([work(), end]);
  } finally {
    clearTimeout(timer);
  }
}
