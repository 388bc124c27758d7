/** Why a number was not linked or let go, where a person can do something about it. */
export class NumberRefused extends Error {
  override readonly name = 'NumberRefused';
  /** `time`: no phone took the code; `linked`: the ward has one; `taken`: it serves another ward; `none`: there is none. */
  readonly why: 'time' | 'linked' | 'taken' | 'none';
  constructor(why: 'time' | 'linked' | 'taken' | 'none') {
    super(`the number was refused: ${why}`);
    this.why = why;
  }
}

/** A number of a ward, as the office sees it. */
export interface KeptNumber {
  readonly name: string;
  /** Digits; null while it is not linked. */
  readonly number: string | null;
  /** Why WhatsApp refuses the login: the number waits to be linked anew. */
  readonly refused: string | null;
  /** A process speaks for it now. */
  readonly held: boolean;
}

/** The ward's own WhatsApp numbers, as they are managed from a chat. */
export interface NumberKeeper {
  status(wardId: string): Promise<KeptNumber[]>;
  /**
   * Links a number: shows QR after QR (PNG), or with `phone` one code to type there, until a phone has taken it; gives
   * its digits. @throws NumberRefused; anything else when `signal` came first.
   */
  link(
    wanted: { readonly wardId: string; readonly phone: string | null },
    shown: { onQr(png: Uint8Array): Promise<void>; onCode(code: string): Promise<void> },
    signal: AbortSignal,
  ): Promise<string>;
  /** Lets go of the ward's number: its digits, and whether WhatsApp could be told. @throws NumberRefused */
  unlink(wardId: string, signal: AbortSignal): Promise<{ readonly number: string; readonly told: boolean }>;
}
