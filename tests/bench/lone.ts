import type { Bed } from './bed.ts';
import { median } from './chats.ts';
import { type Contender, converse } from './dialogue.ts';
import { ours } from './ours.ts';
import { xstate } from './peers/xstate.ts';

/** One chat on an idle office: ours beside a bare transaction (the peer that does nothing else), in turn. Middle, in ms. */
export async function lone(
  bed: Bed,
  options: { readonly rounds: number },
): Promise<{ ours: number; bare: number }> {
  const contenders: Contender[] = [await ours(bed, 'lone'), await xstate(bed, 'lone')];
  try {
    const times: [number[], number[]] = [[], []];
    // The people in turn, one chat at a time; the first ten dialogues warm up.
    for (let round = -10; round < options.rounds * 10; round += 1)
      for (const [index, contender] of contenders.entries()) {
        const { p50 } = await converse(contender, bed.people, 1, `lone${round}`);
        if (round >= 0) times[index]?.push(p50);
      }
    return { ours: round2(median(times[0])), bare: round2(median(times[1])) };
  } finally {
    for (const one of contenders) await one.end();
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
