import type { Bubble } from '../../../flows/kit/message.ts';
import type { Channel, Inbound, Outbound } from '../../../src/channels/port.ts';
import type { House } from '../../../src/office.ts';
import { pdf, photo } from '../../../src/training/pictures.ts';
import type { Phones } from '../../../src/training/play.ts';
import type { TrainingRoom } from '../../../src/training/room.ts';
import { type Act, BadLine, type ClockMove, ROLES, type Role } from '../../../src/training/script.ts';
import { BETWEEN_LINES_MS, moveStageClock, type Said, type StageClock } from '../../../src/training/stage.ts';
import type { Part, Platform } from './platform.ts';

const COUNTER_CODE = /\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/;
const FORM = /\/formulir\/([A-Za-z0-9_-]+)/;

/** The phones of a played script on a platform, with the real channel between them and the office. */
export class ChannelPhones implements Phones {
  readonly #house: House;
  readonly #room: TrainingRoom;
  readonly #clock: StageClock;
  readonly #platform: Platform;
  readonly #roles = new Map<string, Role>();
  readonly #seen = new Map<Role, Said[]>();
  #fresh: Said[] = [];
  #acting: Role = 'warga';
  #stored = 0;
  #waiting: (() => void)[] = [];

  constructor(house: House, room: TrainingRoom, clock: StageClock, platform: Platform) {
    this.#house = house;
    this.#room = room;
    this.#clock = clock;
    this.#platform = platform;
  }

  /** The channel as the office gets it: what goes through is seen, and comes at the time of the script. */
  get channel(): Channel {
    const { channel } = this.#platform;
    const start: Channel['start'] = (receiver, signal) =>
      channel.start(
        {
          receive: async (inbound: Inbound) => {
            this.#roles.set(inbound.chat, this.#acting);
            const received = await receiver.receive({ ...inbound, at: this.#clock.now() });
            this.#stored += 1;
            for (const look of this.#waiting.splice(0)) look();
            return received;
          },
        },
        signal,
      );
    const send: Channel['send'] = async (outbound) => {
      const sent = await channel.send(outbound);
      await this.#heardBy(outbound);
      return sent;
    };
    return Object.create(channel, { start: { value: start }, send: { value: send } }) as Channel;
  }

  /** Lets somebody say something before the script begins; nobody listens to the answer. */
  async before(role: Role, text: string): Promise<void> {
    await this.#does(role, () => this.#platform.does(role, { kind: 'says', text, quoting: null }));
    await this.#heard();
    this.#seen.clear();
  }

  async act(role: Role, act: Act, at: number): Promise<Said[]> {
    this.#clock.move(BETWEEN_LINES_MS);
    const form = this.#formFor(role, act);
    if (form !== null) await this.#fills(form, act, at);
    else await this.#deed(role, act, at);
    return this.#heard();
  }

  async moveClock(move: ClockMove): Promise<Said[]> {
    moveStageClock(this.#clock, move, this.#room.ward.timeZone);
    await this.#house.planBriefs();
    return this.#heard();
  }

  async #heard(): Promise<Said[]> {
    await this.#house.settle();
    const heard = this.#fresh;
    this.#fresh = [];
    return ROLES.flatMap((role) => heard.filter((one) => one.role === role));
  }

  /** All that one bubble became in the chat is one thing that was said. */
  async #heardBy({ chat, edits }: Outbound): Promise<void> {
    const role = this.#roles.get(chat);
    if (!role) throw new Error('the office writes to somebody who never wrote');
    const parts = await this.#platform.arrived(role);
    const said: Said = {
      role,
      bubble: together(parts),
      externalId: parts.at(-1)?.id ?? '',
      edited: edits !== null,
    };
    this.#fresh.push(said);
    const before = (this.#seen.get(role) ?? []).filter(({ externalId }) => externalId !== said.externalId);
    this.#seen.set(role, [...before, said]);
  }

  /** Does something and waits until the office has stored it. */
  async #does(role: Role, deed: () => unknown): Promise<void> {
    this.#acting = role;
    const before = this.#stored;
    await deed();
    const end = Date.now() + 15_000;
    while (this.#stored === before) {
      if (Date.now() > end) throw new Error(`what ${role} did never reached the office`);
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        setTimeout(resolve, 500);
      });
    }
  }

