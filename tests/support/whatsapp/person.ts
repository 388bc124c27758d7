import { randomBytes } from 'node:crypto';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Account } from './account.ts';
import { type Bundle, bundleNodes, type Cipher, Device } from './device.ts';
import type { MediaHost } from './media.ts';
import { stanza } from './stanza.ts';

/** Who a person is to WhatsApp. */
export interface Who {
  /** Digits with the country code. */
  readonly pn: string;
  readonly lid: string;
  readonly name: string;
}

/** A message that a person's phone could read. */
export interface Heard {
  readonly id: string;
  readonly message: proto.IMessage;
  /** Text or caption, whichever it has; as it was changed last. */
  text: string;
}

/** How a message travels. */
export interface Sending {
  readonly id?: string;
  /** Seconds since 1970, as the server tells. */
  readonly at?: number;
  /** Further attributes of the stanza; undefined takes one away. */
  readonly attrs?: Record<string, string | undefined>;
}

/** What a person needs of the server. */
export interface Post {
  readonly account: Account;
  readonly media: MediaHost;
  offer(message: BinaryNode): void;
  push(other: BinaryNode): void;
  note(jid: string, what: string): void;
}

/** A resident with a phone. Each act is encrypted anew and reaches the ward's client through the server. */
export class Person {
  readonly who: Who;
  readonly device = new Device();
  readonly heard: Heard[] = [];
  /** Their server addresses them by phone number instead of LID. */
  byNumber = false;
  /** Their phone number is not told with a message. */
  hidesNumber = false;
  /** So many of the next messages cannot be read by their phone, which then asks for them again. */
  unreadable = 0;
  /** So many of the next messages that they send cannot be read by the ward's client. */
  garbled = 0;
  /** Messages that came again under an id that the phone has shown. */
  repeated = 0;
  readonly #seen = new Set<string>();
  /** Ids in the order in which they came: what cannot be read keeps its place in the chat until it can. */
  readonly #places: string[] = [];
  readonly #post: Post;
  readonly #plain = new Map<string, proto.IMessage>();
  #last: Promise<unknown> = Promise.resolve();
  /** Messages that the phone could not read although it lost nothing. */
  unread = 0;
  #waiting: { count: number; resolve: () => void }[] = [];

  constructor(who: Who, post: Post) {
    this.who = who;
    this.#post = post;
  }

  /** Messages that the phone could read, changes of earlier ones included. */
  get taken(): number {
    return this.#seen.size;
  }

  /** The address that messages of theirs come from. */
  get jid(): string {
    return this.byNumber ? `${this.who.pn}@s.whatsapp.net` : `${this.who.lid}@lid`;
  }

  says(text: string, how?: Sending): Promise<string> {
    return this.sends({ conversation: text }, how);
  }

  /** Answers a message by quoting it. */
  replies(to: string, text: string, how?: Sending): Promise<string> {
    const contextInfo = {
      stanzaId: to,
      participant: `${this.#post.account.lid}@lid`,
      quotedMessage: { conversation: '...' },
    };
    return this.sends({ extendedTextMessage: { text, contextInfo } }, how);
  }

  sendsImage(
    bytes: Uint8Array,
    extra: Partial<proto.Message.IImageMessage> = {},
    how?: Sending,
  ): Promise<string> {
    const blob = this.#post.media.keep(bytes, 'image');
    return this.sends({ imageMessage: { mimetype: 'image/jpeg', ...fields(blob), ...extra } }, how);
  }

  sendsDocument(
    bytes: Uint8Array,
    extra: Partial<proto.Message.IDocumentMessage> = {},
    how?: Sending,
  ): Promise<string> {
    const blob = this.#post.media.keep(bytes, 'document');
    const message = { mimetype: 'application/pdf', fileName: 'berkas.pdf', ...fields(blob), ...extra };
    return this.sends({ documentMessage: message }, how);
  }

