import type { Clock } from '../clock.ts';
import type { Reach } from './port.ts';

/** Keeps whether a platform is reached: the last thing that was tried decides. */
export class ReachKeeper {
  readonly #clock: Clock;
  #now: Reach;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = { up: true, why: null, since: clock.now() };
  }

  get now(): Reach {
    return this.#now;
  }

  /** Something went through. */
  up(): void {
    if (!this.#now.up) this.#now = { up: true, why: null, since: this.#clock.now() };
  }

  /** Nothing goes through; the time of the first failure is kept. */
  down(why: string): void {
    if (this.#now.up) this.#now = { up: false, why, since: this.#clock.now() };
    else if (this.#now.why !== why) this.#now = { ...this.#now, why };
  }
}
