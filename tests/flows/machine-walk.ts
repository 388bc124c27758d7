import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type EventObject,
  initialTransition,
  transition,
} from 'xstate';
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import type { Ask } from '../../flows/kit/effect.ts';
import { copyOf } from '../support/flows.ts';

/** How one machine is walked: what may happen at a snapshot, and what of the context tells two places apart. */
export interface Walk {
  readonly machine: AnyStateMachine;
  /** Each begins the machine in another way. */
  readonly inputs: readonly unknown[];
  readonly events: (snapshot: AnyMachineSnapshot) => readonly EventObject[];
  /** Bounds the walk: snapshots with the same state and the same extract are one place. */
  readonly extract: (context: Record<string, never>, state: string) => unknown;
}

/** A machine whose transitions each say by a mark that they were taken. */
interface Marked {
  readonly machine: AnyStateMachine;
  /** Every transition, named by state, event and place in the list. */
  readonly names: readonly string[];
}

const MARK = 'taken';

export interface Walked {
  readonly names: readonly string[];
  readonly taken: ReadonlySet<string>;
  readonly states: ReadonlySet<string>;
  readonly steps: readonly { readonly from: AnyMachineSnapshot; readonly event: EventObject }[];
  readonly paths: readonly (readonly EventObject[])[];
}

/** Steps after which a walk is taken to have no end. */
const LIMIT = 400_000;

/** Walks to every place by the shortest path, and from there along every event. */
export function walk({ machine, inputs, events, extract }: Walk): Walked {
  const marked = mark(machine);
  const taken = new Set<string>();
  const states = new Set<string>();
  const steps: { from: AnyMachineSnapshot; event: EventObject }[] = [];
  const paths: EventObject[][] = [];
  const note = (actions: readonly { readonly type: string; readonly params?: unknown }[]) => {
    for (const action of actions)
      if (action.type === MARK) taken.add((action.params as { name: string }).name);
  };
  for (const input of inputs) {
    const options = {
      input,
      limit: LIMIT,
      events: events as never,
      filterEvents: ((snapshot: AnyMachineSnapshot) => snapshot.status === 'active') as never,
      serializeState: ((snapshot: AnyMachineSnapshot) =>
        JSON.stringify([
          snapshot.value,
          extract(snapshot.context as never, String(snapshot.value)),
        ])) as never,
    };
    note(initialTransition(marked.machine, input as never)[1]);
    const places = getAdjacencyMap(marked.machine, options as never);
    for (const path of getShortestPaths(marked.machine, options as never)) {
      states.add(String((path.state as AnyMachineSnapshot).value));
      paths.push(
        path.steps.map((step) => step.event as EventObject).filter((one) => one.type !== 'xstate.init'),
      );
    }
    for (const { state, event } of stepsOf(places)) note(transition(marked.machine, state, event)[1]);
    for (const { state, event } of stepsOf(getAdjacencyMap(machine, options as never)))
      steps.push({ from: state, event });
  }
  return { names: marked.names, taken, states, steps, paths };
}

function stepsOf(places: object): { state: AnyMachineSnapshot; event: EventObject }[] {
  const all = Object.values(places) as {
    state: AnyMachineSnapshot;
    transitions: Record<string, { event: EventObject }>;
  }[];
  return all.flatMap(({ state, transitions }) =>
    Object.values(transitions).map(({ event }) => ({ state, event })),
  );
}

function mark(original: AnyStateMachine): Marked {
  const machine = copyOf(original);
  const names: string[] = [];
  const put = (node: AnyStateNode, event: string, transitions: readonly unknown[]) => {
    transitions.forEach((one, index) => {
      const name = `${node.key} ${event}${transitions.length > 1 ? ` ${index + 1}` : ''}`;
      const definition = one as { actions: unknown[] };
      names.push(name);
      definition.actions = [...definition.actions, { type: MARK, params: { name } }];
    });
  };
  for (const node of nodesOf(machine)) {
    for (const [event, transitions] of node.transitions) put(node, event, transitions);
    put(node, 'always', node.always ?? []);
  }
  return { machine, names };
}

export function nodesOf(machine: AnyStateMachine): AnyStateNode[] {
  const all: AnyStateNode[] = [];
  const add = (node: AnyStateNode) => {
    all.push(node);
    for (const child of Object.values(node.states) as AnyStateNode[]) add(child);
  };
  add(machine.root);
  return all;
}

/** The node that the machine rests in, and its ancestors up to the root. */
export function activeNode(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): AnyStateNode {
  const node = machine.root.states[String(snapshot.value)];
  if (!node) throw new Error(`no state ${String(snapshot.value)}`);
  return node;
}

/** The question that a state asks on entry, or null. */
export function askedIn(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): Ask | null {
  const entry = activeNode(machine, snapshot).entry as readonly unknown[];
  for (const action of entry) {
    const { type, params } = action as { type?: string; params?: unknown };
    if (type !== 'ask') continue;
    return (
      typeof params === 'function' ? params({ context: snapshot.context, event: { type: '' } }) : params
    ) as Ask;
  }
  return null;
}
