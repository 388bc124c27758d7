/** Meta's webhooks have at most 3 MB. */
export const BODY_LIMIT = 3 * 1024 * 1024;
/** Real envelopes nest about ten deep. */
const DEPTH_LIMIT = 50;

/** The bytes of a body, or why it was not read to its end. */
export type Read = Uint8Array<ArrayBuffer> | 'too large' | 'too slow' | 'broken';

/** Reads a body as it is, without unpacking, up to the limit and for at most `timeoutMs`. */
export async function readBody(request: Request, timeoutMs: number): Promise<Read> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) return 'too large';
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'too slow'>((resolve) => {
    timer = setTimeout(() => resolve('too slow'), timeoutMs);
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const step = await Promise.race([reader.read(), late]);
      if (step === 'too slow') return step;
      if (step.done) return new Uint8Array(Buffer.concat(chunks));
      size += step.value.length;
      if (size > BODY_LIMIT) return 'too large';
      chunks.push(step.value);
    }
  } catch {
    return 'broken';
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => undefined);
  }
}

/** The JSON in a body, or undefined: not UTF-8, not JSON, or nested deeper than anything of Meta's. */
export function parseBody(body: Uint8Array): unknown {
  if (nestsDeeperThan(body, DEPTH_LIMIT)) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];

/** Counted before it is parsed, so that nothing deep is ever built. UTF-8 never holds these bytes inside a character. */
function nestsDeeperThan(body: Uint8Array, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i] ?? 0;
    if (quoted) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (OPENING.includes(byte)) {
      depth += 1;
      if (depth > limit) return true;
    } else if (CLOSING.includes(byte)) depth -= 1;
  }
  return false;
}
