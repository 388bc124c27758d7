import { fileURLToPath } from 'node:url';
import type { Settings } from '../../support/process.ts';

/** One thing taken out of a file: the text that stands there, and what stands there instead. */
export interface Break {
  /** The end of the file's address. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What can be broken, to see that the checker finds it. Each text must stand in its file, or the process ends. */
export const BREAKS = {
  /** A message that is offered again is handled again. */
  dedupe: {
    file: '/src/engine/turn-sql.ts',
    from: 'return new Set(rows.map((row) => row.external_id));',
    to: 'void rows; return new Set(externalIds);',
  },
  /** The offset moves on before what it confirms is kept. */
  receipt: {
    file: '/src/channels/telegram/poll.ts',
    from: 'await settle(options, updates, signal);',
    to: 'void settle(options, updates, signal);',
  },
  /** Sends are begun without being marked: whoever dies there says it twice. */
  mark: {
    file: '/src/engine/outbox-sql.ts',
    from: "set outcome = 'unknown', leased_until",
    to: 'set leased_until',
  },
  /** The three lines that keep the driver alive when a connection dies. */
  driver: {
    file: '/node_modules/postgres/src/connection.js',
    from: 'if (!socket) {',
    to: 'if (false) {',
  },
} as const satisfies Readonly<{ [name: string]: Break }>;

export function isBreak(name: string): name is keyof typeof BREAKS {
  return name in BREAKS;
}

/** The settings that preload a break into a process of node. */
export function breakSettings(name: string | undefined): Settings {
  if (name === undefined) return {};
  const preload = fileURLToPath(new URL('./preload.ts', import.meta.url));
  return { NODE_OPTIONS: `--import=${preload}`, FAULTS_BREAK: name };
}
