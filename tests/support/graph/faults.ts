/** The kinds of call that the server knows. */
export type Kind = 'messages' | 'status' | 'upload' | 'media' | 'file' | 'delete' | 'number' | 'other';

/** What a scripted fault does with a call. */
export type Fault =
  /** Answers this error and does nothing. */
  | {
      readonly kind: 'status';
      readonly status: number;
      /** Meta's error code; without one the answer is a gateway's page. */
      readonly code?: number;
      readonly retryAfter?: number;
    }
  /** Cuts the connection before anything is done. */
  | { readonly kind: 'reset' }
  /** Does what was asked, then cuts the connection: the caller cannot know. */
  | { readonly kind: 'lostAnswer' }
  /** Does what was asked, and answers late. */
  | { readonly kind: 'lateAnswer'; readonly ms: number }
  /** Does nothing and never answers. */
  | { readonly kind: 'silence' }
  /** Waits, then does it as usual. */
  | { readonly kind: 'slow'; readonly ms: number };

/** The faults that wait for their call: the next `times` calls of a kind (`*` is any). */
export class Faults {
  readonly #planned: { method: Kind | '*'; fault: Fault; left: number }[] = [];

  plan(method: Kind | '*', fault: Fault, times = 1): void {
    this.#planned.push({ method, fault, left: times });
  }

  take(method: Kind): Fault | null {
    const found = this.#planned.find((p) => p.left > 0 && (p.method === method || p.method === '*'));
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  }
}
