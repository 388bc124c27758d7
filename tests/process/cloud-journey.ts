import { DEMO } from '../../src/wards/training-demo.ts';
import type { GraphServer, Person } from '../support/graph/index.ts';
import type { Seen } from '../support/graph/types.ts';
import { ktp } from '../support/images.ts';
import { freePort } from '../support/ports.ts';
import { command, type OfficeProcess, type Settings } from '../support/process.ts';
import { type Applicant, invite, type Place, type Step } from './journey.ts';

/** How long an answer may take (ms): an office may be starting anew. */
const PATIENCE_MS = 40_000;

/** Public address of an office behind a reverse proxy that the test plays. */
export const PUBLIC = 'https://halo.kelurahan.example';

/** The settings of an office whose number is at the local Graph server. */
export async function cloudSettings(graph: GraphServer, more: Settings = {}): Promise<Settings> {
  return {
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: graph.phoneNumberId,
    WHATSAPP_CLOUD_TOKEN: graph.token,
    WHATSAPP_CLOUD_APP_SECRET: graph.appSecret,
    WHATSAPP_GRAPH_ROOT: graph.root,
    PUBLIC_URL: PUBLIC,
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    ...more,
  };
}

/** Types the word of `npm run doctor` at Meta, as the operator would, so that webhooks come to this office. */
export async function connected(graph: GraphServer, place: Place, open: OfficeProcess): Promise<void> {
  const { out, errors } = await command(place.folder, ['doctor'], place.settings);
  const [, path = '', word = ''] = /callback URL https?:\/\/[^/]+(\/\S+), verify token (\S+)/.exec(out) ?? [];
  if (!(await graph.poster.connect(`${open.url}${path}`, word)))
    throw new Error(`the webhook was not verified:\n${out}\n${errors}`);
}

/** A member of staff whose WhatsApp is bound by writing the code of the invite. */
export async function bound(graph: GraphServer, place: Place, role: string, name: string): Promise<Person> {
  const { code } = await invite(place, role, name);
  const person = graph.person({ name });
  person.says(code);
  await hears(person, name);
  return person;
}

/** The labels of a message's buttons or rows without their numbers. */
export function labels(message: Seen): string[] {
  const bare = (title: string) => title.replace(/^\S+\.\s/, '');
  return [
    ...message.buttons.map((one) => bare(one.title)),
    ...message.rows.map((one) => one.description ?? bare(one.title)),
  ];
}

/** Waits for a message with this button since the person's last act. */
export function shows(person: Person, button: string): Promise<Seen> {
  return person.waits((message) => labels(message).includes(button), PATIENCE_MS);
}

/** Waits for a button and taps it. */
export async function taps(person: Person, button: string): Promise<void> {
  await shows(person, button);
  person.taps(button);
}

export function hears(person: Person, text: string): Promise<Seen> {
  return person.hears(text, PATIENCE_MS);
}

/** The letter as it arrives in the chat. */
export function getsLetter(person: Person): Promise<Seen> {
  return person.waits((message) => message.file?.name?.endsWith('.pdf') === true, PATIENCE_MS);
}

/** The paths of the secure page in a message: in its text or behind its button. */
function linksOf({ text, link }: Seen): string[] {
  return [...`${text} ${link?.url ?? ''}`.matchAll(/https:\/\/\S+(\/formulir\/[0-9a-f]{32})/g)].map(
    ([, path = '']) => path,
  );
}

/** Waits for a question that is answered on the secure page. */
function asked(person: Person): Promise<Seen> {
  return person.waits((message) => linksOf(message).length > 0, PATIENCE_MS);
}

/** The secure page of the newest link in a chat, as the reverse proxy passes it on. */
export function formOf(person: Person, open: OfficeProcess): string {
  const links = person.seen().flatMap(linksOf);
  return `${open.url}${links.at(-1) ?? '/formulir/none'}`;
}

/** Fills in the secure page of the newest link, as a browser posts it. Returns the status. */
export async function fills(
  person: Person,
  open: OfficeProcess,
  fields: Readonly<Record<string, string | File>>,
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const text = Object.values(fields).every((value) => typeof value === 'string');
  const response = await fetch(formOf(person, open), {
    method: 'POST',
    body: text ? new URLSearchParams(fields as Record<string, string>) : form,
    headers: { origin: open.url, 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  if (response.status !== 303)
    throw new Error(`the secure page: ${response.status} ${await response.text()}`);
  return response.status;
}

/** The same in the chat alone: how it goes where there is no https, which is on this very computer only. */
export async function domisiliInChat(person: Person, who: Applicant = DEMO.warga1): Promise<readonly Step[]> {
  const [year, month, day] = who.birthDate.split('-');
  const picture = who.photo ?? (await ktp());
  const steps = [...(await domisili(person, () => never(), who))];
  steps[2] = {
    act: () => person.taps('Setuju, lanjut'),
    answered: () => hears(person, 'tanggal lahir'),
  };
  steps[3] = {
    act: () => person.says(`${who.nik} ${day}-${month}-${year}`),
    answered: () => shows(person, 'Ya, atas nama ini'),
  };
  steps[5] = { act: () => person.taps('Membuka rekening bank'), answered: () => hears(person, 'KTP') };
  steps[6] = {
    act: () => person.sendsImage(Buffer.from(picture)),
    answered: () => shows(person, 'Bawa aslinya nanti'),
  };
  return steps;
}

function never(): never {
  throw new Error('the secure page is not used here');
}

/** From "halo" to the receipt, with what may not be asked in this chat given on the secure page. */
export async function domisili(
  person: Person,
  open: () => OfficeProcess,
  who: Applicant = DEMO.warga1,
): Promise<readonly Step[]> {
  const [year, month, day] = who.birthDate.split('-');
  const picture = who.photo ?? (await ktp());
  const { purpose } = who;
  return [
    { act: () => person.says('halo'), answered: () => shows(person, 'Surat Keterangan Domisili') },
    { act: () => person.says('domisili'), answered: () => shows(person, 'Setuju, lanjut') },
    { act: () => person.taps('Setuju, lanjut'), answered: () => asked(person) },
    {
      act: () => fills(person, open(), { nik: who.nik, tanggal: `${day}-${month}-${year}` }),
      answered: () => shows(person, 'Ya, atas nama ini'),
    },
    { act: () => person.taps('Ya, atas nama ini'), answered: () => shows(person, 'Membuka rekening bank') },
    {
      act: () => (purpose ? person.says(purpose) : person.taps('Membuka rekening bank')),
      answered: () => asked(person),
    },
    {
      act: () => fills(person, open(), { berkas: new File([new Uint8Array(picture)], 'ktp.jpg') }),
      answered: () => shows(person, 'Bawa aslinya nanti'),
    },
    { act: () => person.taps('Bawa aslinya nanti'), answered: () => shows(person, 'Kirim') },
    { act: () => person.taps('Kirim'), answered: () => hears(person, 'Nomor:') },
  ];
}
