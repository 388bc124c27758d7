import type { Chance } from './chance.ts';
import { type Answers, fills, type Party, type Platform, type Shown } from './platforms/index.ts';
import { called } from './tongues.ts';

/** One act of a person, as the inbox must know it. */
export interface Act {
  /** The platform's id of it. */
  readonly id: string;
  readonly what: string;
  /** What the office hears of it: of a choice that is typed only its number. */
  readonly words: string;
  /** The message whose choice it is, by the platform's id; null: it is no choice. */
  readonly on: string | null;
  /** It was not acknowledged for sure: it may be kept or not, but not twice. */
  readonly doubtful: boolean;
}

/** A person of the run, with everything that was done by them, in order. */
export class Someone {
  readonly platform: Platform;
  readonly party: Party;
  readonly acts: Act[] = [];
  readonly #acted: () => void;

  constructor(platform: Platform, joining: { name: string; phone: string | null }, acted: () => void) {
    this.platform = platform;
    this.party = platform.join(joining.name, joining.phone);
    this.#acted = acted;
  }

  /** Every act returns its id. */
  says(text: string): string {
    return this.#did(this.party.says(text), text);
  }

  chooses(label: string, on: Shown): string {
    const what = `[${label}]`;
    const words = this.party.typed?.(label, on) ?? what;
    return this.#did(this.party.chooses(label, on), what, { words, on: on.id });
  }

  sends(what: 'photo' | 'sticker' | 'voice', photo: Uint8Array): string {
    const { party } = this;
    if (what === 'photo') return this.#did(party.sendsPhoto(photo), what);
    return this.#did(what === 'sticker' ? party.sendsSticker() : party.sendsVoice(), what);
  }

  sharesPhone(phone: string): string | null {
    const id = this.party.sharesPhone(phone);
    return id === null ? null : this.#did(id, 'own phone');
  }

  /** Answers on the secure page, in the browser. */
  async fills(url: string, answers: Answers): Promise<void> {
    this.party.leaves();
    const { filled, photo } = await fills(url, answers, PATIENCE_MS);
    if (filled !== 'no')
      this.#did(`form:${url.slice(-32)}`, photo ? 'photo' : 'form', { doubtful: filled === 'maybe' });
  }

  seen(): Shown[] {
    return this.party.seen();
  }

  /** Waits for anything new; false when nothing came in time. */
  answered(ms: number): Promise<boolean> {
    return this.party.answered(ms);
  }

  #did(id: string, what: string, more: Partial<Pick<Act, 'words' | 'on' | 'doubtful'>> = {}): string {
    this.acts.push({ id, what, words: what, on: null, doubtful: false, ...more });
    this.#acted();
    return id;
  }
}

/** How long a person waits for an answer before writing on (ms). */
export const PATIENCE_MS = 45_000;

/** A resident of the register. */
export interface Known {
  readonly nik: string;
  /** ISO day. */
  readonly birthDate: string;
  readonly phone: string | null;
}

/** What a resident has at hand: their papers, and where the office's pages are reached. */
export interface Hand {
  readonly who: Known;
  readonly photo: Uint8Array;
  /** The address of the office's pages (http), without a path. */
  readonly door: string;
}

const NOISE = [
  ...['kembali', 'batal', 'menu', 'status', 'ubah', 'petugas', 'formulir', 'bahasa'],
  ...['english', 'basa kupang', 'bahasa indonesia', 'bahasa indonesia'],
  ...['xyz qwerty 123', '?', '9', 'terima kasih', 'sebentar ya pak', 'berapa biayanya?', 'mau urus sku saja'],
] as const;
const SERVICES = ['domisili', 'sktm', 'sku', 'domisili'] as const;
const FORWARD = called('agree', 'forThisName', 'bringLater', 'send', 'goOn');
const BACKWARD = called('back', 'cancel');

/** What a resident does next, by what stands in the chat: mostly what was asked, now and then something else. */
export async function doesNext(someone: Someone, hand: Hand, dice: Chance): Promise<unknown> {
  const last = someone.seen().at(-1);
  if (!last || dice.hits(0.14)) return noise(someone, dice, last === undefined);
  const { text, labels } = last;
  const { nik, birthDate, phone } = hand.who;
  const date = birthDate.split('-').reverse().join('-');
  const forward = labels.find((label) => FORWARD.has(label));
  if (last.form !== null && (!forward || dice.hits(0.7)))
    return someone.fills(`${hand.door}${last.form}`, { nik, date, photo: hand.photo });
  if (/NIK (?:dan tanggal|deng tanggal|and date)/.test(text)) return someone.says(`${nik} ${date}`);
  if (/(?:ketik tanggal lahir|the date of birth)/i.test(text)) return someone.says(date);
  if (last.asksPhone && phone && dice.hits(0.8)) return someone.sharesPhone(phone);
  if (/kirim foto|send a photo/i.test(text) && (!forward || dice.hits(0.4)))
    return someone.sends('photo', hand.photo);
  if (forward && dice.hits(0.9)) return someone.chooses(forward, last);
  const [first, ...others] = labels.filter((label) => !BACKWARD.has(label));
  if (first && dice.hits(0.85)) return someone.chooses(dice.pick([first, ...others]), last);
  if (/rupiah|penghasilan|income/i.test(text)) return someone.says('1.200.000');
  const example = /(?:Contoh|Example): (.+)/.exec(text)?.[1];
  return someone.says(example ?? dice.pick(SERVICES));
}

function noise(someone: Someone, dice: Chance, first: boolean): string {
  if (first) return someone.says(dice.hits(0.5) ? 'halo' : dice.pick(SERVICES));
  if (dice.hits(0.1)) return someone.sends('sticker', new Uint8Array());
  if (dice.hits(0.1)) return someone.sends('voice', new Uint8Array());
  if (dice.hits(0.3)) return someone.says(dice.pick(SERVICES));
  return someone.says(dice.pick(NOISE));
}
