import type { Channel, SendFailure } from '../../../src/channels/port.ts';
import type { FakeReceiver } from '../../support/telegram/kit.ts';

/** A message of ours as the person's app shows it: what was typed reads as it was typed, look-alikes included. */
export interface Shown {
  readonly text: string;
  /** The words that the app shows bold, and those that it formats in any other way. */
  readonly bold: readonly string[];
  readonly formatted: readonly string[];
  /** The labels to choose from, without their numbers. */
  readonly choices: readonly string[];
  readonly file: { readonly name: string | null; readonly bytes: Uint8Array } | null;
}

/** The ways in which a platform fails a send. */
export const FAULTS = ['passing', 'slowDown', 'refused', 'gone', 'lost'] as const;
export type Fault = (typeof FAULTS)[number];

/** What is known of a channel before it is tried. */
export interface Traits {
  /** How a message of ours is replaced: in its place, or by a new one that quotes it. */
  readonly edits: 'in place' | 'quoting';
  /** What the platform brings twice is offered twice; where its encryption takes a repeat out before us, it is not. */
  readonly repeats: boolean;
  /** What a choice comes back as. */
  readonly choices: 'tap' | 'number';
  /** UTF-16 units of a text that the platform takes; null where nothing is cut. */
  readonly limit: number | null;
  /** What each fault of the platform becomes; one that the channel cannot meet is left out. */
  readonly faults: Partial<Record<Fault, SendFailure['kind']>>;
  /** There is a platform that can be out of reach. */
  readonly platform: boolean;
}

/** A started channel, its platform, and one person who has written once. */
export interface Bench {
  readonly channel: Channel;
  readonly receiver: FakeReceiver;
  /** The address of the person's chat, as the channel gave it. */
  readonly chat: string;
  says(text: string): unknown;
  /** The platform brings the last message once more. */
  brings(): unknown;
  sendsFile(bytes: Uint8Array, name: string): unknown;
  /** Taps what has this number, or types the number where nothing can be tapped. */
  chooses(n: string): unknown;
  /** What the person sees of the office, oldest first. */
  shown(): readonly Shown[];
  /** When the platform took each message, in milliseconds since the epoch. */
  times(): readonly number[];
  /** Makes the next send fail; returns the chat that it is to go to. */
  fails(fault: Fault): string;
  /** The platform lets the next send wait for so many milliseconds. */
  holds(ms: number): void;
  /** Takes the platform away until the channel must have seen it, and brings it back. */
  breaks(): unknown;
  mends(): unknown;
  close(): Promise<void>;
}
