import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { inSample, Journal } from './journal.ts';
import { Rounds } from './loading.ts';
import { type Suite, type Test, testsOf } from './registry.ts';
import { loadFile, NoEnd, runSuite } from './run-file.ts';

/** What the instrumented code shares with the runner. */
interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

/** The area's own settings, handed on by Stryker. */
export interface AreaSettings {
  /** Test files, the quickest first. */
  readonly tests: readonly string[];
  readonly provided: Readonly<Record<string, unknown>>;
  /** Share of the mutants that is tried, above 0 to 1, and the seed that picks them. */
  readonly share: number;
  readonly seed: string;
  readonly journal: string;
  /** Tests that are left out, by a part of their names. */
  readonly without?: readonly string[] | undefined;
}

/**
 * Runs our tests for Stryker in one process: the tests that reach a mutant, the quickest file first, until one fails.
 * Where a mutant is reached while modules are loaded, they are loaded anew with the mutant switched on.
 */
class ReloadingRunner implements TestRunner {
  static inject: [typeof commonTokens.options] = [commonTokens.options];
  readonly #area: AreaSettings;
  readonly #root = process.cwd();
  readonly #rounds: Rounds;
  readonly #switches: Switchboard;
  readonly #journal: Journal;
  #stray: unknown = null;
  /** A test did not end: what it still does in the background fails sooner or later, and says nothing of what is tried then. */
  #hung = false;
  /** Test files as they are loaded now, and whether that was done with a mutant switched on. */
  readonly #loaded = new Map<string, Suite>();
  #spoilt = false;
  #atLoad: ReadonlySet<string> | null = null;

