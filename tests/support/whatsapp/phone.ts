import { randomBytes } from 'node:crypto';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import { type Account, type Applicant, CodeLinking } from './account.ts';
import type { Cipher } from './device.ts';
import type { Link } from './link.ts';
import type { Person } from './person.ts';
import { stanza } from './stanza.ts';

/** What the phone needs of the server. */
export interface PhoneLine {
  push(node: BinaryNode): void;
  offer(message: BinaryNode): void;
  link(success: BinaryNode): void;
}

/** The ward's own phone: it links clients, sees what they send, and somebody may type on it. */
export class Phone {
  /** What the client sent to others, as the phone shows it. */
  readonly seen: proto.IMessage[] = [];
  /** The client that waits to be linked, and its connection. */
  applicant: Applicant | null = null;
  link: Link | null = null;
  readonly #account: Account;
  readonly #line: PhoneLine;
  #code: { linking: CodeLinking; typed: string | null } | null = null;
  #waiting: (() => void)[] = [];

  constructor(account: Account, line: PhoneLine) {
    this.#account = account;
    this.#line = line;
  }

  /** Scans the QR that the client shows. */
  scans(qr: string): void {
    const [, , , secret = ''] = qr.split('#')[1]?.split(',') ?? [];
    if (!this.applicant) throw new Error('no client waits to be linked');
    this.#line.link(this.#account.link(this.applicant, Buffer.from(secret, 'base64')));
  }

  /** Types the code that the client shows; waits until the client has asked for one. */
  async enters(code: string): Promise<void> {
    if (!this.#code) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#code) return;
    this.#code.typed = code;
    this.link?.send(await this.#code.linking.entered(code));
  }

  /** A stage of linking by code; returns the children of the answer. */
  async codeStage(node: BinaryNode): Promise<BinaryNode[]> {
    if (node.attrs['stage'] === 'companion_hello') {
      this.#code = { linking: new CodeLinking(this.#account, node), typed: null };
      for (const one of this.#waiting.splice(0)) one();
      return [
        stanza('link_code_companion_reg', {}, [stanza('link_code_pairing_ref', {}, this.#code.linking.ref)]),
      ];
    }
    if (!this.#code || this.#code.typed === null || !this.applicant) return [];
    const secret = await this.#code.linking.finish(this.#code.typed, node);
    this.#line.link(this.#account.link(this.applicant, secret));
    return [];
  }

  /** Somebody at the ward types to a resident on the phone itself: the client gets a copy. */
  async types(to: Person, text: string): Promise<string> {
    const id = randomBytes(10).toString('hex').toUpperCase();
    const message = { deviceSentMessage: { destinationJid: to.jid, message: { conversation: text } } };
    const { type, ciphertext } = await this.#account.phone.encrypt(this.#client, message, () =>
      this.#account.bundle(),
    );
    this.#line.offer(
      stanza(
        'message',
        {
          id,
          from: `${this.#account.lid}@lid`,
          recipient: to.jid,
          recipient_pn: `${to.who.pn}@s.whatsapp.net`,
          type: 'text',
          t: String(Math.floor(Date.now() / 1000)),
        },
        [stanza('enc', { v: '2', type }, ciphertext)],
      ),
    );
    return id;
  }

  /** Takes the phone's copy of what the client sent. */
  async receive(cipher: Cipher): Promise<void> {
    const message = await this.#account.phone.decrypt(this.#client, cipher).catch(() => null);
    if (message?.deviceSentMessage?.message) this.seen.push(message.deviceSentMessage.message);
  }

  get #client(): string {
    return this.#account.client.lid;
  }
}
