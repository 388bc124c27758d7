/** The newest entries of a map; the oldest is forgotten when there are more than `most`. */
export class Remembered {
  readonly #most: number;
  readonly #entries = new Map<string, string>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: string): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest);
  }
}
