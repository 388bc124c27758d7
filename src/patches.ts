import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupProblem } from './startup.ts';

/** The folder of package.json. */
export const ROOT = join(import.meta.dirname, '..');

/**
 * Files of libraries that lack a repair of `patches/`, by their path below the root. They are repaired after an
 * install (`postinstall`); where scripts are not run (`npm ci --ignore-scripts`, a copied folder), they work until
 * the day the fault is met, and then keys or answers are lost.
 */
export function unrepaired(root = ROOT): string[] {
  const folder = join(root, 'patches');
  const wanted = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.patch')) : [];
  return wanted.flatMap((name) =>
    filesOf(readFileSync(join(folder, name), 'utf8')).flatMap(({ path, added }) => {
      const file = join(root, path);
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return added.every((line) => text.includes(line)) ? [] : [path];
    }),
  );
}

/** @throws StartupProblem when a library lacks its repairs. */
export function assertRepaired(root = ROOT): void {
  const found = unrepaired(root);
  if (found.length > 0)
    throw new StartupProblem(`Libraries lack their repairs (patches/): ${found.join(', ')}.`, REPAIR);
}

/** How they get them. */
export const REPAIR = 'Run npm ci again, without --ignore-scripts.';

/** The files that a patch changes, each with the lines that it adds. */
function filesOf(patch: string): { path: string; added: string[] }[] {
  return patch
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => ({
      path: /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] ?? '',
      added: part
        .split('\n')
        .filter((line) => /^\+(?!\+\+ ).*\S/.test(line))
        .map((line) => line.slice(1)),
    }));
}
