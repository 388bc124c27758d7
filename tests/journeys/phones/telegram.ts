import { createTelegramChannel } from '../../../src/channels/telegram/index.ts';
import type { Log } from '../../../src/log.ts';
import type { Role } from '../../../src/training/script.ts';
import { type Person, startTelegram } from '../../support/telegram/index.ts';
import type { Seen } from '../../support/telegram/types.ts';
import { type Part, type Platform, withoutNumbers } from './platform.ts';

const ASK_PHONE = 'Kirim nomor saya';

/** Telegram, polled. */
export async function telegramPlatform(accountId: string, log: Log): Promise<Platform> {
  const server = await startTelegram({ limits: 'off' });
  const people = new Map<Role, { readonly person: Person; shown: number }>();
  const of = (role: Role) => {
    const known = people.get(role) ?? { person: server.person({ name: role }), shown: 0 };
    people.set(role, known);
    return known;
  };
  let cursor: number | null = null;
  const channel = createTelegramChannel({
    accountId,
    token: server.token,
    apiRoot: server.root,
    log,
    pace: { perChatMs: 0, perAccountMs: 0 },
    loadCursor: async () => cursor,
    saveCursor: async (next) => {
      cursor = next;
    },
  });
  return {
    channel,
    does: (role, deed) => {
      const { person } = of(role);
      if (deed.kind === 'says')
        return deed.quoting === null
          ? person.says(deed.text)
          : person.replies(Number(deed.quoting), deed.text);
      if (deed.kind === 'tellsPhone') return person.sharesOwnPhone(`+${deed.phone}`);
      if (deed.kind === 'chooses') {
        const { n, label, data } = deed.choice;
        return data === '' ? person.says(`${n}. ${label}`) : person.tapsData(data, Number(deed.message));
      }
      return deed.pdf
        ? person.sendsDocument(deed.bytes, { name: deed.name, mime: 'application/pdf' })
        : person.sendsPhoto(deed.bytes);
    },
    arrived: async (role) => {
      const known = of(role);
      const fresh = known.person.seen().filter(({ changed }) => changed > known.shown);
      known.shown = Math.max(known.shown, ...fresh.map(({ changed }) => changed));
      return fresh.map(part);
    },
    close: () => server.stop(),
  };
}

function part({ id, text, buttons, keyboard, file }: Seen): Part {
  const choice = (label: string, data: string) => {
    const [, n = '', rest = label] = /^(\d+)\. (.*)$/.exec(label) ?? [];
    return { n, label: rest, data };
  };
  const below = buttons.map((one) => choice(one.label, one.data));
  const keys = (keyboard ?? []).filter((key) => key !== ASK_PHONE).map((key) => choice(key, ''));
  const written = below.some(({ label }) => label.endsWith('…')) ? withoutNumbers(text) : null;
  return {
    id: String(id),
    text: written?.text ?? text,
    // A label that a button cannot show whole stands in the text.
    choices: [
      ...below.map((one, i) => ({ ...one, label: written?.choices[i]?.label ?? one.label })),
      ...keys,
    ],
    file: file?.name ?? null,
    askPhone: keyboard?.includes(ASK_PHONE) ?? false,
  };
}
