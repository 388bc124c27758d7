import type { Fault } from '../support/telegram/index.ts';
import { POINT_NAMES } from './breaks/points.ts';
import { type Chance, chance } from './chance.ts';
import type { Asleep, Elsewhere } from './elsewhere.ts';
import type { Trouble } from './line.ts';

/** When a kill comes: at any time, with an update in the process's hands, or as soon as one was acknowledged. */
export type Moment = 'any' | 'update' | 'acknowledged';

/** One bad thing of the plan; `after` is how many messages people have sent by then. */
export type Mishap =
  | Elsewhere
  | Asleep
  | ({ readonly after: number } & (
      | { readonly kind: 'kill'; readonly moment: Moment; readonly waitMs: number }
      /** The process dies when it passes a named point of the walk for the n-th time from now on. */
      | { readonly kind: 'point'; readonly point: string; readonly passes: number }
      | { readonly kind: 'backends' | 'restart' | 'crash' }
      /** No database at all; or one that cannot write; or a file store that cannot. */
      | { readonly kind: 'away' | 'databaseFull' | 'diskFull'; readonly ms: number }
      | { readonly kind: 'clock'; readonly aheadMs: number; readonly ms: number }
      | { readonly kind: 'database' | 'platform'; readonly trouble: Trouble; readonly ms: number }
      | {
          readonly kind: 'answer';
          readonly method: string;
          readonly fault: Fault;
          readonly times: number;
        }
      /** How updates come: three times each, in any order, written a day ago, or the last so many once more. */
      | { readonly kind: 'doubled' | 'shuffled' | 'late'; readonly ms: number }
      | { readonly kind: 'again'; readonly last: number }
      | { readonly kind: 'pause'; readonly ms: number }
    ));

/** What a run is made of. */
export interface Size {
  readonly messages: number;
  readonly kills: number;
  readonly databaseFaults: number;
  readonly seed: number;
}

const METHODS = ['sendMessage', 'sendMessage', 'getUpdates', 'editMessageText', 'file'] as const;

/** Draws the plan of a seed: where each mishap falls, and what it is. */
export function draw({ messages, kills, databaseFaults, seed }: Size): Mishap[] {
  const dice = chance(seed);
  // The first and the last twentieth are left alone: people must be there, and what is left must be told.
  const after = () => Math.floor(messages * 0.05) + dice.below(Math.ceil(messages * 0.9));
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => make(index));
  const atPoints = Math.floor(kills / 2);
  const first = dice.below(POINT_NAMES.length);
  const plan: Mishap[] = [
    ...many(atPoints, (index) => ({
      kind: 'point' as const,
      // Soon: a point that is armed late may not be passed any more.
      after: Math.floor(messages * 0.05) + dice.below(Math.ceil(messages * 0.7)),
      ...pointOf(POINT_NAMES[(first + index) % POINT_NAMES.length] ?? '', dice),
    })),
    ...many(kills - atPoints, () => ({
      kind: 'kill' as const,
      after: after(),
      moment: dice.pick(['any', 'update', 'acknowledged']),
      waitMs: dice.pick([0, 2, 5, 10, 20, 40, 150, 600, 1_100]),
    })),
    ...many(databaseFaults, () => databaseFault(after(), dice)),
    ...many(Math.ceil(kills / 2), () => platformFault(after(), dice)),
    ...many(Math.ceil(kills / 3), () => delivery(after(), dice)),
    ...many(Math.ceil(kills / 12), () => ({ kind: 'clock' as const, after: after(), ...dice.pick(JUMPS) })),
    ...many(Math.ceil(kills / 12), () => ({ kind: 'diskFull' as const, after: after(), ms: 2_000 })),
    ...many(Math.ceil(kills / 8), () => ({
      kind: 'pause' as const,
      after: after(),
      ms: 500 + dice.below(3_000),
    })),
  ];
  return plan.sort((a, b) => a.after - b.after);
}

/** Six hours wrong in either direction, and a little; and so far that another half-day begins. */
const JUMPS = [
  { aheadMs: 16 * 3_600_000, ms: 4_000 },
  { aheadMs: 6 * 3_600_000, ms: 4_000 },
  { aheadMs: -6 * 3_600_000, ms: 4_000 },
  { aheadMs: 90_000, ms: 2_000 },
  { aheadMs: -90_000, ms: 2_000 },
] as const;

/** Statements are many: one of the next hundred. What happens once a letter or a photo is taken as it comes. */
function pointOf(point: string, dice: Chance): { point: string; passes: number } {
  const often = ['after a statement', 'before commit', 'after commit'].includes(point);
  return { point, passes: 1 + dice.below(often ? 60 : 2) };
}

function delivery(after: number, dice: Chance): Mishap {
  const kind = dice.pick(['doubled', 'shuffled', 'late', 'again']);
  return kind === 'again' ? { kind, after, last: 100 } : { kind, after, ms: 2_000 };
}

function databaseFault(after: number, dice: Chance): Mishap {
  const kind = dice.pick(DATABASE);
  if (kind === 'database') return lineFault(kind, after, dice);
  return kind === 'away' || kind === 'databaseFull'
    ? { kind, after, ms: 1_000 + dice.below(4_000) }
    : { kind, after };
}

const DATABASE = [
  'backends',
  'backends',
  'database',
  'database',
  'restart',
  'crash',
  'away',
  'databaseFull',
] as const;

function lineFault(kind: 'database' | 'platform', after: number, dice: Chance): Mishap {
  const trouble = dice.pick(['cut', 'slow', 'halfOpen', 'reset']);
  return { kind, after, trouble, ms: 300 + dice.below(2_500) };
}

function platformFault(after: number, dice: Chance): Mishap {
  if (dice.hits(0.4)) return lineFault('platform', after, dice);
  const fault = dice.pick<Fault>([
    { kind: 'status', status: 429, retryAfter: 1 },
    { kind: 'status', status: 500 },
    { kind: 'reset' },
    { kind: 'lostAnswer' },
    { kind: 'slow', ms: 2_000 },
    { kind: 'silence' },
  ]);
  return { kind: 'answer', after, method: dice.pick(METHODS), fault, times: 1 + dice.below(3) };
}

/** A line for people. */
export function inWords({ after, ...rest }: Mishap): string {
  return `after ${String(after).padStart(5)}: ${JSON.stringify(rest)}`;
}

/** true for what counts as a fault of the database. */
export function isDatabaseFault(kind: Mishap['kind']): boolean {
  return DATABASE.some((one) => one === kind);
}
