import type { Logger } from 'pino';

/** The logger that Baileys expects. */
export interface LibraryLog {
  level: string;
  child(bindings: Record<string, unknown>): LibraryLog;
  trace(given: unknown, message?: string): void;
  debug(given: unknown, message?: string): void;
  info(given: unknown, message?: string): void;
  warn(given: unknown, message?: string): void;
  error(given: unknown, message?: string): void;
}

/**
 * Passes on only the fixed sentences of Baileys' warnings and errors, as debug lines: its objects hold numbers, texts
 * and keys.
 */
export function libraryLog(log: Logger, account: string): LibraryLog {
  const pass = (given: unknown, message?: string) => {
    const sentence = message ?? (typeof given === 'string' ? given : null);
    // A sentence with digits or an @ has somebody's address in it.
    if (sentence !== null && !/[@\d]/.test(sentence)) log.debug({ account, library: 'baileys' }, sentence);
  };
  const silent = () => undefined;
  const out: LibraryLog = {
    level: 'warn',
    child: () => out,
    trace: silent,
    debug: silent,
    info: silent,
    warn: pass,
    error: pass,
  };
  return out;
}
