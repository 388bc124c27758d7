import type postgres from 'postgres';
import { Bulk } from '../db/bulk.ts';
import type { Log } from '../log.ts';
import { type DueRow, settleSent } from './outbox-sql.ts';

interface Sent {
  readonly row: DueRow;
  readonly externalId: string;
}

/** Writes down what was sent, and knows by what name the platform has it until that is written. */
export class Marks {
  readonly #sql: postgres.Sql;
  readonly #log: Log;
  readonly #bulk: Bulk<Sent, null>;
  /** Messages sent and not marked: their number by conversation and name. */
  readonly #named = new Map<string, number>();
  #stopping = false;

  constructor(sql: postgres.Sql, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#bulk = new Bulk(async (sent) => {
      await this.#mark(sent);
      return sent.map(() => null);
    });
  }

  /** From now on nothing is tried again. */
  stop(): void {
    this.#stopping = true;
  }

  /** A message was said. Whatever becomes of the mark, it must not be said again: this never rejects. */
  async add(row: DueRow, externalId: string): Promise<void> {
    const name = nameOf(row.conversation_id, externalId);
    this.#named.set(name, Number(row.id));
    await this.#bulk.add({ row, externalId }).catch(() => undefined);
    this.#named.delete(name);
  }

  /** The message of a conversation that the platform calls so, while it is not marked. */
  find(conversationId: string, externalId: string): number | null {
    return this.#named.get(nameOf(conversationId, externalId)) ?? null;
  }

  /** Tries however long the database is away: a lost mark would be a message of unknown fate. */
  async #mark(sent: readonly Sent[]): Promise<void> {
    for (let pauseMs = 250; ; pauseMs = Math.min(5_000, pauseMs * 2)) {
      try {
        await settleSent(this.#sql, sent);
        return;
      } catch (error) {
        if (this.#stopping) throw error;
        this.#log.warn({ error, messages: sent.length }, 'sent messages could not be marked yet');
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}

function nameOf(conversationId: string, externalId: string): string {
  return `${conversationId} ${externalId}`;
}
