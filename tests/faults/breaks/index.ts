import { fileURLToPath } from 'node:url';
import type { Settings } from '../../support/process.ts';
import type { Patch } from './patch.ts';

/** One protection taken out. */
export interface Break {
  /** What is then promised in vain. */
  readonly promise: number;
  readonly patches: readonly Patch[];
}

/** What can be broken, to see that the checker finds it. Each text must stand in its file, or the process ends. */
export const BREAKS = {
  /** A message that is offered again is handled again. */
  dedupe: {
    promise: 2,
    patches: [
      {
        file: '/src/engine/turn-sql.ts',
        from: 'return new Set(rows.map((row) => row.external_id));',
        to: 'void rows; return new Set(externalIds);',
      },
    ],
  },
  /** The offset moves on before what it confirms is kept. */
  receipt: {
    promise: 1,
    patches: [
      {
        file: '/src/channels/telegram/poll.ts',
        from: 'await settle(options, updates, signal);',
        to: 'void settle(options, updates, signal);',
      },
    ],
  },
  /** Sends are begun without being marked: whoever dies there says it twice. */
  mark: {
    promise: 2,
    patches: [
      {
        file: '/src/engine/outbox-sql.ts',
        from: "set outcome = 'unknown', leased_until",
        to: 'set leased_until',
      },
    ],
  },
  /** The lines that keep the driver alive when a connection dies. */
  driver: {
    promise: 9,
    patches: [
      { file: '/node_modules/postgres/src/connection.js', from: 'if (!socket) {', to: 'if (false) {' },
    ],
  },
} as const satisfies Readonly<{ [name: string]: Break }>;

export function isBreak(name: string): name is keyof typeof BREAKS {
  return name in BREAKS;
}

/** The settings that preload the switches of a folder, and perhaps a break, into a process of node. */
export function preloaded({ folder, broken }: { folder?: string; broken?: string | undefined }): Settings {
  const preload = fileURLToPath(new URL('./preload.ts', import.meta.url));
  return {
    NODE_OPTIONS: `--import=${preload}`,
    ...(folder === undefined ? {} : { FAULTS_SWITCHES: folder }),
    ...(broken === undefined ? {} : { FAULTS_BREAK: broken }),
  };
}
