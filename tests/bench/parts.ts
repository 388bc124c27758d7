import type { Bed } from './bed.ts';
import { type Beside, measureBeside } from './beside.ts';
import { interleaved, median, rate } from './chats.ts';
import type { Contender } from './dialogue.ts';
import { type EndToEnd, measureEndToEnd } from './e2e.ts';
import { type Growth, measureGrowth } from './growth.ts';
import { type Idle, measureIdle } from './idle.ts';
import { measureLetters } from './letters.ts';
import { lone } from './lone.ts';
import { measureMemory } from './memory.ts';
import { ours } from './ours.ts';
import { grammy } from './peers/grammy.ts';
import { limit } from './peers/limit.ts';
import { telegraf } from './peers/telegraf.ts';
import { xstate } from './peers/xstate.ts';
import { measureProcesses } from './processes.ts';
import { measureStart } from './start.ts';

/** Messages of each contender that do not count. */
const WARM = 10_000;

/** Messages a second of ours, the peers and the limit. */
export interface Chats {
  readonly ours: number;
  readonly telegraf: number;
  readonly grammy: number;
  readonly xstate: number;
  readonly limit: number;
}

/** What a run found; a part that was not asked for is absent. */
export interface Results {
  chats100?: Chats;
  chats1000?: Chats;
  /** The middle time of one message on an idle office and of the bare transaction, in ms. */
  lone?: { readonly ours: number; readonly bare: number };
  /** Messages a second of one process and of two on one database. */
  processes?: { readonly one: number; readonly two: number };
  /** Letters a second: ours printed, printed and signed, and others printing the same page. */
  letters?: {
    readonly ours: number;
    readonly signed: number;
    readonly pdfmake: number;
    readonly chromium: number;
  };
  /** Seconds until the process says that it is ready: the first start of all, and the next. */
  start?: { readonly first: number; readonly next: number };
  /** Resident memory of a process after so many messages. */
  memoryMb?: number;
  growth?: Growth;
  /** From a platform's message to its answer, through the local server of each. */
  e2e?: Readonly<Record<'telegram' | 'whatsapp' | 'cloud', EndToEnd>>;
  /** Percent of one core at rest. */
  idle?: Idle;
  /** Turns while letters are in work. */
  beside?: Beside;
}

/** A name of a part. */
export type PartName = keyof Results;

/** How much is measured. */
export interface Options {
  readonly rounds: number;
  /** Messages after which the memory is read. */
  readonly messages: number;
  /** So many requests, one size after another. */
  readonly sizes: readonly number[];
  /** How long an office at rest is looked at. */
  readonly idleSeconds: number;
  readonly tell: (line: string) => void;
}

/** Every part and how it is measured, in the order of a whole run. */
export const PARTS: {
  readonly [Name in PartName]-?: (bed: Bed, options: Options) => Promise<NonNullable<Results[Name]>>;
} = {
  chats100: (bed, options) => chats(bed, 100, options),
  chats1000: (bed, options) => chats(bed, 1000, { ...options, rounds: Math.ceil(options.rounds / 2) }),
  lone,
  processes: measureProcesses,
  letters: (_bed, options) => measureLetters(options),
  start: (_bed, options) => measureStart(options),
  memoryMb: measureMemory,
  e2e: (_bed, options) => measureEndToEnd(options),
  idle: (_bed, options) => measureIdle(options),
  beside: measureBeside,
  growth: (_bed, options) => measureGrowth(options),
};

async function chats(bed: Bed, count: number, options: Options): Promise<Chats> {
  const label = `c${count}r`;
  const contenders: Contender[] = [];
  try {
    for (const make of [ours, telegraf, grammy, xstate, limit]) contenders.push(await make(bed, `c${count}`));
    const measured = await interleaved(bed, contenders, {
      chats: count,
      rounds: options.rounds,
      // Machine code is made of what ran some ten thousand times; a single round is a look whether everything runs.
      warm: options.rounds > 1 ? Math.ceil(WARM / (count * 8)) : 0,
      label,
    });
    for (const one of measured) {
      const ms = (at: 'p50' | 'p99') => median(one.rounds.map((round) => round[at])).toFixed(0);
      const cpu = median(one.rounds.map((round) => round.cpu)).toFixed(0);
      const foreign = one.foreign === null ? 'unknown' : `${one.foreign.toFixed(2)} cores`;
      options.tell(
        `  ${one.name}: ${rate(one).toFixed(0)}/s, p50 ${ms('p50')} ms, p99 ${ms('p99')} ms, node ${cpu} us a message; others used ${foreign}`,
      );
    }
    const of = (name: string) => {
      const found = measured.find((one) => one.name === name);
      return Math.round(found ? rate(found) : Number.NaN);
    };
    return {
      ours: of('ours'),
      telegraf: of('telegraf'),
      grammy: of('grammy'),
      xstate: of('xstate'),
      limit: of('limit'),
    };
  } finally {
    for (const one of contenders) await one.end();
  }
}