  /** Sends any message; acts of one person keep their order. Resolves with the message's id once it is posted. */
  sends(message: proto.IMessage, how: Sending = {}): Promise<string> {
    const id = how.id ?? randomBytes(10).toString('hex').toUpperCase();
    this.#plain.set(id, message);
    return this.#inTurn(async () => {
      const cipher = await this.device.encrypt(this.#client, message, () => this.#post.account.bundle());
      // The last bytes prove the rest.
      if (this.garbled > 0)
        cipher.ciphertext.set([255 - (cipher.ciphertext.at(-1) ?? 0)], cipher.ciphertext.length - 1);
      this.garbled = Math.max(0, this.garbled - 1);
      this.#post.offer(this.#stanza(id, message, [enc(cipher)], how));
      return id;
    });
  }

  /** Sends a message that is not encrypted at all. */
  sendsPlain(bytes: Uint8Array, how: Sending = {}): string {
    const id = how.id ?? randomBytes(10).toString('hex').toUpperCase();
    this.#post.offer(this.#stanza(id, {}, [stanza('plaintext', {}, bytes)], how));
    return id;
  }

  /** Says that a message was read. */
  reads(id: string): void {
    this.#post.push(this.#receipt(id, 'read'));
  }

  /** Their phone lost its keys and asks for a message again, however old. */
  async asksAgain(id: string): Promise<void> {
    await this.device.forget(this.#client);
    this.#post.push(this.#askAgain(id, await this.device.bundle()));
  }

  /** Resolves when the phone has read so many messages in all. */
  hears(count: number): Promise<void> {
    if (this.heard.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Takes a message of the ward's client from the server. */
  receive(id: string, cipher: Cipher): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#places.includes(id)) this.#places.push(id);
      const message = this.unreadable > 0 ? null : await this.#read(cipher);
      if (message === null) {
        // A phone that lost its keys; one that only could not read keeps what it has.
        if (this.unreadable > 0) await this.device.forget(this.#client);
        this.unreadable = Math.max(0, this.unreadable - 1);
        this.#post.push(this.#askAgain(id, await this.device.bundle()));
        return;
      }
      this.#post.push(this.#receipt(id));
      // A phone shows an id once, whoever sends it again.
      this.#post.note(this.jid, `${this.#seen.has(id) ? 'read again' : 'read'} ${id}`);
      if (this.#seen.has(id)) {
        this.repeated += 1;
        return;
      }
      this.#seen.add(id);
      const change = message.protocolMessage;
      if (change?.type === 14) {
        const before = this.heard.find((one) => one.id === change.key?.id);
        if (before) before.text = textOf(change.editedMessage ?? {});
        return;
      }
      const place = this.#places.indexOf(id);
      const next = this.heard.findIndex((one) => this.#places.indexOf(one.id) > place);
      this.heard.splice(next < 0 ? this.heard.length : next, 0, { id, message, text: textOf(message) });
      for (const one of this.#waiting) if (one.count <= this.heard.length) one.resolve();
    });
  }

  /** The client could not read a message: it is encrypted anew, for the keys that came with the request. */
  sendAgain(id: string, count: string, bundle: Bundle): Promise<void> {
    return this.#inTurn(async () => {
      const message = this.#plain.get(id);
      if (!message) return;
      await this.device.begin(this.#client, bundle);
      const cipher = await this.device.encrypt(this.#client, message, () => bundle);
      this.#post.offer(this.#stanza(id, message, [enc(cipher, count)], {}));
    });
  }

  async #read(cipher: Cipher): Promise<proto.Message | null> {
    try {
      return await this.device.decrypt(this.#client, cipher);
    } catch (error) {
      this.unread += 1;
      this.#post.note(this.jid, `unreadable: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }

  /** One address for the ward's client, whatever it is called in a stanza. */
  get #client(): string {
    return this.#post.account.client.lid;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  #stanza(id: string, message: proto.IMessage, content: BinaryNode[], how: Sending): BinaryNode {
    const media = message.imageMessage || message.documentMessage ? 'media' : 'text';
    const alternative = this.byNumber
      ? { sender_lid: `${this.who.lid}@lid` }
      : this.hidesNumber
        ? {}
        : { sender_pn: `${this.who.pn}@s.whatsapp.net` };
    const attrs = {
      id,
      from: this.jid,
      type: media,
      t: String(how.at ?? Math.floor(Date.now() / 1000)),
      notify: this.who.name,
      addressing_mode: this.byNumber ? 'pn' : 'lid',
      ...alternative,
      ...how.attrs,
    };
    return stanza('message', attrs, content);
  }

  #receipt(id: string, type?: string): BinaryNode {
    return stanza('receipt', { id, from: this.jid, t: String(Math.floor(Date.now() / 1000)), type });
  }

  #askAgain(id: string, bundle: Bundle): BinaryNode {
    const nodes = bundleNodes(bundle);
    return stanza('receipt', { id, from: this.jid, type: 'retry' }, [
      stanza('retry', { count: '1', id, t: String(Math.floor(Date.now() / 1000)), v: '1' }),
      ...nodes.filter((one) => one.tag === 'registration'),
      stanza(
        'keys',
        {},
        nodes.filter((one) => one.tag !== 'registration'),
      ),
    ]);
  }
}

function enc({ type, ciphertext }: Cipher, count?: string): BinaryNode {
  return stanza('enc', { v: '2', type, count }, ciphertext);
}

function fields({ path, mediaKey, sha256, encSha256, size }: ReturnType<MediaHost['keep']>) {
  return {
    url: `https://mmg.whatsapp.net${path}`,
    directPath: path,
    mediaKey,
    fileSha256: sha256,
    fileEncSha256: encSha256,
    fileLength: size,
  };
}

function textOf(message: proto.IMessage): string {
  const { conversation, extendedTextMessage, imageMessage, documentMessage } = message;
  const inner = message.documentWithCaptionMessage?.message?.documentMessage ?? documentMessage;
  return conversation || extendedTextMessage?.text || imageMessage?.caption || inner?.caption || '';
}
