import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from 'postgres';
import type { Delivery, TelegramServer } from '../support/telegram/index.ts';
import type { Base } from './base.ts';
import { POINT_NAMES } from './breaks/points.ts';
import type { Switches } from './breaks/switches.ts';
import { happens } from './elsewhere.ts';
import type { Fleet } from './fleet.ts';
import type { Line } from './line.ts';
import type { KeptOffice } from './office.ts';
import { inWords, type Mishap, type Moment } from './plan.ts';
import type { Platform, PlatformName } from './platforms/index.ts';
import { leaderOf } from './watch.ts';
import type { Ways } from './ways.ts';

/** What the plan is done to. */
export interface Victims {
  readonly plan: readonly Mishap[];
  /** The process that the next mishap meets. */
  readonly office: KeptOffice;
  readonly base: Base;
  readonly telegram: TelegramServer;
  readonly toTelegram: Pick<Line, 'trouble'>;
  readonly toDatabase: Ways;
  readonly platforms: readonly Platform[];
  readonly ways: ReadonlyMap<PlatformName, Ways>;
  readonly fleet: Fleet;
  /** The database, without any line between. */
  readonly sql: Sql;
  readonly switches: Switches;
  readonly tell: (line: string) => void;
}

/** Telegram on a good day. */
const EVEN: Delivery = { copies: 1, shuffled: false, lateBy: 0, held: false };
const DAY_S = 86_400;
/** How long the last armed points are waited for (ms). */
const POINTS_MS = 5_000;

/** Does the plan, one mishap after another, each as soon as so many messages were sent. */
export class Nemesis {
  readonly #victims: Victims;
  readonly #due: Mishap[];
  #work: Promise<void> = Promise.resolve();
  #queued = 0;
  /** Points that are to be armed when the same one, armed before, has had its death; the passages of each. */
  readonly #later = new Map<string, number[]>();
  /** What was done, by its kind. */
  readonly done: Mishap['kind'][] = [];
  /** What could not be done, and why: then the run proves less than its plan says. */
  readonly undone: string[] = [];
  /** How far ahead the clock ever was (ms). */
  furthestMs = 0;

  constructor(victims: Victims) {
    this.#victims = victims;
    this.#due = [...victims.plan];
  }

  /** So many messages were sent. */
  reached(messages: number): void {
    if (this.#later.size > 0) this.#armed();
    while (this.#due[0] && this.#due[0].after <= messages) {
      const mishap = this.#due.shift();
      if (mishap) this.#queue(mishap);
    }
  }

  /** Something fell due while another mishap is at work: whoever writes on now would be past it. */
  get behind(): boolean {
    return this.#queued > 0;
  }

  /** Resolves when all that fell due is done (in a run that was cut short not all of the plan did) and what was out of order is well again. */
  async over(): Promise<void> {
    await this.#work;
    await this.#unreached();
    // What was put off while the clock was ahead is due by now: the day goes on from its latest hour.
    this.#victims.switches.clock(this.furthestMs);
    Object.assign(this.#victims.telegram.delivery, EVEN);
  }

  /** A point that nobody has passed by now: the process is killed all the same, at another place. */
  async #unreached(): Promise<void> {
    const { switches, office, tell } = this.#victims;
    for (const until = Date.now() + POINTS_MS; Date.now() < until && this.#armed(); ) await wait(200);
    for (const point of POINT_NAMES) {
      const waiting = this.#later.get(point) ?? [];
      for (let left = waiting.length + (switches.disarm(point) ? 1 : 0); left > 0; left -= 1) {
        tell(`not reached: ${point}`);
        await office.kill();
      }
    }
  }

  #armed(): boolean {
    const { switches } = this.#victims;
    for (const [point, waiting] of this.#later)
      if (waiting.length > 0 && !switches.isArmed(point)) switches.arm(point, waiting.shift() ?? 1);
    return POINT_NAMES.some((point) => switches.isArmed(point));
  }

  #queue(mishap: Mishap): void {
    this.#queued += 1;
    this.#work = this.#work
      .then(() => {
        this.#queued -= 1;
        return this.#do(mishap);
      })
      .catch((error: unknown) => {
        this.undone.push(`${inWords(mishap)}: ${error}`);
      });
  }

  async #do(mishap: Mishap): Promise<void> {
    const { office, base, telegram, toTelegram, toDatabase, switches, tell } = this.#victims;
    tell(`now ${inWords(mishap)}`);
    this.done.push(mishap.kind);
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
        return this.#delivered({ copies: 3 }, mishap.ms);
      case 'shuffled':
        // Held back for a moment, so that there is something to shuffle.
        Object.assign(telegram.delivery, { held: true });
        await wait(mishap.ms / 2);
        telegram.release();
        return this.#delivered({ shuffled: true, copies: 2 }, mishap.ms / 2);
      case 'late':
        return this.#delivered({ lateBy: DAY_S }, mishap.ms);
      case 'again':
        return telegram.redeliver(mishap.last);
      case 'point': {
        const { point, passes } = mishap;
        if (switches.isArmed(point)) this.#later.set(point, [...(this.#later.get(point) ?? []), passes]);
        else switches.arm(point, passes);
        return;
      }
      case 'away':
        return base.away(mishap.ms);
      case 'databaseFull':
        return base.full(mishap.ms);
      case 'diskFull':
        switches.disk(true);
        await wait(mishap.ms);
        return switches.disk(false);
      case 'clock':
        this.furthestMs = Math.max(this.furthestMs, mishap.aheadMs);
        switches.clock(mishap.aheadMs);
        await wait(mishap.ms);
        return switches.clock(0);
      case 'pause':
        return office.pause(mishap.ms);
      case 'elsewhere':
        return happens(mishap, this.#victims.platforms, this.#victims.ways);
      case 'asleep':
        return this.#asleep(mishap.on, mishap.ms);
    }
  }

  /** Whoever speaks for an account stands still until others have long taken over. */
  async #asleep(on: 'telegram' | 'whatsapp', ms: number): Promise<void> {
    const { sql, fleet, toDatabase } = this.#victims;
    const leader = await leaderOf(sql, on, toDatabase);
    await (fleet.processes[leader ?? 0] ?? fleet.any()).pause(ms);
  }

  async #delivered(how: Partial<Delivery>, ms: number): Promise<void> {
    const { delivery } = this.#victims.telegram;
    Object.assign(delivery, how);
    await wait(ms);
    Object.assign(delivery, EVEN);
  }

  /** Waits a little for the moments at which a kill hurts most. */
  async #moment(moment: Moment): Promise<void> {
    const { platforms } = this.#victims;
    const pending = () => platforms.reduce((sum, one) => sum + one.pending, 0);
    const until = Date.now() + 2_000;
    const soon = async (holds: () => boolean) => {
      while (!holds() && Date.now() < until) await new Promise((resolve) => setImmediate(resolve));
    };
    if (moment !== 'any') await soon(() => pending() > 0);
    if (moment === 'acknowledged') await soon(() => pending() === 0);
  }
}
