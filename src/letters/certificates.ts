import { and, desc, eq } from 'drizzle-orm';
import { certificate, ward } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import type { Ward } from '../wards/ward.ts';
import { type MadeCertificate, makeCertificate } from './signature/certificate.ts';
import type { SigningKey } from './signature/signer.ts';

/** The ward has no certificate in use: `certificate make` or `certificate import` gives it one. */
export class NoCertificate extends Error {
  override readonly name = 'NoCertificate';
}

/** The ward's certificate is not valid at the time of signing. */
export class CertificateOutOfDate extends Error {
  override readonly name = 'CertificateOutOfDate';
}

/** What keeping certificates needs. */
export interface CertificateDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
}

/** Years that a certificate of our own making lasts. */
const YEARS = 5;

/** Puts a certificate in use and the one before it out of use; old ones stay, to check old letters. Returns its id. */
export async function installCertificate(
  tx: Tx,
  deps: CertificateDeps,
  wardId: string,
  made: MadeCertificate,
  at: Date,
): Promise<string> {
  // The ward's row is the lock: two installations at once would leave two in use.
  await tx.select({ id: ward.id }).from(ward).where(eq(ward.id, wardId)).for('no key update');
  await tx.update(certificate).set({ active: false }).where(eq(certificate.wardId, wardId));
  const id = uuid7(at, deps.entropy);
  await tx.insert(certificate).values({
    id,
    wardId,
    subject: made.subject,
    chain: made.chainPem,
    privateKey: deps.sealer.seal(`certificate|private_key|${id}`, made.privateKeyPkcs8),
    notBefore: made.notBefore,
    notAfter: made.notAfter,
    active: true,
    createdAt: at,
  });
  return id;
}

/** Sees to it that the ward can sign at `at`: keeps the certificate in use when it is valid, else makes one. Returns its id. */
export async function ensureCertificate(tx: Tx, deps: CertificateDeps, of: Ward, at: Date): Promise<string> {
  const active = await activeRow(tx, of.id);
  if (active && active.notBefore <= at && active.notAfter > at) return active.id;
  return installCertificate(tx, deps, of.id, makeCertificate(of.settings, at, YEARS, deps.entropy), at);
}

/** The key to sign with at `at`. NoCertificate, CertificateOutOfDate. */
export async function signingKeyOf(tx: Tx, sealer: Sealer, wardId: string, at: Date): Promise<SigningKey> {
  const active = await activeRow(tx, wardId);
  if (!active) throw new NoCertificate('the ward has no certificate in use');
  if (at < active.notBefore || at > active.notAfter) {
    throw new CertificateOutOfDate(`valid until ${active.notAfter.toISOString()}`);
  }
  return {
    chainPem: active.chain,
    key: sealer.open(`certificate|private_key|${active.id}`, active.privateKey),
  };
}

/** All chains (PEM, leaf first) that a ward, or every ward, has ever signed with; newest first. */
export async function trustedChains(tx: Tx, wardId?: string): Promise<string[]> {
  const rows = await tx
    .select({ chain: certificate.chain })
    .from(certificate)
    .where(wardId === undefined ? undefined : eq(certificate.wardId, wardId))
    .orderBy(desc(certificate.createdAt));
  return rows.map((row) => row.chain);
}

async function activeRow(tx: Tx, wardId: string) {
  const [row] = await tx
    .select()
    .from(certificate)
    .where(and(eq(certificate.wardId, wardId), eq(certificate.active, true)))
    .orderBy(desc(certificate.createdAt))
    .limit(1);
  return row;
}
