import type postgres from 'postgres';

const BLOCK = 1000;

/** Ids taken from the database in blocks of 1,000, so that rows know their id before they are written. */
export class Ids {
  readonly #sql: postgres.Sql;
  /** Ranges at hand: the next id of each, and its end. */
  readonly #ranges: { next: number; readonly end: number }[] = [];
  #left = 0;
  /** What work under way counts on. */
  #promised = 0;
  #refill: Promise<void> | null = null;

  constructor(sql: postgres.Sql) {
    this.#sql = sql;
  }

  /** The next id. Throws when a turn used more than it reserved, which is a bug. */
  next(): number {
    const [range] = this.#ranges;
    if (!range) throw new Error('ids were used that nobody reserved');
    const id = range.next;
    range.next += 1;
    this.#left -= 1;
    if (range.next === range.end) this.#ranges.shift();
    return id;
  }

  /** Makes sure that at least `count` ids are at hand, beside those that others count on. */
  async reserve(count: number): Promise<void> {
    while (this.#left < this.#promised + count) {
      const missing = this.#promised + count - this.#left;
      this.#refill ??= this.#take(Math.ceil(missing / BLOCK)).finally(() => {
        this.#refill = null;
      });
      await this.#refill;
    }
  }

  /** Does work that uses at most `count` ids; until it has ended nobody else counts on them. */
  async during<T>(count: number, work: () => Promise<T>): Promise<T> {
    this.#promised += count;
    try {
      await this.reserve(0);
      return await work();
    } finally {
      this.#promised -= count;
    }
  }

  async #take(blocks: number): Promise<void> {
    const rows = await this.#sql<{ block: string }[]>`
      select nextval('id_block') as block from generate_series(1, ${blocks}::int)`;
    for (const { block } of rows) {
      const start = Number(block) * BLOCK;
      this.#ranges.push({ next: start, end: start + BLOCK });
      this.#left += BLOCK;
    }
  }
}
