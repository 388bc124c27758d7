import type { Violation } from '../checker.ts';

/** How a scenario is played. */
export interface Playing {
  readonly seed: number;
  /** How much is written, or for how long a state lasts; each scenario says what is usual. */
  readonly messages?: number | undefined;
  readonly minutes?: number | undefined;
  /** The older version, as git names it. */
  readonly old?: string | undefined;
  readonly tell: (line: string) => void;
}

/** What came of it. */
export interface Outcome {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly violations: readonly Violation[];
}

/** One thing that happens to offices, played from beginning to end. */
export type Scenario = (playing: Playing) => Promise<Outcome>;

/** The middle and the ninety-ninth of a hundred. */
export function spread(times: readonly number[]): { readonly median: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.floor(sorted.length * part)] ?? 0);
  return { median: at(0.5), p99: at(0.99) };
}
