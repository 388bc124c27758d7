import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import { Account, readSigned } from './account.ts';
import type { Bundle, Cipher } from './device.ts';
import { Link } from './link.ts';
import { type MediaHost, startMediaHost } from './media.ts';
import { Person, type Who } from './person.ts';
import { Phone } from './phone.ts';
import { answer } from './queries.ts';
import { bytesIn, child, children, numberIn, stanza } from './stanza.ts';

/** A message that the client sent, as the server sees it. */
export interface Sent {
  readonly id: string;
  readonly to: string;
  readonly at: number;
  /** The port that it came from. */
  readonly from: number;
}

/** An answer of the client to something that it was given: a receipt, or a refusal with its code. */
export interface Answered {
  readonly id: string;
  readonly what: 'receipt' | 'ack';
  readonly type: string | undefined;
  readonly error: string | undefined;
}

/** Something that the server saw, with the chat that it belongs to; '' for what concerns the whole line. */
export interface Event {
  readonly at: number;
  /** Digits of the person. */
  readonly who: string;
  readonly what: string;
}

/** The reasons that a stream ends with, as the stanza that tells it. */
export const STREAM_ENDS = {
  restart: stanza('stream:error', { code: '515' }),
  loggedOut: stanza('stream:error', { code: '401' }, [stanza('conflict', { type: 'device_removed' })]),
  replaced: stanza('stream:error', {}, [stanza('conflict', { type: 'replaced' })]),
  unavailable: stanza('stream:error', { code: '503' }),
  badSession: stanza('stream:error', { code: '500' }),
} as const;

/** A WhatsApp server on loopback for one ward's number, and the people who write to it. */
export class WhatsAppServer {
  readonly account: Account;
  readonly media: MediaHost;
  readonly phone: Phone;
  readonly people: Person[] = [];
  readonly sent: Sent[] = [];
  readonly answered: Answered[] = [];
  /** All that was seen, for whoever looks for a cause. */
  readonly journal: Event[] = [];
  /** The states of typing that the client showed, with the chat. */
  readonly typing: { readonly to: string; readonly state: string }[] = [];
  /** When each login succeeded, and the most connections that were logged in at once. */
  readonly logins: number[] = [];
  mostAtOnce = 0;
  /** The ports that logins came from, beside their times. */
  readonly loginPorts: number[] = [];
  /** No ack is sent for messages of the client. */
  holdAcks = false;
  /** Refuses the next messages of the client with these codes. */
  readonly refusals: string[] = [];
  /** Nothing is answered any more, and nothing sent. */
  deaf = false;
  /** Connections are not answered before this resolves. */
  opening: Promise<void> = Promise.resolve();
  /** How many connections were begun. */
  begun = 0;
  /** The next logins fail with these reasons. */
  readonly failures: number[] = [];
  readonly #server = createServer();
  readonly #links = new Set<Link>();
  /** What the client has not yet confirmed, oldest first; it is offered again at each login. */
  readonly #queue = new Map<string, BinaryNode>();
  /** Requests of phones to send again that the client has not confirmed: the real server keeps those as well. */
  readonly #requests: BinaryNode[] = [];
  readonly #offered = new Map<string, BinaryNode>();
  /** Ids that the client asked to be sent again, and whose first stanza it has not yet refused. */
  readonly #replaced = new Set<string>();
  #watchers: (() => void)[] = [];

