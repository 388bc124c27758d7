/** One account as health pages show it. No number and no name of a person is in it. */
export interface LineHealth {
  readonly accountId: string;
  readonly channel: string;
  readonly up: boolean;
  /** Another process serves this account now. */
  readonly standby: boolean;
  readonly why: string | null;
  readonly since: Date;
  /** When a message last came in, or went out, in this process; null: not since it started. */
  readonly lastIn: Date | null;
  readonly lastOut: Date | null;
  /** Messages that wait to be sent, and how long the oldest has waited (ms). */
  readonly waiting: number;
  readonly oldestMs: number;
  /** Sends by what became of them, and what a webhook refused, by reason, since the process started. */
  readonly counts: Readonly<Record<string, number>>;
}
