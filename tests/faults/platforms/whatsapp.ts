import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { silenceLibsignal } from '../../../src/channels/whatsapp/quiet.ts';
import { paired, whatsAppSettings } from '../../process/whatsapp-journey.ts';
import { STREAM_ENDS, startWhatsApp, type WhatsAppServer } from '../../support/whatsapp/index.ts';
import type { Heard, Person } from '../../support/whatsapp/person.ts';
import { numbered } from './cloud.ts';
import { formIn } from './form.ts';
import type { Party, Platform, Shown } from './platform.ts';

/** The ends that WhatsApp gives a line and that are to be got over, beside the wire cut. */
const ENDS: Readonly<Record<string, (server: WhatsAppServer) => void>> = {
  'wire cut': (server) => server.cut(),
  515: (server) => server.end(STREAM_ENDS.restart),
  503: (server) => server.end(STREAM_ENDS.unavailable),
  500: (server) => server.end(STREAM_ENDS.badSession),
  'login refused with 503': (server) => {
    server.failures.push(503);
    server.cut();
  },
};

/** A linked number; the office does not pause between its messages, and its leases last three seconds. */
export async function openWhatsApp(): Promise<Platform> {
  silenceLibsignal();
  const server = await startWhatsApp();
  const taken = new Set<string>();
  const parties: WhatsAppParty[] = [];
  const target = new URL(server.url);
  return {
    name: 'whatsapp',
    channel: 'whatsapp',
    port: Number(target.port),
    settings: (port) => {
      const url = new URL(server.url);
      url.port = String(port);
      return { ...whatsAppSettings(server), WHATSAPP_WS_URL: url.toString() };
    },
    get pending() {
      return server.pending + parties.reduce((sum, one) => sum + one.unposted, 0);
    },
    join: (name, phone) => {
      const own = phone !== null && !taken.has(phone) ? { pn: phone } : {};
      if (phone !== null) taken.add(phone);
      const one = new WhatsAppParty(server, server.person({ name, ...own }));
      parties.push(one);
      return one;
    },
    fails: async ({ what, ms }) => {
      if (what in ENDS) return ENDS[what]?.(server);
      if (what === 'doubled') {
        for (const { lastId } of parties.slice(-20)) if (lastId !== null) server.replay(lastId);
        return;
      }
      if (what === 'unreadable') {
        for (const { person } of parties.slice(-3)) person.unreadable = 1;
        return;
      }
      Object.assign(server, what === 'deaf' ? { deaf: true } : { holdAcks: true });
      await wait(ms);
      Object.assign(server, { deaf: false, holdAcks: false });
      // What was swallowed is not offered again before the next login.
      server.cut();
    },
    deeds: () => [
      ...server.logins.map((at, index) => ({
        channel: 'whatsapp' as const,
        what: 'a login',
        at,
        from: server.loginPorts[index] ?? 0,
      })),
      ...server.sent.map(({ at, from }) => ({ channel: 'whatsapp' as const, what: 'a message', at, from })),
    ],
    meet: async ({ folder, settings }) => {
      await paired(server, { folder, settings });
      await server.until(({ open }) => open > 0);
    },
    kept: (id, { sealer, accountId, chat }) => ({
      message: id,
      inbox: sealer.index('wa_inbox', `${accountId}|${chat.split('@')[0]}.${id}`).toString('base64url'),
    }),
    journal: (chat) => {
      const digits = chat.split('@')[0];
      return server.journal
        .filter(({ who }) => who === digits || who === '')
        .map(({ at, what }) => `${new Date(at).toISOString().slice(11, 23)} ${what}`);
    },
    stop: () => server.stop(),
  };
}

class WhatsAppParty implements Party {
  readonly person: Person;
  readonly chat: string;
  readonly #server: WhatsAppServer;
  #taken = 0;
  lastId: string | null = null;
  /** Acts that are still being encrypted. */
  unposted = 0;

  constructor(server: WhatsAppServer, person: Person) {
    this.#server = server;
    this.person = person;
    this.chat = `${person.who.lid}@lid`;
  }

  says(text: string): string {
    return this.#does((id) => this.person.says(text, { id }));
  }

  typed(label: string, on: Shown): string {
    return numbered(on.text).get(label) ?? label;
  }

  /** Numbers are typed; those of an older message answer that one. */
  chooses(label: string, on: Shown): string {
    const number = this.typed(label, on);
    const newest = this.person.heard.at(-1)?.id === on.id;
    return this.#does((id) =>
      newest ? this.person.says(number, { id }) : this.person.replies(on.id, number, { id }),
    );
  }

  sendsPhoto(bytes: Uint8Array): string {
    return this.#does((id) => this.person.sendsImage(bytes, {}, { id }));
  }

  sendsSticker(): string {
    return this.#does((id) => this.person.sends({ stickerMessage: { mimetype: 'image/webp' } }, { id }));
  }

  sendsVoice(): string {
    return this.#does((id) =>
      this.person.sends({ audioMessage: { mimetype: 'audio/ogg', seconds: 3 } }, { id }),
    );
  }

  sharesPhone(): null {
    return null;
  }

  leaves(): void {
    this.#taken = this.person.taken;
  }

  seen(): Shown[] {
    return this.person.heard.map((one) => this.#shown(one));
  }

  async answered(ms: number): Promise<boolean> {
    for (const until = Date.now() + ms; Date.now() < until; await wait(15))
      if (this.person.taken > this.#taken) return true;
    return false;
  }

  #does(act: (id: string) => Promise<unknown>): string {
    const id = randomBytes(10).toString('hex').toUpperCase();
    this.#taken = this.person.taken;
    this.lastId = id;
    this.unposted += 1;
    void act(id).finally(() => {
      this.unposted -= 1;
    });
    return id;
  }

  #shown({ id, text, message }: Heard): Shown {
    const inner = message.documentWithCaptionMessage?.message?.documentMessage ?? message.documentMessage;
    const media = this.#server.media;
    return {
      id,
      text,
      labels: [...numbered(text).keys()],
      asksPhone: false,
      form: formIn(text),
      file: inner
        ? {
            name: inner.fileName ?? '',
            get bytes() {
              return media.read(inner.directPath ?? '', inner.mediaKey ?? Buffer.alloc(0), 'document');
            },
          }
        : null,
    };
  }
}
