import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { Clock } from '../../clock.ts';
import type { Sealer } from '../../db/seal.ts';
import type { Entropy } from '../../entropy.ts';
import type { LeaseTimes } from '../lease.ts';
import type { DeliveryStatus, Outbound, OwnMessage, Pace } from '../port.ts';
import type { Line } from './connection.ts';

/** One message in 3 s over all chats, and up to 3 s of jitter on top: faster senders were seen restricted. */
export const WHATSAPP_PACE: Pace = { perChatMs: 1_000, perAccountMs: 3_000 };

/** How a number behaves so that it stays a number: what a person would not do gets it restricted. */
export const WHATSAPP_MANNERS = {
  /** Up to so many milliseconds are waited before each message. */
  jitterMs: 3_000,
  /** Messages of one day at most. */
  dailyCap: 1_000,
  /** Multiplies every pause before a new try. */
  patience: 1,
};

/** Where the line stands, for health pages and the operator. */
export interface LineState {
  /** `waiting` for the lease, `unlinked`, `connecting`, `open`, `pausing` before the next try, or `stopped`. */
  readonly what: 'off' | 'waiting' | 'unlinked' | 'connecting' | 'open' | 'pausing' | 'stopped';
  /** Why it is not open, in words for the log. */
  readonly reason: string | null;
  readonly since: Date;
}

/** What a number needs to run. */
export interface WhatsAppChannelOptions {
  readonly accountId: string;
  readonly sql: Sql;
  readonly sealer: Sealer;
  readonly log: Logger;
  readonly line?: Line;
  readonly pace?: Pace;
  /** Up to so many milliseconds are waited before each message; 3,000. */
  readonly jitterMs?: number;
  /** Messages of one day at most; 1,000. */
  readonly dailyCap?: number;
  /** Milliseconds until the server's acknowledgement is no longer waited for; 20,000. */
  readonly ackMs?: number;
  readonly lease?: LeaseTimes;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
  /** No other process works on this database: a lease of before was held by one that has ended. */
  readonly alone?: boolean;
  /** Multiplies every pause before a new try; 1. */
  readonly patience?: number;
  /** What was sent under an id, for a phone that could not read it; null when it is not known. */
  readonly recall?: (chat: string, externalId: string) => Promise<Pick<Outbound, 'bubble' | 'file'> | null>;
  /** Whether a message was brought in before, by the id that it was brought in with. */
  readonly stored?: (externalId: string) => Promise<boolean>;
  /** Somebody typed to a resident on the ward's own phone. */
  readonly onOwnMessage?: (own: OwnMessage) => Promise<void>;
  /** A phone has got or shown a message of ours. */
  readonly onStatus?: (status: DeliveryStatus) => Promise<unknown>;
  /** The line changed; `stopped` needs a person. */
  readonly onState?: (state: LineState) => void;
}
