import type { Both } from '../db/transaction.ts';
import type { Parcel } from './parcel.ts';

/** What there is to send on one account. */
export interface Sends {
  /** Claimed for this process as they were written. */
  readonly handed: Parcel[];
  /** Conversations with messages that have to be claimed. */
  readonly others: Set<number>;
}

/** What a transaction leaves to be done as soon as it has committed. */
export interface Aftermath {
  /** A job was queued. */
  jobs: boolean;
  /** A notice was written that is due already. */
  notices: boolean;
  /** By account. */
  readonly sends: Map<string, Sends>;
}

const held = new WeakMap<object, Aftermath>();

/** The aftermath of this transaction, for whoever writes something that somebody waits for. */
export function aftermathOf({ tx }: Pick<Both, 'tx'>): Aftermath {
  let found = held.get(tx);
  if (!found) {
    found = { jobs: false, notices: false, sends: new Map() };
    held.set(tx, found);
  }
  return found;
}

/** What this transaction leaves to be sent on an account. */
export function sendsOf(both: Pick<Both, 'tx'>, accountId: string): Sends {
  const { sends } = aftermathOf(both);
  let found = sends.get(accountId);
  if (!found) {
    found = { handed: [], others: new Set() };
    sends.set(accountId, found);
  }
  return found;
}
