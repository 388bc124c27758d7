/** Why a file is not an unchanged letter; the first words are stable and fit a log. */
export type Reason =
  | 'too-big'
  | 'not-pdf'
  | 'no-signature'
  | 'byte-range'
  | 'revisions'
  | 'cms'
  | 'unknown-signer'
  | 'chain'
  | 'dates'
  | 'digest'
  | 'signature'
  | 'signing-certificate';

/** `signer` is the place in the list of trusted chains, as soon as the file names one of them (true or not). */
export type SignatureVerdict =
  | { readonly verdict: 'unchanged'; readonly signer: number }
  | { readonly verdict: 'refused'; readonly reasons: readonly Reason[]; readonly signer: number | null };
