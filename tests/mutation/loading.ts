import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Loads modules of ours as often as wanted: each round has its own copies, packages are loaded once. */
export class Rounds {
  #round = 0;
  readonly #root: string;
  readonly #stripped = new Map<string, string>();

  /** `root`: the folder of the project's copy; `api`: the module that stands in for `vitest`. */
  constructor(root: string, api: string) {
    this.#root = pathToFileURL(`${root}/`).href;
    const shim = pathToFileURL(api).href;
    registerHooks({
      resolve: (specifier, context, next) => {
        if (specifier === 'vitest') return { url: shim, shortCircuit: true };
        const found = next(specifier, context);
        return this.#isOurs(found.url) ? { ...found, url: `${found.url}?round=${this.#round}` } : found;
      },
      load: (url, context, next) => {
        const [plain = ''] = url.split('?');
        if (!this.#isOurs(plain)) return next(url, context);
        return { format: 'module', source: this.#sourceOf(plain), shortCircuit: true };
      },
    });
  }

  /** From here on every module of ours is loaded anew. */
  next(): void {
    this.#round += 1;
  }

  load(path: string): Promise<unknown> {
    return import(`${pathToFileURL(path).href}?round=${this.#round}`);
  }

  #isOurs(url: string): boolean {
    const local = url.startsWith(this.#root) ? url.slice(this.#root.length) : '';
    return /^(flows|src|tests)\/.*\.ts$/.test(local) && !local.startsWith('tests/mutation/');
  }

  #sourceOf(url: string): string {
    const known = this.#stripped.get(url);
    if (known !== undefined) return known;
    const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'), { mode: 'strip' });
    this.#stripped.set(url, source);
    return source;
  }
}
