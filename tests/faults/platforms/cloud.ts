import { setTimeout as wait } from 'node:timers/promises';
import { type Fault, type Kind, type Person, type Seen, startGraph } from '../../support/graph/index.ts';
import { command } from '../../support/process.ts';
import { formIn } from './form.ts';
import { hears, type Party, type Platform, type Shown } from './platform.ts';

/** The failures of Meta's own, by name: of the next calls of a kind, or of how webhooks come. */
const FAILURES: Readonly<Record<string, readonly [kind: Kind, fault: Fault, times: number]>> = {
  'messages 429': ['messages', { kind: 'status', status: 429, code: 130429 }, 2],
  'messages 500': ['messages', { kind: 'status', status: 500 }, 3],
  'messages lost answer': ['messages', { kind: 'lostAnswer' }, 1],
  'messages late answer': ['messages', { kind: 'lateAnswer', ms: 20_000 }, 1],
  'messages silent': ['messages', { kind: 'silence' }, 1],
  'messages slow': ['messages', { kind: 'slow', ms: 2_000 }, 2],
  'messages reset': ['messages', { kind: 'reset' }, 1],
  'upload 500': ['upload', { kind: 'status', status: 500 }, 2],
};

/** WhatsApp's Cloud API. What is private is asked on the secure page, which the driver fills in over HTTP. */
export async function openCloud(origin: string): Promise<Platform> {
  const server = await startGraph({ statuses: 'after' });
  const taken = new Set<string>();
  const { delivery } = server.poster;
  // A message that overtakes another one at Meta is one that the office cannot put right.
  Object.assign(delivery, { inTurn: true });
  return {
    name: 'cloud',
    channel: 'whatsapp-cloud',
    port: Number(new URL(server.root).port),
    settings: (port) => ({
      WHATSAPP_CLOUD_PHONE_NUMBER_ID: server.phoneNumberId,
      WHATSAPP_CLOUD_TOKEN: server.token,
      WHATSAPP_CLOUD_APP_SECRET: server.appSecret,
      WHATSAPP_GRAPH_ROOT: `http://127.0.0.1:${port}`,
      PUBLIC_URL: origin,
      HOST: '127.0.0.1',
    }),
    get pending() {
      return server.poster.pending;
    },
    join: (name, phone) => {
      const own = phone !== null && !taken.has(phone) ? { phone } : {};
      if (phone !== null) taken.add(phone);
      return party(server.person({ name, ...own }));
    },
    fails: async ({ what, ms }) => {
      const planned = FAILURES[what];
      if (planned) return server.fault(...planned);
      // What waits is posted in one, turned round and three times over.
      const odd = what === 'shuffled' ? { copies: 3, reversed: true, held: true } : { copies: 3 };
      Object.assign(delivery, odd);
      for (let left = ms; left > 0; left -= 250) {
        await wait(250);
        server.poster.release();
      }
      Object.assign(delivery, { copies: 1, reversed: false, held: false });
      server.poster.release();
    },
    deeds: () => [],
    meet: async ({ folder, settings, door }) => {
      const { out, errors } = await command(folder, ['doctor'], settings);
      const [, path = '', word = ''] =
        /callback URL https?:\/\/[^/]+(\/\S+), verify token (\S+)/.exec(out) ?? [];
      if (!(await server.poster.connect(`${door}${path}`, word)))
        throw new Error(`the webhook was not verified:\n${out}\n${errors}`);
    },
    kept: (id, { sealer, accountId }) => {
      // The channel keeps hashes of Meta's ids only.
      const kept = sealer.index('whatsapp message', `${accountId}|${id}`).toString('base64url');
      return { message: kept, inbox: kept };
    },
    stop: () => server.stop(),
  };
}

function party(person: Person): Party {
  return {
    chat: person.chat,
    says: (text) => person.says(text),
    typed: (label, on) => numbered(on.text).get(label),
    chooses: (label, on) => {
      const number = numbered(on.text).get(label);
      return number === undefined ? person.taps(label) : person.says(number);
    },
    sendsPhoto: (bytes) => person.sendsImage(Buffer.from(bytes)),
    sendsSticker: () => person.sendsSticker(),
    sendsVoice: () => person.sendsVoice(),
    sharesPhone: () => person.taps('Kirim nomor saya'),
    leaves: () => person.leaves(),
    seen: () => person.seen().map(shown),
    answered: (ms) => hears(person, ms),
  };
}

/** Choices that stand as numbers at the end of a text, by their labels: where there are too many for buttons. */
export function numbered(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n').reverse()) {
    const [, number, label] = /^\*?(\d{1,2})\*? (\S.*)$/.exec(line) ?? [];
    if (number === undefined || label === undefined) break;
    found.set(label, number);
  }
  return new Map([...found].reverse());
}

function shown({ id, text, buttons, rows, link, file }: Seen): Shown {
  const bare = (title: string) => title.replace(/^\S+\.\s/, '');
  const options = [
    ...buttons.map(({ title }) => bare(title)),
    ...rows.map(({ title, description }) => description ?? bare(title)),
  ];
  const labels = options.filter((label) => label !== 'Kirim nomor saya');
  return {
    id,
    text,
    labels: labels.length > 0 ? labels : [...numbered(text).keys()],
    asksPhone: options.includes('Kirim nomor saya'),
    form: formIn(`${text} ${link?.url ?? ''}`),
    file: file ? { name: file.name ?? '', bytes: file.bytes } : null,
  };
}
