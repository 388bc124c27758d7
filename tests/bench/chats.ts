import type { Bed } from './bed.ts';
import { type Contender, converse, type Round } from './dialogue.ts';
import { foreignCores, moment } from './load.ts';

/** The rounds of one contender. */
export interface Measured {
  readonly name: string;
  readonly rounds: readonly Round[];
  /** Cores that others used meanwhile, the middle of the rounds; null when not known. */
  readonly foreign: number | null;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Messages a second: the middle of the rounds. */
export const rate = (one: Measured): number => median(one.rounds.map((r) => r.messages / r.seconds));

/**
 * Lets all contenders hold the dialogue with so many chats at once, in turn, round after round, each beginning
 * somewhere else; nothing counts until everybody is warm. Fails when a dialogue did not end in a request.
 */
export async function interleaved(
  bed: Bed,
  contenders: readonly Contender[],
  plan: { readonly chats: number; readonly rounds: number; readonly warm: number; readonly label: string },
): Promise<Measured[]> {
  const found = contenders.map(({ name }) => ({
    name,
    rounds: [] as Round[],
    foreign: [] as (number | null)[],
  }));
  for (let round = -plan.warm; round < plan.rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (turn + round + plan.warm) % contenders.length;
      const contender = contenders[index];
      if (!contender) continue;
      const had = await contender.requests();
      const before = moment([process.pid, bed.pid]);
      const result = await converse(contender, bed.people, plan.chats, `${plan.label}${round}`);
      const foreign = foreignCores(before, moment([process.pid, bed.pid]));
      const made = (await contender.requests()) - had;
      if (made !== plan.chats)
        throw new Error(`${contender.name}: ${plan.chats} dialogues ended in ${made} requests`);
      if (round < 0) continue;
      found[index]?.rounds.push({ ...result, times: [] });
      found[index]?.foreign.push(foreign);
    }
  }
  return found.map(({ name, rounds, foreign }) => ({
    name,
    rounds,
    foreign: foreign.includes(null) ? null : median(foreign as number[]),
  }));
}
