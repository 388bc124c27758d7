import { writeFile } from 'node:fs/promises';
import { type ArgsDef, defineCommand } from 'citty';
import { type Poster, throughDoor, wordsOf } from '../../flows/kit/door.ts';
import { findIntent } from '../../flows/kit/intent.ts';
import type { Service } from '../../flows/kit/service.ts';
import {
  neighbourhoodInWords,
  POSTER_STEPS,
  posterFacts,
  posterHeading,
  posterLead,
  posterListTitle,
  withoutCamera,
} from '../../flows/wording/id-poster.ts';
import type { PosterData } from '../letters/poster.ts';
import { createWorkshop } from '../letters/workshop.ts';
import { loadServices } from '../services.ts';
import { hoursInWords } from '../wards/hours.ts';
import type { Ward } from '../wards/ward.ts';
import { type Answer, answer, CommandRefused, flag, type Given } from './answer.ts';
import { inSharedOffice, pickWard, type SharedOffice } from './shared-office.ts';
import { type OpenAccount, openAccounts } from './ward-accounts.ts';

const posterArgs = {
  code: { type: 'positional', description: 'Code or short name of the ward', required: false },
  service: { type: 'string', description: 'Only this letter: the name of its folder, e.g. domisili' },
  rt: { type: 'string', description: 'The neighbourhood that it hangs in: 1 to 999, with --rw' },
  rw: { type: 'string', description: '1 to 999, with --rt' },
  out: { type: 'string', description: 'The file to write, PDF of one page A4' },
  png: { type: 'string', description: 'A file for the poster as a picture (PNG, 300 dots an inch)' },
  ward: { type: 'string', description: 'Code or short name, when there are several wards' },
  json: { type: 'boolean', description: 'Print one JSON object' },
} as const satisfies ArgsDef;

/** `npm run ward -- poster CODE`: a page to be printed, with a QR code for each app. */
export const posterCommand = defineCommand({
  meta: { name: 'poster', description: 'A printable page whose QR codes open a chat with the ward' },
  args: posterArgs,
  run: ({ args }) =>
    answer(args, posterArgs, async () => {
      const neighbourhood = neighbourhoodOf(args);
      const services = await loadServices();
      const service = serviceOf(services, flag(args, 'service'));
      const files = { pdf: flag(args, 'out'), png: flag(args, 'png') };
      return inSharedOffice(async (office) => {
        const ward = await pickWard(office, args.code?.trim() || flag(args, 'ward'));
        const poster = {
          short: ward.short,
          word: service ? wordFor(service, services) : null,
          neighbourhood,
        };
        const data = await posterOf(office, ward, { poster, service, services });
        const name = [
          ward.short,
          service?.slug,
          neighbourhood && `rt${neighbourhood.rt}-rw${neighbourhood.rw}`,
        ];
        const usual = `poster-${name.filter(Boolean).join('-').toLowerCase()}.pdf`;
        return print(data, { ...files, pdf: files.pdf ?? (files.png === null ? usual : null) });
      });
    }),
});

