import { eq } from 'drizzle-orm';
import type { WardDoor } from '../../flows/kit/world.ts';
import { isKioskAccount } from '../channels/web/kiosk.ts';
import type { Clock } from '../clock.ts';
import { account, accountWard, ward } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';

/** An account of ours as a turn needs it. */
export interface KnownAccount {
  readonly id: string;
  /** The ward that chats begin in. */
  readonly wardId: string;
  readonly channel: string;
  readonly name: string;
  /** Every ward that it speaks for, its own first, then by name. */
  readonly wards: readonly WardDoor[];
}

/** A message came for an account that is not ours. */
export class AccountUnknown extends Error {
  override readonly name = 'AccountUnknown';
}

/** How long an account is remembered (ms): a ward that was added to it counts after that at the latest. */
const REMEMBERED_MS = 2_000;

/** The accounts of this deployment, remembered for two seconds so that a turn needs no query for them. */
export class AccountBook {
  readonly #clock: Clock;
  readonly #held = new Map<string, { known: KnownAccount; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The account; AccountUnknown when there is none of that id. */
  async get(tx: Tx, id: string): Promise<KnownAccount> {
    const at = this.#clock.now().getTime();
    const held = this.#held.get(id);
    if (held && held.until > at) return held.known;
    const known = await read(tx, id);
    this.#held.set(id, { known, until: at + REMEMBERED_MS });
    return known;
  }

  /** Reads everything anew. */
  forget(): void {
    this.#held.clear();
  }
}

async function read(tx: Tx, id: string): Promise<KnownAccount> {
  const door = { id: ward.id, short: ward.short, name: ward.name };
  const [own] = await tx
    .select({ channel: account.channel, name: account.name, door })
    .from(account)
    .innerJoin(ward, eq(ward.id, account.wardId))
    .where(eq(account.id, id));
  if (!own) throw new AccountUnknown('a message for an account that is not ours');
  const others = await tx
    .select(door)
    .from(accountWard)
    .innerJoin(ward, eq(ward.id, accountWard.wardId))
    .where(eq(accountWard.accountId, id))
    .orderBy(ward.name);
  return {
    id,
    wardId: own.door.id,
    channel: own.channel,
    name: own.name,
    wards: [own.door, ...others.filter((one) => one.id !== own.door.id)],
  };
}

/** The app has a button by which a person shares the own number: Telegram, and the simulator that stands in for it. */
export function sharesPhone(account: Pick<KnownAccount, 'channel' | 'name'>): boolean {
  return account.channel === 'telegram' || (account.channel === 'web' && !isKioskAccount(account));
}
