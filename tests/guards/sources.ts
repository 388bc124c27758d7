import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** One file of our own code. */
export interface Source {
  /** From the project's folder, with forward slashes: `src/db/open.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, each replaced by its line breaks, so that line numbers stay. */
  readonly code: string;
}

/** What a file imports: a file of ours, or a package (`node:` modules too). */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly own: boolean;
}

/** Every file of these folders whose name ends in one of the endings, in a fixed order. */
export function sources(folders: readonly string[], endings: readonly string[] = ['.ts']): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        `${folder}/${name}`.replaceAll('\\', '/'),
      ),
    )
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, code: withoutComments(text) };
    });
}

/** `import ... from`, `export ... from`, `import 'x'`, `import('x')`, and modules that a child process is started with. */
const IMPORT =
  /^\s*(?:import|export)\s[^'";]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)|new URL\('(\.{1,2}\/[^']+\.ts)',\s*import\.meta\.url\)|createRequire\(import\.meta\.url\)\('([^']+)'\)/gm;

/** All imports of a file, types included: a type is knowledge of the other room too. */
export function importsOf(source: Source): Import[] {
  return [...source.code.matchAll(IMPORT)].map((match) => {
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    const own = name.startsWith('.');
    const to = own ? normalize(join(dirname(source.path), name)).replaceAll('\\', '/') : packageOf(name);
    return { from: source.path, to, own };
  });
}

function packageOf(name: string): string {
  if (name.startsWith('node:')) return name;
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Comments are blanked, texts in quotes and templates are kept as they are. */
export function withoutComments(text: string): string {
  const token =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/[^\n]*/g;
  return text.replace(token, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}

/** A file by its path from the project's folder. */
export function read(path: string): string {
  return readFileSync(resolve(ROOT, path), 'utf8');
}
