/** What a scripted fault does with a call. */
export type Fault =
  /** Answers this error and does nothing. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly description?: string;
    }
  /** Cuts the connection before anything is done. */
  | { readonly kind: 'reset' }
  /** Does what was asked, then cuts the connection: the caller cannot know. */
  | { readonly kind: 'lostAnswer' }
  /** Does nothing and never answers. */
  | { readonly kind: 'silence' }
  /** Waits, then does it as usual. */
  | { readonly kind: 'slow'; readonly ms: number };

/** The faults that wait for their call: the next `times` calls of a method (`*` is any, `file` a download). */
export class Faults {
  readonly #planned: { method: string; fault: Fault; left: number }[] = [];

  plan(method: string, fault: Fault, times = 1): void {
    this.#planned.push({ method, fault, left: times });
  }

  take(method: string): Fault | null {
    const found = this.#planned.find((p) => p.left > 0 && (p.method === method || p.method === '*'));
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  }
}
