import type { Person, Seen, TelegramServer } from '../support/telegram/index.ts';
import type { Chance } from './chance.ts';

/** One act of a person, as the inbox must know it. */
export interface Act {
  /** The external id of the message. */
  readonly id: string;
  readonly what: string;
}

/** A person of the run, with everything that was done by them, in order. */
export class Someone {
  readonly person: Person;
  readonly acts: Act[] = [];
  readonly #acted: () => void;

  constructor(telegram: TelegramServer, name: string, acted: () => void) {
    this.person = telegram.person({ name });
    this.#acted = acted;
  }

  /** Every act returns its external id. */
  says(text: string): string {
    return this.#did(this.person.says(text), text);
  }

  taps(label: string, onMessage?: number): string {
    return this.#did(this.person.taps(label, onMessage), `[${label}]`);
  }

  did(id: number, what: string): string {
    return this.#did(id, what);
  }

  /** Waits for anything new; false when nothing came in time. */
  async answered(ms: number): Promise<boolean> {
    return this.person
      .waits(() => true, ms)
      .then(
        () => true,
        () => false,
      );
  }

  #did(given: string | number, what: string): string {
    const id = typeof given === 'number' ? String(given) : `c${given}`;
    this.acts.push({ id, what });
    this.#acted();
    return id;
  }
}

/** A resident of the register. */
export interface Known {
  readonly nik: string;
  /** ISO day. */
  readonly birthDate: string;
  readonly phone: string | null;
}

const NOISE = [
  'kembali',
  'batal',
  'menu',
  'status',
  'xyz qwerty 123',
  '?',
  'terima kasih',
  '9',
  'ubah',
] as const;
const SERVICES = ['domisili', 'sktm', 'sku', 'domisili'] as const;
const FORWARD = [
  'Setuju, lanjut',
  'Betul, itu saya',
  'Bawa aslinya nanti',
  'Kirim',
  'Lanjut',
  'Lanjutkan',
  'Ya, batalkan',
] as const;

/** What a resident does next, by what stands in the chat: mostly what was asked, now and then something else. */
export function doesNext(someone: Someone, who: Known, dice: Chance, photo: Uint8Array): string {
  const { person } = someone;
  const last = person.seen().at(-1);
  if (!last || dice.hits(0.14)) return noise(someone, dice, last === undefined);
  const { text } = last;
  const [year, month, day] = who.birthDate.split('-');
  if (/NIK dan tanggal lahir/.test(text)) return someone.says(`${who.nik} ${day}-${month}-${year}`);
  if (/ketik tanggal lahir/i.test(text)) return someone.says(`${day}-${month}-${year}`);
  if (person.openKeyboard()?.includes('Kirim nomor saya') && who.phone && dice.hits(0.8))
    return someone.did(person.sharesOwnPhone(`+${who.phone}`), 'own phone');
  const forward = FORWARD.find((label) => labelsOf(last).includes(label));
  if (/[Kk]irim foto/.test(text) && (!forward || dice.hits(0.4)))
    return someone.did(person.sendsPhoto(photo), 'photo');
  if (forward && dice.hits(0.9)) return someone.taps(forward, last.id);
  const [first, ...others] = labelsOf(last).filter((label) => label !== 'Kembali' && label !== 'Batal');
  if (first && dice.hits(0.85)) return someone.taps(dice.pick([first, ...others]), last.id);
  if (/rupiah|penghasilan/i.test(text)) return someone.says('1.200.000');
  if (/Contoh: (.+)/.test(text)) return someone.says(/Contoh: (.+)/.exec(text)?.[1] ?? 'menu');
  return someone.says(dice.pick(SERVICES));
}

function noise(someone: Someone, dice: Chance, first: boolean): string {
  const { person } = someone;
  if (first) return someone.says(dice.hits(0.5) ? 'halo' : dice.pick(SERVICES));
  if (dice.hits(0.1)) return someone.did(person.sendsSticker(), 'sticker');
  if (dice.hits(0.1)) return someone.did(person.sendsVoice(), 'voice');
  if (dice.hits(0.3)) return someone.says(dice.pick(SERVICES));
  return someone.says(dice.pick(NOISE));
}

/** The labels of a message's own buttons without their numbers. */
export function labelsOf(message: Seen): string[] {
  return message.buttons.map(({ label }) => label.replace(/^\S+\.\s/, ''));
}
