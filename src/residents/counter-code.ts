import { and, eq, gt, isNull } from 'drizzle-orm';
import { counterCode, person, resident } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { readableCode, uuid7 } from '../entropy.ts';
import { groupedCode, plainCode } from '../staff/plain-code.ts';
import type { RegisterDeps } from './register.ts';
import { countTry, type Trier } from './tries.ts';

/** Eight characters of 31 are 39 bits: enough for half an hour behind five tries a day. */
const CODE_LENGTH = 8;
const VALID_MS = 30 * 60_000;

/** A code was asked for somebody who is not a living resident of the ward. */
export class ResidentUnknown extends Error {
  override readonly name = 'ResidentUnknown';
}

/** What became of a typed code. A wrong, an old, a used and somebody else's code are one answer. */
export type Redeemed =
  | { readonly kind: 'redeemed'; readonly residentId: string; readonly level: 2 | 3 }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'locked'; readonly firstTime: boolean };

/**
 * A code that staff hand to a resident who stands at the counter with a KTP; it is shown once (ABCD-EFGH), lives for
 * 30 minutes and works once. An earlier code of the same resident stops working. ResidentUnknown, see there.
 */
export async function issueCounterCode(
  tx: Tx,
  deps: RegisterDeps,
  what: {
    readonly wardId: string;
    readonly residentId: string;
    readonly staffId: string;
    readonly now: Date;
  },
): Promise<{ code: string; expiresAt: Date }> {
  const { now } = what;
  const [known] = await tx
    .select({ id: resident.id })
    .from(resident)
    .where(
      and(eq(resident.id, what.residentId), eq(resident.wardId, what.wardId), eq(resident.status, 'HIDUP')),
    );
  if (known === undefined) throw new ResidentUnknown('no living resident of this ward has that id');
  await tx
    .update(counterCode)
    .set({ expiresAt: now })
    .where(
      and(eq(counterCode.residentId, known.id), isNull(counterCode.usedAt), gt(counterCode.expiresAt, now)),
    );
  const code = readableCode(CODE_LENGTH, deps.entropy);
  const expiresAt = new Date(now.getTime() + VALID_MS);
  await tx.insert(counterCode).values({
    id: uuid7(now, deps.entropy),
    wardId: what.wardId,
    residentId: known.id,
    codeHash: deps.sealer.index('counter-code', code),
    issuedBy: what.staffId,
    expiresAt,
    usedAt: null,
  });
  return { code: groupedCode(code), expiresAt };
}

/**
 * Takes a code in and raises the person to level 2. A person who was found as somebody else in the register cannot
 * use it; one who was not found yet is bound by it. Every try counts as one of the five a day.
 */
export async function redeemCounterCode(
  tx: Tx,
  deps: RegisterDeps,
  who: Trier & { readonly code: string },
): Promise<Redeemed> {
  // Its own five: whoever was locked out by wrong NIKs comes to the counter for exactly this code.
  const counted = await countTry(tx, deps.entropy, who, 'code');
  if (counted.locked) return { kind: 'locked', firstTime: counted.firstTime };
  const bound = counted.person.residentId;
  // One statement decides: of several at once, the row lock lets one see `used_at is null`.
  const [used] = await tx
    .update(counterCode)
    .set({ usedAt: who.now })
    .where(
      and(
        eq(counterCode.codeHash, deps.sealer.index('counter-code', plainCode(who.code))),
        eq(counterCode.wardId, who.wardId),
        isNull(counterCode.usedAt),
        gt(counterCode.expiresAt, who.now),
        bound === null ? undefined : eq(counterCode.residentId, bound),
      ),
    )
    .returning({ residentId: counterCode.residentId });
  if (used === undefined) return { kind: 'wrong', triesLeft: counted.triesLeft };
  const level = bound !== null && counted.person.level >= 3 ? 3 : 2;
  await tx.update(person).set({ residentId: used.residentId, level }).where(eq(person.id, who.personId));
  return { kind: 'redeemed', residentId: used.residentId, level };
}
