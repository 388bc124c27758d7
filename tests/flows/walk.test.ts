import { describe, expect, it } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { FlowEvent } from '../../flows/kit/flow.ts';
import { persist, restore, step } from '../../flows/kit/step.ts';
import { requestMachine } from '../../flows/request.ts';
import { flows } from '../support/flows.ts';
import { type Walk, type Walked, walk } from './machine-walk.ts';
import { walkOf } from './walk-events.ts';

/** Transitions that no walk takes, and why. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  // The net under the list: each choice that it can show is named before.
  status: ['showing choose 5'],
};

const requestWalk: Walk = {
  machine: requestMachine,
  inputs: [undefined],
  events: () =>
    [
      ...(
        [
          'take',
          'return',
          'resubmit',
          'refuse',
          'pass',
          'sendBack',
          'sign',
          'proved',
          'handOver',
          'cancel',
        ] as const
      ).map((type) => ({ type })),
      { type: 'revoke' },
      { type: 'undo' },
      { type: 'made', inChat: true },
      { type: 'made', inChat: false },
    ] as EventObject[],
  extract: (context) => context,
};

const walks: readonly (readonly [string, Walk])[] = [
  ...[...flows.values()].map((flow) => [flow.name, walkOf(flow)] as const),
  ['request', requestWalk],
];

describe.each(walks)('%s', (name, plan) => {
  const walked: Walked = walk(plan);

  it('takes every transition on some path', () => {
    const missed = walked.names.filter((one) => !walked.taken.has(one));
    expect(missed).toEqual(NEVER[name] ?? []);
    expect(walked.paths.length).toBeGreaterThan(1);
  });

  it('goes on alike after being stored', () => {
    for (const { from, event } of walked.steps) {
      const again = throughJson(plan.machine, from);
      const straight = outcome(plan.machine, from, event);
      expect(outcome(plan.machine, again, event)).toEqual(straight);
    }
  });
});

function throughJson(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  return restore(machine, JSON.parse(JSON.stringify(persist(machine, snapshot))));
}

function outcome(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: EventObject) {
  const stepped = step(machine, snapshot, event as FlowEvent);
  return {
    snapshot: JSON.stringify(persist(machine, stepped.snapshot)),
    effects: JSON.stringify(stepped.effects),
    taken: stepped.taken,
  };
}