  constructor(options: StrykerOptions) {
    this.#area = options['halo'] as AreaSettings;
    this.#journal = new Journal(this.#area.journal);
    this.#rounds = new Rounds(this.#root, join(import.meta.dirname, 'api.ts'));
    const shared = globalThis as { __stryker__?: Switchboard };
    shared.__stryker__ ??= {};
    this.#switches = shared.__stryker__;
    for (const event of ['unhandledRejection', 'uncaughtException'] as const)
      process.on(event, (error: unknown) => {
        this.#stray ??= error ?? new Error('a stray rejection');
      });
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const perTest: Record<string, Record<string, number>> = {};
    const give = (to: string, counts: Readonly<Record<string, number>>) => {
      perTest[to] ??= {};
      const own = perTest[to];
      for (const [mutant, hits] of Object.entries(counts)) own[mutant] = (own[mutant] ?? 0) + hits;
    };
    const atLoad = new Set<string>();
    for (const file of this.#area.tests) {
      this.#rounds.next();
      const marks = new Map<string, readonly Test[]>();
      this.#switches.mutantCoverage = { static: {}, perTest: {} };
      this.#switches.currentTestId = 'load';
      const suite = await this.#load(file);
      marks.set('load', testsOf(suite));
      await runSuite(suite, {
        wanted: (test) => this.#isPlayed(test),
        enter: (wanted) => {
          const mark = String(marks.size);
          marks.set(mark, wanted);
          this.#switches.currentTestId = mark;
        },
        ran: ({ test, error, ms }) => {
          const base = {
            id: idOf(file, test),
            name: test.name,
            timeSpentMs: Math.ceil(ms),
            fileName: join(this.#root, file),
          };
          const stray = error ?? this.#takeStray();
          tests.push(
            stray === null
              ? { ...base, status: TestStatus.Success }
              : { ...base, status: TestStatus.Failed, failureMessage: messageOf(stray) },
          );
          return false;
        },
      });
      const seen: MutantCoverage = this.#switches.mutantCoverage;
      for (const mutant of Object.keys(seen.perTest['load'] ?? {})) atLoad.add(mutant);
      const ran = new Set(tests.map(({ id }) => id));
      for (const [mark, given] of marks)
        for (const test of given.filter((one) => ran.has(idOf(file, one))))
          give(idOf(file, test), seen.perTest[mark] ?? {});
    }
    this.#switches.currentTestId = undefined;
    this.#switches.mutantCoverage = undefined;
    writeFileSync(`${this.#area.journal}.load`, [...atLoad].join(' '));
    // The last file is loaded in this round already, and a module registers its tests once.
    this.#forget();
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant: mutant } = options;
    // What is not in the sample is taken out of the figures by its name afterwards.
    if (!inSample(mutant, this.#area.share, this.#area.seed))
      return { status: MutantRunStatus.Survived, nrOfTests: 0 };
    if (this.#journal.isKilled(mutant))
      return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: 'known', nrOfTests: 0 };
    const began = performance.now();
    const result = await this.#try(options);
    this.#journal.write(
      mutant,
      result.status,
      'killedBy' in result ? String(result.killedBy) : '',
      performance.now() - began,
    );
    return result;
  }

  async #try(options: MutantRunOptions): Promise<MutantRunResult> {
    const filter = options.testFilter ? new Set(options.testFilter) : null;
    const { id } = options.activeMutant;
    // A mutant that is reached while modules load needs its own copies of them, and leaves them spoilt.
    this.#atLoad ??= new Set(readFileSync(`${this.#area.journal}.load`, 'utf8').split(' '));
    const reload = this.#atLoad.has(id);
    if (reload || this.#spoilt) this.#forget();
    this.#spoilt = reload;
    Object.assign(this.#switches, {
      activeMutant: reload ? id : undefined,
      hitCount: 0,
      hitLimit: options.hitLimit,
      mutantCoverage: undefined,
    });
    process.env['__STRYKER_ACTIVE_MUTANT__'] = id;
    this.#stray = null;
    let count = 0;
    let killed: { by: string; error: unknown } | null = null;
    const files = this.#area.tests.filter(
      (file) => !filter || options.testFilter?.some((id) => id.startsWith(`${file}: `)),
    );
    for (const file of files) {
      try {
        const suite = this.#loaded.get(file) ?? (await this.#load(file));
        this.#loaded.set(file, suite);
        this.#switches.activeMutant = id;
        await runSuite(suite, {
          wanted: (test) => !filter || filter.has(idOf(file, test)),
          enter: () => undefined,
          ran: ({ test, error }) => {
            count += 1;
            const wrong = error ?? this.#takeStray();
            if (error instanceof NoEnd) {
              this.#hung = true;
              this.#spoilt = true;
            }
            if (wrong !== null) killed = { by: idOf(file, test), error: wrong };
            return killed !== null;
          },
        });
      } catch (error) {
        killed = { by: options.testFilter?.find((id) => id.startsWith(`${file}: `)) ?? file, error };
      }
      if (killed) break;
      if (!reload) this.#switches.activeMutant = undefined;
    }
    this.#switches.activeMutant = undefined;
    delete process.env['__STRYKER_ACTIVE_MUTANT__'];
    const { hitCount = 0, hitLimit } = this.#switches;
    if (hitLimit !== undefined && hitCount > hitLimit)
      return { status: MutantRunStatus.Timeout, reason: `Hit limit reached (${hitCount}/${hitLimit})` };
    const found = killed as { by: string; error: unknown } | null;
    if (!found) return { status: MutantRunStatus.Survived, nrOfTests: count };
    return {
      status: MutantRunStatus.Killed,
      killedBy: [found.by],
      failureMessage: messageOf(found.error),
      nrOfTests: count,
    };
  }

  #forget(): void {
    this.#rounds.next();
    this.#loaded.clear();
  }

  #isPlayed(test: Test): boolean {
    return this.#area.without?.some((one) => test.name.includes(one)) !== true;
  }

  #load(file: string) {
    const path = join(this.#root, file);
    statSync(path);
    return loadFile(() => this.#rounds.load(path), new Map(Object.entries(this.#area.provided)));
  }

  #takeStray(): unknown {
    const stray = this.#stray;
    this.#stray = null;
    return this.#hung ? null : stray;
  }
}

function idOf(file: string, test: Test): string {
  return `${file}: ${test.id}`;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? `${error.message}` : String(error)).slice(0, 500);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'reloading', ReloadingRunner)];
