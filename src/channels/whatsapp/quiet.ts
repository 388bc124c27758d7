/** The methods by which a library prints. */
const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;
const MARK = Symbol.for('halo-lurah.quiet');

/**
 * Keeps libsignal from printing. It writes whole session records, private keys included, to the console when a
 * session is opened or closed; nothing of that may reach a log. Others print as before. Doing it twice does nothing.
 */
export function silenceLibsignal(): void {
  const target = globalThis.console as unknown as Record<string | symbol, unknown>;
  if (target[MARK] === true) return;
  target[MARK] = true;
  for (const method of METHODS) {
    const print = target[method] as (...given: unknown[]) => void;
    target[method] = (...given: unknown[]) => {
      if (!/[\\/]libsignal[\\/]/.test(new Error('who prints').stack ?? '')) print.apply(target, given);
    };
  }
}
