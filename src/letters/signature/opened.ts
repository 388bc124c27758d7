import { X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { exactly } from './cms.ts';
import { OID } from './oids.ts';

/** What a CMS claims, taken apart but not yet believed. */
export interface OpenedCms {
  readonly leaf: X509Certificate;
  /** All certificates that came with it, as DER. */
  readonly certificates: readonly Buffer[];
  readonly messageDigest: Buffer;
  /** The hash in signing-certificate-v2. */
  readonly signingCertificate: Buffer;
  /** As they were signed: DER with the tag of a SET. */
  readonly signedAttributes: Buffer;
  readonly signature: Buffer;
}

/** Takes a detached CMS of exactly one signer apart, with only zeros behind it; null when it is anything else. */
export function openCms(padded: Buffer): OpenedCms | null {
  try {
    const der = unpadded(padded);
    if (!der) return null;
    const info = pkijs.ContentInfo.fromBER(exactly(der));
    if (info.contentType !== OID.signedData) return null;
    const data = new pkijs.SignedData({ schema: info.content });
    const [signer, ...others] = data.signerInfos;
    if (!signer || others.length > 0 || data.encapContentInfo.eContent) return null;
    const attributes = signer.signedAttrs;
    if (!attributes || signer.digestAlgorithm.algorithmId !== OID.sha256) return null;
    if (!OURS.has(signer.signatureAlgorithm.algorithmId)) return null;
    const leaf = signersCertificate(data, signer);
    const contentType = only(attributes, OID.contentType);
    const digest = only(attributes, OID.messageDigest);
    const certificate = only(attributes, OID.signingCertificateV2);
    if (!leaf || !(contentType instanceof asn1js.ObjectIdentifier) || contentType.getValue() !== OID.data)
      return null;
    if (!(digest instanceof asn1js.OctetString) || !(certificate instanceof asn1js.Sequence)) return null;
    return {
      leaf,
      certificates: (data.certificates ?? []).map((item) => Buffer.from(item.toSchema().toBER(false))),
      messageDigest: Buffer.from(digest.getValue()),
      signingCertificate: certificateHash(certificate),
      signedAttributes: Buffer.from(attributes.encodedValue),
      signature: Buffer.from(signer.signature.getValue()),
    };
  } catch {
    return null;
  }
}

const OURS: ReadonlySet<string> = new Set([OID.ecdsaWithSha256, OID.rsaEncryption]);

/** The length comes from the outer SEQUENCE; whatever follows must be zero. */
function unpadded(padded: Buffer): Buffer | null {
  if (padded[0] !== 0x30) return null;
  const first = padded[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 3 || padded.length < 2 + lengthBytes || first === 0x80) return null;
  const length = lengthBytes === 0 ? first : padded.readUIntBE(2, lengthBytes);
  const end = 2 + lengthBytes + length;
  if (end > padded.length) return null;
  return padded.subarray(end).every((byte) => byte === 0) ? padded.subarray(0, end) : null;
}

function signersCertificate(data: pkijs.SignedData, signer: pkijs.SignerInfo): X509Certificate | null {
  const { sid } = signer;
  if (!(sid instanceof pkijs.IssuerAndSerialNumber)) return null;
  const found = (data.certificates ?? []).find(
    (item): item is pkijs.Certificate =>
      item instanceof pkijs.Certificate &&
      item.serialNumber.isEqual(sid.serialNumber) &&
      item.issuer.isEqual(sid.issuer),
  );
  return found ? new X509Certificate(Buffer.from(found.toSchema().toBER(false))) : null;
}

/** The single value of an attribute that occurs once. */
function only(attributes: pkijs.SignedAndUnsignedAttributes, type: string): unknown {
  const [attribute, ...others] = attributes.attributes.filter((item) => item.type === type);
  return others.length === 0 && attribute?.values.length === 1 ? attribute.values[0] : null;
}

/** SigningCertificateV2 -> first ESSCertIDv2 -> certHash; an explicit algorithm (not SHA-256) is not ours. */
function certificateHash(value: asn1js.Sequence): Buffer {
  const id = (value.valueBlock.value[0] as asn1js.Sequence).valueBlock.value[0] as asn1js.Sequence;
  const hash = id.valueBlock.value[0];
  return hash instanceof asn1js.OctetString ? Buffer.from(hash.getValue()) : Buffer.alloc(0);
}
