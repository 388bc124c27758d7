import { type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';
import { z } from 'zod';
import type { Ask, Effect } from './effect.ts';
import type { FlowEvent } from './flow.ts';

/** A stored state that this machine does not know (a state was renamed or removed). */
export class UnknownState extends Error {
  override readonly name = 'UnknownState';
}

/** What one step of a machine made. */
export interface Stepped {
  readonly snapshot: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
  /** false: no transition took the event and nothing changed. */
  readonly taken: boolean;
}

/** Effects that a flow may emit. Anything else in the list (an `after`, an `invoke`, a raise left over) is a bug. */
const EffectShape = z.object({
  type: z.enum(['say', 'ask', 'repeat', 'close', 'call', 'card', 'amend', 'file', 'go', 'wake']),
  params: z.unknown(),
});

const scopes = new WeakMap<AnyStateMachine, AnyActorScope>();

/**
 * Where a machine's step runs: an actor that is never started and does nothing. XState's own `transition()` makes one
 * for each step, with the machine's first state worked out anew, which costs more than the step itself; kept, it is the
 * same, as long as no flow invokes or spawns. A test walks both ways side by side.
 */
function scopeOf(machine: AnyStateMachine, take: AnyActorScope['actionExecutor']): AnyActorScope {
  let scope = scopes.get(machine);
  if (!scope) {
    const self = createActor(machine);
    const nothing = () => undefined;
    scope = {
      self,
      id: '',
      sessionId: '',
      system: self.system,
      logger: nothing,
      defer: nothing,
      emit: nothing,
      stopChild: nothing,
      actionExecutor: nothing,
    };
    scopes.set(machine, scope);
  }
  return { ...scope, actionExecutor: take };
}

type Actions = { readonly type: string; readonly params?: unknown }[];

/** Begins a machine. */
export function begin(machine: AnyStateMachine, input: unknown): Stepped {
  const actions: Actions = [];
  const scope = scopeOf(machine, (action) => actions.push(action));
  const snapshot = machine.getInitialSnapshot(scope, input) as AnyMachineSnapshot;
  return { snapshot, effects: toEffects(actions), taken: true };
}

/** One event in, the next state and its effects out. Executes nothing. A finished machine takes nothing. */
export function step(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: FlowEvent): Stepped {
  if (snapshot.status !== 'active') return { snapshot, effects: [], taken: false };
  const actions: Actions = [];
  const next = machine.transition(
    snapshot,
    event,
    scopeOf(machine, (action) => actions.push(action)),
  ) as AnyMachineSnapshot;
  return { snapshot: next, effects: toEffects(actions), taken: next !== snapshot || actions.length > 0 };
}

/** The snapshot as plain JSON. */
export function persist(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): unknown {
  return machine.getPersistedSnapshot(snapshot);
}

/** Brings a stored snapshot back without starting anything; throws UnknownState. */
export function restore(machine: AnyStateMachine, stored: unknown): AnyMachineSnapshot {
  let snapshot: AnyMachineSnapshot;
  try {
    snapshot = createActor(machine, {
      snapshot: stored as never,
      input: undefined as never,
    }).getSnapshot() as AnyMachineSnapshot;
  } catch (error) {
    throw new UnknownState(error instanceof Error ? error.message : String(error));
  }
  if (snapshot.status === 'error') throw new UnknownState(String(snapshot.error));
  return snapshot;
}

/** The questions that the states of a snapshot ask when they are entered, as its context has them now. */
export function questionsOf({ _nodes, context }: AnyMachineSnapshot): Ask[] {
  return _nodes
    .flatMap(({ entry }) => entry as readonly Partial<Actions[number]>[])
    .filter(({ type }) => type === 'ask')
    .map(({ params }) => (typeof params === 'function' ? params({ context }) : params) as Ask);
}

function toEffects(actions: readonly { readonly type: string; readonly params?: unknown }[]): Effect[] {
  return actions.map((action) => EffectShape.parse({ type: action.type, params: action.params }) as Effect);
}
