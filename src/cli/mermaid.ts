import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** A machine drawn as a Mermaid state diagram: every edge, the ones taken by themselves too. */

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Edges that change no state: what may be met there without leaving. */
interface Note {
  readonly state: string;
  readonly events: readonly string[];
}

/** The lines of a `stateDiagram-v2`. */
export function stateDiagram(machine: AnyStateMachine): string {
  const states = Object.values(machine.root.states) as AnyStateNode[];
  const { edges, notes } = edgesOf(states);
  const lines = ['stateDiagram-v2', '  direction TB'];
  for (const state of states)
    if (state.key.includes('-')) lines.push(`  state "${state.key}" as ${id(state.key)}`);
  for (const first of initialOf(machine)) lines.push(`  [*] --> ${id(first)}`);
  for (const { from, to, label } of edges) lines.push(`  ${id(from)} --> ${id(to)}: ${label}`);
  for (const state of states) if (state.type === 'final') lines.push(`  ${id(state.key)} --> [*]`);
  for (const { state, events } of notes) {
    lines.push(`  note right of ${id(state)}`, ...events.map((event) => `    ${event}`), '  end note');
  }
  return lines.join('\n');
}

/** What the machine takes from every state: "event: state", or "event" alone when the state stays. */
export function takenEverywhere(machine: AnyStateMachine): string[] {
  return [...machine.root.transitions].flatMap(([event, transitions]) => {
    const targets = [...new Set(transitions.map(({ target }) => target?.[0]?.key))];
    return targets.map((target) => (target === undefined ? `\`${event}\`` : `\`${event}\` to \`${target}\``));
  });
}

function edgesOf(states: readonly AnyStateNode[]) {
  const edges = new Map<string, Edge & { events: string[] }>();
  const notes: Note[] = [];
  for (const state of states) {
    const staying: string[] = [];
    for (const { event, to } of transitionsOf(state)) {
      if (to === null) staying.push(event);
      else {
        const key = `${state.key} ${to}`;
        const known = edges.get(key);
        if (known) known.events.push(event);
        else edges.set(key, { from: state.key, to, label: '', events: [event] });
      }
    }
    if (staying.length > 0) notes.push({ state: state.key, events: unique(staying) });
  }
  return {
    edges: [...edges.values()].map(({ from, to, events }) => ({
      from,
      to,
      label: unique(events).join(', '),
    })),
    notes,
  };
}

function transitionsOf(state: AnyStateNode): { event: string; to: string | null }[] {
  const named = [...state.transitions].flatMap(([event, transitions]) =>
    transitions.map((one, index) => ({ event: nameOf(event, one.guard, index, transitions.length), one })),
  );
  const always = (state.always ?? []).map((one, index, all) => ({
    event: nameOf('always', one.guard, index, all.length),
    one,
  }));
  return [...named, ...always].map(({ event, one }) => ({ event, to: one.target?.[0]?.key ?? null }));
}

/** "choose 2" is the second of several ways; a guard that has a name says it. Colons would end a label. */
function nameOf(event: string, guard: unknown, index: number, of: number): string {
  const named = typeof guard === 'string' ? guard : (guard as { type?: string } | undefined)?.type;
  const plain = event.replaceAll(':', ' ');
  if (named) return `${plain} [${named}]`;
  return of > 1 ? `${plain} ${index + 1}` : plain;
}

function initialOf(machine: AnyStateMachine): string[] {
  return (machine.root.initial?.target ?? []).map(({ key }) => key);
}

function unique(events: readonly string[]): string[] {
  return [...new Set(events)];
}

/** Mermaid reads a dash or a dot in a name as an arrow's beginning. */
function id(key: string): string {
  return key.replace(/\W/g, '_');
}
