import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import setup from '../support/global.ts';
import { AREAS, type Area } from './areas.ts';
import { fromReport, inSample } from './journal.ts';
import { figuresOf, survivorsOf, table } from './report.ts';
import type { AreaSettings } from './runner.ts';

/**
 * `npm run mutate [-- --only kit|access|numbering|requests|engine] [--share 0.1 --seed halo] [--files flows/kit/nik.ts]
 * [--resume]`: changes the code in one small place after the other and looks whether a test notices. Prints a table;
 * what survived is written to `.mutation/<area>.txt`. `--share` tries a part of the mutants, picked by the seed;
 * `--resume` keeps what the run before found killed and tries the rest.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    files: { type: 'string' },
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: 'halo' },
    resume: { type: 'boolean', default: false },
  },
});

const FOLDER = '.mutation';
const share = Number(values.share);
const asked = values.only?.split(',') ?? Object.keys(AREAS);
const unknown = asked.filter((name) => !(name in AREAS));
if (unknown.length > 0 || !(share > 0)) {
  process.stderr.write(
    `Areas are ${Object.keys(AREAS).join(', ')}; a share is above 0. Asked: ${asked.join(', ')}, ${values.share}.\n`,
  );
  process.exit(2);
}

const provided: Record<string, unknown> = {};
const close = await setup({
  provide: (name: string, value: unknown) => {
    provided[name] = value;
  },
} as never);
const lines = [];
try {
  for (const [name, area] of Object.entries(AREAS)) {
    if (!asked.includes(name)) continue;
    const journal = resolve(FOLDER, `${name}.tsv`);
    if (!values.resume) rmSync(journal, { force: true });
    const settings: AreaSettings = { ...area, provided, share, seed: values.seed, journal };
    const stryker = new Stryker(optionsFor(name, area, settings));
    const all = await stryker.runMutationTest();
    const results = all.filter((one) => inSample(fromReport(one), share, values.seed));
    survivorsOf(results, resolve(FOLDER, `${name}.txt`));
    lines.push(figuresOf(name, results, all.length));
  }
} finally {
  await close();
}
process.stdout.write(table(lines));
process.exit(0);

/** Works on a copy below `.mutation`; the runner beside this file stands in for Vitest's. */
function optionsFor(name: string, area: Area, settings: AreaSettings): PartialStrykerOptions {
  return {
    mutate: values.files?.split(',') ?? [...area.mutate],
    testRunner: 'reloading',
    plugins: [new URL('runner.ts', import.meta.url).href],
    testRunnerNodeArgs: ['--import', './src/preload.ts'],
    // Stryker would rewrite it with an interface that TypeScript 7 no longer has; Node strips the types by itself.
    tsconfigFile: 'none',
    disableTypeChecks: false,
    coverageAnalysis: 'perTest',
    concurrency: 1,
    maxTestRunnerReuse: 200,
    // A test that does not end is given up by the runner itself; this is for loops without end.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 30,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `${FOLDER}/${name}.json` },
    ignorePatterns: ['data', 'docs', '.halo', FOLDER],
    tempDirName: `${FOLDER}/sandbox`,
    allowConsoleColors: false,
    warnings: false,
    allowEmpty: true,
    halo: settings,
  };
}
