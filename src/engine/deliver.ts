import type postgres from 'postgres';
import type { Bubble } from '../../flows/kit/message.ts';
import { type Channel, SendFailure } from '../channels/port.ts';
import { Bulk } from '../db/bulk.ts';
import type { Sealer } from '../db/seal.ts';
import type { Log } from '../log.ts';
import type { Sends } from './aftermath.ts';
import { InHand } from './in-hand.ts';
import { Marks } from './marks.ts';
import { beginAll, claimDue, type DueRow, postpone, sendKey, settle } from './outbox-sql.ts';
import { Pacer } from './pacer.ts';
import { CLAIM_MS, type MessageRef, openBubble, type Parcel } from './parcel.ts';

/** What sending needs. */
export interface DeliverOptions {
  readonly sql: postgres.Sql;
  readonly sealer: Sealer;
  readonly log: Log;
  /** Bytes of a bubble's file, with the rights of the conversation checked. */
  readonly readFile: (row: DueRow, bubble: Bubble) => Promise<Uint8Array | null>;
  /** A message that will never arrive here: it is said elsewhere, or the office is told. `gone`: nothing will. */
  readonly lost: (row: DueRow, outcome: 'failed' | 'unknown', gone: boolean) => Promise<void>;
  /** Something was sent, or was not, by the reason: for health pages. */
  readonly counted?: (what: 'sent' | SendFailure['kind']) => void;
}

/** How often due messages are looked for when nothing wakes the sender (ms). */
const POLL_MS = 1_000;
/** A send may take so long before it counts as cut off (ms). */
const SEND_MS = 30_000;
/** Messages being sent at the same time, each to another conversation. */
const MOST_AT_ONCE = 100;
/** Conversations that may wait with messages handed over, where no pace is asked for; what is beyond goes by the queue. */
const MOST_HANDED = 1_000;
/** A handed message is let go so long before its claim is over (ms): sending may begin a little later than now. */
const MARGIN_MS = 1_000;
/** After so many tries a message is given up; with doubling from 1 s that is about 8 minutes. */
const MOST_ATTEMPTS = 9;

/** Sends what is due on one account: in order within a conversation, paced as the channel asks, retried with back-off. */
export class Deliverer {
  readonly #options: DeliverOptions;
  readonly #channel: Channel;
  readonly #busy = new Map<number, Promise<unknown>>();
  readonly #pacer: Pacer;
  readonly #hand = new InHand();
  /** Conversations in which more was said while something was being sent. */
  readonly #behind = new Set<number>();
  readonly #begin: Bulk<DueRow, boolean>;
  readonly #marks: Marks;
  #loop: Promise<void> | null = null;
  #again = false;
  /** There was no room for what may wait in the queue: it goes before what was handed over since. */
  #owed = false;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(options: DeliverOptions, channel: Channel) {
    this.#options = options;
    this.#channel = channel;
    this.#pacer = new Pacer(channel);
    this.#begin = new Bulk((rows) => beginAll(options.sql, rows, SEND_MS));
    this.#marks = new Marks(options.sql, options.log);
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#marks.stop();
    if (this.#timer) clearInterval(this.#timer);
    await Promise.allSettled([this.#loop, ...this.#busy.values()]);
  }

  get busy(): boolean {
    return this.#loop !== null || this.#busy.size > 0 || this.#hand.size > 0;
  }

  /** true: messages may be claimed for this sender as they are written, behind one that it holds or behind none. */
  takes(behind: MessageRef | null): boolean {
    if (this.#stopping || this.#rests || this.#hand.size >= this.#mostHanded) return false;
    return behind === null || this.#hand.endsWith(behind);
  }

  /**
   * Whether the person may have seen what was last said in this conversation although it is not marked as sent. Where a
   * repeat is shown once no mark goes before a send, so that only whoever sends knows that it has not ended.
   */
  mayHaveShown(conversationId: number, attempts: number): boolean {
    return this.#channel.resendable && attempts > 0 && this.#hand.shown(conversationId);
  }

  /** The message of a conversation that the platform calls so, if it was sent from here and is not marked yet. */
  sentAs(conversationId: string, externalId: string): number | null {
    return this.#marks.find(conversationId, externalId);
  }

  /** What a transaction has left for this account. */
  take({ handed, others }: Sends): void {
    for (const [conversationId, parcels] of Map.groupBy(handed, ({ row }) => Number(row.conversation_id)))
      this.#hand.add(conversationId, parcels);
    this.#startHanded();
    let free = false;
    for (const conversationId of others) {
      if (this.#busy.has(conversationId)) this.#behind.add(conversationId);
      else free = true;
    }
    if (free) this.wake();
  }

  /** Claimed here, a message would wait for the line of this process while another one has it. */
  get #rests(): boolean {
    return this.#channel.standby === true || this.#channel.paused === true;
  }

  /** As many messages at once as can be sent before a claim is over: the others keep their place in the queue. */
  get #most(): number {
    const { perAccountMs } = this.#channel.pace;
    return perAccountMs > 0
      ? Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(CLAIM_MS / perAccountMs)))
      : MOST_AT_ONCE;
  }

