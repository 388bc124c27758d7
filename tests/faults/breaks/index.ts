import { fileURLToPath } from 'node:url';
import type { Settings } from '../../support/process.ts';
import type { Mishap } from '../plan.ts';
import type { Patch } from './patch.ts';

/** One protection taken out. */
export interface Break {
  /** What is then promised in vain. */
  readonly promise: number;
  readonly patches: readonly Patch[];
  /** What must happen for it to show, beside whatever was drawn. */
  readonly plan: readonly Mishap[];
  /** Processes that it needs; 1. */
  readonly processes?: number;
}

/** The same mishap again and again. */
const often = (times: number, mishap: (after: number) => Mishap): Mishap[] =>
  Array.from({ length: times }, (_, index) => mishap(12 + index * 4));

const kill = (after: number): Mishap => ({ kind: 'kill', after, moment: 'acknowledged', waitMs: 0 });

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
      {
        file: '/src/engine/messages.ts',
        from: 'if (!left.delete(inbound.externalId)) continue;',
        to: '',
      },
    ],
    plan: often(5, (after) => ({ kind: 'doubled', after, ms: 3_000 })),
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
    // A slow line to the database gives the kill its time.
    plan: often(5, (after) => ({ kind: 'database', after, trouble: 'slow', ms: 1 })).flatMap((slow) => [
      slow,
      kill(slow.after),
    ]),
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
    plan: often(6, (after) => ({ kind: 'point', after, point: 'between send and mark', passes: 2 })),
  },
  /** Two turns of one conversation at once, a message's and a notice's; without the key that would catch the second. */
  lock: {
    promise: 1,
    patches: [
      {
        file: '/src/engine/turn-sql.ts',
        from: ' order by id for no key update of conversation',
        to: ' order by id',
      },
      {
        file: '/src/engine/turn-sql.ts',
        from: 'as m (c, i, a, d, t, b, e, r, x, k, n, h)',
        to: 'as m (c, i, a, d, t, b, e, r, x, k, n, h) on conflict do nothing',
      },
      // A slow machine, so that two turns meet.
      ...['messages', 'notices'].map((file) => ({
        file: `/src/engine/${file}.ts`,
        from: 'const members = await staffOfChats(both, rows);',
        to: 'await new Promise((done) => setTimeout(done, 400));\n  const members = await staffOfChats(both, rows);',
      })),
    ],
    plan: [],
  },
  /** Whoever slept through the end of its lease goes on as if nothing had been. */
  epoch: {
    promise: 11,
    patches: [
      ...[
        ['if (performance.now() > sureUntil - renewMs) lost.abort(new LeaseLost());', ''],
        ['if (rows.length === 0) lost.abort(new LeaseLost());\n    else sureUntil', 'sureUntil'],
      ].map(([from = '', to = '']) => ({ file: '/src/channels/lease.ts', from, to })),
    ],
    plan: [{ kind: 'asleep', after: 12, on: 'telegram', ms: 5_000 }],
    processes: 2,
  },
  /** The lines that keep the driver alive when a connection dies. */
  driver: {
    promise: 9,
    patches: [
      ...[
        ['    if (!socket) {', '    if (false) {'],
        ['    chunk = nextWriteTimer = null\n    if (socket) {', '    if (socket) {'],
        ['    chunk = nextWriteTimer = null\n    socket.removeListener', '    socket.removeListener'],
        ['return fetchArrayTypes().catch(errored)', 'return fetchArrayTypes()'],
      ].map(([from = '', to = '']) => ({ file: '/node_modules/postgres/src/connection.js', from, to })),
      ...[
        ['if (c.reserved !== own)', 'if (false)'],
        ['while (queries.length)\n            queries', 'while (false)\n            queries'],
      ].map(([from = '', to = '']) => ({ file: '/node_modules/postgres/src/index.js', from, to })),
    ],
    plan: often(12, (after) => ({ kind: 'backends', after })),
  },
} as const satisfies Readonly<{ [name: string]: Break }>;

export function isBreak(name: string): name is keyof typeof BREAKS {
  return name in BREAKS;
}

/** What a break takes out and needs. */
export function brokenBy(name: keyof typeof BREAKS): Break {
  return BREAKS[name];
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
