import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Lays an older version into a folder; its packages are those of today. @throws Error when git does not know it. */
export async function older(ref: string, folder: string): Promise<string> {
  const to = join(folder, 'old');
  await mkdir(to, { recursive: true });
  const tar = join(folder, 'old.tar');
  await run('git', ['-C', ROOT, 'archive', '--format=tar', `--output=${tar}`, ref]);
  await run('tar', ['-xf', tar, '-C', to]);
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  return to;
}

/** The parts of the project that a running office needs. */
const PARTS = ['src', 'flows', 'drizzle', 'tests/support', 'package.json', 'tsconfig.json'];

/** Lays this version into a folder, with one migration more, such as the next version may bring. */
export async function newer(folder: string): Promise<string> {
  const to = join(folder, 'new');
  await mkdir(join(to, 'tests'), { recursive: true });
  for (const part of PARTS) await cp(join(ROOT, part), join(to, part), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  const at = join(to, 'drizzle', 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(at, 'utf8')) as { entries: { idx: number; when: number }[] };
  const last = journal.entries.at(-1);
  const tag = '9999_next';
  const entry = { ...last, idx: (last?.idx ?? 0) + 1, when: (last?.when ?? 0) + 1, tag };
  await writeFile(at, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }));
  // What an older version does not know must not stand in its way: a column with a default, an index, a table.
  const sql = [
    "alter table message add column next_version text default 'x';",
    'create index message_next on message (next_version) where due is not null;',
    'create table next_version (id bigint primary key);',
  ];
  await writeFile(join(to, 'drizzle', `${tag}.sql`), sql.join('\n--> statement-breakpoint\n'));
  return to;
}
