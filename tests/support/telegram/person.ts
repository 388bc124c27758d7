import { randomBytes } from 'node:crypto';
import type { Seen, Stored } from './types.ts';
import type { Updates } from './updates.ts';
import { type Account, seen, type World } from './world.ts';

/** A file as a person sends it; `claimedSize` lets the size that Telegram tells differ from the bytes. */
export interface SentFile {
  readonly name?: string;
  readonly mime?: string;
  readonly caption?: string;
  readonly claimedSize?: number;
}

/** One person with a phone: what they do arrives at the bot as updates. Every act returns the message's id. */
export class Person {
  readonly id: number;
  readonly #world: World;
  readonly #updates: Updates;
  readonly #account: Account;
  readonly #bot: object;
  #acted = 0;

  constructor(world: World, updates: Updates, bot: object, account: Account) {
    this.id = account.id;
    this.#world = world;
    this.#updates = updates;
    this.#bot = bot;
    this.#account = account;
  }

  says(text: string): number {
    return this.#sends({ text });
  }

  /** Answers a message by quoting it. */
  replies(toMessage: number, text: string): number {
    return this.#sends({ text, replyTo: toMessage });
  }

  /** Taps a button by its whole label, by the label without its number, or by its data; the newest one wins. */
  taps(button: string, onMessage?: number): string | number {
    const bare = (label: string) => label.replace(/^\S+\.\s/, '');
    const fits = (label: string, data = '') => label === button || data === button || bare(label) === button;
    const messages = this.#fromBot()
      .filter((m) => onMessage === undefined || m.id === onMessage)
      .reverse();
    for (const message of messages) {
      if (message.markup?.kind === 'inline') {
        const found = message.markup.rows.flat().find((b) => fits(b.text, b.callback_data));
        if (found?.callback_data !== undefined) return this.tapsData(found.callback_data, message.id);
      }
    }
    const typed = this.openKeyboard()?.find((label) => fits(label));
    if (typed !== undefined) return this.says(typed);
    throw new Error(
      `no button "${button}" among: ${messages.flatMap((m) => seen(m).buttons.map((b) => b.label)).join(' | ')}`,
    );
  }

