import { cmsSize, createCms, readSigningKey } from './cms.ts';
import { prepare } from './increment.ts';
import type { LetterSigner, SigningKey } from './signer.ts';

/** Signs with the ward's own key: PAdES B-B (ETSI EN 319 142-1), as an incremental update that keeps PDF/A-2b. */
export async function createOwnSigner(signingKey: SigningKey): Promise<LetterSigner> {
  const material = await readSigningKey(signingKey);
  return {
    async sign(pdf, at) {
      const prepared = prepare(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length), at, cmsSize(material));
      return prepared.complete(createCms(material, prepared.digest));
    },
  };
}
