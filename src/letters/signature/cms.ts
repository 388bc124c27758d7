import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { NULL, octets, oid, sequence, set, small, tagged } from './der.ts';
import { OID } from './oids.ts';
import type { SigningKey } from './signer.ts';

/** The private key does not belong to the first certificate, or is of a kind that we do not sign with. */
export class KeyMismatch extends Error {
  override readonly name = 'KeyMismatch';
}

/** A signing key, read and ready for many letters: all that is the same in each signature is there as finished DER. */
export interface SigningMaterial {
  readonly key: KeyObject;
  readonly chainBytes: number;
  /** SignedData up to its signers: version, digests, the detached content, the chain. */
  readonly head: Buffer;
  /** Issuer and serial number of the leaf (IssuerAndSerialNumber). */
  readonly signer: Buffer;
  /** The attribute signing-certificate-v2 of the leaf. */
  readonly certificateAttribute: Buffer;
  readonly algorithm: Buffer;
}

/** Reads chain and key once. Throws KeyMismatch. */
export async function readSigningKey({ chainPem, key }: SigningKey): Promise<SigningMaterial> {
  const chain = readChain(chainPem);
  const [leaf] = chain;
  const privateKey = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
  if (!leaf?.checkPrivateKey(privateKey)) throw new KeyMismatch('the key does not belong to the certificate');
  if (privateKey.asymmetricKeyType !== 'ec' && privateKey.asymmetricKeyType !== 'rsa') {
    throw new KeyMismatch(`no signatures with ${privateKey.asymmetricKeyType} keys`);
  }
  const raw = chain.map((certificate) => certificate.raw);
  const { issuer, serialNumber } = pkijs.Certificate.fromBER(exactly(leaf.raw));
  return {
    key: privateKey,
    chainBytes: raw.reduce((sum, certificate) => sum + certificate.length, 0),
    head: Buffer.concat([small(1), set(SHA256), sequence(oid(OID.data)), tagged(0, ...raw)]),
    signer: sequence(ber(issuer.toSchema()), ber(serialNumber)),
    certificateAttribute: attribute(
      OID.signingCertificateV2,
      signingCertificate(createHash('sha256').update(leaf.raw).digest()),
    ),
    algorithm:
      privateKey.asymmetricKeyType === 'ec'
        ? sequence(oid(OID.ecdsaWithSha256))
        : sequence(oid(OID.rsaEncryption), NULL),
  };
}

/** Certificates of a PEM text, in its order. Throws on text without any. */
export function readChain(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new RangeError('no certificate in the PEM text');
  return blocks.map((block) => new X509Certificate(block));
}

/** Room that a signature needs, in bytes: the chain, an RSA-4096 signature, names and attributes. */
export function cmsSize(material: SigningMaterial): number {
  return material.chainBytes + 1536;
}

/**
 * A detached CAdES signature (ETSI EN 319 122-1) over a SHA-256 digest. It carries signing-certificate-v2 (RFC 5035)
 * and no signing time: in a PDF the time stands in /M. Put together here because a general ASN.1 library takes 2 ms for
 * it, as long as the page; what it writes is read back with that library when a letter is checked.
 */
export function createCms(material: SigningMaterial, digest: Uint8Array): Buffer {
  // In the order that DER asks of a SET: by the encoded bytes, here by length.
  const attributes = [
    CONTENT_TYPE,
    attribute(OID.messageDigest, octets(digest)),
    material.certificateAttribute,
  ];
  // Signed as a SET, stored under the tag [0] (RFC 5652, 5.4).
  const signature = sign('sha256', set(...attributes), material.key);
  const info = sequence(
    small(1),
    material.signer,
    SHA256,
    tagged(0, ...attributes),
    material.algorithm,
    octets(signature),
  );
  return sequence(oid(OID.signedData), tagged(0, sequence(material.head, set(info))));
}

const SHA256 = sequence(oid(OID.sha256));
const CONTENT_TYPE = attribute(OID.contentType, oid(OID.data));

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), set(value));
}

/** SigningCertificateV2 with one ESSCertIDv2; SHA-256 is its default and therefore left out. */
function signingCertificate(hash: Buffer): Buffer {
  return sequence(sequence(sequence(octets(hash))));
}

function ber(schema: { toBER(sizeOnly?: boolean): ArrayBuffer }): Buffer {
  return Buffer.from(schema.toBER(false));
}

/** The bytes in a buffer of their own, as the ASN.1 libraries want them. */
export function exactly(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
