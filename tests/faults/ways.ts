import { type Line, openLine, type Trouble } from './line.ts';

/** Who called from which port. A port is somebody else's after a while, so that it takes the time to tell. */
export class Callers {
  readonly #calls = new Map<number, { readonly process: number; readonly since: number }[]>();

  /** A process calls from a port from now on (ms since 1970). */
  note(port: number, process: number, since: number): void {
    this.#calls.set(port, [...(this.#calls.get(port) ?? []), { process, since }]);
  }

  /** Who called from a port at a time (ms since 1970); undefined when nobody had. */
  at(port: number, time: number): number | undefined {
    return this.#calls.get(port)?.findLast(({ since }) => since <= time)?.process;
  }
}

/** The lines of all processes to one place: each process has its own, so that it can be told who called there. */
export class Ways {
  readonly #target: () => number;
  readonly #lines: Promise<Line>[] = [];
  readonly #callers = new Callers();
  /** When the lines were troubled (ms since 1970): what arrived then, or was held until then, may be late. */
  readonly troubles: { readonly since: number; readonly until: number }[] = [];

  constructor(target: () => number) {
    this.#target = target;
  }

  /** The line of a process. */
  of(process: number): Promise<Line> {
    this.#lines[process] ??= openLine(this.#target, (port) => this.#callers.note(port, process, Date.now()));
    return this.#lines[process];
  }

  /** Which process called from a port at a time (ms since 1970). */
  caller(port: number, time: number): number | undefined {
    return this.#callers.at(port, time);
  }

  /** Troubles the lines of all processes. */
  async trouble(what: Trouble, ms: number): Promise<void> {
    const since = Date.now();
    const lines = await Promise.all(this.#lines);
    await Promise.all(lines.map((line) => line.trouble(what, ms)));
    this.troubles.push({ since, until: Date.now() });
  }

  async close(): Promise<void> {
    for (const line of await Promise.all(this.#lines)) await line.close();
  }
}
