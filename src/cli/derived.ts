import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Pages made from code: what they should be, by path from the root of the project. */
export type Pages = ReadonlyMap<string, string>;

/**
 * The paths that are not as they should be, in order; with `write` they are put right. Files of `folder` that no page
 * stands for any more count too, and are removed.
 */
export async function refresh(
  root: string,
  pages: Pages,
  { write, folder }: { readonly write: boolean; readonly folder: string | null },
): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, wanted] of pages) {
    const file = join(root, path);
    if ((await readFile(file, 'utf8').catch(() => null)) === wanted) continue;
    stale.push(path);
    if (!write) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, wanted);
  }
  const left = folder === null ? [] : await readdir(join(root, folder)).catch(() => []);
  for (const name of left) {
    const path = `${folder}/${name}`;
    if (pages.has(path)) continue;
    stale.push(path);
    if (write) await rm(join(root, path));
  }
  return stale.sort();
}

/** Says what was done or what is stale; a stale page fails the check (exit code 1). */
export function report(
  stale: readonly string[],
  { check, json, command }: { readonly check: boolean; readonly json: boolean; readonly command: string },
): void {
  if (json) process.stdout.write(`${JSON.stringify(check ? { stale } : { written: stale })}\n`);
  else if (!check)
    process.stdout.write(stale.length === 0 ? 'Nothing to change.\n' : `${stale.join('\n')}\n`);
  if (!check || stale.length === 0) return;
  if (!json) process.stderr.write(`Stale: ${stale.join(', ')}. Run "npm run ${command}".\n`);
  process.exitCode = 1;
}
