import { type AnyStateMachine, createMachine } from 'xstate';
import type { Calendar } from '../../flows/kit/calendar.ts';
import type { AnswerEvent, Call } from '../../flows/kit/calls.ts';
import { Conversation } from '../../flows/kit/conversation.ts';
import {
  type Heard,
  hear,
  meet,
  newConversation,
  type Out,
  type Turn,
  type World,
} from '../../flows/kit/converse.ts';
import type { Facts } from '../../flows/kit/facts.ts';
import type { Bubble, MediaRef } from '../../flows/kit/message.ts';
import type { NoticeEvent } from '../../flows/kit/notices.ts';
import { local } from '../../flows/kit/when.ts';
import type { FormMode } from '../../flows/kit/world.ts';
import { allFlows } from '../../flows/registry.ts';
import { translations } from '../../flows/wording/translations.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import { loadServices } from '../../src/services.ts';
import { answersTo } from './flows-office.ts';

/** The flows with a small model of the office around them: no database, no time, no chance but what is given. */

export const services = await loadServices();
export const flows = allFlows(services);
const vocabulary = vocabularies(translations);

/** A Monday to Friday office in Kupang with a lunch break, closed on Christmas. */
export const calendar: Calendar = {
  timeZone: 'Asia/Makassar',
  hours: [1, 2, 3, 4, 5, 6, 7].map((day) =>
    day > 5
      ? []
      : ([
          ['08:00', '12:00'],
          ['13:00', '15:00'],
        ] as const),
  ),
  holidays: new Set(['2026-12-25']),
};

/** Monday 23 November 2026, 09.00 WITA. */
export const MONDAY = Date.parse('2026-11-23T01:00:00Z');

export function factsAt(now: number): Facts {
  return {
    now: new Date(now).toISOString(),
    today: local(now, calendar.timeZone).iso,
    timeZone: calendar.timeZone,
    calendar,
    ward: {
      name: 'Kelurahan Contoh',
      address: 'Jl. Contoh No. 1',
      contact: '0380 000000',
      hours: 'Senin-Jumat 08.00-15.00',
      complaints: 'SP4N-LAPOR: lapor.go.id',
      privacyContact: 'petugas kelurahan',
      training: false,
    },
  };
}

export function worldAt(now: number, office: boolean): World {
  return { facts: factsAt(now), flows, services, vocabulary, office };
}

/** The same machine, built again: marks put into one copy do not reach the other. */
export function copyOf(machine: AnyStateMachine): AnyStateMachine {
  return createMachine(machine.config as never, machine.implementations as never);
}

export const PHOTO: MediaRef = { ref: 'photo-1', mime: 'image/jpeg', name: 'ktp.jpg', size: 100_000 };

/** What one thing sent into a chat led to, answers of the office and arriving pictures included. */
export interface Led {
  readonly conversation: Conversation;
  readonly out: readonly Out[];
  /** What the office was asked to look up or to do. */
  readonly calls: readonly Call[];
}

/** Takes a number below its argument: which of several answers is given. */
export type Chance = (below: number) => number;

/** Rounds of calls and answers that a turn may take (the engine's own limit). */
const ROUNDS = 8;

export class TooManyRounds extends Error {
  override readonly name = 'TooManyRounds';
}

/** A chat with the model office: every step is stored as JSON and read back. */
export class Chat {
  readonly #chance: Chance;
  #conversation: Conversation;
  #documents = 0;
  #office: boolean;
  now: number;
  /** Whether there is a secure page. */
  form: FormMode = 'none';

  constructor(start: Conversation | null, office: boolean, chance: Chance, now = MONDAY) {
    this.#chance = chance;
    this.#office = office;
    this.now = now;
    this.#conversation = stored(start ?? newConversation(this.world));
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get world(): World {
    return { ...worldAt(this.now, this.#office), form: this.form };
  }

  /** One message of the person, `seconds` after the one before. */
  hear(heard: Heard, seconds = 20): Led {
    this.now += seconds * 1000;
    return this.#settle(hear(this.#conversation, heard, this.world));
  }

  say(text: string): Led {
    return this.hear({ body: { kind: 'text', text }, about: null });
  }

  meet(event: NoticeEvent): Led {
    return this.#settle(meet(this.#conversation, event, this.world));
  }

  #settle(first: Turn): Led {
    const out: Out[] = [...first.out];
    const arriving: NoticeEvent[] = [];
    this.#conversation = stored(first.conversation);
    const asked: Call[] = [];
    let calls = first.calls;
    for (let round = 0; calls.length > 0; round += 1) {
      if (round === ROUNDS) throw new TooManyRounds(calls.map((call) => call.name).join(', '));
      const next: Call[] = [];
      asked.push(...calls);
      for (const call of calls) {
        const turn = meet(this.#conversation, this.#answer(call, arriving), this.world);
        this.#conversation = stored(turn.conversation);
        out.push(...turn.out);
        next.push(...turn.calls);
      }
      calls = next;
    }
    for (const notice of arriving) {
      const led = this.meet(notice);
      out.push(...led.out);
      asked.push(...led.calls);
    }
    return { conversation: this.#conversation, out, calls: asked };
  }

  #answer(call: Call, arriving: NoticeEvent[]): AnswerEvent {
    if (call.name === 'keepDocument') {
      this.#documents += 1;
      const documentId = `doc-${this.now}-${this.#documents}`;
      const { item } = call.args;
      arriving.push(
        this.#chance(4) === 0
          ? { type: 'notice.unreadable', notice: { kind: 'unreadable', documentId, item, why: 'damaged' } }
          : {
              type: 'notice.stored',
              notice: { kind: 'stored', documentId, item, blurry: this.#chance(3) === 0 },
            },
      );
      return { type: 'answer.keepDocument', result: { documentId, item } };
    }
    const answers = answersTo(call);
    const answer = answers[this.#chance(answers.length)] ?? answers[0];
    if (!answer) throw new Error(`no answer to ${call.name}`);
    if (answer.type === 'answer.redeemInvite' && answer.result.outcome === 'bound') this.#office = true;
    return answer;
  }
}

/** As the database gives it back. */
export function stored(conversation: Conversation): Conversation {
  return Conversation.parse(JSON.parse(JSON.stringify(conversation)));
}

export function bubblesOf(out: readonly Out[]): Bubble[] {
  return out.flatMap((one) => (one.type === 'wake' ? [] : [one.bubble]));
}

/** The state that the running flow is in: "letter.sku papers". */
export function placeOf(conversation: Conversation): string {
  const value = (conversation.running.snapshot as { value?: unknown } | null)?.value;
  return `${conversation.running.flow} ${String(value)}`;
}

export function contextOf(snapshot: unknown): Record<string, unknown> {
  return (snapshot as { context?: Record<string, unknown> } | null)?.context ?? {};
}

/** A repeatable stand-in for chance (a linear congruential generator). */
export function chanceFrom(seed: number): Chance {
  let state = (seed >>> 0) + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
