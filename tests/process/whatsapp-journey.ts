import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DEMO } from '../../src/wards/training-demo.ts';
import { ktp } from '../support/images.ts';
import { lineOf, type Program, type Settings, startCommand } from '../support/process.ts';
import type { WhatsAppServer } from '../support/whatsapp/index.ts';
import type { Heard, Person } from '../support/whatsapp/person.ts';
import { type Applicant, invite, type Place } from './journey.ts';

/** How long an answer may take (ms): an office may be starting anew, and a stand-by waits for a lease. */
const PATIENCE_MS = 60_000;

const preload = (file: string) =>
  `--import=${fileURLToPath(new URL(`../support/whatsapp/${file}`, import.meta.url))}`;

/** The settings of an office whose WhatsApp is the local server; `hasty`: it does not pause between messages. */
export function whatsAppSettings(
  server: WhatsAppServer,
  { hasty = true, more = {} }: { hasty?: boolean; more?: Settings } = {},
): Settings {
  const modules = [preload('trust.ts'), ...(hasty ? [preload('haste.ts')] : [])];
  return { ...server.env, NODE_OPTIONS: modules.join(' '), ...more };
}

/** Links the number by the command, as an operator does; its phone scans what is shown, or types the code. */
export async function paired(
  server: WhatsAppServer,
  place: Place,
  more: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const linking = startCommand(place.folder, ['whatsapp', 'pair', '--json', ...more], place.settings);
  const line = await Promise.race([
    lineOf(linking, /^\{"(qr|code)"/, 'errors'),
    linking.ended.then(() => {
      throw new Error(`nothing was shown: ${linking.out.join()} ${linking.errors.join()}`);
    }),
  ]);
  const shown = JSON.parse(line) as { qr?: string; code?: string };
  if (shown.qr !== undefined) server.phone.scans(shown.qr);
  if (shown.code !== undefined) await server.phone.enters(shown.code);
  const code = await linking.ended;
  const said = JSON.parse(linking.out[0] ?? '{}') as Record<string, unknown>;
  if (code !== 0) throw new Error(`not linked: ${linking.out.join()} ${linking.errors.join()}`);
  return said;
}

/** Begins to link without --json and waits until a code stands on the terminal; gives its lines. */
export async function shownIn(
  place: Place,
  more: readonly string[],
): Promise<{ linking: Program; lines: string[] }> {
  const linking = startCommand(place.folder, ['whatsapp', 'pair', ...more], place.settings);
  await lineOf(linking, /^On the phone of the ward/, 'errors');
  return { linking, lines: linking.errors.filter((line) => /^[ \u2580\u2584\u2588]{20,}$/.test(line)) };
}

/** A chat as its person sees it: what was said since the last act. */
export class Chat {
  readonly person: Person;
  #since = 0;

  constructor(person: Person) {
    this.person = person;
  }

  get since(): readonly Heard[] {
    return this.person.heard.slice(this.#since);
  }

  says(text: string): Promise<string> {
    this.#since = this.person.heard.length;
    return this.person.says(text);
  }

  replies(to: string, text: string): Promise<string> {
    this.#since = this.person.heard.length;
    return this.person.replies(to, text);
  }

  sendsPhoto(bytes: Uint8Array): Promise<string> {
    this.#since = this.person.heard.length;
    return this.person.sendsImage(bytes);
  }

  /** Waits for a message since the last act. */
  async waits(wanted: (heard: Heard) => boolean, what: string): Promise<Heard> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.since.find(wanted);
      if (found) return found;
      if (Date.now() > until) {
        const said = this.since.map(({ text }) => text).join('\n--\n');
        throw new Error(`"${what}" was not said to ${this.person.who.name}; only:\n${said}`);
      }
      await wait(20);
    }
  }

  hears(text: string): Promise<Heard> {
    return this.waits((heard) => heard.text.includes(text), text);
  }

  /** Types the number that stands before a choice. */
  async picks(choice: string): Promise<void> {
    const { text } = await this.hears(choice);
    await this.says(numberOf(text, choice));
  }

  /** The PDF that arrived, opened as the phone opens it. */
  async getsLetter(server: WhatsAppServer): Promise<{ text: string; bytes: Buffer }> {
    const heard = await this.waits(({ message }) => documentOf(message) !== null, 'a document');
    const file = documentOf(heard.message);
    const bytes = server.media.read(file?.directPath ?? '', file?.mediaKey ?? Buffer.alloc(0), 'document');
    return { text: heard.text, bytes };
  }
}

function documentOf(message: Heard['message']) {
  return message.documentWithCaptionMessage?.message?.documentMessage ?? message.documentMessage ?? null;
}

/** The number before a choice in a text. */
export function numberOf(text: string, choice: string): string {
  for (const line of text.split('\n')) {
    const [, number, label] = /^\*(\d+)\* (.*)$/.exec(line) ?? [];
    if (number !== undefined && label?.includes(choice)) return number;
  }
  throw new Error(`no choice "${choice}" in:\n${text}`);
}

/** A member of staff whose phone is bound by sending the invite's code to the ward's number. */
export async function boundOnWhatsApp(
  server: WhatsAppServer,
  place: Place,
  role: string,
  name: string,
): Promise<Chat> {
  const { code } = await invite(place, role, name);
  const chat = new Chat(server.person({ name }));
  await chat.says(code);
  await chat.hears(name);
  return chat;
}

/** One thing that a person does, and what shows that it was answered. */
export interface Step {
  readonly act: () => Promise<unknown>;
  readonly answered: () => Promise<Heard>;
}

/** From "halo" to the receipt: what a resident who is in the register does for a letter of domicile. */
export async function domisili(chat: Chat, who: Applicant = DEMO.warga1): Promise<readonly Step[]> {
  const [year, month, day] = who.birthDate.split('-');
  const picture = who.photo ?? (await ktp());
  return [
    { act: () => chat.says('halo'), answered: () => chat.hears('Surat Keterangan Domisili') },
    { act: () => chat.says('domisili'), answered: () => chat.hears('Setuju, lanjut') },
    { act: () => chat.picks('Setuju, lanjut'), answered: () => chat.hears('tanggal lahir') },
    {
      act: () => chat.says(`${who.nik} ${day}-${month}-${year}`),
      answered: () => chat.hears('Ya, atas nama ini'),
    },
    { act: () => chat.picks('Ya, atas nama ini'), answered: () => chat.hears('Membuka rekening bank') },
    { act: () => chat.picks('Membuka rekening bank'), answered: () => chat.hears('KTP') },
    { act: () => chat.sendsPhoto(picture), answered: () => chat.hears('Bawa aslinya nanti') },
    { act: () => chat.picks('Bawa aslinya nanti'), answered: () => chat.hears('Kirim') },
    { act: () => chat.picks('Kirim'), answered: () => chat.hears('Nomor:') },
  ];
}
