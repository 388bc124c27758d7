import { setTimeout as wait } from 'node:timers/promises';
import type { TelegramServer } from '../support/telegram/index.ts';
import type { Base } from './base.ts';
import type { Line } from './line.ts';
import type { KeptOffice } from './office.ts';
import { inWords, type Mishap, type Moment } from './plan.ts';

/** What the plan is done to. */
export interface Victims {
  readonly plan: readonly Mishap[];
  readonly office: KeptOffice;
  readonly base: Base;
  readonly telegram: TelegramServer;
  readonly toTelegram: Line;
  readonly toDatabase: Line;
  readonly tell: (line: string) => void;
}

/** Does the plan, one mishap after another, each as soon as so many messages were sent. */
export class Nemesis {
  readonly #victims: Victims;
  readonly #due: Mishap[];
  #work: Promise<void> = Promise.resolve();
  #failed: unknown = null;

  constructor(victims: Victims) {
    this.#victims = victims;
    this.#due = [...victims.plan];
  }

  /** So many messages were sent. */
  reached(messages: number): void {
    while (this.#due[0] && this.#due[0].after <= messages) {
      const mishap = this.#due.shift();
      if (mishap) this.#queue(mishap);
    }
  }

  /** Resolves when all that fell due is done and what was out of order is well again; rejects when it could not be done. */
  async over(): Promise<void> {
    for (const mishap of this.#due.splice(0)) this.#queue(mishap);
    await this.#work;
    Object.assign(this.#victims.telegram.delivery, { copies: 1 });
    if (this.#failed) throw this.#failed;
  }

  #queue(mishap: Mishap): void {
    this.#work = this.#work
      .then(() => this.#do(mishap))
      .catch((error: unknown) => {
        this.#failed ??= error;
      });
  }

  async #do(mishap: Mishap): Promise<void> {
    const { office, base, telegram, toTelegram, toDatabase, tell } = this.#victims;
    tell(`now ${inWords(mishap)}`);
    switch (mishap.kind) {
      case 'kill':
        await this.#moment(mishap.moment);
        await wait(mishap.waitMs);
        return office.kill();
      case 'backends':
        await base.terminateBackends();
        return;
      case 'restart':
        return base.restart();
      case 'crash':
        return base.crash();
      case 'database':
        return toDatabase.trouble(mishap.trouble, mishap.ms);
      case 'platform':
        return toTelegram.trouble(mishap.trouble, mishap.ms);
      case 'answer':
        return telegram.fault(mishap.method, mishap.fault, mishap.times);
      case 'doubled':
        Object.assign(telegram.delivery, { copies: 3 });
        await wait(mishap.ms);
        Object.assign(telegram.delivery, { copies: 1 });
        return;
      case 'pause':
        return office.pause(mishap.ms);
    }
  }

  /** Waits a little for the moments at which a kill hurts most. */
  async #moment(moment: Moment): Promise<void> {
    const { telegram } = this.#victims;
    const until = Date.now() + 2_000;
    const soon = async (holds: () => boolean) => {
      while (!holds() && Date.now() < until) await new Promise((resolve) => setImmediate(resolve));
    };
    if (moment !== 'any') await soon(() => telegram.pending > 0);
    if (moment === 'acknowledged') await soon(() => telegram.pending === 0);
  }
}
