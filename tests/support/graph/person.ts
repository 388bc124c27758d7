import type { Seen, Stored } from './types.ts';
import type { Item, Poster } from './webhook.ts';
import type { Account, World } from './world.ts';

/** A file as a person sends it. */
export interface SentFile {
  readonly name?: string;
  readonly mime?: string;
  readonly caption?: string;
}

/** One person with WhatsApp: what they do arrives as webhooks. Every act returns the message's id. */
export class Person {
  readonly chat: string;
  readonly userId: string;
  readonly account: Account;
  readonly #world: World;
  readonly #poster: Poster;
  readonly #now: () => number;
  #acted = 0;

  constructor(world: World, poster: Poster, now: () => number, account: Account) {
    this.chat = account.chat;
    this.userId = account.userId;
    this.account = account;
    this.#world = world;
    this.#poster = poster;
    this.#now = now;
  }

  says(text: string): string {
    return this.sends('text', { body: text });
  }

  /** Answers a message by quoting it. */
  replies(toMessage: string, text: string): string {
    return this.sends('text', { body: text }, toMessage);
  }

  /** Taps a button or a row by its title, its label without the number, or its id; the newest one wins. */
  taps(wanted: string): string {
    const bare = (title: string) => title.replace(/^\S+\.\s/, '');
    for (const message of this.seen().reverse()) {
      const fits = (one: { id: string; title: string; description?: string | null }) =>
        [one.id, one.title, bare(one.title), one.description].includes(wanted);
      const button = message.buttons.find(fits);
      if (button)
        return this.sends('interactive', { type: 'button_reply', button_reply: button }, message.id);
      const row = message.rows.find(fits);
      if (row) {
        const { description, ...rest } = row;
        const list_reply = description === null ? rest : row;
        return this.sends('interactive', { type: 'list_reply', list_reply }, message.id);
      }
    }
    throw new Error(`nothing to tap that says ${wanted}`);
  }

  /** Taps a button that may never have been shown. */
  tapsId(id: string): string {
    return this.sends('interactive', { type: 'button_reply', button_reply: { id, title: 'x' } });
  }

  sendsImage(bytes: Buffer, file: SentFile = {}): string {
    return this.#file('image', bytes, { mime: 'image/jpeg', ...file });
  }

  sendsDocument(bytes: Buffer, file: SentFile = {}): string {
    return this.#file('document', bytes, { mime: 'application/pdf', name: 'berkas.pdf', ...file });
  }

  sendsVoice(): string {
    return this.#file('audio', Buffer.from('voice'), { mime: 'audio/ogg; codecs=opus' }, { voice: true });
  }

  sendsVideo(): string {
    return this.#file('video', Buffer.from('video'), { mime: 'video/mp4' });
  }

  sendsSticker(): string {
    return this.#file('sticker', Buffer.from('sticker'), { mime: 'image/webp' }, { animated: false });
  }

  sendsLocation(): string {
    return this.sends('location', { latitude: -10.17, longitude: 123.6 });
  }

  /** Sends a contact card with a number. */
  sendsContact(phone: string): string {
    const phones = [{ phone: `+${phone}`, wa_id: phone, type: 'CELL' }];
    return this.sends('contacts', [{ name: { formatted_name: 'Kontak' }, phones }]);
  }

  reacts(message_id: string, emoji: string): string {
    return this.sends('reaction', emoji === '' ? { message_id } : { message_id, emoji });
  }

  /** A kind of message that the API cannot show. */
  sendsUnsupported(): string {
    const id = this.#world.id(this.chat);
    const errors = [{ code: 131051, title: 'Message type unknown' }];
    this.#push({ ...this.#head(id, 'unsupported'), errors });
    return id;
  }

  /** Sends a message of any type. */
  sends(type: string, content: unknown, quoting?: string): string {
    const id = this.#world.id(this.chat);
    const context = quoting === undefined ? {} : { context: { from: '62380123456', id: quoting } };
    this.#push({ ...this.#head(id, type), ...context, [type]: content });
    return id;
  }

  /** Goes and does something outside the chat: what comes from now on is fresh. */
  leaves(): void {
    this.#acted = this.#world.tick();
  }

  /** What the office sent, oldest first. */
  seen(): Seen[] {
    return this.#received().map((message) => this.#world.seen(message));
  }

  /** What the office sent since this person's last act. */
  fresh(): Seen[] {
    return this.seen().filter((message) => message.tick > this.#acted);
  }

  /** Waits for a message of the office since this person's last act. */
  waits(predicate: (message: Seen) => boolean, timeoutMs = 10_000): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.fresh().find(predicate);
        if (!found) return;
        end();
        resolve(found);
      };
      const end = () => {
        clearTimeout(timer);
        this.#world.changes.off('change', look);
      };
      const timer = setTimeout(() => {
        end();
        const heard = this.fresh().map((message) => message.text);
        reject(new Error(`not seen in ${timeoutMs} ms; since the last act:\n${heard.join('\n---\n')}`));
      }, timeoutMs);
      this.#world.changes.on('change', look);
      look();
    });
  }

  /** Waits for a message that contains the text. */
  hears(text: string, timeoutMs?: number): Promise<Seen> {
    return this.waits((message) => message.text.includes(text), timeoutMs);
  }

  /** What Meta writes beside the messages about the sender. */
  contact(): object {
    const { phone, userId, name } = this.account;
    return { profile: { name }, user_id: userId, ...(phone === null ? {} : { wa_id: phone }) };
  }

  #received(): Stored[] {
    return this.#world.messages.filter((message) => message.chat === this.chat);
  }

  #head(id: string, type: string): object {
    this.account.lastInAt = this.#now();
    this.#acted = this.#world.tick();
    const { phone, userId } = this.account;
    const from = phone === null ? {} : { from: phone };
    return { ...from, from_user_id: userId, id, timestamp: String(Math.floor(this.#now() / 1000)), type };
  }

  #push(content: object): void {
    const item: Item = { kind: 'messages', content, contact: this.contact() };
    this.#poster.push(item);
  }

  #file(type: string, bytes: Buffer, { mime = '', name, caption }: SentFile, more: object = {}): string {
    const file = this.#world.keep(bytes, mime, name ?? null);
    const named = name === undefined ? {} : { filename: name };
    const captioned = caption === undefined ? {} : { caption };
    return this.sends(type, { id: file.id, mime_type: mime, sha256: 'x', ...named, ...captioned, ...more });
  }
}
