import type { Calendar } from '../../flows/kit/calendar.ts';
import type { Notice } from '../../flows/kit/notices.ts';
import type { Service } from '../../flows/kit/service.ts';
import type { Sealer } from '../db/seal.ts';
import type { Entropy } from '../entropy.ts';
import type { Ward } from '../wards/ward.ts';

/** What every domain function of a ward needs besides the transaction. */
export interface Office {
  readonly ward: Ward;
  readonly calendar: Calendar;
  /** The ward's own clock. */
  readonly now: Date;
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly services: readonly Service[];
  /** Ids known before a row is written; refilled by the engine. */
  readonly ids: { next(): number };
  /** The public address at which a letter's code is checked. */
  verifyUrl(code: string): string;
}

/**
 * Who is to be told. A resident is told in the chat that was used last, whichever the request came from; a member of
 * staff in every chat bound to that person.
 */
export type Recipient =
  | { readonly conversationId: number }
  | { readonly personOf: number }
  /** `notOn`: an account that is out of reach. */
  | { readonly staffIds: readonly string[]; readonly notOn?: string };

/** Something that must be told or done after the commit; the domain returns it, the engine queues it. */
export type Consequence =
  | {
      readonly kind: 'tell';
      readonly to: Recipient;
      readonly notice: Notice;
      /** The ward that speaks, when it is not the one of this turn. */
      readonly wardId?: string;
      readonly dueAt?: Date;
      readonly key?: string;
    }
  /** A timer of the domain itself: comes back to `lateRequest`. */
  | {
      readonly kind: 'timer';
      readonly what: 'late';
      readonly requestId: string;
      readonly dueAt: Date;
      readonly key: string;
    }
  | { readonly kind: 'job'; readonly queue: 'letter'; readonly letterId: string }
  | {
      readonly kind: 'job';
      readonly queue: 'number';
      readonly what: 'link' | 'status' | 'unlink';
      readonly wardId: string;
      readonly phone: string | null;
      /** Where it is told what comes of it. */
      readonly conversationId: number;
    }
  | {
      readonly kind: 'job';
      readonly queue: 'document';
      readonly documentId: string;
      readonly accountId: string;
      readonly conversationId: number;
    };

/** A result, and what follows from it. */
export interface Done<T> {
  readonly result: T;
  readonly follow: readonly Consequence[];
}

/** A result and what follows from it. */
export function done<T>(result: T, follow: readonly Consequence[] = []): Done<T> {
  return { result, follow: follow };
}

/** The service of this slug, if the office still has it. */
export function serviceOf(office: Office, slug: string): Service | null {
  return office.services.find((service) => service.slug === slug) ?? null;
}
