import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { asMade, type MadeCertificate } from './certificate.ts';
import { exactly, readChain } from './cms.ts';
import { OID } from './oids.ts';

/** The file is not PKCS#12, or is damaged. */
export class NotP12 extends Error {
  override readonly name = 'NotP12';
}
/** The password does not open the file. */
export class WrongP12Password extends Error {
  override readonly name = 'WrongP12Password';
}
/** Sealed with RC2 or 3DES, which are no longer read. `openssl pkcs12 -legacy -in old -nodes | openssl pkcs12 -export` renews it. */
export class LegacyP12 extends Error {
  override readonly name = 'LegacyP12';
}
/** No private key, or no certificate that belongs to it. */
export class NoKeyInP12 extends Error {
  override readonly name = 'NoKeyInP12';
}

const ROUNDS = 100_000;
const AES = { name: 'AES-CBC', length: 256 } as const;

/** Reads a certificate from elsewhere. Throws NotP12, WrongP12Password, LegacyP12, NoKeyInP12. */
export async function importP12(file: Uint8Array, password: string): Promise<MadeCertificate> {
  const secret = exactly(Buffer.from(password, 'utf8'));
  const bags = await open(file, secret);
  let key: KeyObject | undefined;
  const certificates: X509Certificate[] = [];
  for (const bag of bags) {
    if (bag.bagId === OID.certificateBag)
      certificates.push(new X509Certificate(derOf(bag.bagValue.parsedValue)));
    if (bag.bagId === OID.keyBag) key ??= privateKey(bag.bagValue);
    if (bag.bagId === OID.shroudedKeyBag) {
      refuseLegacy(bag.bagValue.encryptionAlgorithm?.algorithmId);
      await bag.bagValue.parseInternalValues({ password: secret }).catch(wrongPassword);
      key ??= privateKey(bag.bagValue.parsedValue);
    }
  }
  if (!key) throw new NoKeyInP12('no private key in the file');
  return asMade(ordered(certificates, key), key);
}

/** A copy to take away, sealed with AES-256 and 100,000 rounds of PBKDF2-SHA256. */
export async function exportP12(made: MadeCertificate, password: string): Promise<Buffer> {
  const secret = exactly(Buffer.from(password, 'utf8'));
  const keyInfo = pkijs.PrivateKeyInfo.fromBER(exactly(made.privateKeyPkcs8));
  const shrouded = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: keyInfo });
  const sealing = {
    password: secret,
    contentEncryptionAlgorithm: AES,
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: ROUNDS,
  };
  await shrouded.makeInternalValues(sealing as Parameters<typeof shrouded.makeInternalValues>[0]);
  const certificates = readChain(made.chainPem).map(
    (certificate) =>
      new pkijs.SafeBag({
        bagId: OID.certificateBag,
        bagValue: new pkijs.CertBag({ parsedValue: pkijs.Certificate.fromBER(exactly(certificate.raw)) }),
      }),
  );
  const safe = new pkijs.AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        {
          privacyMode: 0,
          value: new pkijs.SafeContents({
            safeBags: [new pkijs.SafeBag({ bagId: OID.shroudedKeyBag, bagValue: shrouded })],
          }),
        },
        { privacyMode: 1, value: new pkijs.SafeContents({ safeBags: certificates }) },
      ],
    },
  });
  await safe.makeInternalValues({ safeContents: [{}, sealing] } as Parameters<
    typeof safe.makeInternalValues
  >[0]);
  const pfx = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } });
  await pfx.makeInternalValues({
    password: secret,
    iterations: ROUNDS,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  });
  return Buffer.from(pfx.toSchema().toBER(false));
}

/** pkijs types the value of a bag only by its id. */
interface Bag {
  readonly bagId: string;
  readonly bagValue: pkijs.PkiObject & {
    readonly parsedValue: pkijs.PkiObject;
    readonly encryptionAlgorithm?: pkijs.AlgorithmIdentifier;
    parseInternalValues(parameters: { password: ArrayBuffer }): Promise<void>;
  };
}

async function open(file: Uint8Array, password: ArrayBuffer): Promise<Bag[]> {
  let pfx: pkijs.PFX;
  try {
    pfx = pkijs.PFX.fromBER(exactly(file));
  } catch {
    throw new NotP12('not a PKCS#12 file');
  }
  await pfx.parseInternalValues({ password, checkIntegrity: true }).catch(wrongPassword);
  const safe = pfx.parsedValue?.authenticatedSafe;
  if (!safe) throw new NotP12('an empty PKCS#12 file');
  const secrets = safe.safeContents.map((content) => {
    if (content.contentType === OID.data) return {};
    // Read from a copy: the library takes a structure apart while reading it.
    const copy = asn1js.fromBER((content.content as asn1js.BaseBlock).toBER(false)).result;
    const encrypted = new pkijs.EncryptedData({ schema: copy });
    refuseLegacy(encrypted.encryptedContentInfo.contentEncryptionAlgorithm.algorithmId);
    return { password };
  });
  await safe.parseInternalValues({ safeContents: secrets }).catch(wrongPassword);
  const contents = safe.parsedValue.safeContents as { value: pkijs.SafeContents }[];
  return contents.flatMap((content) => content.value.safeBags as unknown as Bag[]);
}

function refuseLegacy(algorithm: string | undefined): void {
  if (algorithm !== OID.pbes2) throw new LegacyP12('sealed with an outdated cipher');
}

/** The library has one kind of error for a false checksum and for failed decryption: both mean the password. */
function wrongPassword(): never {
  throw new WrongP12Password('the password does not open the file');
}

function privateKey(info: pkijs.PkiObject): KeyObject {
  return createPrivateKey({ key: derOf(info), format: 'der', type: 'pkcs8' });
}

function derOf(value: pkijs.PkiObject): Buffer {
  return Buffer.from((value.toSchema() as asn1js.BaseBlock).toBER(false));
}

/** Leaf first, then each issuer as far as the file has them. */
function ordered(certificates: readonly X509Certificate[], key: KeyObject): X509Certificate[] {
  let current = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (!current) throw new NoKeyInP12('no certificate belongs to the key');
  const chain = [current];
  while (!current.checkIssued(current)) {
    const issuer = certificates.find(
      (c) => !chain.includes(c) && (current as X509Certificate).checkIssued(c),
    );
    if (!issuer) break;
    chain.push(issuer);
    current = issuer;
  }
  return chain;
}
