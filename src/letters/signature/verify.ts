import { verify as checkSignature, createHash, type X509Certificate } from 'node:crypto';
import { readChain } from './cms.ts';
import { type Layout, readLayout } from './layout.ts';
import { type OpenedCms, openCms } from './opened.ts';
import type { Reason, SignatureVerdict } from './verdict.ts';

/** Files above 5 MB are not looked at: our letters have about 35 KB. */
export const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;

/**
 * Is this exactly a PDF that one of the trusted chains (PEM, leaf first) signed at `at`? Structure first, so that
 * nothing can be added, moved or left out beside what was signed (pdf-insecurity.org: ISA, SWA, USF). Never throws.
 */
export function verifySignature(pdf: Uint8Array, trusted: readonly string[], at: Date): SignatureVerdict {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length);
  try {
    return examine(bytes, trusted.map(readChain), at);
  } catch {
    return { verdict: 'refused', reasons: ['cms'], signer: null };
  }
}

function examine(bytes: Buffer, trusted: readonly X509Certificate[][], at: Date): SignatureVerdict {
  if (bytes.length > MAX_UPLOAD_BYTES) return refused(['too-big']);
  if (!bytes.subarray(0, 8).toString('latin1').startsWith('%PDF-')) return refused(['not-pdf']);
  const layout = readLayout(bytes);
  const cms = layout.contents === null ? null : openCms(layout.contents);
  if (cms === null) return refused(layout.faults.length > 0 ? layout.faults : ['cms']);
  // Pinned to the very bytes of our certificate: a look-alike authority with the same names is nobody to us.
  const signer = trusted.findIndex(([leaf]) => leaf?.raw.equals(cms.leaf.raw));
  const chain = trusted[signer];
  if (!chain) return refused([...layout.faults, 'unknown-signer']);
  const carried =
    cms.certificates.length === chain.length && chain.every((c, n) => cms.certificates[n]?.equals(c.raw));
  const reasons = [
    ...layout.faults,
    ...(carried ? [] : ['cms' as const]),
    ...chainFaults(chain, at),
    ...contentFaults(bytes, layout, cms),
  ];
  return reasons.length === 0 ? { verdict: 'unchanged', signer } : { verdict: 'refused', reasons, signer };
}

function refused(reasons: readonly Reason[]): SignatureVerdict {
  return { verdict: 'refused', reasons, signer: null };
}

function chainFaults(chain: readonly X509Certificate[], at: Date): Reason[] {
  const faults: Reason[] = [];
  chain.forEach((certificate, index) => {
    const issuer = chain[index + 1];
    const issued = issuer
      ? issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
      : true;
    if (!issued && !faults.includes('chain')) faults.push('chain');
    if ((at < certificate.validFromDate || at > certificate.validToDate) && !faults.includes('dates'))
      faults.push('dates');
  });
  if (chain[0]?.ca && !faults.includes('chain')) faults.push('chain');
  return faults;
}

function contentFaults(bytes: Buffer, layout: Layout, cms: OpenedCms): Reason[] {
  const faults: Reason[] = [];
  if (layout.range) {
    const { gapStart, gapEnd } = layout.range;
    const digest = createHash('sha256')
      .update(bytes.subarray(0, gapStart))
      .update(bytes.subarray(gapEnd))
      .digest();
    if (!digest.equals(cms.messageDigest)) faults.push('digest');
  }
  if (!createHash('sha256').update(cms.leaf.raw).digest().equals(cms.signingCertificate))
    faults.push('signing-certificate');
  if (!checkSignature('sha256', cms.signedAttributes, cms.leaf.publicKey, cms.signature))
    faults.push('signature');
  return faults;
}