  get #mostHanded(): number {
    return this.#channel.pace.perAccountMs > 0 ? this.#most : MOST_HANDED;
  }

  /** Begins with what was handed over, a line of messages for each conversation. */
  #startHanded(): void {
    // The line went to another process, or rests: what is claimed here is found in the queue when its claim is over.
    if (this.#rests) for (const conversationId of this.#hand.waiting()) this.#putBack(conversationId);
    if (this.#channel.standby) this.#hand.forgetRefused();
    if (this.#hand.size === 0 && this.#busy.size === 0) this.#hand.idle();
    if (this.#owed) return;
    for (const conversationId of this.#hand.waiting()) {
      if (this.#busy.size >= this.#most) return;
      if (this.#busy.has(conversationId)) continue;
      const work = this.#sendLine(conversationId, this.#hand.begin(conversationId)).finally(() => {
        this.#busy.delete(conversationId);
        if (this.#behind.delete(conversationId) || this.#owed) this.wake();
        this.#startHanded();
      });
      this.#busy.set(conversationId, work);
    }
  }

  /** One after another; what has waited too long is no longer ours and is found in the queue again. */
  async #sendLine(conversationId: number, line: readonly Parcel[]): Promise<void> {
    for (const [index, parcel] of line.entries()) {
      const last = index === line.length - 1;
      const ours = !this.#stopping && performance.now() - parcel.at <= CLAIM_MS - MARGIN_MS;
      if (ours && (await this.#send(parcel.row, parcel, last))) continue;
      return ours && last ? this.#hand.broke(conversationId) : this.#putBack(conversationId);
    }
  }

  /** What was handed over goes back into the queue, its last message unsent. */
  #putBack(conversationId: number): void {
    this.#hand.refused(conversationId);
    this.#hand.broke(conversationId);
  }

  /** Looks for due messages now. */
  wake(): void {
    if (this.#stopping) return;
    if (this.#loop) {
      this.#again = true;
      return;
    }
    this.#loop = this.#claim().finally(() => {
      this.#loop = null;
      this.#startHanded();
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  async #claim(): Promise<void> {
    // What ends in the same moment makes room together.
    await new Promise((resolve) => setImmediate(resolve));
    const room = this.#most - this.#busy.size;
    this.#owed = room <= 0 && !this.#rests;
    if (room <= 0 || this.#rests) return;
    try {
      const served = [...this.#busy.keys(), ...this.#hand.waiting()];
      const rows = await claimDue(this.#options.sql, this.#channel.accountId, served, room, CLAIM_MS);
      for (const row of rows) {
        const conversationId = Number(row.conversation_id);
        // Something was handed over while the queue was read, and is being sent: this is found there again.
        if (this.#busy.has(conversationId)) continue;
        this.#hand.claimed(conversationId, Number(row.id));
        const work = this.#sendClaimed(conversationId, row).finally(() => {
          this.#busy.delete(conversationId);
          this.#behind.delete(conversationId);
          this.wake();
          this.#startHanded();
        });
        this.#busy.set(conversationId, work);
      }
    } catch (error) {
      this.#options.log.warn({ error, account: this.#channel.accountId }, 'the outbox could not be read');
    }
  }

  async #sendClaimed(conversationId: number, row: DueRow): Promise<void> {
    if (!(await this.#send(row))) this.#hand.broke(conversationId);
  }

  /** false: it was not sent, and what comes after it in its conversation has to wait. */
  async #send(row: DueRow, known?: Parcel, last = true): Promise<boolean> {
    if (row.begun && !this.#channel.resendable) {
      await this.#cutOff(row);
      return false;
    }
    try {
      const bubble = known?.bubble ?? openBubble(this.#options.sealer, row);
      if (row.edits !== null && row.edited_external_id === null) {
        // What it would replace never arrived; the newer text is not needed on its own.
        await settle(this.#options.sql, row, 'failed', null, 'nothing to edit');
        return false;
      }
      const chat =
        known?.chat ??
        this.#options.sealer.openText(`conversation|address|${row.conversation_id}`, row.address);
      const file = bubble.file ? await this.#options.readFile(row, bubble) : null;
      await this.#pacer.turn(Number(row.conversation_id));
      if (!this.#channel.resendable && !(await this.#begin.add(row))) return false;
      const sending = this.#channel.send({
        chat,
        bubble,
        file,
        edits: row.edited_external_id,
        key: sendKey(row),
        message: `${row.conversation_id}.${row.id}`,
        editsAt: row.edited_at && new Date(row.edited_at),
      });
      // A channel may wait within a send, as people do who write: only its end says that something can have been seen.
      const sent = await sending.catch((error: unknown) => {
        if (last) this.#ended(row, error);
        throw error;
      });
      if (last) this.#ended(row);
      this.#options.counted?.('sent');
      await this.#marks.add(row, sent.externalId);
      return true;
    } catch (error) {
      await this.#failed(row, error).catch((again: unknown) =>
        this.#options.log.warn({ error: again }, 'a failed send could not be marked'),
      );
      return false;
    }
  }

  /**
   * A process died between the send and its mark. Sending again might say it twice: a person decides. When nobody can be
   * told now the message stays begun, and is found so again when this claim is over.
   */
  async #cutOff(row: DueRow): Promise<void> {
    await this.#giveUp(row, 'unknown', 'the process ended while sending').catch((error: unknown) =>
      this.#options.log.warn({ error }, 'a send that was cut off could not be marked'),
    );
  }

  /** A refusal that comes right by itself says that nothing was shown; that of a repeat, nothing of the tries before. */
  #ended(row: DueRow, error?: unknown): void {
    const refused = error instanceof SendFailure && error.kind === 'retry';
    if (refused && row.attempts === 1) this.#hand.refused(Number(row.conversation_id));
    this.#hand.ended(Number(row.conversation_id), !refused);
  }

  async #failed(row: DueRow, error: unknown): Promise<void> {
    const failure = error instanceof SendFailure ? error : null;
    const reason = failure?.message ?? (error instanceof Error ? error.name : 'unknown');
    this.#options.log.warn(
      { error, account: this.#channel.accountId, attempts: row.attempts },
      'a message was not sent',
    );
    this.#options.counted?.(failure?.kind ?? 'retry');
    if (failure?.kind === 'gone') return this.#giveUp(row, 'failed', reason, true);
    if (failure?.kind === 'giveUp') return this.#giveUp(row, 'failed', reason);
    if (failure?.kind === 'unknown' && !this.#channel.resendable) return this.#giveUp(row, 'unknown', reason);
    if (row.attempts >= MOST_ATTEMPTS) return this.#giveUp(row, 'failed', reason);
    const backOff = Math.min(300_000, 1_000 * 2 ** (row.attempts - 1));
    await postpone(this.#options.sql, row, failure?.afterMs ?? backOff, reason);
  }

  async #giveUp(row: DueRow, outcome: 'failed' | 'unknown', reason: string, gone = false): Promise<void> {
    // In this order: whoever dies in between tells the office twice, which is better than never.
    await this.#options.lost(row, outcome, gone);
    await settle(this.#options.sql, row, outcome, null, reason);
  }
}
