import { DEMO } from '../../src/wards/training-demo.ts';
import { ktp } from '../support/images.ts';
import { commandJson, type Settings } from '../support/process.ts';
import type { Person, Seen, TelegramServer } from '../support/telegram/index.ts';

/** How long an answer may take (ms): a chat is spoken to once a second, and an office may be starting anew. */
const PATIENCE_MS = 40_000;

/** Where a test's office lives and how it is set. */
export interface Place {
  readonly folder: string;
  readonly settings: Settings;
}

/** What `staff invite --json` prints. */
export interface Invite {
  readonly ok: boolean;
  readonly staff: { readonly id: string };
  readonly code: string;
  readonly link: string | null;
}

/** The settings of an office whose bot is at the local server. */
export function telegramSettings(telegram: TelegramServer): Settings {
  return { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.root };
}

/** Invites by the command line, while the office runs or not. */
export function invite(
  place: Place,
  role: string,
  name: string,
  more: readonly string[] = [],
): Promise<Invite> {
  return commandJson<Invite>(
    place.folder,
    ['staff', 'invite', '--role', role, '--name', name, ...more],
    place.settings,
  );
}

/** A member of staff whose phone is bound by opening the link of the invite. */
export async function bound(
  telegram: TelegramServer,
  place: Place,
  role: string,
  name: string,
): Promise<Person> {
  const { link } = await invite(place, role, name);
  const person = telegram.person({ name });
  person.says(`/start ${new URL(link ?? '').searchParams.get('start')}`);
  await person.hears(name, PATIENCE_MS);
  return person;
}

/** Waits for a message with this button since the person's last act. */
export function shows(person: Person, button: string): Promise<Seen> {
  return person.waits((message) => labels(message).includes(button), PATIENCE_MS);
}

/** Waits for a button and taps it. */
export async function taps(person: Person, button: string): Promise<void> {
  const message = await shows(person, button);
  person.taps(button, message.keyboard ? undefined : message.id);
}

export function hears(person: Person, text: string): Promise<Seen> {
  return person.hears(text, PATIENCE_MS);
}

/** The letter as it arrives in the chat. */
export function getsLetter(person: Person): Promise<Seen> {
  return person.waits((message) => message.file?.name?.endsWith('.pdf') === true, PATIENCE_MS);
}

/** The labels of a message without their numbers. */
export function labels(message: Seen): string[] {
  return [...message.buttons.map((one) => one.label), ...(message.keyboard ?? [])].map((label) =>
    label.replace(/^\S+\.\s/, ''),
  );
}

/** One thing that a person does, and what shows that it was answered. */
export interface Step {
  readonly act: () => Promise<unknown> | unknown;
  readonly answered: () => Promise<unknown>;
}

/** Who asks for the letter. */
export interface Applicant {
  readonly nik: string;
  /** ISO day. */
  readonly birthDate: string;
  readonly phone: string;
  readonly purpose?: string;
  readonly photo?: Uint8Array;
}

/** From "halo" to the receipt: what a resident who is in the register does for a letter of domicile. */
export async function domisili(person: Person, who: Applicant = DEMO.warga1): Promise<readonly Step[]> {
  const [year, month, day] = who.birthDate.split('-');
  const picture = who.photo ?? (await ktp());
  const { purpose } = who;
  return [
    { act: () => person.says('halo'), answered: () => shows(person, 'Surat Keterangan Domisili') },
    { act: () => person.says('domisili'), answered: () => shows(person, 'Setuju, lanjut') },
    { act: () => person.taps('Setuju, lanjut'), answered: () => hears(person, 'tanggal lahir') },
    {
      act: () => person.says(`${who.nik} ${day}-${month}-${year}`),
      answered: () => shows(person, 'Ya, atas nama ini'),
    },
    { act: () => person.taps('Ya, atas nama ini'), answered: () => shows(person, 'Membuka rekening bank') },
    {
      act: () => (purpose ? person.says(purpose) : person.taps('Membuka rekening bank')),
      answered: () => hears(person, 'KTP'),
    },
    { act: () => person.sendsPhoto(picture), answered: () => shows(person, 'Bawa aslinya nanti') },
    { act: () => person.taps('Bawa aslinya nanti'), answered: () => shows(person, 'Kirim') },
    { act: () => person.taps('Kirim'), answered: () => hears(person, 'Nomor:') },
  ];
}

/** Does the steps one after another. */
export async function walk(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await step.act();
    await step.answered();
  }
}

/** The resident shows by the platform's own contact whose phone it is. */
export async function provesPhone(person: Person, phone: string): Promise<void> {
  await shows(person, 'Kirim nomor saya');
  person.sharesOwnPhone(`+${phone}`);
  await hears(person, 'dikirim di chat ini');
}

/** The verification page of a letter, by the address that stands in its message. */
export async function verified(
  letter: { readonly text: string; readonly file: { readonly bytes: Buffer } | null },
  at: string,
): Promise<{ byCode: string; byFile: string }> {
  const code = /\/verifikasi\/([A-Z0-9-]+)/i.exec(letter.text)?.[1] ?? 'none';
  const byCode = await (await fetch(`${at}/verifikasi/${code}`)).text();
  const form = new FormData();
  form.set(
    'berkas',
    new File([new Uint8Array(letter.file?.bytes ?? [])], 'surat.pdf', { type: 'application/pdf' }),
  );
  const posted = await fetch(`${at}/verifikasi/berkas`, {
    method: 'POST',
    body: form,
    headers: { origin: at, 'sec-fetch-site': 'same-origin' },
  });
  return { byCode, byFile: await posted.text() };
}