  async #deed(role: Role, act: Act, at: number): Promise<void> {
    const does = (deed: Parameters<Platform['does']>[1]) =>
      this.#does(role, () => this.#platform.does(role, deed));
    const seen = this.#seen.get(role) ?? [];
    switch (act.kind) {
      case 'say': {
        const { quote, text } = act;
        const quoted =
          quote === null ? null : [...seen].reverse().find(({ bubble }) => bubble.text.includes(quote));
        if (quoted === undefined) throw new BadLine(at, `${role} has no message with "${quote}" to reply to`);
        return does({ kind: 'says', text, quoting: quoted?.externalId ?? null });
      }
      case 'tap': {
        const wanted = act.label.toLowerCase();
        for (const said of [...seen].reverse()) {
          const choice = said.bubble.choices.find(({ label }) => label.toLowerCase().startsWith(wanted));
          if (!choice) continue;
          const newest = said === seen.at(-1);
          return does({ kind: 'chooses', choice, message: said.externalId, newest });
        }
        throw new BadLine(at, `${role} sees no button "${act.label}"`);
      }
      case 'file': {
        const bytes = act.pdf ? pdf() : await photo(act.name);
        return does({ kind: 'sends', bytes, name: act.name, pdf: act.pdf });
      }
      case 'ownPhone': {
        const phone = this.#room.demo.find((person) => person.phone === role)?.phoneNumber;
        if (!phone) throw new BadLine(at, `${role} has no phone number of a resident`);
        // Where the platform tells the number with every message, nobody asks for it.
        if (!seen.at(-1)?.bubble.askPhone) return;
        return does({ kind: 'tellsPhone', phone });
      }
      case 'counterCode': {
        const codes = [...this.#seen.values()]
          .flat()
          .flatMap(({ bubble }) => COUNTER_CODE.exec(bubble.text)?.[0] ?? []);
        const code = codes.at(-1);
        if (!code) throw new BadLine(at, 'no counter code was given yet');
        return does({ kind: 'says', text: code, quoting: null });
      }
      case 'odd':
        throw new BadLine(at, 'oddities are played on the stage only');
    }
  }

  /** The code of the secure page, when what is asked is to be answered there and this act is the answer. */
  #formFor(role: Role, act: Act): string | null {
    const answers = act.kind === 'file' || (act.kind === 'say' && (act.text.match(/\d/g) ?? []).length >= 6);
    return answers ? (FORM.exec(this.#seen.get(role)?.at(-1)?.bubble.text ?? '')?.[1] ?? null) : null;
  }

  /** Fills in the secure page, as its own program does. */
  async #fills(code: string, act: Act, at: number): Promise<void> {
    const { forms } = this.#house;
    if (act.kind !== 'file') {
      const answered = await forms.answer(code, { kind: 'text', text: act.kind === 'say' ? act.text : '' });
      if (answered.kind !== 'taken') throw new BadLine(at, `the page says: ${answered.kind}`);
      return;
    }
    const bytes = act.pdf ? pdf() : await photo(act.name);
    const ref = await this.#room.channel.keep(bytes);
    const media = {
      ref,
      mime: act.pdf ? 'application/pdf' : 'image/jpeg',
      name: act.name,
      size: bytes.length,
    };
    const answered = await forms.answer(code, { kind: 'media', media, caption: null });
    if (answered.kind !== 'taken') throw new BadLine(at, `the page says: ${answered.kind}`);
  }
}

/** The parts of one bubble as one bubble. */
function together(parts: readonly Part[]): Bubble {
  const file = parts.find((part) => part.file !== null)?.file ?? null;
  return {
    text: parts
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
    choices: parts.flatMap(({ choices }) => choices),
    file: file === null ? null : { kind: 'document', id: '', name: file, mime: 'application/pdf' },
    askPhone: parts.some(({ askPhone }) => askPhone),
  };
}
