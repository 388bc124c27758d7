import type { Tx } from '../db/types.ts';
import type { BriefDays } from './days.ts';
import type { LetterRow } from './figures.ts';
import { runsQuery } from './queries.ts';

/** The letter numbers of today. Numbers must have no holes, so the brief counts them (domain: agenda surat). */
export interface LetterNumbers {
  /** One for each counter from which a number was drawn today. */
  readonly runs: readonly DayRun[];
  /** Numbers that are missing in or just before today's runs; 0 in a healthy office. */
  readonly gaps: number;
  /** Letters revoked today, whenever signed. */
  readonly revoked: readonly { readonly number: string; readonly reasoned: boolean }[];
}

/** The numbers that were given out today in one counter. */
export interface DayRun {
  /** `all` or a service slug. */
  readonly scope: string;
  readonly year: number;
  readonly first: { readonly seq: number; readonly number: string };
  readonly last: { readonly seq: number; readonly number: string };
  readonly letters: number;
}

/** Numbers drawn today count, also those of letters that are still being printed. */
export async function letterNumbers(
  tx: Tx,
  wardId: string,
  days: BriefDays,
  letters: readonly LetterRow[],
): Promise<LetterNumbers> {
  const inDay = (at: Date | null) => at !== null && at >= days.todayFrom && at < days.until;
  const runs = runsOf(letters.filter((l) => inDay(l.signedAt)));
  return {
    runs,
    gaps: runs.length === 0 ? 0 : await gapsIn(tx, wardId, runs),
    revoked: letters
      .filter((l) => l.state === 'revoked' && inDay(l.revokedAt))
      .sort((a, b) => a.seq - b.seq)
      .map(({ number, reasoned }) => ({ number, reasoned })),
  };
}

function runsOf(letters: readonly LetterRow[]): DayRun[] {
  const runs = new Map<string, DayRun>();
  for (const { scope, year, seq, number } of [...letters].sort((a, b) => a.seq - b.seq)) {
    const one = { seq, number };
    const run = runs.get(`${year}|${scope}`);
    runs.set(
      `${year}|${scope}`,
      run
        ? { ...run, last: one, letters: run.letters + 1 }
        : { scope, year, first: one, last: one, letters: 1 },
    );
  }
  return [...runs.values()].sort((a, b) => (a.scope < b.scope ? -1 : 1));
}

async function gapsIn(tx: Tx, wardId: string, runs: readonly DayRun[]): Promise<number> {
  const asked = runs.map(({ scope, year, first, last }) => ({
    scope,
    year,
    first: first.seq,
    last: last.seq,
  }));
  let gaps = 0;
  for (const found of await runsQuery(tx, wardId, asked)) {
    const run = asked.find(({ scope, year }) => scope === found.scope && year === found.year);
    if (run === undefined) continue;
    gaps += run.last - run.first + 1 - found.drawn;
    // Without an earlier number the ward's counter begins here, at whatever number it was told to.
    if (found.previous !== null) gaps += run.first - found.previous - 1;
  }
  return gaps;
}
