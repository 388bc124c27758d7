import { enableCompileCache, registerHooks } from 'node:module';

// Compiled code and stripped types are kept in the system's temporary folder: the next start does not make them again.
enableCompileCache();

/**
 * Loads Drizzle in its CommonJS form. Node 24 needs 0.6 to 1.6 s and 190 MB of garbage to link the many modules in a
 * circle that its ESM form is made of (Node 20: 0.08 s); the CommonJS form is the same code in 0.1 s. Must run before
 * anything imports Drizzle, so it is preloaded (`node --import`); without it everything works, only slower.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (!/^drizzle-orm(\/|$)/.test(specifier) || !context.conditions.includes('import'))
      return next(specifier, context);
    return next(specifier, { ...context, conditions: ['require', 'node', 'default'] });
  },
});
