import { and, eq, gt, isNull, ne } from 'drizzle-orm';
import { conversation, invite, staff } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, readableCode, uuid7 } from '../entropy.ts';
import { groupedCode, plainCode } from './plain-code.ts';
import { type Staff, type StaffRole, StaffUnknown, voidInvites } from './staff.ts';

/** 24 characters of 31 are 118 bits: such a code may be kept as a plain keyed hash (ASVS 5.0, 6.5.2 asks for 112). */
const CODE_LENGTH = 24;
const DEFAULT_HOURS = 24;

/** What invites need beside the transaction. */
export interface InviteDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
}

/** A made invite. The code (groups of four) is shown once and kept nowhere. */
export interface Invited {
  readonly staffId: string;
  readonly code: string;
  readonly expiresAt: Date;
}

/** What became of a typed invite code; `unbound` are conversations that spoke for the same person until now. */
export type InviteRedeemed =
  | { readonly kind: 'bound'; readonly staff: Staff; readonly unbound: number[] }
  | { readonly kind: 'unknown' | 'expired' | 'used' };

/** Puts a new member of staff on the list, with a one-time code that binds a chat to this row. */
export async function inviteStaff(
  tx: Tx,
  deps: InviteDeps,
  who: {
    readonly wardId: string;
    readonly role: StaffRole;
    readonly name: string;
    readonly nip?: string | null;
    readonly rank?: string | null;
    /** How long the code can be used; a day if not said. */
    readonly hours?: number;
    readonly now: Date;
  },
): Promise<Invited> {
  const id = uuid7(who.now, deps.entropy);
  await tx.insert(staff).values({
    id,
    wardId: who.wardId,
    role: who.role,
    name: who.name,
    nip: who.nip ?? null,
    rank: who.rank ?? null,
    createdAt: who.now,
  });
  return writeInvite(tx, deps, {
    wardId: who.wardId,
    staffId: id,
    hours: who.hours ?? DEFAULT_HOURS,
    now: who.now,
  });
}

/**
 * A new code for somebody who is on the list already (a lost or new phone). Earlier codes stop working now, the old
 * chat when the new code is redeemed. StaffUnknown when the person does not work here any more.
 */
export async function reinvite(
  tx: Tx,
  deps: InviteDeps,
  who: { readonly staffId: string; readonly hours?: number; readonly now: Date },
): Promise<Invited> {
  const [row] = await tx
    .select({ wardId: staff.wardId })
    .from(staff)
    .where(and(eq(staff.id, who.staffId), eq(staff.active, true)))
    .for('no key update');
  if (row === undefined) throw new StaffUnknown('no such active member of staff');
  await voidInvites(tx, who.staffId, who.now);
  return writeInvite(tx, deps, {
    wardId: row.wardId,
    staffId: who.staffId,
    hours: who.hours ?? DEFAULT_HOURS,
    now: who.now,
  });
}

/**
 * Binds a conversation to the member of staff that the code was made for. Works once: of many at the same time one
 * wins. At the very instant of `expiresAt` a code is expired. A code of another ward is `unknown`.
 */
export async function redeemInvite(
  tx: Tx,
  deps: Pick<InviteDeps, 'sealer'>,
  what: { readonly code: string; readonly conversationId: number; readonly now: Date },
): Promise<InviteRedeemed> {
  const codeHash = deps.sealer.index('invite', plainCode(what.code));
  const [chat] = await tx
    .select({ wardId: conversation.wardId })
    .from(conversation)
    .where(eq(conversation.id, what.conversationId));
  if (chat === undefined) return { kind: 'unknown' };
  const ofThisWard = and(eq(invite.codeHash, codeHash), eq(invite.wardId, chat.wardId));
  const [won] = await tx
    .update(invite)
    .set({ usedAt: what.now })
    .where(and(ofThisWard, isNull(invite.usedAt), gt(invite.expiresAt, what.now)))
    .returning({ staffId: invite.staffId });
  if (won === undefined) {
    const [row] = await tx.select({ usedAt: invite.usedAt }).from(invite).where(ofThisWard);
    return { kind: row === undefined ? 'unknown' : row.usedAt === null ? 'expired' : 'used' };
  }
  const [member] = await tx
    .select()
    .from(staff)
    .where(and(eq(staff.id, won.staffId), eq(staff.active, true)));
  if (member === undefined) return { kind: 'expired' };
  return { kind: 'bound', staff: member, unbound: await bind(tx, member.id, what.conversationId) };
}

/** One chat speaks for a member of staff: the new one. */
async function bind(tx: Tx, staffId: string, conversationId: number): Promise<number[]> {
  const old = await tx
    .update(conversation)
    .set({ staffId: null })
    .where(and(eq(conversation.staffId, staffId), ne(conversation.id, conversationId)))
    .returning({ id: conversation.id });
  await tx.update(conversation).set({ staffId }).where(eq(conversation.id, conversationId));
  return old.map((row) => row.id);
}

async function writeInvite(
  tx: Tx,
  deps: InviteDeps,
  what: { wardId: string; staffId: string; hours: number; now: Date },
): Promise<Invited> {
  const code = readableCode(CODE_LENGTH, deps.entropy);
  const expiresAt = new Date(what.now.getTime() + what.hours * 3_600_000);
  await tx.insert(invite).values({
    id: uuid7(what.now, deps.entropy),
    wardId: what.wardId,
    staffId: what.staffId,
    codeHash: deps.sealer.index('invite', code),
    expiresAt,
    usedAt: null,
  });
  return { staffId: what.staffId, code: groupedCode(code), expiresAt };
}
