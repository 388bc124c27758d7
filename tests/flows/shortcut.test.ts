import { expect, it } from 'vitest';
import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import type { FlowEvent } from '../../flows/kit/flow.ts';
import { begin, persist, restore, step } from '../../flows/kit/step.ts';
import { flows } from '../support/flows.ts';
import { walkOf } from './walk-events.ts';

/** HALO_RUNS multiplies the steps: 20 makes the hundred thousand of the published figure. */
const STEPS = 5_000 * Number(process.env['HALO_RUNS'] ?? 1);

/** Whole numbers below `most`, the same for the same seed (mulberry32). */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}

const shape = (snapshot: AnyMachineSnapshot) =>
  JSON.stringify([snapshot.value, snapshot.context, snapshot.status]);
const named = (actions: readonly { readonly type: string; readonly params?: unknown }[]) =>
  JSON.stringify(actions.map(({ type, params }) => ({ type, params })));

it('a kept scope steps like XState itself, over a random walk through every flow, each step stored and restored', () => {
  const throwDice = dice(20261122);
  const all = [...flows.values()];
  let different = 0;
  let taken = 0;
  for (let done = 0; done < STEPS; ) {
    const flow = all[throwDice(all.length)];
    if (!flow) throw new Error('there are no flows');
    const { machine, inputs, events } = walkOf(flow);
    const input = inputs[throwDice(inputs.length)];
    const ours = begin(machine, input);
    const [theirs, first] = initialTransition(machine, input as never);
    if (shape(ours.snapshot) !== shape(theirs) || named(ours.effects) !== named(first)) different += 1;
    let snapshot = ours.snapshot;
    for (let n = 0; n < 40 && snapshot.status === 'active'; n += 1) {
      const possible = events(snapshot);
      const event = possible[throwDice(possible.length)];
      if (!event) break;
      const stored = JSON.parse(JSON.stringify(persist(machine, snapshot)));
      const mine = step(machine, restore(machine, stored), event as FlowEvent);
      const [next, actions] = transition(machine, restore(machine, stored), event as never);
      if (shape(mine.snapshot) !== shape(next) || named(mine.effects) !== named(actions)) different += 1;
      if (mine.taken) taken += 1;
      snapshot = mine.snapshot;
      done += 1;
    }
  }
  expect(different).toBe(0);
  expect(taken).toBeGreaterThan(STEPS / 4);
});