  /** Sends callback data of a message, shown or not: for old and forged taps. Returns the query's id. */
  tapsData(data: string, onMessage: number): string {
    const message = this.#world.messages.get(`${this.id}.${onMessage}`);
    if (!message) throw new Error('no such message to tap on');
    const id = randomBytes(8).readBigUInt64BE().toString();
    this.#acts();
    this.#world.taps.set(id, { chat: this.id, answered: false });
    this.#updates.push({
      callback_query: {
        id,
        from: this.#user(),
        message: this.#world.render(message, this.#bot),
        chat_instance: String(this.id),
        data,
      },
    });
    return id;
  }

  sendsPhoto(bytes: Uint8Array, { caption, album, claimedSize }: SentFile & { album?: string } = {}): number {
    const file = this.#world.keep(Buffer.from(bytes), 'photos', null, 'image/jpeg', claimedSize);
    const thumb = this.#world.keep(Buffer.from(bytes.subarray(0, 1000)), 'thumbnails', null, 'image/jpeg');
    const size = (f: typeof file, width: number) => ({
      file_id: f.id,
      file_unique_id: f.id.slice(-15),
      width,
      height: width,
      file_size: f.size,
    });
    const photo = [size(thumb, 90), size(file, 1280)];
    const extra = album === undefined ? { photo } : { photo, media_group_id: album };
    return this.#sends({ file, extra, caption: caption ?? null });
  }

  /** Sends several photos as one album, which Telegram delivers as separate messages. */
  sendsAlbum(photos: readonly Uint8Array[]): number[] {
    const album = randomBytes(8).readBigUInt64BE().toString();
    return photos.map((bytes) => this.sendsPhoto(bytes, { album }));
  }

  sendsDocument(bytes: Uint8Array, { name, mime, caption, claimedSize }: SentFile = {}): number {
    const file = this.#world.keep(Buffer.from(bytes), 'documents', name ?? null, mime ?? null, claimedSize);
    const document = {
      file_id: file.id,
      file_unique_id: file.id.slice(-15),
      file_name: name,
      mime_type: mime,
      file_size: file.size,
    };
    return this.#sends({ file, extra: { document }, caption: caption ?? null });
  }

  /** Presses "share my number": the platform vouches that it is the sender's own. */
  sharesOwnPhone(phone: string): number {
    return this.forwardsContact({ user_id: this.id, phone_number: phone });
  }

  /** Sends a contact card, of anybody. */
  forwardsContact(contact: { user_id?: number; phone_number?: string }, forwarded = false): number {
    const card = { phone_number: '+6281200000000', first_name: 'Kontak', ...contact };
    const origin = {
      forward_origin: { type: 'hidden_user', sender_user_name: 'X', date: 1 },
      forward_date: 1,
    };
    return this.#sends({ extra: forwarded ? { contact: card, ...origin } : { contact: card } });
  }

  sendsSticker(): number {
    return this.#sends({
      extra: {
        sticker: {
          ...this.#blob('stickers'),
          width: 512,
          height: 512,
          type: 'regular',
          is_animated: false,
          is_video: false,
        },
      },
    });
  }

  sendsVoice(): number {
    return this.#sends({ extra: { voice: { ...this.#blob('voice'), duration: 3, mime_type: 'audio/ogg' } } });
  }

  sendsVideo(): number {
    return this.#sends({
      extra: { video: { ...this.#blob('videos'), width: 1, height: 1, duration: 3, mime_type: 'video/mp4' } },
    });
  }

  sendsLocation(): number {
    return this.#sends({ extra: { location: { latitude: -10.17, longitude: 123.6 } } });
  }

  sendsPoll(): number {
    return this.#sends({
      extra: {
        poll: {
          id: '1',
          question: '?',
          options: [],
          total_voter_count: 0,
          is_closed: false,
          is_anonymous: true,
          type: 'regular',
          allows_multiple_answers: false,
        },
      },
    });
  }

  /** Changes the text of an own message that was sent before. */
  edits(messageId: number, text: string): void {
    const message = this.#world.find(this.id, messageId);
    if (!message || message.byBot) throw new Error('no own message with that id');
    this.#acts();
    message.text = text;
    this.#world.changed(message);
    this.#updates.push({ edited_message: this.#world.render(message, this.#bot) });
  }

  reacts(messageId: number, emoji: string): void {
    this.#acts();
    this.#updates.push({
      message_reaction: {
        chat: { id: this.id, type: 'private' },
        message_id: messageId,
        user: this.#user(),
        date: Math.floor(Date.now() / 1000),
        old_reaction: [],
        new_reaction: [{ type: 'emoji', emoji }],
      },
    });
  }

  blocks(): void {
    this.#membership(true);
  }

  unblocks(): void {
    this.#membership(false);
  }

  /** What the bot sent, as it stands now, oldest first. */
  seen(): Seen[] {
    return this.#fromBot().map(seen);
  }

  /** What the bot sent or changed since this person's last act. */
  fresh(): Seen[] {
    return this.seen().filter((message) => message.changed > this.#acted);
  }

  /** The keyboard that is open in the chat, or null when none is. */
  openKeyboard(): readonly string[] | null {
    const last = this.#fromBot()
      .filter((m) => m.markup !== null && m.markup.kind !== 'inline')
      .at(-1);
    return last ? seen(last).keyboard : null;
  }

  /** Waits for a message that the bot sent or changed since this person's last act. */
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
        this.#world.changes.off('change', changed);
      };
      const timer = setTimeout(() => {
        end();
        reject(
          new Error(
            `not seen in ${timeoutMs} ms; since the last act:\n${this.fresh()
              .map((m) => m.text)
              .join('\n---\n')}`,
          ),
        );
      }, timeoutMs);
      const changed = (chat: number) => void (chat === this.id && look());
      this.#world.changes.on('change', changed);
      look();
    });
  }

  /** Waits for a message that contains the text. */
  hears(text: string, timeoutMs?: number): Promise<Seen> {
    return this.waits((message) => message.text.includes(text), timeoutMs);
  }

  #fromBot(): Stored[] {
    return this.#world.ofChat(this.id).filter((message) => message.byBot);
  }

  #user() {
    return { id: this.id, is_bot: false, first_name: this.#account.name, language_code: 'id' };
  }

  #acts(): void {
    this.#account.started = true;
    this.#acted = this.#world.tick();
  }

  #sends(content: Partial<Stored>): number {
    this.#acts();
    const message = this.#world.add({ chat: this.id, byBot: false, ...content });
    this.#updates.push({ message: this.#world.render(message, this.#bot) });
    return message.id;
  }

  #blob(folder: string) {
    const file = this.#world.keep(Buffer.from('bytes'), folder, null, null);
    return { file_id: file.id, file_unique_id: file.id.slice(-15), file_size: file.size };
  }

  #membership(blocked: boolean): void {
    this.#account.blocked = blocked;
    const member = (status: string) => ({ user: this.#bot, status });
    this.#updates.push({
      my_chat_member: {
        chat: { id: this.id, type: 'private' },
        from: this.#user(),
        date: Math.floor(Date.now() / 1000),
        old_chat_member: member(blocked ? 'member' : 'kicked'),
        new_chat_member: member(blocked ? 'kicked' : 'member'),
      },
    });
  }
}
