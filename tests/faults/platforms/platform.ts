import type { Sealer } from '../../../src/db/seal.ts';
import type { Settings } from '../../support/process.ts';
import type { Deed } from '../watch.ts';

/** The platforms that a run can play on, as the command names them. */
export const PLATFORMS = ['telegram', 'cloud', 'whatsapp'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

/** A message of the office as its person sees it, the same for every platform. */
export interface Shown {
  /** The platform's own id of the message. */
  readonly id: string;
  readonly text: string;
  /** What can be chosen under it, without numbers. */
  readonly labels: readonly string[];
  /** It offers to hand over the own number. */
  readonly asksPhone: boolean;
  /** The path of the secure page that it leads to, or null. */
  readonly form: string | null;
  readonly file: { readonly name: string; readonly bytes: Buffer } | null;
}

/** Somebody on a platform. Every act returns the id that the platform gives it. */
export interface Party {
  /** The chat's address as the office keeps it. */
  readonly chat: string;
  says(text: string): string;
  /** Chooses what stands under a message, as one does there: a tap, or the number before it. */
  chooses(label: string, on: Shown): string;
  /** What is typed for it, where it is no tap. */
  typed?(label: string, on: Shown): string | undefined;
  sendsPhoto(bytes: Uint8Array): string;
  sendsSticker(): string;
  sendsVoice(): string;
  /** Hands over the own number (digits); null where the platform has no such button. */
  sharesPhone(phone: string): string | null;
  /** Does something outside the chat: what comes from now on is new. */
  leaves(): void;
  /** What the office said, oldest first. */
  seen(): Shown[];
  /** Resolves with whether anything new came since the last act within so many milliseconds. */
  answered(ms: number): Promise<boolean>;
}

/** What the office made of a platform's id: the id in its message, and that in its inbox where it can be told. */
export interface KeptId {
  readonly message: string;
  readonly inbox: string | null;
}

/** A way in which a platform itself fails, without its line being at fault. */
export interface Failing {
  readonly what: string;
  readonly ms: number;
}

/** A platform of the run: its server, the line of each process to it, and what can befall it. */
export interface Platform {
  readonly name: PlatformName;
  /** The name of the office's channel. */
  readonly channel: 'telegram' | 'whatsapp-cloud' | 'whatsapp';
  /** What an office process needs to find it; the port is that of the process's own line. */
  settings(port: number): Settings;
  /** Where the lines lead. */
  readonly port: number;
  /** What was done by people and not yet taken by the office. */
  readonly pending: number;
  /** Joins a person; `phone` (digits) is theirs if nobody has it yet. */
  join(name: string, phone: string | null): Party;
  /** Fails so for so long (ms); resolves when it is well again or has made the office fail. */
  fails(how: Failing): Promise<void>;
  /** Makes the server known to the office, or the office to the server: after the first start, once. */
  meet(place: { folder: string; settings: Settings; door: string }): Promise<void>;
  /** What only the holder of the lease may do, as the server saw it. */
  deeds(): readonly Deed[];
  /** What the server saw in a chat and of the whole line, in words, where it writes that down. */
  journal?(chat: string): readonly string[];
  kept(
    id: string,
    keeper: { readonly sealer: Sealer; readonly accountId: string; readonly chat: string },
  ): KeptId;
  stop(): Promise<void>;
}

/** Whether somebody who waits sees anything new within so many milliseconds. */
export function hears(
  person: { waits(holds: () => boolean, ms: number): Promise<unknown> },
  ms: number,
): Promise<boolean> {
  return person
    .waits(() => true, ms)
    .then(
      () => true,
      () => false,
    );
}
