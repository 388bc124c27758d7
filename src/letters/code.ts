import { type Entropy, readableCode } from '../entropy.ts';

/** 26 characters of 31: 128.8 bits, so that no code can be guessed. */
const LENGTH = 26;

/** Which kind of value a code's blind index belongs to. */
export const CODE_SPACE = 'letter-code';

/** A fresh verification code, without separators. */
export function newCode(entropy: Entropy): string {
  return readableCode(LENGTH, entropy);
}

/** As it is printed: groups of five, the last of six. */
export function groupedCode(code: string): string {
  return code.replaceAll(/(.{5})(?=.{5})/g, '$1-');
}

/** As it is indexed, from whatever a person typed: capitals only, no spaces or dashes; never longer than a code may be. */
export function bareCode(typed: string): string {
  return typed
    .slice(0, 200)
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .slice(0, LENGTH + 1);
}
