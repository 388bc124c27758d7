import { type Channel, type Outbound, SendFailure } from '../../src/channels/port.ts';

/** A platform that does as it is told: fails so often, in such a way, or holds a send until it is let go. */
export class FakeChannel implements Channel {
  readonly name = 'fake';
  readonly accountId: string;
  pace = { perChatMs: 0, perAccountMs: 0 };
  readonly reach = { up: true, why: null, since: new Date(0) };
  readonly resendable: boolean;
  readonly sent: Outbound[] = [];
  standby = false;
  paused = false;
  tries = 0;
  /** A send ends only after this. */
  hold: Promise<void> | null = null;
  fail: (outbound: Outbound) => Error | null = () => null;
  constructor(accountId: string, resendable = false) {
    this.accountId = accountId;
    this.resendable = resendable;
  }
  async start() {}
  async stop() {}
  async typing() {}
  async fetch(): Promise<Uint8Array> {
    throw new SendFailure('gone', 'no files here');
  }
  async send(outbound: Outbound) {
    this.tries += 1;
    await this.hold;
    const error = this.fail(outbound);
    if (error) throw error;
    this.sent.push(outbound);
    return { externalId: `x${this.sent.length}` };
  }
  texts(chat: string): string[] {
    return this.sent.filter((one) => one.chat === chat).map((one) => one.bubble.text);
  }
}
