import { westernDigits } from './nik.ts';

/**
 * A phone number as digits with the country code, so that 0812, 62812, +62 812 and 62812@s.whatsapp.net are one
 * person (62812...). Null when it cannot be a phone number. A number without a country code is an Indonesian one.
 */
export function normalizePhone(text: string): string | null {
  const western = westernDigits(text.slice(0, 60)).trim();
  // WhatsApp's @lid is an id of its own that only looks like a number.
  const [number = '', host] = western.split('@');
  if (host !== undefined && !/^(s\.whatsapp\.net|c\.us)$/.test(host)) return null;
  const bare = number.replace(/^(tel|hp|wa|no)\b[.:]?/i, '').replace(/[\s\p{Pd}\p{Cf}.()/]/gu, '');
  const parts = /^(\+|00)?(\d{6,15})$/.exec(bare);
  const digits = parts?.[2];
  if (digits === undefined) return null;
  const full = parts?.[1] === undefined ? withCountry(digits) : withoutTrunkZero(digits);
  return isPossible(full) ? full : null;
}

function withCountry(digits: string): string {
  if (digits.startsWith('62')) return withoutTrunkZero(digits);
  return `62${digits.replace(/^0/, '')}`;
}

/** +62 (0)812 is written often. */
function withoutTrunkZero(digits: string): string {
  return digits.startsWith('620') ? `62${digits.slice(3)}` : digits;
}

/** E.164 allows 15 digits; an Indonesian number has 8 to 12 after the 62, and none begins with 0. */
function isPossible(full: string): boolean {
  return full.startsWith('62') ? /^62[1-9]\d{7,11}$/.test(full) : /^[1-9]\d{7,14}$/.test(full);
}
