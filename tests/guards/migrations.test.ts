import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { ROOT } from './sources.ts';

interface Journal {
  readonly entries: readonly { readonly idx: number; readonly when: number; readonly tag: string }[];
}

async function journal(): Promise<Journal> {
  return JSON.parse(await readFile(join(ROOT, 'drizzle/meta/_journal.json'), 'utf8')) as Journal;
}

test('the migrations say what the schema says: generating again writes nothing new', async () => {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const folder = join(path, 'drizzle');
  await cp(join(ROOT, 'drizzle'), folder, { recursive: true });
  const before = await readdir(folder, { recursive: true });
  // drizzle-kit reads the folder as a path below the present one.
  const out = relative(ROOT, folder);
  const program = join(ROOT, 'node_modules/drizzle-kit/bin.cjs');
  const arguments_ = [
    program,
    'generate',
    '--dialect=postgresql',
    '--schema=./src/db/schema/index.ts',
    `--out=${out}`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { cwd: ROOT });
  expect(stdout).toContain('No schema changes');
  expect(await readdir(folder, { recursive: true })).toEqual(before);
});

test('the journal only goes forward: a migration dated before an applied one would be skipped in silence', async () => {
  const { entries } = await journal();
  const times = entries.map((entry) => entry.when);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(entries.map((entry) => entry.idx)).toEqual(entries.map((_, index) => index));
});

test('each file of SQL is in the journal, and the other way round', async () => {
  const { entries } = await journal();
  const files = (await readdir(join(ROOT, 'drizzle'))).filter((name) => name.endsWith('.sql')).sort();
  expect(files).toEqual(entries.map((entry) => `${entry.tag}.sql`));
});
