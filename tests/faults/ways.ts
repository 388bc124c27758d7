import { type Line, openLine, type Trouble } from './line.ts';

/** The lines of all processes to one place: each process has its own, so that it can be told who called there. */
export class Ways {
  readonly #target: () => number;
  readonly #lines: Promise<Line>[] = [];
  readonly #callers = new Map<number, number>();
  /** When the lines were troubled (ms since 1970): what arrived then, or was held until then, may be late. */
  readonly troubles: { readonly since: number; readonly until: number }[] = [];

  constructor(target: () => number) {
    this.#target = target;
  }

  /** The line of a process. */
  of(process: number): Promise<Line> {
    this.#lines[process] ??= openLine(this.#target, (port) => this.#callers.set(port, process));
    return this.#lines[process];
  }

  /** Which process called from a port. */
  caller(port: number): number | undefined {
    return this.#callers.get(port);
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
