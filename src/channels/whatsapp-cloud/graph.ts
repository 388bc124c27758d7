import { z } from 'zod';

/** Meta's own Graph server. */
export const OFFICIAL_ROOT = 'https://graph.facebook.com';
/** The version of the Graph API that the calls are written for. */
export const GRAPH_VERSION = 'v23.0';

/**
 * A call that failed, in words of our own: neither the token nor anything of the message is in it, so it may be
 * logged. `code` is Meta's number (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
 */
export class GraphFailure extends Error {
  override readonly name = 'GraphFailure';
  /** The HTTP status, or null when there was no answer. */
  readonly status: number | null;
  readonly code: number | null;
  readonly retryAfterMs: number | null;
  /** Whether the call can have had an effect: `no` when it never reached Meta or was refused. */
  readonly effect: 'no' | 'perhaps';
  /** What Meta said, without anything it quoted, or the system's error code. */
  readonly reason: string;

  constructor(
    status: number | null,
    code: number | null,
    reason: string,
    effect: 'no' | 'perhaps',
    retryAfterMs: number | null = null,
  ) {
    super(`WhatsApp: ${status ?? 'no answer'}${code === null ? '' : ` (${code})`}, ${reason}`);
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.effect = effect;
    this.retryAfterMs = retryAfterMs;
  }
}

/** How to reach the Graph API. */
export interface GraphOptions {
  readonly root: string;
  readonly version: string;
  readonly token: string;
}

/** One call: what to post (JSON or a form), and how long it may take in milliseconds. */
export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the version, without a leading slash. */
  readonly path: string;
  readonly body?: object | FormData;
  readonly timeoutMs: number;
}

/** The Graph API as calls that end in time and fail with GraphFailure only. */
export interface Graph {
  /** The JSON that was answered. */
  call(call: GraphCall): Promise<unknown>;
  /** Opens a file at an address that was checked before; its body is still to be read. */
  open(address: URL, timeoutMs: number): Promise<Response>;
  readonly root: URL;
}

/** Makes the client; nothing is called yet. Throws TypeError when the root is no address. */
export function createGraph(options: GraphOptions): Graph {
  const root = new URL(`${options.root.replace(/\/+$/, '')}/`);
  const authorization = `Bearer ${options.token}`;
  return {
    root,
    async call({ method, path, body, timeoutMs }) {
      const form = body instanceof FormData;
      const init: RequestInit = {
        method,
        headers: { authorization, ...(body && !form ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      };
      const { response, text } = await spoken(new URL(`./${options.version}/${path}`, root), init);
      if (!response.ok) throw refused(response, text);
      return parsed(text);
    },
    async open(address, timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(address, { headers: { authorization }, redirect: 'error', signal }).catch(
        (error: unknown) => {
          throw lost(error);
        },
      );
      if (response.ok) return response;
      const text = await response.text().catch(() => '');
      throw refused(response, text);
    },
  };
}

async function spoken(address: URL, init: RequestInit): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(address, init);
    return { response, text: await response.text() };
  } catch (error) {
    throw lost(error);
  }
}

/** Failures of the network that happen before a request is on its way. */
const BEFORE_SENDING =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT|ERR_TLS|ERR_SSL|SELF_SIGNED/;

function lost(error: unknown): GraphFailure {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return new GraphFailure(null, null, 'no answer in time', 'perhaps');
  const code = cause?.code;
  const known = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'connection lost';
  return new GraphFailure(null, null, known, BEFORE_SENDING.test(known) ? 'no' : 'perhaps');
}

const ErrorAnswer = z.object({
  error: z.object({ code: z.int(), message: z.string().catch('') }),
});

function refused(response: Response, text: string): GraphFailure {
  const answer = ErrorAnswer.safeParse(parsed(text));
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const after = seconds > 0 && seconds < 86_400 ? seconds * 1000 : null;
  if (answer.success) {
    const { code, message } = answer.data.error;
    return new GraphFailure(response.status, code, quotesRemoved(message), 'no', after);
  }
  // A gateway that gave up waiting does not know whether the server behind it has done the work.
  const effect = response.status === 504 ? 'perhaps' : 'no';
  return new GraphFailure(response.status, null, 'no explanation', effect, after);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function quotesRemoved(message: string): string {
  return message
    .replace(/["'][^"']*["']?/g, '"…"')
    .replace(/\d{7,}/g, '…')
    .slice(0, 150);
}
