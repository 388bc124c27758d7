import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from './oids.ts';
import type { SigningKey } from './signer.ts';

/** The private key does not belong to the first certificate, or is of a kind that we do not sign with. */
export class KeyMismatch extends Error {
  override readonly name = 'KeyMismatch';
}

/** A signing key, read and ready for many letters. */
export interface SigningMaterial {
  readonly certificates: readonly pkijs.Certificate[];
  readonly leafHash: Buffer;
  readonly key: KeyObject;
  readonly chainBytes: number;
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
  return {
    certificates: chain.map((certificate) => pkijs.Certificate.fromBER(exactly(certificate.raw))),
    leafHash: createHash('sha256').update(leaf.raw).digest(),
    key: privateKey,
    chainBytes: chain.reduce((sum, certificate) => sum + certificate.raw.length, 0),
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
 * and no signing time: in a PDF the time stands in /M.
 */
export async function createCms(material: SigningMaterial, digest: Uint8Array): Promise<Buffer> {
  const [leaf] = material.certificates;
  if (!leaf) throw new KeyMismatch('no certificate');
  // In the order that DER asks of a SET: by the encoded bytes, here by length.
  const attributes = new pkijs.SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      new pkijs.Attribute({
        type: OID.contentType,
        values: [new asn1js.ObjectIdentifier({ value: OID.data })],
      }),
      new pkijs.Attribute({
        type: OID.messageDigest,
        values: [new asn1js.OctetString({ valueHex: exactly(digest) })],
      }),
      new pkijs.Attribute({
        type: OID.signingCertificateV2,
        values: [signingCertificate(material.leafHash)],
      }),
    ],
  });
  const signed = Buffer.from(attributes.toSchema().toBER(false));
  signed[0] = 0x31;
  const sha256 = new pkijs.AlgorithmIdentifier({ algorithmId: OID.sha256 });
  const content = new pkijs.SignedData({
    version: 1,
    digestAlgorithms: [sha256],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [...material.certificates],
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: leaf.issuer, serialNumber: leaf.serialNumber }),
        digestAlgorithm: sha256,
        signedAttrs: attributes,
        signatureAlgorithm:
          material.key.asymmetricKeyType === 'ec'
            ? new pkijs.AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 })
            : new pkijs.AlgorithmIdentifier({
                algorithmId: OID.rsaEncryption,
                algorithmParams: new asn1js.Null(),
              }),
        signature: new asn1js.OctetString({ valueHex: exactly(sign('sha256', signed, material.key)) }),
      }),
    ],
  });
  const info = new pkijs.ContentInfo({ contentType: OID.signedData, content: content.toSchema(true) });
  return Buffer.from(info.toSchema().toBER(false));
}

/** SigningCertificateV2 with one ESSCertIDv2; SHA-256 is its default and therefore left out. */
function signingCertificate(hash: Buffer): asn1js.Sequence {
  const id = new asn1js.Sequence({ value: [new asn1js.OctetString({ valueHex: exactly(hash) })] });
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [id] })] });
}

/** The bytes in a buffer of their own, as the ASN.1 libraries want them. */
export function exactly(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
