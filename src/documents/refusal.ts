/**
 * Why a file was not taken: over 10 MB; more than 25 million pixels; broken or cut off; not a photo or PDF;
 * a PDF with a password; a PDF that runs something or carries files; the channel no longer has it.
 */
export const REFUSALS = [
  'too-big',
  'too-many-pixels',
  'damaged',
  'kind',
  'encrypted',
  'active',
  'gone',
] as const;
/** Why a file was not kept. */
export type Refusal = (typeof REFUSALS)[number];

/** Largest file that is taken, in bytes. */
export const MAX_BYTES = 10 * 1024 * 1024;

/** Largest picture that is decoded, by its header. */
export const MAX_PIXELS = 25_000_000;

/** A file made fit to keep, or why not. `tiny` and `blurry` are hints for a kind word, never a refusal. */
export type Prepared =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly mime: 'image/jpeg' | 'application/pdf';
      /** Pixels; null for a PDF. */
      readonly width: number | null;
      readonly height: number | null;
      readonly tiny: boolean;
      readonly blurry: boolean;
    }
  | { readonly ok: false; readonly why: Refusal };
