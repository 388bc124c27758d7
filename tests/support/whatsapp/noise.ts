import { createHash } from 'node:crypto';
import { aesDecryptGCM, aesEncryptGCM, Curve, hkdf, proto, WA_CERT_DETAILS } from '@whiskeysockets/baileys';

type KeyPair = ReturnType<typeof Curve.generateKeyPair>;

/** The header of the protocol that Baileys speaks: "WA", version 6, dictionary 3. */
const HEADER = Buffer.from([0x57, 0x41, 6, 3]);
const MODE = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0');

/** The root that signs the servers of the tests; `trust.ts` makes a process believe in it. */
export const TEST_ROOT_PRIVATE = createHash('sha256').update('halo lurah, root of the test servers').digest();

/** The public half of the root, worked out as a key agreement with the base point (RFC 7748). */
export const TEST_ROOT_PUBLIC = Curve.sharedKey(
  TEST_ROOT_PRIVATE,
  Buffer.concat([Buffer.from([9]), Buffer.alloc(31)]),
);

/** Lets Baileys in this process accept the servers of the tests instead of WhatsApp's. */
export function trustTestRoot(): void {
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(TEST_ROOT_PUBLIC);
}

/** The server's side of one Noise XX handshake and of the encrypted frames after it. */
export class ServerNoise {
  readonly #onHello: (payload: proto.ClientPayload) => void;
  readonly #onFrame: (bytes: Buffer) => void;
  readonly #send: (bytes: Buffer) => void;
  readonly #ephemeral = Curve.generateKeyPair();
  readonly #static = Curve.generateKeyPair();
  #pending = Buffer.alloc(0);
  #stage: 'intro' | 'hello' | 'finish' | 'open' = 'intro';
  #hash: Buffer = MODE;
  #salt: Buffer = MODE;
  #key: Buffer = MODE;
  #counter = 0;
  #keys: { send: Buffer; receive: Buffer } | null = null;
  #sent = 0;
  #received = 0;
  /** The client's static key: it tells who connects. */
  clientKey: Buffer = Buffer.alloc(0);

  constructor(
    send: (bytes: Buffer) => void,
    onHello: (payload: proto.ClientPayload) => void,
    onFrame: (bytes: Buffer) => void,
  ) {
    this.#send = send;
    this.#onHello = onHello;
    this.#onFrame = onFrame;
  }

  /** Takes bytes as they come from the wire. */
  take(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    if (this.#stage === 'intro' && !this.#readIntro()) return;
    while (this.#pending.length >= 3) {
      const size = this.#pending.readUIntBE(0, 3);
      if (this.#pending.length < size + 3) return;
      const frame = this.#pending.subarray(3, size + 3);
      this.#pending = this.#pending.subarray(size + 3);
      this.#handle(frame);
    }
  }

  /** Sends a frame, encrypted once the handshake is over. */
  send(plain: Uint8Array): void {
    if (!this.#keys) return;
    this.#frame(aesEncryptGCM(plain, this.#keys.send, iv(this.#sent++), Buffer.alloc(0)));
  }

  /** Routing information, when the client has some, comes before the header: "ED", two bytes, its length. */
  #readIntro(): boolean {
    const routed = this.#pending.subarray(0, 2).toString() === 'ED';
    const skip = routed && this.#pending.length >= 7 ? 7 + this.#pending.readUIntBE(4, 3) : 0;
    if (this.#pending.length < skip + HEADER.length || (routed && skip === 0)) return false;
    if (!this.#pending.subarray(skip, skip + 4).equals(HEADER)) throw new Error('not the expected header');
    this.#pending = this.#pending.subarray(skip + 4);
    this.#stage = 'hello';
    return true;
  }

  #handle(frame: Buffer): void {
    if (this.#stage === 'hello') this.#answerHello(frame);
    else if (this.#stage === 'finish') this.#finish(frame);
    else if (this.#keys) {
      this.#onFrame(aesDecryptGCM(frame, this.#keys.receive, iv(this.#received++), Buffer.alloc(0)));
    }
  }

  #answerHello(frame: Buffer): void {
    const theirs = Buffer.from(proto.HandshakeMessage.decode(frame).clientHello?.ephemeral ?? []);
    this.#mixHash(HEADER);
    this.#mixHash(theirs);
    this.#mixHash(this.#ephemeral.public);
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, theirs));
    const encStatic = this.#encrypt(this.#static.public);
    this.#mixKey(Curve.sharedKey(this.#static.private, theirs));
    const payload = this.#encrypt(certificate(this.#static));
    const serverHello = { ephemeral: this.#ephemeral.public, static: encStatic, payload };
    this.#frame(proto.HandshakeMessage.encode({ serverHello }).finish());
    this.#stage = 'finish';
  }

  #finish(frame: Buffer): void {
    const finish = proto.HandshakeMessage.decode(frame).clientFinish;
    this.clientKey = this.#decrypt(Buffer.from(finish?.static ?? []));
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, this.clientKey));
    const payload = proto.ClientPayload.decode(this.#decrypt(Buffer.from(finish?.payload ?? [])));
    const [receive, send] = this.#expand(Buffer.alloc(0));
    this.#keys = { send, receive };
    this.#stage = 'open';
    this.#onHello(payload);
  }

  #frame(bytes: Uint8Array): void {
    const head = Buffer.alloc(3);
    head.writeUIntBE(bytes.length, 0, 3);
    this.#send(Buffer.concat([head, bytes]));
  }

  #mixHash(data: Uint8Array): void {
    this.#hash = createHash('sha256').update(this.#hash).update(data).digest();
  }

  #expand(input: Buffer): [Buffer, Buffer] {
    const bytes = Buffer.from(hkdf(input, 64, { salt: this.#salt, info: '' }));
    return [bytes.subarray(0, 32), bytes.subarray(32)];
  }

  #mixKey(input: Buffer): void {
    [this.#salt, this.#key] = this.#expand(input);
    this.#counter = 0;
  }

  #encrypt(plain: Uint8Array): Buffer {
    const out = aesEncryptGCM(plain, this.#key, iv(this.#counter++), this.#hash);
    this.#mixHash(out);
    return out;
  }

  #decrypt(bytes: Buffer): Buffer {
    const out = aesDecryptGCM(bytes, this.#key, iv(this.#counter++), this.#hash);
    this.#mixHash(bytes);
    return out;
  }
}

function iv(counter: number): Buffer {
  const out = Buffer.alloc(12);
  out.writeUInt32BE(counter, 8);
  return out;
}

/** A chain of two: the root signs the intermediate, the intermediate signs the server's static key. */
function certificate(own: KeyPair): Buffer {
  const middle = Curve.generateKeyPair();
  const details = proto.CertChain.NoiseCertificate.Details;
  const intermediate = details.encode({ serial: 1, issuerSerial: 0, key: middle.public }).finish();
  const leaf = details.encode({ serial: 2, issuerSerial: 1, key: own.public }).finish();
  const chain = {
    intermediate: { details: intermediate, signature: Curve.sign(TEST_ROOT_PRIVATE, intermediate) },
    leaf: { details: leaf, signature: Curve.sign(middle.private, leaf) },
  };
  return Buffer.from(proto.CertChain.encode(chain).finish());
}
