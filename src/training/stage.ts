import type { Bubble, InboundBody, MediaRef } from '../../flows/kit/message.ts';
import { instantOf, local } from '../../flows/kit/when.ts';
import type { WebChannel } from '../channels/web/channel.ts';
import type { House } from '../office.ts';
import { pdf, photo } from './pictures.ts';
import type { TrainingRoom } from './room.ts';
import { type Act, BadLine, type ClockMove, ROLES, type Role } from './script.ts';

/** Something that the office said to a phone. */
export interface Said {
  readonly role: Role;
  readonly bubble: Bubble;
  readonly externalId: string;
  readonly edited: boolean;
}

/** A script's own time: it stands still but for what the script moves. */
export interface StageClock {
  now(): Date;
  move(ms: number): void;
}

/** Milliseconds between two lines of a script: longer than a double tap, shorter than any timer. */
export const BETWEEN_LINES_MS = 20_000;

const COUNTER_CODE = /\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/;

/** Moves a script's clock: ahead, or until a time of day in the ward. */
export function moveStageClock(clock: StageClock, move: ClockMove, timeZone: string): void {
  const now = clock.now().getTime();
  if ('ahead' in move) {
    clock.move(move.ahead);
    return;
  }
  const [hour = 0, minute = 0] = move.until.split(':').map(Number);
  const today = instantOf(local(now, timeZone).iso, hour * 60 + minute, timeZone);
  clock.move((today > now ? today : today + 86_400_000) - now);
}

/** The phones of a played script over the real engine. */
export class Stage {
  readonly #house: House;
  readonly #room: TrainingRoom;
  readonly #channel: WebChannel;
  readonly #clock: StageClock;
  readonly #seen = new Map<Role, Said[]>();
  #fresh: Said[] = [];
  #count = 0;

  constructor(house: House, room: TrainingRoom, clock: StageClock) {
    this.#house = house;
    this.#room = room;
    this.#channel = room.channel;
    this.#clock = clock;
    this.#channel.subscribe((event) => {
      if (event.kind !== 'out') return;
      const role = ROLES.find((one) => one === event.outbound.chat);
      if (!role) return;
      const said: Said = {
        role,
        bubble: event.outbound.bubble,
        externalId: event.outbound.edits ?? event.externalId,
        edited: event.outbound.edits !== null,
      };
      this.#fresh.push(said);
      const before = (this.#seen.get(role) ?? []).filter(
        (one) => !(said.edited && one.externalId === said.externalId),
      );
      this.#seen.set(role, [...before, said]);
    });
  }

  /** Does one act and returns what every phone then heard, phone by phone. Throws BadLine. */
  async act(role: Role, act: Act, at: number): Promise<Said[]> {
    this.#clock.move(BETWEEN_LINES_MS);
    const { body, quoted } = await this.#bodyOf(role, act, at);
    this.#count += 1;
    await this.#channel.push({
      externalId: `line-${at}-${this.#count}`,
      chat: role,
      at: this.#clock.now(),
      body,
      quoted,
      messageId: null,
    });
    return this.#heard();
  }

  /** Moves the clock and returns what was heard on the way. */
  async moveClock(move: ClockMove): Promise<Said[]> {
    moveStageClock(this.#clock, move, this.#room.ward.timeZone);
    await this.#house.planBriefs();
    return this.#heard();
  }

  /** What waits at the start: nothing is said before somebody speaks. */
  async #heard(): Promise<Said[]> {
    await this.#house.settle();
    const heard = this.#fresh;
    this.#fresh = [];
    return ROLES.flatMap((role) => heard.filter((one) => one.role === role));
  }

  async #bodyOf(role: Role, act: Act, at: number): Promise<{ body: InboundBody; quoted: string | null }> {
    const seen = this.#seen.get(role) ?? [];
    switch (act.kind) {
      case 'say': {
        if (act.quote === null) return { body: { kind: 'text', text: act.text }, quoted: null };
        const quote = act.quote;
        const quoted = [...seen].reverse().find(({ bubble }) => bubble.text.includes(quote));
        if (!quoted) throw new BadLine(at, `${role} has no message with "${quote}" to reply to`);
        return { body: { kind: 'text', text: act.text }, quoted: quoted.externalId };
      }
      case 'tap': {
        const wanted = act.label.toLowerCase();
        for (const said of [...seen].reverse()) {
          const choice = said.bubble.choices.find(({ label }) => label.toLowerCase().startsWith(wanted));
          if (choice)
            return { body: { kind: 'tap', data: choice.data, label: choice.label }, quoted: said.externalId };
        }
        throw new BadLine(at, `${role} sees no button "${act.label}"`);
      }
      case 'file': {
        const bytes = act.pdf ? pdf() : await photo(act.name);
        const media: MediaRef = {
          ref: await this.#channel.keep(bytes),
          mime: act.pdf ? 'application/pdf' : 'image/jpeg',
          name: act.name,
          size: bytes.length,
        };
        return { body: { kind: 'media', media, caption: null }, quoted: null };
      }
      case 'ownPhone': {
        const phone = this.#room.demo.find((person) => person.phone === role)?.phoneNumber;
        if (!phone) throw new BadLine(at, `${role} has no phone number of a resident`);
        return { body: { kind: 'ownPhone', phone }, quoted: null };
      }
      case 'counterCode': {
        const codes = [...this.#seen.values()]
          .flat()
          .flatMap(({ bubble }) => COUNTER_CODE.exec(bubble.text)?.[0] ?? []);
        const code = codes[codes.length - 1];
        if (!code) throw new BadLine(at, 'no counter code was given yet');
        return { body: { kind: 'text', text: code }, quoted: null };
      }
      case 'odd':
        return { body: { kind: 'odd', what: act.what, media: null, text: null }, quoted: null };
    }
  }
}
