import {
  addTransactionCapability,
  type BinaryNode,
  BufferJSON,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeBigEndian,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  proto,
  type SignalDataTypeMap,
  type SignalKeyStore,
  unpadRandomMax16,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';

/** The public keys with which a session to a device begins. */
export interface Bundle {
  readonly registrationId: number;
  readonly identity: Uint8Array;
  readonly signed: { readonly id: number; readonly key: Uint8Array; readonly signature: Uint8Array };
  readonly once: { readonly id: number; readonly key: Uint8Array } | null;
}

/** What goes over the wire for one device. */
export interface Cipher {
  readonly type: 'pkmsg' | 'msg';
  readonly ciphertext: Uint8Array;
}

/** A phone with its own Signal identity, kept in memory; it speaks with the library that Baileys speaks with. */
export class Device {
  readonly creds = initAuthCreds();
  readonly #keys = addTransactionCapability(memoryStore(), silent(), {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 1,
  });
  readonly #signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
    { creds: this.creds, keys: this.#keys },
    silent(),
    async () => undefined,
  );
  #nextOnce = 1;

  /** A fresh bundle, as the server hands it to whoever wants to write. */
  async bundle(): Promise<Bundle> {
    const { registrationId, signedIdentityKey, signedPreKey } = this.creds;
    const pair = Curve.generateKeyPair();
    const id = this.#nextOnce++;
    await this.#keys.set({ 'pre-key': { [id]: pair } });
    return {
      registrationId,
      identity: signedIdentityKey.public,
      signed: {
        id: signedPreKey.keyId,
        key: signedPreKey.keyPair.public,
        signature: signedPreKey.signature,
      },
      once: { id, key: pair.public },
    };
  }

  /** Encrypts for an address; begins a session with the bundle if there is none. */
  async encrypt(to: string, message: proto.IMessage, bundle: () => Bundle): Promise<Cipher> {
    const { exists } = await this.#signal.validateSession(to);
    if (!exists) await this.begin(to, bundle());
    return this.#signal.encryptMessage({ jid: to, data: encodeWAMessage(message) });
  }

  async begin(with_: string, bundle: Bundle): Promise<void> {
    const { registrationId, identity, signed, once } = bundle;
    await this.#signal.injectE2ESession({
      jid: with_,
      session: {
        registrationId,
        identityKey: generateSignalPubKey(Buffer.from(identity)),
        signedPreKey: {
          keyId: signed.id,
          publicKey: generateSignalPubKey(Buffer.from(signed.key)),
          signature: signed.signature,
        },
        ...(once
          ? { preKey: { keyId: once.id, publicKey: generateSignalPubKey(Buffer.from(once.key)) } }
          : {}),
      },
    });
  }

  /** @throws what libsignal throws when the message cannot be read. */
  async decrypt(from: string, cipher: Cipher): Promise<proto.Message> {
    const bytes = await this.#signal.decryptMessage({
      jid: from,
      type: cipher.type,
      ciphertext: cipher.ciphertext,
    });
    return proto.Message.decode(unpadRandomMax16(bytes));
  }

  /** Loses the session, as a phone does that was restored from a backup. */
  forget(other: string): Promise<void> {
    return this.#signal.deleteSession([other]);
  }
}

/** A bundle as the server writes it into an answer. */
export function bundleNodes({ registrationId, identity, signed, once }: Bundle): BinaryNode[] {
  const key = (tag: string, id: number, value: Uint8Array, signature?: Uint8Array): BinaryNode => ({
    tag,
    attrs: {},
    content: [
      { tag: 'id', attrs: {}, content: encodeBigEndian(id, 3) },
      { tag: 'value', attrs: {}, content: value },
      ...(signature ? [{ tag: 'signature', attrs: {}, content: signature }] : []),
    ],
  });
  return [
    { tag: 'registration', attrs: {}, content: encodeBigEndian(registrationId) },
    { tag: 'type', attrs: {}, content: Buffer.from([5]) },
    { tag: 'identity', attrs: {}, content: identity },
    key('skey', signed.id, signed.key, signed.signature),
    ...(once ? [key('key', once.id, once.key)] : []),
  ];
}

/** A key store that copies what it is given, as a database does. */
export function memoryStore(): SignalKeyStore {
  const values = new Map<string, string>();
  return {
    get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const out: Record<string, SignalDataTypeMap[T]> = {};
      for (const id of ids) {
        const text = values.get(`${type}|${id}`);
        if (text !== undefined) out[id] = JSON.parse(text, BufferJSON.reviver) as SignalDataTypeMap[T];
      }
      return out;
    },
    set: async (data) => {
      for (const [type, entries] of Object.entries(data)) {
        for (const [id, value] of Object.entries(entries)) {
          if (value === null) values.delete(`${type}|${id}`);
          else values.set(`${type}|${id}`, JSON.stringify(value, BufferJSON.replacer));
        }
      }
    },
  };
}

function silent() {
  return pino({ level: 'silent' });
}
