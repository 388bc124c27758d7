import { registerHooks } from 'node:module';
import { BREAKS, type Break, isBreak } from './index.ts';

// Given to node by --import: one file is changed as it is loaded. No shipped code knows of it.
const name = process.env['FAULTS_BREAK'] ?? '';
if (isBreak(name)) {
  const { file, from, to }: Break = BREAKS[name];
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(from)) throw new Error(`the break ${name} no longer fits ${file}`);
      return { ...loaded, source: source.replace(from, to) };
    },
  });
}
