import { createHmac, randomBytes } from 'node:crypto';
import {
  type AuthenticationCreds,
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  hkdf,
  initAuthCreds,
  proto,
  type SignalKeyStore,
} from '@whiskeysockets/baileys';
import { type Bundle, Device } from './device.ts';
import { bytesIn, children, numberIn, stanza } from './stanza.ts';

/** What the server knows of a linked client: who it is and the keys it gave. */
export interface Companion {
  readonly device: number;
  readonly registrationId: number;
  readonly identity: Uint8Array;
  signed: Bundle['signed'];
  readonly once: { readonly id: number; readonly key: Uint8Array }[];
}

/** A client that shows a QR or waits for its code: what it told when it connected. */
export interface Applicant {
  readonly registrationId: number;
  readonly identity: Uint8Array;
  readonly signed: Bundle['signed'];
}

/** The ward's number: its phone, and the clients that were linked to it. */
export class Account {
  readonly phone = new Device();
  readonly pn: string;
  readonly lid: string;
  companion: Companion | null = null;
  #linked = 0;

  constructor(pn: string, lid: string) {
    this.pn = pn;
    this.lid = lid;
  }

  /** The addresses of the linked client, with its device. */
  get client(): { pn: string; lid: string } {
    const device = this.companion?.device ?? 0;
    return { pn: `${this.pn}:${device}@s.whatsapp.net`, lid: `${this.lid}:${device}@lid` };
  }

  /** The client's keys for one who wants to write; each single-use key is given once. */
  bundle(): Bundle {
    if (!this.companion) throw new Error('no client is linked');
    const { registrationId, identity, signed, once } = this.companion;
    return { registrationId, identity, signed, once: once.shift() ?? null };
  }

  /** Signs a client in, as the phone does after the QR or the code; the answer is the `pair-success` stanza. */
  link(applicant: Applicant, advSecret: Buffer): BinaryNode {
    this.#linked += 1;
    this.companion = { device: this.#linked, ...applicant, once: [] };
    const signed = proto.ADVSignedDeviceIdentity.encode(this.#vouch(applicant.identity)).finish();
    const hmac = createHmac('sha256', advSecret).update(signed).digest();
    const identity = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
    return stanza('iq', { type: 'set', from: '@s.whatsapp.net', id: randomBytes(4).toString('hex') }, [
      stanza('pair-success', {}, [
        stanza('device-identity', {}, identity),
        stanza('device', { jid: this.client.pn, lid: this.client.lid }),
        stanza('platform', { name: 'android' }),
        stanza('biz', { name: 'Kelurahan' }),
      ]),
    ]);
  }

  #vouch(identity: Uint8Array): proto.IADVSignedDeviceIdentity {
    const { signedIdentityKey } = this.phone.creds;
    const details = proto.ADVDeviceIdentity.encode({
      rawId: 1,
      timestamp: 1_700_000_000,
      keyIndex: this.#linked,
    }).finish();
    const message = Buffer.concat([Buffer.from([6, 0]), details, identity]);
    return {
      details,
      accountSignatureKey: signedIdentityKey.public,
      accountSignature: Curve.sign(signedIdentityKey.private, message),
    };
  }

  /** Credentials of a client that was linked earlier, with `once` single-use keys put into its store. */
  async linkedBefore(store: SignalKeyStore, once = 30): Promise<AuthenticationCreds> {
    const creds = initAuthCreds();
    const { registrationId, signedIdentityKey, signedPreKey } = creds;
    const signed = {
      id: signedPreKey.keyId,
      key: signedPreKey.keyPair.public,
      signature: signedPreKey.signature,
    };
    this.link({ registrationId, identity: signedIdentityKey.public, signed }, randomBytes(32));
    const account = this.#vouch(signedIdentityKey.public);
    account.deviceSignature = Curve.sign(
      signedIdentityKey.private,
      Buffer.concat([
        Buffer.from([6, 1]),
        account.details ?? Buffer.alloc(0),
        signedIdentityKey.public,
        account.accountSignatureKey ?? Buffer.alloc(0),
      ]),
    );
    const pairs = Array.from({ length: once }, (_, i) => ({ id: i + 1, pair: Curve.generateKeyPair() }));
    await store.set({ 'pre-key': Object.fromEntries(pairs.map(({ id, pair }) => [id, pair])) });
    this.companion?.once.push(...pairs.map(({ id, pair }) => ({ id, key: pair.public })));
    return {
      ...creds,
      account,
      me: { id: this.client.pn, lid: this.client.lid, name: 'Kelurahan' },
      registered: true,
      nextPreKeyId: once + 1,
      firstUnuploadedPreKeyId: once + 1,
    };
  }

  /** Takes the keys that the client uploads. */
  takeKeys(iq: BinaryNode): void {
    if (!this.companion) return;
    const list = children(iq, 'list')[0];
    for (const key of children(list, 'key')) {
      this.companion.once.push({ id: numberIn(key, 'id'), key: bytesIn(key, 'value') });
    }
    const skey = children(iq, 'skey')[0];
    if (skey) this.companion.signed = readSigned(skey);
  }
}

/** A signed key as a stanza holds it. */
export function readSigned(skey: BinaryNode): Bundle['signed'] {
  return { id: numberIn(skey, 'id'), key: bytesIn(skey, 'value'), signature: bytesIn(skey, 'signature') };
}

/** The phone's half of linking by a code typed on it (PBKDF2 of the code, then a key agreement). */
export class CodeLinking {
  readonly #pair = Curve.generateKeyPair();
  readonly #wrapped: Buffer;
  readonly #account: Account;
  readonly ref = randomBytes(16);

