/**
 * Signs a finished letter. The whole PDF goes in and comes out, because an outside service (BSrE) takes it so;
 * such a service must be given the unsigned PDF, since our own signature forbids a second one (DocMDP P=1).
 */
export interface LetterSigner {
  /** `at` is the time written into the signature (/M). Throws UnsignablePdf when the PDF is not one of ours. */
  sign(pdf: Uint8Array, at: Date): Promise<Uint8Array>;
}

/** A chain of certificates, leaf first, as PEM, and the leaf's private key as PKCS#8 DER. */
export interface SigningKey {
  readonly chainPem: string;
  readonly key: Uint8Array;
}
