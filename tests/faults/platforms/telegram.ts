import { telegramSettings } from '../../process/journey.ts';
import { type Person, type Seen, startTelegram, type TelegramServer } from '../../support/telegram/index.ts';
import { formIn } from './form.ts';
import { hears, type Party, type Platform, type Shown } from './platform.ts';

/** The server of a bot; `secure`: beside the Cloud API, which needs a public address, so updates come by webhook and not by polling. */
export async function startBot(secure: Secure | null): Promise<TelegramServer> {
  return startTelegram(secure ? { posted: (url) => url.replace(secure.origin, secure.door()) } : {});
}

/** The public address of an office, and where its pages really are. */
export interface Secure {
  readonly origin: string;
  readonly door: () => string;
}

/** The platform of a bot's server. */
export function telegramOf(server: TelegramServer): Platform {
  return {
    name: 'telegram',
    channel: 'telegram',
    port: Number(new URL(server.root).port),
    settings: (port) => ({ ...telegramSettings(server), TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` }),
    get pending() {
      return server.pending;
    },
    join: (name) => party(server.person({ name })),
    // What befalls Telegram is in the plan of every run, and done to its server.
    fails: async () => undefined,
    deeds: () =>
      server.calls
        .filter(({ method }) => method === 'getUpdates')
        .map(({ method, at, from }) => ({ channel: 'telegram', what: method, at, from })),
    meet: async () => undefined,
    journal: (chat) =>
      server.calls
        .filter(({ params }) => String(params['chat_id']) === chat)
        .map(({ method, at, from, status, ended, made }) => {
          const took = ended > 0 ? `${status} after ${ended - at} ms` : 'not answered';
          return `${new Date(at).toISOString().slice(11, 23)} ${method} from ${from}: ${took}, message ${made ?? '-'}`;
        }),
    kept: (id) => ({ message: id, inbox: id.startsWith('c') ? id : null }),
    stop: () => server.stop(),
  };
}

function party(person: Person): Party {
  const did = (id: number | string) => (typeof id === 'number' ? String(id) : `c${id}`);
  return {
    chat: String(person.id),
    says: (text) => did(person.says(text)),
    chooses: (label, on) => did(person.taps(label, Number(on.id))),
    sendsPhoto: (bytes) => did(person.sendsPhoto(bytes)),
    sendsSticker: () => did(person.sendsSticker()),
    sendsVoice: () => did(person.sendsVoice()),
    sharesPhone: (phone) => did(person.sharesOwnPhone(`+${phone}`)),
    leaves: () => undefined,
    seen: () => person.seen().map(shown),
    answered: (ms) => hears(person, ms),
  };
}

function shown({ id, text, buttons, keyboard, file }: Seen): Shown {
  return {
    id: String(id),
    text,
    labels: buttons.map(({ label }) => label.replace(/^\S+\.\s/, '')),
    asksPhone: keyboard?.includes('Kirim nomor saya') === true,
    form: formIn(text),
    file: file ? { name: file.name ?? '', bytes: file.bytes } : null,
  };
}
