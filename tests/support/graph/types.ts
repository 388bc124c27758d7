import type { Kind } from './faults.ts';

/** A refusal as Meta words it. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: number;
  readonly details: string;
  constructor(status: number, code: number, message: string, details = '') {
    super(`(#${code}) ${message}`);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** A bad parameter (code 100 and its family). */
export const bad = (details: string, code = 100): GraphError =>
  new GraphError(400, code, 'Invalid parameter', details);

export interface Call {
  readonly kind: Kind;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly at: number;
  status: number;
}

export interface StoredFile {
  readonly id: string;
  readonly mime: string;
  readonly name: string | null;
  readonly bytes: Buffer;
  /** Opens the address of the file until then (ms of the server's clock). */
  secret: string;
  until: number;
}

/** A message of ours as the server keeps it. */
export interface Stored {
  readonly id: string;
  readonly chat: string;
  readonly type: string;
  readonly content: Record<string, unknown>;
  readonly replyTo: string | null;
  readonly tick: number;
}

/** A message of ours as the person sees it. */
export interface Seen {
  readonly id: string;
  readonly text: string;
  /** The words that WhatsApp shows bold, italic, struck or as code. */
  readonly marked: readonly { readonly style: string; readonly text: string }[];
  readonly buttons: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly {
    readonly id: string;
    readonly title: string;
    readonly description: string | null;
  }[];
  /** The button that opens an address. */
  readonly link: { readonly title: string; readonly url: string } | null;
  readonly file: {
    readonly as: string;
    readonly name: string | null;
    readonly mime: string;
    readonly bytes: Buffer;
  } | null;
  readonly template: {
    readonly name: string;
    readonly language: string;
    readonly parameters: readonly string[];
  } | null;
  readonly replyTo: string | null;
  readonly tick: number;
}
