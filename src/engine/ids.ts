import type postgres from 'postgres';

const BLOCK = 1000;

/** Ids taken from the database in blocks of 1,000, so that rows know their id before they are written. */
export class Ids {
  readonly #sql: postgres.Sql;
  #next = 0;
  #end = 0;
  #refill: Promise<void> | null = null;

  constructor(sql: postgres.Sql) {
    this.#sql = sql;
  }

  /** The next id. Throws when a turn used more than it reserved, which is a bug. */
  next(): number {
    if (this.#next >= this.#end) throw new Error('ids were used that nobody reserved');
    this.#next += 1;
    return this.#next - 1;
  }

  /** Makes sure that at least `count` ids (at most 1,000) are at hand. */
  async reserve(count: number): Promise<void> {
    while (this.#end - this.#next < count) {
      this.#refill ??= this.#take().finally(() => {
        this.#refill = null;
      });
      await this.#refill;
    }
  }

  async #take(): Promise<void> {
    const [row] = await this.#sql<{ block: string }[]>`select nextval('id_block') as block`;
    const start = Number(row?.block) * BLOCK;
    this.#next = start;
    this.#end = start + BLOCK;
  }
}
