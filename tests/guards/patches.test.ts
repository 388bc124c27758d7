import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertRepaired, ROOT, unrepaired } from '../../src/patches.ts';
import { StartupProblem } from '../../src/startup.ts';
import { temporaryFolder } from '../support/folder.ts';

const SESSIONS = 'node_modules/libsignal/src/session_cipher.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
  for (const part of ['patches', 'node_modules/libsignal/src', 'node_modules/postgres/src'])
    await cp(join(ROOT, part), join(folder.path, part), { recursive: true });
});
afterEach(() => folder.remove());

test('the libraries that the office runs on have their repairs, each of them looked for', async () => {
  expect(unrepaired()).toEqual([]);
  expect(unrepaired(folder.path)).toEqual([]);
  expect((await readdir(join(ROOT, 'patches'))).length).toBeGreaterThan(0);
});

test('an office whose library lacks one line of a repair, or the file, does not start and says how to mend it', async () => {
  const path = join(folder.path, SESSIONS);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('Object.assign(session, attempt);', ''));
  expect(unrepaired(folder.path)).toEqual([SESSIONS]);
  expect(() => assertRepaired(folder.path)).toThrow(StartupProblem);
  expect(() => assertRepaired(folder.path)).toThrow(`${SESSIONS}. Run npm ci again`);
  await rm(path);
  expect(unrepaired(folder.path)).toEqual([SESSIONS]);
});
