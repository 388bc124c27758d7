import { and, eq, gt, isNotNull, isNull, lt, or } from 'drizzle-orm';
import { device } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, readableCode, uuid7 } from '../entropy.ts';
import { groupedCode, plainCode } from '../staff/plain-code.ts';

/**
 * The screens at the counters. Times are real time, never a ward's movable clock: a device is a thing of the office,
 * not of what is played in it.
 */

/** Eight characters of 31 are 39 bits: enough for half an hour behind a few tries a minute. */
const CODE_LENGTH = 8;
/** How long a device code can be typed (ms). */
export const DEVICE_CODE_MS = 30 * 60_000;
/** 256 bits: what a device shows is never guessed, and kept only as a keyed hash. */
const TOKEN_BYTES = 32;
/** How exactly it is known when a device was last seen (ms): a row written at each request would be too much. */
const SEEN_EVERY_MS = 60_000;

/** A screen at the counter, as the office knows it. */
export interface Device {
  readonly id: string;
  readonly wardId: string;
  readonly name: string;
  /** `waiting`: its code was not typed yet; `expired`: it never will be. */
  readonly state: 'waiting' | 'expired' | 'on' | 'off';
  readonly lastSeenAt: Date | null;
}

/** What devices need beside the transaction. */
export interface DeviceDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
}

/** A new device and the code that lets it in (ABCD-EFGH): shown once, 30 minutes, used once. */
export async function addDevice(
  tx: Tx,
  { sealer, entropy }: DeviceDeps,
  what: { readonly wardId: string; readonly name: string; readonly now: Date },
): Promise<{ readonly id: string; readonly code: string; readonly expiresAt: Date }> {
  const id = uuid7(what.now, entropy);
  const code = readableCode(CODE_LENGTH, entropy);
  const expiresAt = new Date(what.now.getTime() + DEVICE_CODE_MS);
  await tx.insert(device).values({
    id,
    wardId: what.wardId,
    name: what.name,
    codeIndex: sealer.index('device-code', code),
    codeExpiresAt: expiresAt,
    createdAt: what.now,
  });
  return { id, code: groupedCode(code), expiresAt };
}

/**
 * Lets a screen in: it gets a token that it shows from then on. Null for a wrong, an old and a used code alike. One
 * statement decides, so of two screens with one code one wins.
 */
export async function admitDevice(
  tx: Tx,
  { sealer, entropy }: DeviceDeps,
  what: { readonly code: string; readonly now: Date },
): Promise<{ readonly deviceId: string; readonly wardId: string; readonly token: string } | null> {
  const token = entropy.bytes(TOKEN_BYTES).toString('base64url');
  const [row] = await tx
    .update(device)
    .set({
      codeIndex: null,
      codeExpiresAt: null,
      tokenIndex: sealer.index('device-token', token),
      lastSeenAt: what.now,
    })
    .where(
      and(
        eq(device.codeIndex, sealer.index('device-code', plainCode(what.code))),
        gt(device.codeExpiresAt, what.now),
        isNull(device.revokedAt),
      ),
    )
    .returning({ id: device.id, wardId: device.wardId });
  return row ? { deviceId: row.id, wardId: row.wardId, token } : null;
}

/** The device that shows this token, or null: asked at every request, so that a revoked one is out at once. */
export async function deviceOf(
  tx: Tx,
  { sealer }: Pick<DeviceDeps, 'sealer'>,
  token: string,
  now: Date,
): Promise<{ readonly id: string; readonly wardId: string; readonly name: string } | null> {
  const [row] = await tx
    .select({ id: device.id, wardId: device.wardId, name: device.name, seen: device.lastSeenAt })
    .from(device)
    .where(and(eq(device.tokenIndex, sealer.index('device-token', token)), isNull(device.revokedAt)));
  if (!row) return null;
  const before = new Date(now.getTime() - SEEN_EVERY_MS);
  if (row.seen === null || row.seen < before)
    await tx
      .update(device)
      .set({ lastSeenAt: now })
      .where(and(eq(device.id, row.id), or(isNull(device.lastSeenAt), lt(device.lastSeenAt, before))));
  return { id: row.id, wardId: row.wardId, name: row.name };
}

/** Every device of a ward, oldest first, those that were switched off too. */
export async function devicesOf(tx: Tx, wardId: string, now: Date): Promise<Device[]> {
  const rows = await tx.select().from(device).where(eq(device.wardId, wardId)).orderBy(device.id);
  return rows.map((row) => ({
    id: row.id,
    wardId: row.wardId,
    name: row.name,
    lastSeenAt: row.lastSeenAt,
    state: stateOf(row, now),
  }));
}

/** The wards that have a screen which is on. */
export async function wardsWithDevices(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ wardId: device.wardId })
    .from(device)
    .where(and(isNotNull(device.tokenIndex), isNull(device.revokedAt)));
  return rows.map(({ wardId }) => wardId);
}

/** Switches a device off: its next request finds a page that asks for a code. false: there is no such device on. */
export async function revokeDevice(
  tx: Tx,
  what: { readonly id: string; readonly wardId: string; readonly now: Date },
): Promise<boolean> {
  const rows = await tx
    .update(device)
    .set({ revokedAt: what.now, codeIndex: null, codeExpiresAt: null })
    .where(and(eq(device.id, what.id), eq(device.wardId, what.wardId), isNull(device.revokedAt)))
    .returning({ id: device.id });
  return rows.length > 0;
}

function stateOf(row: typeof device.$inferSelect, now: Date): Device['state'] {
  if (row.revokedAt) return 'off';
  if (row.tokenIndex) return 'on';
  return row.codeExpiresAt && row.codeExpiresAt > now ? 'waiting' : 'expired';
}