  constructor(media: MediaHost, pn: string, lid: string) {
    this.media = media;
    this.account = new Account(pn, lid);
    this.phone = new Phone(this.account, {
      push: (one) => this.push(one),
      offer: (one) => this.offer(one),
      link: (one) => this.#linked(one),
    });
    this.#server.on('upgrade', async (request, socket) => {
      this.begun += 1;
      await this.opening;
      const link = new Link(request, socket, {
        onHello: (one, payload) => this.#hello(one, payload),
        onStanza: (one, node) => this.#take(one, node),
        onClose: (one) => {
          this.#links.delete(one);
          this.note('', `closed ${one.from}`);
        },
      });
      this.#links.add(link);
    });
  }

  /** What the client's address of WhatsApp must be. */
  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws/chat`;
  }

  /** What a process needs in its environment to meet this server; `trust.ts` reads the latter two. */
  get env(): Record<string, string> {
    return {
      WHATSAPP_WS_URL: this.url,
      TEST_MEDIA_PORT: String(this.media.port),
      TEST_MEDIA_CERTIFICATE: Buffer.from(this.media.certificate).toString('base64'),
    };
  }

  /** Connections that are logged in now. */
  get open(): number {
    return [...this.#links].filter((link) => link.ready).length;
  }

  /** Messages that the client has not confirmed. */
  get pending(): number {
    return this.#queue.size + this.#requests.length;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  person(who: Partial<Who> = {}): Person {
    const number = () => String(randomInt(100_000_000, 999_999_999));
    const whole = { pn: `628${number()}`, lid: `99${number()}`, name: 'Warga', ...who };
    const person = new Person(whole, this);
    this.people.push(person);
    return person;
  }

  /** Puts a message in the queue and delivers it if the client is there. */
  offer(message: BinaryNode): void {
    const id = message.attrs['id'] ?? '';
    this.#queue.set(id, message);
    this.#offered.set(id, message);
    const { type, count } = child(message, 'enc')?.attrs ?? {};
    this.note(message.attrs['from'], `offered ${id} ${type}${count ? ` again ${count}` : ''}`);
    this.push(message);
  }

  /** Writes down what happened, in the chat of an address. */
  note(jid: string | undefined, what: string): void {
    this.journal.push({ at: Date.now(), who: jid?.split('@')[0]?.split(':')[0] ?? '', what });
  }

  /** Sends a stanza if the client is there; only a request to send again is kept until it is confirmed. */
  push(other: BinaryNode): void {
    const { id, type, from } = other.attrs;
    if (other.tag === 'receipt' && type === 'retry') {
      this.#requests.push(other);
      this.note(from, `cannot read ${id}`);
    }
    if (this.deaf) return;
    for (const link of this.#links) if (link.ready) link.send(other);
  }

  /** Delivers a message once more, confirmed or not. */
  replay(id: string): void {
    const message = this.#offered.get(id);
    if (message) this.push(message);
  }

  /** Ends every open stream with a reason. */
  end(reason: BinaryNode): void {
    for (const link of this.#links) if (link.ready) link.end(reason);
  }

  /** Cuts every wire. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Resolves once a condition over this server holds; it is looked at whenever something arrived. */
  until(condition: (server: this) => boolean): Promise<void> {
    if (condition(this)) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!condition(this)) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve();
      };
      this.#watchers.push(look);
    });
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.media.stop();
  }

  #hello(link: Link, payload: proto.ClientPayload): void {
    const failure = this.failures.shift();
    if (failure !== undefined) {
      link.end(stanza('failure', { reason: String(failure), location: 'uji' }));
      return;
    }
    const pairing = payload.devicePairingData;
    if (pairing) {
      this.phone.applicant = {
        registrationId: Buffer.from(pairing.eRegid ?? []).readUInt32BE(0),
        identity: pairing.eIdent ?? Buffer.alloc(0),
        signed: {
          id: Buffer.from(pairing.eSkeyId ?? []).readUIntBE(0, 3),
          key: pairing.eSkeyVal ?? Buffer.alloc(0),
          signature: pairing.eSkeySig ?? Buffer.alloc(0),
        },
      };
      this.phone.link = link;
      const refs = Array.from({ length: 6 }, () => stanza('ref', {}, randomBytes(16).toString('base64')));
      link.send(
        stanza('iq', { type: 'set', from: '@s.whatsapp.net', id: 'pair' }, [stanza('pair-device', {}, refs)]),
      );
      return;
    }
    const { companion, pn } = this.account;
    if (!companion || String(payload.username) !== pn || payload.device !== companion.device) {
      link.end(stanza('failure', { reason: '401', location: 'uji' }));
      return;
    }
    for (const other of this.#links) if (other !== link && other.ready) other.end(STREAM_ENDS.replaced);
    link.send(stanza('success', { t: String(Math.floor(Date.now() / 1000)), lid: this.account.client.lid }));
  }

  /** The client is logged in and says that it is active: it gets what it missed. */
  #welcome(link: Link): void {
    link.ready = true;
    this.logins.push(Date.now());
    this.loginPorts.push(link.from);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.open);
    this.note('', `login from ${link.from}, ${this.pending} waiting`);
    for (const message of [...this.#queue.values(), ...this.#requests]) {
      link.send({ ...message, attrs: { ...message.attrs, offline: '1' } });
    }
    link.send(
      stanza('ib', { from: '@s.whatsapp.net' }, [stanza('offline', { count: String(this.pending) })]),
    );
  }

  #linked(success: BinaryNode): void {
    this.phone.link?.send(success);
  }

  async #take(link: Link, node: BinaryNode): Promise<void> {
    if (this.deaf) return;
    if (node.tag === 'iq') await this.#query(link, node);
    else if (node.tag === 'message') await this.#deliver(link, node);
    else if (node.tag === 'receipt') await this.#receipt(node);
    else if (node.tag === 'ack' && node.attrs['class'] === 'message') this.#answer(node, 'ack');
    else if (node.tag === 'ack' && node.attrs['class'] === 'receipt' && node.attrs['type'] === 'retry')
      this.#confirmed(node.attrs['id']);
    else if (node.tag === 'chatstate') {
      this.typing.push({ to: node.attrs['to'] ?? '', state: children(node)[0]?.tag ?? '' });
    }
    for (const look of [...this.#watchers]) look();
  }

  async #query(link: Link, iq: BinaryNode): Promise<void> {
    const { id, type } = iq.attrs;
    const result = (content: BinaryNode[]) =>
      link.send(stanza('iq', { id, type: 'result', from: '@s.whatsapp.net' }, content));
    if (type === 'result') {
      // The client has signed its half of the linking: it must come again, as itself.
      if (child(iq, 'pair-device-sign')) link.end(STREAM_ENDS.restart);
      return;
    }
    const code = child(iq, 'link_code_companion_reg');
    if (code) return result(await this.phone.codeStage(code));
    if (child(iq, 'remove-companion-device')) {
      this.account.companion = null;
      result([]);
      return;
    }
    result(await answer({ account: this.account, people: this.people }, iq));
    if (iq.attrs['xmlns'] === 'passive' && child(iq, 'active')) this.#welcome(link);
  }

  async #deliver(link: Link, message: BinaryNode): Promise<void> {
    const { id = '', to = '' } = message.attrs;
    const code = this.refusals.shift();
    const ack = { class: 'message', id, from: to, t: String(Math.floor(Date.now() / 1000)) };
    if (code !== undefined) {
      link.send(stanza('ack', { ...ack, error: code }));
      return;
    }
    this.sent.push({ id, to, at: Date.now(), from: link.from });
    this.note(to, `sent ${id}${this.holdAcks ? ', no ack' : ''}`);
    if (!this.holdAcks) link.send(stanza('ack', ack));
    const fanout = children(child(message, 'participants'), 'to').map((one) => ({
      jid: one.attrs['jid'] ?? '',
      enc: child(one, 'enc'),
    }));
    for (const { jid, enc } of fanout.length > 0 ? fanout : [{ jid: to, enc: child(message, 'enc') }]) {
      const cipher = cipherOf(enc);
      if (!cipher) continue;
      const user = jid.split('@')[0]?.split(':')[0];
      if (user === this.account.pn || user === this.account.lid) await this.phone.receive(cipher);
      const person = this.people.find(({ who }) => who.pn === user || who.lid === user);
      await person?.receive(id, cipher);
    }
  }

  async #receipt(receipt: BinaryNode): Promise<void> {
    const { id = '', type } = receipt.attrs;
    if (type === 'retry') {
      const retry = child(receipt, 'retry');
      const user = receipt.attrs['to']?.split('@')[0];
      const person = this.people.find(({ who }) => who.pn === user || who.lid === user);
      const keys = child(receipt, 'keys');
      const bundle = keys ? bundleIn(receipt, keys) : this.account.bundle();
      this.answered.push({ id, what: 'receipt', type, error: undefined });
      this.note(receipt.attrs['to'], `asked for ${id} again, ${retry?.attrs['count']}`);
      // What cannot be read is done with; what the phone sends instead is another stanza under the same id.
      this.#queue.delete(id);
      this.#replaced.add(id);
      await person?.sendAgain(id, retry?.attrs['count'] ?? '1', bundle);
      return;
    }
    this.#answer(receipt, 'receipt');
  }

  /** The oldest request for a message: a phone may ask for it again before the client has confirmed that it was asked. */
  #confirmed(id: string | undefined): void {
    const index = this.#requests.findIndex((one) => one.attrs['id'] === id);
    if (index >= 0) this.#requests.splice(index, 1);
  }

  #answer(node: BinaryNode, what: Answered['what']): void {
    const { id = '', type, error } = node.attrs;
    this.answered.push({ id, what, type, error });
    this.note(node.attrs['to'], `${what} ${id}${error ? ` error ${error}` : ''}`);
    // The refusal that follows a request to send again is about the stanza that could not be read.
    if (error !== undefined && this.#replaced.delete(id)) return;
    if (type !== 'read') this.#queue.delete(id);
  }
}

/** Starts the server, with its media host, on free ports of 127.0.0.1. */
export async function startWhatsApp(options: { pn?: string; lid?: string } = {}): Promise<WhatsAppServer> {
  const server = new WhatsAppServer(
    await startMediaHost(),
    options.pn ?? `6281${randomInt(10_000_000, 99_999_999)}`,
    options.lid ?? `11${randomInt(10_000_000, 99_999_999)}`,
  );
  await server.listen();
  return server;
}

function cipherOf(enc: BinaryNode | undefined): Cipher | null {
  const type = enc?.attrs['type'];
  if (!(enc?.content instanceof Uint8Array) || (type !== 'msg' && type !== 'pkmsg')) return null;
  return { type, ciphertext: enc.content };
}

function bundleIn(receipt: BinaryNode, keys: BinaryNode): Bundle {
  const once = child(keys, 'key');
  const skey = child(keys, 'skey') ?? stanza('skey');
  return {
    registrationId: numberIn(receipt, 'registration'),
    identity: bytesIn(keys, 'identity'),
    signed: readSigned(skey),
    once: once ? { id: numberIn(once, 'id'), key: bytesIn(once, 'value') } : null,
  };
}
