import { registerHooks } from 'node:module';

/** One text of a file of the office, and what stands there instead; no shipped code knows of it. */
export interface Patch {
  /** The end of the file's address. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A text with all that is to be changed in it; an Error when something no longer stands there. */
export function patched(source: string, patches: readonly Patch[]): string {
  return patches.reduce((text, { file, from, to }) => {
    if (!text.includes(from)) throw new Error(`the patch of ${file} no longer fits: ${from}`);
    // A function, so that no dollar sign in the text means anything.
    return text.replace(from, () => to);
  }, source);
}

/** Changes files as they are loaded. A text that no longer stands in its file ends the process: the list is out of date. */
export function applyPatches(patches: readonly Patch[]): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const mine = patches.filter(({ file }) => url.endsWith(file));
      return mine.length === 0 ? loaded : { ...loaded, source: patched(String(loaded.source), mine) };
    },
  });
}
