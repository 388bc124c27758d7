import { registerHooks } from 'node:module';

/** One text of a file of the office, and what stands there instead; no shipped code knows of it. */
export interface Patch {
  /** The end of the file's address. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Changes files as they are loaded. A text that no longer stands in its file ends the process: the list is out of date. */
export function applyPatches(patches: readonly Patch[]): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const mine = patches.filter(({ file }) => url.endsWith(file));
      if (mine.length === 0) return loaded;
      const source = mine.reduce((text, { file, from, to }) => {
        if (!text.includes(from)) throw new Error(`the patch of ${file} no longer fits: ${from}`);
        // A function, so that no dollar sign in the text means anything.
        return text.replace(from, () => to);
      }, String(loaded.source));
      return { ...loaded, source };
    },
  });
}
