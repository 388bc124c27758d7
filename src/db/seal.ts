import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';

/** The envelope cannot be opened: wrong key, wrong place, or changed bytes. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/**
 * Seals values at rest with AES-256-GCM. Envelope: version (1) | key id (4) | nonce (12) | tag (16) | text.
 * The associated data is `table|column|row`, so a value moved to another place does not open.
 * Also makes blind indexes: HMAC-SHA256 under a second key derived from the same secret (RFC 5869).
 */
export interface Sealer {
  readonly keyId: string;
  seal(place: Place, plain: Uint8Array | string): Buffer;
  open(place: Place, envelope: Uint8Array): Buffer;
  openText(place: Place, envelope: Uint8Array): string;
  /** Equality-searchable index of a value; `space` keeps NIK, phone and chat apart. */
  index(space: string, value: string): Buffer;
}

/** Where a value lives: `table|column|row id`. */
export type Place = `${string}|${string}|${string}`;

/** A sealer over a secret of 32 bytes. */
export function createSealer(secret: Buffer): Sealer {
  if (secret.length !== 32) throw new RangeError(`data key must be 32 bytes, got ${secret.length}`);
  // KeyObject, not Buffer: a raw key costs ten times more per call (it is expanded anew each time).
  const sealKey = derive(secret, 'halo-lurah seal v1');
  const indexKey = derive(secret, 'halo-lurah blind index v1');
  const id = Buffer.from(hkdfSync('sha256', secret, '', 'halo-lurah key id v1', KEY_ID_BYTES));
  const nonces = noncePool();

  return {
    keyId: id.toString('hex'),
    seal(place, plain) {
      const text = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
      const out = Buffer.allocUnsafe(HEAD_BYTES + TAG_BYTES + text.length);
      out[0] = VERSION;
      id.copy(out, 1);
      nonces(out, 1 + KEY_ID_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, out.subarray(1 + KEY_ID_BYTES, HEAD_BYTES));
      cipher.setAAD(Buffer.from(place, 'utf8'));
      cipher.update(text).copy(out, HEAD_BYTES + TAG_BYTES);
      cipher.final();
      cipher.getAuthTag().copy(out, HEAD_BYTES);
      return out;
    },
    open(place, envelope) {
      if (envelope.length < HEAD_BYTES + TAG_BYTES || envelope[0] !== VERSION)
        throw new SealBroken('not an envelope');
      const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.length);
      if (!bytes.subarray(1, 1 + KEY_ID_BYTES).equals(id)) throw new SealBroken('sealed with another key');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(1 + KEY_ID_BYTES, HEAD_BYTES));
      decipher.setAAD(Buffer.from(place, 'utf8'));
      decipher.setAuthTag(bytes.subarray(HEAD_BYTES, HEAD_BYTES + TAG_BYTES));
      const text = decipher.update(bytes.subarray(HEAD_BYTES + TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw new SealBroken('the value was changed or moved');
      }
      return text;
    },
    openText(place, envelope) {
      return this.open(place, envelope).toString('utf8');
    },
    index(space, value) {
      return createHmac('sha256', indexKey).update(space).update('|').update(value).digest();
    },
  };
}

function derive(secret: Buffer, label: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', label, 32)));
}

/** One call to the system for 1,000 nonces; each is used once. */
function noncePool(): (target: Buffer, at: number) => void {
  const pool = Buffer.alloc(NONCE_BYTES * 1000);
  let next = pool.length;
  return (target, at) => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    pool.copy(target, at, next, next + NONCE_BYTES);
    next += NONCE_BYTES;
  };
}
