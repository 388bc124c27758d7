import type { Settings } from '../support/process.ts';
import type { Base } from './base.ts';
import type { Switches } from './breaks/switches.ts';
import type { Chance } from './chance.ts';
import { KeptOffice } from './office.ts';

/** The processes of one office over one database, each kept by a supervisor of its own. */
export class Fleet {
  readonly processes: readonly KeptOffice[];
  readonly #dice: Chance;
  readonly #switches: Switches;
  #next = 0;

  /** `settings` are those of each process, `roots` where the version of each lies if it is another one. */
  constructor(
    folder: string,
    settings: readonly Settings[],
    base: Base,
    switches: Switches,
    dice: Chance,
    roots: readonly (string | undefined)[] = [],
  ) {
    // With several processes a lease may be held by one that lives: then the others wait until it is over.
    const alone = settings.length === 1;
    const kept = alone ? base : { ...base, endLeases: async () => undefined };
    this.processes = settings.map(
      (one, process) => new KeptOffice(folder, one, kept, switches, roots[process]),
    );
    this.#switches = switches;
    this.#dice = dice;
  }

  /** Any one of them, by the seed. */
  any(): KeptOffice {
    const found = this.processes[this.#dice.below(this.processes.length)];
    if (!found) throw new RangeError('an office has at least one process');
    return found;
  }

  /** The port of one that is open, each in its turn, as a proxy deals them out; 1, where nobody listens, when none is. */
  get port(): number {
    const open = this.processes.map(({ port }) => port).filter((port) => port !== 0);
    this.#next += 1;
    return open[this.#next % Math.max(1, open.length)] ?? 1;
  }

  /** How often one was killed, from outside or at a named point, which any of them may pass. */
  get kills(): number {
    const fired = this.#switches.fired().length;
    return this.processes.reduce((sum, { kills }) => sum + kills - fired, fired);
  }

  /** What those said last that ended although nobody killed them. */
  get ends(): readonly string[] {
    return this.processes.flatMap(({ ends }) => ends);
  }

  /** One after another: the first makes the tables. */
  async start(): Promise<void> {
    for (const one of this.processes) await one.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.stop()));
  }
}
