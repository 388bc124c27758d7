/**
 * Gathers single wishes into one statement: while one runs, the next fills. Under load a statement serves many; an
 * idle office waits for nobody.
 */
export class Bulk<T, R> {
  readonly #run: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: {
    readonly item: T;
    readonly resolve: (result: R) => void;
    readonly reject: (e: unknown) => void;
  }[] = [];
  #running = false;

  /** `run` returns one result for each item, in their order. */
  constructor(run: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#run = run;
  }

  /** The result of this item, as soon as the statement that held it has ended. */
  add(item: T): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#running) {
      this.#running = true;
      // Those that are ready in the same moment go together.
      setImmediate(() => void this.#loop());
    }
    return promise;
  }

  async #loop(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const results = await this.#run(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = false;
  }
}

/** All results or the first failure, but never before each has ended: a statement sent after a rollback would stand alone. */
export async function allOf<const T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(work);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  }) as { -readonly [K in keyof T]: Awaited<T[K]> };
}