async function posterOf(
  office: SharedOffice,
  ward: Ward,
  about: { poster: Poster; service: Service | null; services: readonly Service[] },
): Promise<PosterData> {
  const { service, services } = about;
  const { settings } = ward;
  const doors = doorsOf(await openAccounts(office), ward, about.poster);
  const apps = [...new Set(doors.map(({ label }) => label))];
  return {
    ward: ward.name,
    place: `Kecamatan ${settings.kecamatan}, ${settings.city}`,
    logo: settings.logo,
    training: ward.training,
    neighbourhood: about.poster.neighbourhood ? neighbourhoodInWords(about.poster.neighbourhood) : null,
    heading: posterHeading(service),
    lead: posterLead(service, apps),
    doors,
    steps: [...POSTER_STEPS],
    list: {
      title: posterListTitle(service),
      items: service ? [...service.standard.requirements] : services.map(({ name }) => name),
    },
    facts: posterFacts(
      service ? [service] : services,
      { ...settings, hours: hoursInWords(settings.hours) },
      office.config.publicUrl?.replace(/^https?:\/\//, '') ?? null,
    ),
    madeAt: office.now.toISOString(),
  };
}

/** One door for each address by which the ward is reached; CommandRefused when there is none. */
function doorsOf(accounts: readonly OpenAccount[], ward: Ward, poster: Poster): PosterData['doors'] {
  const its = accounts.filter(({ wards }) => wards.some(({ id }) => id === ward.id));
  const open = its.filter(({ linked }) => linked !== false);
  // Whoever types is spared the neighbourhood: it leads nowhere else.
  const words = wordsOf({ ...poster, neighbourhood: null });
  const doors = open.flatMap(({ channel, door }) => {
    const address = door === null ? null : throughDoor(door, poster);
    if (door === null || address === null) return [];
    const shown = door.replace(/^https:\/\//, '');
    const label = channel === 'telegram' ? 'Telegram' : 'WhatsApp';
    const found = channel === 'telegram' ? `cari @${shown.split('/')[1] ?? ''}` : `simpan ${numberIn(shown)}`;
    return [{ label, address, shown, hint: withoutCamera(found), words }];
  });
  const once = doors.filter(({ address }, i) => doors.findIndex((one) => one.address === address) === i);
  if (once.length > 0) return once;
  if (open.length > 0)
    throw new CommandRefused(
      `No chat of ${ward.name} has an address that is known.`,
      'Start the office once with a connection to the internet (npm start), then ask for the poster again.',
    );
  throw new CommandRefused(
    `Residents of ${ward.name} cannot write to it yet: it has no bot and no linked number.`,
    'Set TELEGRAM_BOT_TOKEN in .env and start the office once, or link a number: npm run whatsapp -- pair',
  );
}

/** A telephone number as people write it here: 0812-3456-7890. */
function numberIn(shown: string): string {
  const digits = (shown.split('/')[1] ?? '').replace(/^62/, '0');
  return digits.replace(/^(\d{4})(\d{4})(\d+)$/, '$1-$2-$3');
}

/** A word by which the chat knows the letter for sure. */
function wordFor(service: Service, services: readonly Service[]): string {
  const known = [service.slug, ...service.says].find((word) => {
    const intent = findIntent(word, services);
    return intent.kind === 'apply' && intent.service === service.slug;
  });
  return known ?? service.slug;
}

function serviceOf(services: readonly Service[], slug: string | null): Service | null {
  if (slug === null) return null;
  const service = services.find((one) => one.slug === slug.toLowerCase());
  if (service) return service;
  throw new CommandRefused(
    `There is no letter ${slug.slice(0, 40)}.`,
    `There is ${services.map((one) => one.slug).join(', ')}.`,
  );
}

function neighbourhoodOf(args: Given): { rt: number; rw: number } | null {
  const [rt, rw] = [numberOf(args, 'rt'), numberOf(args, 'rw')];
  if (rt === null && rw === null) return null;
  if (rt === null || rw === null)
    throw new CommandRefused('An RT is one of an RW.', 'Write both: --rt 1 --rw 2');
  return { rt, rw };
}

function numberOf(args: Given, name: string): number | null {
  const text = flag(args, name);
  if (text === null) return null;
  if (/^\d{1,3}$/.test(text) && Number(text) > 0) return Number(text);
  throw new CommandRefused(`--${name} "${text.slice(0, 20)}" is not right: it is 1 to 999.`, '');
}

async function print(
  data: PosterData,
  files: { readonly pdf: string | null; readonly png: string | null },
): Promise<Answer> {
  const workshop = createWorkshop();
  try {
    for (const as of ['pdf', 'png'] as const) {
      const file = files[as];
      if (file !== null) await write(file, await workshop.poster(data, as));
    }
  } finally {
    await workshop.stop();
  }
  const written = [files.pdf, files.png].filter((file) => file !== null);
  return {
    data: { files: written, doors: data.doors.map(({ label, address }) => ({ label, address })) },
    lines: [
      `Written to ${written.join(' and ')}. Print it on A4.`,
      ...data.doors.map(({ label, address }) => `  ${label.padEnd(8)}  ${address}`),
    ],
  };
}

async function write(file: string, bytes: Buffer): Promise<void> {
  await writeFile(file, bytes).catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefused(`${file} cannot be written (${error.code}).`, 'Choose another place.');
  });
}