  constructor(account: Account, hello: BinaryNode) {
    this.#account = account;
    this.#wrapped = bytesIn(hello, 'link_code_pairing_wrapped_companion_ephemeral_pub');
  }

  /** What the client is told once a person has typed the code on the phone. */
  async entered(code: string): Promise<BinaryNode> {
    const salt = randomBytes(32);
    const iv = randomBytes(16);
    const key = await derivePairingCodeKey(code, salt);
    const wrapped = Buffer.concat([salt, iv, aesEncryptCTR(this.#pair.public, key, iv)]);
    return stanza(
      'notification',
      { type: 'link_code_companion_reg', from: '@s.whatsapp.net', id: randomBytes(4).toString('hex') },
      [
        stanza('link_code_companion_reg', { stage: 'primary_hello' }, [
          stanza('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrapped),
          stanza('primary_identity_pub', {}, this.#account.phone.creds.signedIdentityKey.public),
          stanza('link_code_pairing_ref', {}, this.ref),
        ]),
      ],
    );
  }

  /** The secret that both sides have now; a wrong code makes the bundle unreadable. @throws Error */
  async finish(code: string, finish: BinaryNode): Promise<Buffer> {
    const key = await derivePairingCodeKey(code, this.#wrapped.subarray(0, 32));
    const theirs = aesDecryptCTR(this.#wrapped.subarray(48, 80), key, this.#wrapped.subarray(32, 48));
    const shared = Curve.sharedKey(this.#pair.private, theirs);
    const bundle = bytesIn(finish, 'link_code_pairing_wrapped_key_bundle');
    const expanded = Buffer.from(
      hkdf(shared, 32, {
        salt: bundle.subarray(0, 32),
        info: 'link_code_pairing_key_bundle_encryption_key',
      }),
    );
    const plain = aesDecryptGCM(bundle.subarray(44), expanded, bundle.subarray(32, 44), Buffer.alloc(0));
    const { private: own } = this.#account.phone.creds.signedIdentityKey;
    const identity = Curve.sharedKey(own, plain.subarray(0, 32));
    return Buffer.from(
      hkdf(Buffer.concat([shared, identity, plain.subarray(64, 96)]), 32, { info: 'adv_secret' }),
    );
  }
}
