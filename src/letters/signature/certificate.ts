import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { Entropy } from '../../entropy.ts';
import { exactly } from './cms.ts';
import { OID } from './oids.ts';

/** A ward's means of signing: chain (leaf first) and private key, in clear; seal it before it is stored. */
export interface MadeCertificate {
  readonly chainPem: string;
  /** PKCS#8 DER. */
  readonly privateKeyPkcs8: Buffer;
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Whose certificate it is. */
export interface CertificateOwner {
  /** "Kota Kupang". */
  readonly city: string;
  /** "Kota Raja". */
  readonly kecamatan: string;
  /** "Naikoten II". */
  readonly kelurahan: string;
}

/** P-256 is small and fast; RSA-2048 is for a viewer that knows no elliptic curves. */
export type LeafKey = 'ec' | 'rsa';

type Name = readonly (readonly [oid: string, value: string])[];

/**
 * A city root (ECDSA P-256) and a ward's leaf under it. The root's key signs this one leaf and is then forgotten,
 * so nobody can ever make another certificate under it; a renewed leaf gets a new root.
 */
export function makeCertificate(
  owner: CertificateOwner,
  at: Date,
  years: number,
  entropy: Entropy,
  kind: LeafKey = 'ec',
): MadeCertificate {
  const organisation = `Pemerintah ${owner.city}`.slice(0, 64);
  const rootName: Name = [
    [OID.country, 'ID'],
    [OID.organisation, organisation],
    [OID.commonName, `Akar ${owner.city}`.slice(0, 64)],
  ];
  const leafName: Name = [
    [OID.country, 'ID'],
    [OID.organisation, organisation],
    [OID.unit, `Kecamatan ${owner.kecamatan}`.slice(0, 64)],
    [OID.commonName, `Kelurahan ${owner.kelurahan}`.slice(0, 64)],
  ];
  // An hour back: the clock of whoever checks may be a little behind ours.
  const notBefore = new Date(Math.floor(at.getTime() / 1000) * 1000 - 3_600_000);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);

  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const shared = { issuer: rootName, issuerKey: root.privateKey, notBefore, notAfter, entropy };
  const rootDer = build({ ...shared, subject: rootName, publicKey: root.publicKey, authority: true });
  const leafDer = build({ ...shared, subject: leafName, publicKey: leaf.publicKey, authority: false });
  return asMade([new X509Certificate(leafDer), new X509Certificate(rootDer)], leaf.privateKey);
}

/** What is stored of a chain (leaf first) and its key. */
export function asMade(chain: readonly X509Certificate[], key: KeyObject): MadeCertificate {
  const [leaf] = chain;
  if (!leaf) throw new RangeError('an empty chain');
  return {
    chainPem: chain.map((certificate) => certificate.toString()).join(''),
    privateKeyPkcs8: key.export({ format: 'der', type: 'pkcs8' }),
    subject: leaf.subject.replaceAll('\n', ', '),
    notBefore: leaf.validFromDate,
    notAfter: leaf.validToDate,
  };
}

interface Plan {
  readonly subject: Name;
  readonly issuer: Name;
  readonly publicKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly authority: boolean;
  readonly entropy: Entropy;
}

function build(plan: Plan): Buffer {
  const algorithm = new pkijs.AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 });
  const serial = Buffer.concat([Buffer.of(0x5a), plan.entropy.bytes(15)]);
  const certificate = new pkijs.Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: exactly(serial) }),
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: distinguished(plan.issuer),
    subject: distinguished(plan.subject),
    notBefore: time(plan.notBefore),
    notAfter: time(plan.notAfter),
    subjectPublicKeyInfo: new pkijs.PublicKeyInfo({
      schema: asn1js.fromBER(exactly(plan.publicKey.export({ format: 'der', type: 'spki' }))).result,
    }),
    extensions: extensions(plan),
  });
  certificate.tbsView = new Uint8Array(certificate.encodeTBS().toBER(false));
  certificate.signatureValue = new asn1js.BitString({
    valueHex: exactly(sign('sha256', certificate.tbsView, plan.issuerKey)),
  });
  return Buffer.from(certificate.toSchema(true).toBER(false));
}

function extensions({ authority, publicKey, issuerKey }: Plan): pkijs.Extension[] {
  // Bits from the left: digitalSignature and nonRepudiation, or keyCertSign and cRLSign (RFC 5280, 4.2.1.3).
  const usage = authority
    ? new asn1js.BitString({ valueHex: Uint8Array.of(0x06).buffer, unusedBits: 1 })
    : new asn1js.BitString({ valueHex: Uint8Array.of(0xc0).buffer, unusedBits: 6 });
  const list = [
    extension(
      OID.basicConstraints,
      true,
      new pkijs.BasicConstraints(authority ? { cA: true, pathLenConstraint: 0 } : {}).toSchema(),
    ),
    extension(OID.keyUsage, true, usage),
    extension(
      OID.subjectKeyIdentifier,
      false,
      new asn1js.OctetString({ valueHex: exactly(keyId(publicKey)) }),
    ),
  ];
  if (authority) return list;
  return [
    ...list,
    extension(
      OID.authorityKeyIdentifier,
      false,
      new pkijs.AuthorityKeyIdentifier({
        keyIdentifier: new asn1js.OctetString({ valueHex: exactly(keyId(createPublicKey(issuerKey))) }),
      }).toSchema(),
    ),
    // With documentSigning alone poppler and openssl refuse the certificate for signatures.
    extension(
      OID.extendedKeyUsage,
      false,
      new pkijs.ExtKeyUsage({ keyPurposes: [OID.documentSigning, OID.emailProtection] }).toSchema(),
    ),
  ];
}

function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest()
    .subarray(0, 20);
}

/** One RDN a name part. pkijs would put all parts into a single RDN, which is another name, so it gets finished DER. */
function distinguished(name: Name): pkijs.RelativeDistinguishedNames {
  const schema = new asn1js.Sequence({
    value: name.map(([oid, value]) => {
      const text =
        oid === OID.country ? new asn1js.PrintableString({ value }) : new asn1js.Utf8String({ value });
      return new asn1js.Set({
        value: [new asn1js.Sequence({ value: [new asn1js.ObjectIdentifier({ value: oid }), text] })],
      });
    }),
  });
  return new pkijs.RelativeDistinguishedNames({ schema: asn1js.fromBER(schema.toBER(false)).result });
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
function time(value: Date): pkijs.Time {
  return new pkijs.Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}
