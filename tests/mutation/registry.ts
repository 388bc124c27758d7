/** What a test file has registered: suites with their hooks, and tests, in the order in which they were written. */
export interface Suite {
  readonly name: string;
  readonly parent: Suite | null;
  readonly children: (Suite | Test)[];
  readonly hooks: Record<HookName, Hook[]>;
  readonly skipped: boolean;
}

/** One test: its place in the file and what it does. */
export interface Test {
  readonly id: string;
  readonly name: string;
  readonly suite: Suite;
  readonly run: () => unknown;
  readonly skipped: boolean;
}

/** A hook may return what is to be done after it, as in Vitest. */
export type Hook = () => unknown;
export type HookName = 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll';

/** Whether a child of a suite is a test. */
export function isTest(one: Suite | Test): one is Test {
  return 'run' in one;
}

export function newSuite(name: string, parent: Suite | null, skipped: boolean): Suite {
  return {
    name,
    parent,
    children: [],
    hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
    skipped: skipped || (parent?.skipped ?? false),
  };
}

/** Every test below a suite. */
export function testsOf(suite: Suite): Test[] {
  return suite.children.flatMap((child) => (isTest(child) ? [child] : testsOf(child)));
}

/** Where the file that is being loaded, or the test that is running, puts what it registers. */
export interface Bench {
  suite: Suite;
  finished: Hook[];
  readonly provided: ReadonlyMap<string, unknown>;
}

const KEY = Symbol.for('halo.mutation.bench');

/** The bench is kept on the global object: the API is loaded again with each round, the runner is not. */
export function bench(): Bench {
  const found = (globalThis as { [KEY]?: Bench })[KEY];
  if (!found) throw new Error('outside of a run');
  return found;
}

export function openBench(given: Bench): void {
  (globalThis as { [KEY]?: Bench })[KEY] = given;
}
