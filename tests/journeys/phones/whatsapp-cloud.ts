import { createWhatsAppCloudChannel } from '../../../src/channels/whatsapp-cloud/index.ts';
import type { Role } from '../../../src/training/script.ts';
import { startGraph } from '../../support/graph/index.ts';
import { hooked, VERIFY_TOKEN } from '../../support/graph/kit.ts';
import type { Person } from '../../support/graph/person.ts';
import type { Seen } from '../../support/graph/types.ts';
import { type Part, type Platform, withoutNumbers } from './platform.ts';
import type { PlatformDeps } from './play.ts';
import { typed } from './transcript.ts';

const ASK_PHONE = 'Kirim nomor saya';

/** WhatsApp's Cloud API, with its webhook on a real web server. */
export async function whatsappCloudPlatform({
  accountId,
  log,
  clock,
  numbers,
}: PlatformDeps): Promise<Platform> {
  const server = await startGraph({ limits: 'off', now: () => clock.now().getTime() });
  const people = new Map<Role, { readonly person: Person; shown: number }>();
  const of = (role: Role) => {
    const phone = numbers[role];
    const person = () => server.person({ name: role, ...(phone ? { phone } : {}) });
    const known = people.get(role) ?? { person: person(), shown: 0 };
    people.set(role, known);
    return known;
  };
  const channel = createWhatsAppCloudChannel({
    accountId,
    phoneNumberId: server.phoneNumberId,
    token: server.token,
    appSecret: server.appSecret,
    verifyToken: VERIFY_TOKEN,
    graphRoot: server.root,
    graphVersion: server.version,
    log,
    clock,
    pace: { perChatMs: 0, perAccountMs: 0 },
    pair: { everyMs: 0, burst: 1_000 },
    onStatus: async () => 'known',
    lastInAt: async () => clock.now(),
  });
  const web = await hooked(server, channel.webhook);
  return {
    channel,
    does: (role, deed) => {
      const { person } = of(role);
      if (deed.kind === 'says')
        return deed.quoting === null ? person.says(deed.text) : person.replies(deed.quoting, deed.text);
      if (deed.kind === 'tellsPhone') return person.taps(ASK_PHONE);
      if (deed.kind === 'chooses') {
        const { n, data } = deed.choice;
        return data === '' ? person.says(n) : person.taps(data);
      }
      return deed.pdf ? person.sendsDocument(deed.bytes, { name: deed.name }) : person.sendsImage(deed.bytes);
    },
    arrived: async (role) => {
      const known = of(role);
      const fresh = known.person.seen().slice(known.shown);
      known.shown += fresh.length;
      return fresh.map(part);
    },
    close: async () => {
      await server.stop();
      await web.close();
    },
  };
}

function part({ id, text, buttons, rows, file }: Seen): Part {
  const below = [...buttons.map((one) => ({ ...one, description: null })), ...rows];
  const choices = below.filter(({ title }) => title !== ASK_PHONE);
  const written = below.length === 0 ? withoutNumbers(typed(text)) : { text: typed(text), choices: [] };
  return {
    id,
    text: written.text,
    choices: [
      ...written.choices,
      ...choices.map((one) => {
        const [, n = '', label = ''] = /^(\d+)\. (.*)$/.exec(one.title) ?? [];
        return { n, label: one.description ?? label, data: one.id };
      }),
    ],
    file: file ? (file.as === 'image' ? 'gambar' : (file.name ?? '')) : null,
    askPhone: choices.length < below.length,
  };
}
