import { and, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import {
  type Line,
  LinkingFailed,
  linkWhatsApp,
  type Showing,
  unlinkWhatsApp,
} from '../../channels/whatsapp/index.ts';
import type { Clock } from '../../clock.ts';
import { account, ward as wardTable } from '../../db/schema/index.ts';
import { transaction } from '../../db/transaction.ts';
import { type Entropy, uuid7 } from '../../entropy.ts';
import type { Ward } from '../../wards/ward.ts';
import { retireAccount } from '../account.ts';
import { linkedNumbers, type NumberDeps, wardNumbers } from './numbers.ts';

/** What linking and unlinking numbers needs. */
export interface LinkDeps extends NumberDeps {
  readonly log: Logger;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly line: Line;
}

/** Which number: the ward that it speaks for, and the name that tells it from the ward's other numbers. */
export interface Wanted {
  readonly ward: Ward;
  /** Null: the only name that most wards need, made from their short name. */
  readonly name: string | null;
}

/** The name of a number that was given none. */
export function usualName(ward: Ward): string {
  return `${ward.training ? 'latihan-' : ''}${ward.short.toLowerCase()}`;
}

/** Why a number cannot be linked under a name, before anything was tried. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
  readonly why: 'linked' | 'other ward';
  constructor(why: 'linked' | 'other ward') {
    super(`the name belongs to ${why === 'linked' ? 'a number that is linked' : 'a number of another ward'}`);
    this.why = why;
  }
}

/** The number speaks for a real ward already; the new login was given back. */
export class NumberTaken extends Error {
  override readonly name = 'NumberTaken';
  /** The name that it is linked under. */
  readonly under: string;
  constructor(under: string) {
    super('the number is linked already');
    this.under = under;
  }
}

/** A number that was linked. */
export interface NewlyLinked {
  readonly accountId: string;
  readonly name: string;
  /** Digits with country code. */
  readonly number: string;
  /** It was tried out with the training ward until now. */
  readonly moved: boolean;
}

/**
 * Links a number to a ward; whichever process runs the office lets it in within seconds. A number that was tried out
 * with the training ward goes over to the real one: the old login is given back, and what was said stays there.
 * @throws NameTaken, NumberTaken, LinkingFailed
 */
export async function linkNumber(
  deps: LinkDeps,
  wanted: Wanted,
  showing: Showing,
  signal: AbortSignal,
): Promise<NewlyLinked> {
  const name = wanted.name ?? usualName(wanted.ward);
  const accountId = await freeAccount(deps, wanted.ward, name);
  const number = await linkWhatsApp({ ...deps, accountId, signal }, showing);
  const moved = await giveUpOther(deps, { accountId, number, ward: wanted.ward }, signal);
  return { accountId, name, number, moved };
}

/** Unlinks a number at WhatsApp and forgets its login; the running office lets go of it. False: WhatsApp was not told. */
export function unlinkNumber(deps: LinkDeps, accountId: string, signal: AbortSignal): Promise<boolean> {
  return unlinkWhatsApp({ ...deps, accountId, signal });
}

/** The account of a name, made when it is new. */
async function freeAccount(deps: LinkDeps, ward: Ward, name: string): Promise<string> {
  const linked = (await wardNumbers(deps, null)).filter((one) => one.number !== null && one.refused === null);
  return transaction(deps.sql, async ({ tx }) => {
    const [held] = await tx
      .select({ id: account.id, wardId: account.wardId })
      .from(account)
      .where(and(eq(account.channel, 'whatsapp'), eq(account.name, name)))
      .for('no key update');
    if (held && held.wardId !== ward.id) throw new NameTaken('other ward');
    if (held && linked.some((one) => one.accountId === held.id)) throw new NameTaken('linked');
    if (held) return held.id;
    const now = deps.clock.now();
    const id = uuid7(now, deps.entropy);
    await tx.insert(account).values({ id, wardId: ward.id, channel: 'whatsapp', name, createdAt: now });
    return id;
  });
}

/** One number speaks for one account: another one of it is ended if it was a trial, else the new one. */
async function giveUpOther(
  deps: LinkDeps,
  fresh: { accountId: string; number: string; ward: Ward },
  signal: AbortSignal,
): Promise<boolean> {
  const linked = await linkedNumbers(deps);
  const other = linked.find(
    ({ accountId, number }) => number === fresh.number && accountId !== fresh.accountId,
  );
  if (!other) return false;
  const [row] = await deps.db
    .select({ wardId: account.wardId, training: wardTable.training })
    .from(account)
    .innerJoin(wardTable, eq(wardTable.id, account.wardId))
    .where(eq(account.id, other.accountId));
  const trial = row?.training === true && row.wardId !== fresh.ward.id;
  await unlinkNumber(deps, trial ? other.accountId : fresh.accountId, signal);
  if (!trial) throw new NumberTaken(other.name);
  const now = deps.clock.now();
  await transaction(deps.sql, ({ tx }) => retireAccount(tx, other.accountId, other.name, now));
  return true;
}

export { LinkingFailed };
