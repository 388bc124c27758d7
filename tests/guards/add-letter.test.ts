import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { ROOT, read } from './sources.ts';

const run = promisify(execFile);

/** What a person has who cloned the project and installed it; the tests are not needed to add a letter. */
const PROJECT = [
  'src',
  'flows',
  'drizzle',
  'docs',
  'package.json',
  'tsconfig.json',
  'README.md',
  'README.id.md',
];

interface Recipe {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly commands: readonly string[];
}

/** The files and commands of "Add a letter in ten minutes", in the order of the page. */
function recipe(page: string): Recipe {
  const section = /^## Add a letter in ten minutes\n([\s\S]*?)(?=^## )/m.exec(page)?.[1] ?? '';
  const blocks = [...section.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)];
  return {
    files: blocks.flatMap(([, , path, text]) => (path && text ? [{ path, text }] : [])),
    commands: blocks
      .filter(([, language]) => language === 'sh')
      .flatMap(([, , , text]) => (text ?? '').trim().split('\n')),
  };
}

test('the ten minutes of CONTRIBUTING.md make a letter, from a folder to a signed PDF', {
  timeout: 120_000,
}, async () => {
  const { files, commands } = recipe(read('CONTRIBUTING.md'));
  expect(files.map((file) => file.path)).toEqual([
    'flows/services/bank-sampah/service.ts',
    'flows/services/bank-sampah/letter.typ',
    'bank-sampah.chat',
  ]);
  expect(commands[0]).toBe('npm run play -- bank-sampah.chat');

  const { path: copy, remove } = await temporaryFolder();
  onTestFinished(remove);
  for (const name of PROJECT)
    if (existsSync(join(ROOT, name))) await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const { path, text } of files) {
    expect(existsSync(join(copy, path)), `${path} is new`).toBe(false);
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }

  const printed: string[] = [];
  for (const command of commands) {
    const [program = '', ...args] = command.split(/\s+/);
    const { stdout } = await run(program, args, { cwd: copy, shell: process.platform === 'win32' });
    printed.push(stdout);
  }

  const transcript = printed[0] ?? '';
  expect(transcript).toContain('Baik, *Surat Keterangan Anggota Bank Sampah*.');
  expect(transcript).toMatch(/<DRAF-\S+\.pdf>/);
  expect(transcript).toMatch(/Surat Bapak\/Ibu sudah jadi: \*658\/1\/\S+\*/);
  expect(transcript).toMatch(/<Surat-658-1-\S+\.pdf>/);
  const pages = await readdir(join(copy, 'docs'), { recursive: true });
  const mentioned = await Promise.all(
    pages
      .filter((name) => /\.(md|html)$/.test(name))
      .map(async (name) => (await readFile(join(copy, 'docs', name), 'utf8')).includes('Bank Sampah')),
  );
  expect(mentioned).toContain(true);
});
