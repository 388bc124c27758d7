import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '../../db/seal.ts';
import type { Entropy } from '../../entropy.ts';

/** However often somebody says "still here": a session of half a day is a page that was forgotten. */
const LONGEST_MS = 12 * 3_600_000;

/**
 * A session is the address of a new chat, with a proof that this office gave it to this device. It lives in the memory
 * of the page and is shown in a header; no process remembers it, so any process can serve the next request.
 */
export interface Sessions {
  open(deviceId: string): { readonly chat: string; readonly token: string };
  /** The chat's address, or null for what was never given to this device. */
  read(deviceId: string, token: string | undefined): string | null;
}

/** `now` in real milliseconds. */
export function createSessions(sealer: Sealer, entropy: Entropy, now: () => number): Sessions {
  const proof = (deviceId: string, id: string, at: string) =>
    sealer.index('kiosk-session', `${deviceId}|${id}|${at}`);
  return {
    open(deviceId) {
      const id = entropy.bytes(16).toString('hex');
      const at = now().toString(36);
      return {
        chat: `anjungan:${id}`,
        token: `${id}.${at}.${proof(deviceId, id, at).toString('base64url')}`,
      };
    },
    read(deviceId, token) {
      const [, id, at, given] = /^([0-9a-f]{32})\.([0-9a-z]{1,11})\.([\w-]{43})$/.exec(token ?? '') ?? [];
      if (id === undefined || at === undefined || given === undefined) return null;
      if (!timingSafeEqual(Buffer.from(given, 'base64url'), proof(deviceId, id, at))) return null;
      return now() - Number.parseInt(at, 36) < LONGEST_MS ? `anjungan:${id}` : null;
    },
  };
}
