import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type OfficeProcess, type Settings, startOffice } from '../support/process.ts';
import type { Base } from './base.ts';
import type { Switches } from './breaks/switches.ts';

/** A start is tried so often, half a second apart. */
const MOST_TRIES = 60;

/** The office as a supervisor keeps it: killed at will, started again, and watched for ending by itself. */
export class KeptOffice {
  readonly #folder: string;
  readonly #settings: Settings;
  readonly #base: Base;
  readonly #switches: Switches;
  /** Where its version of the program lies; undefined: this one. */
  readonly #root: string | undefined;
  #deaths = 0;
  #open: OfficeProcess | null = null;
  readonly #lives: OfficeProcess[] = [];
  #asked = false;
  #standing = false;
  #stopped = false;
  #restarting: Promise<void> | null = null;
  /** How often it was killed from outside. */
  #kills = 0;
  /** What the process said last when it ended although nobody killed it. */
  readonly ends: string[] = [];
  /** When it stood still. */
  readonly pauses: { readonly since: number; readonly until: number }[] = [];

  constructor(folder: string, settings: Settings, base: Base, switches: Switches, root?: string) {
    this.#root = root;
    this.#switches = switches;
    this.#folder = folder;
    this.#settings = settings;
    this.#base = base;
  }

  /** The port of its pages; 0 while it is not open. */
  get port(): number {
    return this.#standing ? 0 : (this.#open?.port ?? 0);
  }

  /** How often it was killed, at named points too. */
  get kills(): number {
    return this.#kills + this.#switches.fired().length;
  }

  async start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        const open = await startOffice(this.#folder, this.#settings, this.#root);
        this.#open = open;
        this.#lives.push(open);
        this.#asked = false;
        void open.ended.then((code) => this.#ended(open, code));
        return;
      } catch (error) {
        // A start while the way to the database is cut ends in one line; the supervisor tries again.
        if (tries === MOST_TRIES) throw error;
        await wait(500);
      }
    }
  }

  async kill(): Promise<void> {
    await this.#restarting;
    this.#asked = true;
    await this.#open?.kill();
    this.#kills += 1;
    await this.#base.endLeases();
    await this.start();
  }

  /** The whole process stands still, as a laptop that was closed, and wakes. */
  async pause(ms: number): Promise<void> {
    await this.#restarting;
    const child = this.#open?.process;
    const since = Date.now();
    this.#standing = true;
    child?.kill('SIGSTOP');
    await wait(ms);
    child?.kill('SIGCONT');
    this.#standing = false;
    this.pauses.push({ since, until: Date.now() });
  }

  /** What the process wrote into its log last. */
  get log(): readonly string[] {
    return [...(this.#open?.out ?? []), ...(this.#open?.errors ?? [])].slice(-12);
  }

  /** What it wrote in all its lives, one after another. */
  get logs(): readonly string[] {
    return this.#lives.flatMap(({ process, out, errors }) => [`process ${process.pid}`, ...out, ...errors]);
  }

  /** The resident memory of the process in MB; 0 where it cannot be told. */
  get memoryMb(): number {
    const pid = this.#open?.process.pid;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#restarting?.catch(() => undefined);
    this.#open?.process.kill('SIGKILL');
    await this.#open?.ended;
  }

  #ended(open: OfficeProcess, code: number | null): void {
    if (this.#asked || this.#stopped || open !== this.#open) return;
    const deaths = this.#switches.fired().length;
    const atPoint = code === null && deaths > this.#deaths;
    this.#deaths = deaths;
    if (!atPoint)
      this.ends.push(`code ${code}: ${[...open.out, ...open.errors].slice(-4).join(' / ').slice(0, 600)}`);
    this.#restarting = this.#base
      .endLeases()
      .catch(() => undefined)
      .then(() => this.start())
      .finally(() => {
        this.#restarting = null;
      });
  }
}
