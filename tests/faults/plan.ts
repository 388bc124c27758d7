import type { Fault } from '../support/telegram/index.ts';
import { type Chance, chance } from './chance.ts';
import type { Trouble } from './line.ts';

/** When a kill comes: at any time, with an update in the process's hands, or as soon as one was acknowledged. */
export type Moment = 'any' | 'update' | 'acknowledged';

/** One bad thing of the plan; `after` is how many messages people have sent by then. */
export type Mishap = { readonly after: number } & (
  | { readonly kind: 'kill'; readonly moment: Moment; readonly waitMs: number }
  | { readonly kind: 'backends' | 'restart' | 'crash' }
  | { readonly kind: 'database' | 'platform'; readonly trouble: Trouble; readonly ms: number }
  | {
      readonly kind: 'answer';
      readonly method: string;
      readonly fault: Fault;
      readonly times: number;
    }
  | { readonly kind: 'doubled' | 'pause'; readonly ms: number }
);

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
  const many = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
  const plan: Mishap[] = [
    ...many(kills, () => ({
      kind: 'kill' as const,
      after: after(),
      moment: dice.pick(['any', 'update', 'acknowledged']),
      waitMs: dice.pick([0, 2, 5, 10, 20, 40, 150, 600, 1_100]),
    })),
    ...many(databaseFaults, () => databaseFault(after(), dice)),
    ...many(Math.ceil(kills / 2), () => platformFault(after(), dice)),
    ...many(Math.ceil(kills / 3), () => ({ kind: 'doubled' as const, after: after(), ms: 3_000 })),
    ...many(Math.ceil(kills / 8), () => ({
      kind: 'pause' as const,
      after: after(),
      ms: 500 + dice.below(3_000),
    })),
  ];
  return plan.sort((a, b) => a.after - b.after);
}

function databaseFault(after: number, dice: Chance): Mishap {
  const kind = dice.pick(['backends', 'backends', 'database', 'database', 'restart', 'crash']);
  return kind === 'database' ? lineFault(kind, after, dice) : { kind, after };
}

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
export function isDatabaseFault({ kind }: Mishap): boolean {
  return kind === 'backends' || kind === 'restart' || kind === 'crash' || kind === 'database';
}
