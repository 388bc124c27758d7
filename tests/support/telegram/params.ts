import { ApiError, type Markup } from './types.ts';

/** A file that came with a multipart call. */
export interface Upload {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Buffer;
}

export type Params = Readonly<Record<string, unknown>>;

/** Reads a call's arguments from JSON, a form, or multipart, as the Bot API takes all three. */
export async function readParams(type: string, body: Buffer, query: URLSearchParams): Promise<Params> {
  const params: Record<string, unknown> = Object.fromEntries(query);
  if (body.length === 0) return params;
  if (type.startsWith('application/json')) {
    try {
      return { ...params, ...(JSON.parse(body.toString('utf8')) as Record<string, unknown>) };
    } catch {
      throw new ApiError(400, "Bad Request: can't parse request body as JSON");
    }
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const [key, value] of form) {
    params[key] =
      typeof value === 'string'
        ? value
        : { name: value.name, mime: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
  }
  return params;
}

export function isUpload(value: unknown): value is Upload {
  return typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes);
}

export function str(params: Params, key: string): string | null {
  const value = params[key];
  if (value === undefined || value === null) return null;
  const text = String(value);
  if (!text.isWellFormed()) throw new ApiError(400, 'Bad Request: strings must be encoded in UTF-8');
  return text;
}

export function int(params: Params, key: string): number | null {
  const value = params[key];
  if (value === undefined || value === null || value === '') return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}

/** An argument that is an object: as it is in JSON, as text in a form. */
export function object(params: Params, key: string): unknown {
  const value = params[key];
  if (typeof value !== 'string') return value ?? null;
  if (value === '') return null;
  try {
    return JSON.parse(value);
  } catch {
    throw new ApiError(400, `Bad Request: can't parse ${key.replaceAll('_', ' ')} JSON object`);
  }
}

type Rows = Record<string, unknown>[][];

/** The keyboard of a call, held against the limits: callback_data has 1-64 bytes, a button needs a text. */
export function markupOf(params: Params): Markup | null {
  const raw = object(params, 'reply_markup') as Record<string, unknown> | null;
  if (raw === null) return null;
  if (raw['remove_keyboard'] === true) return { kind: 'remove' };
  const rows = (raw['inline_keyboard'] ?? raw['keyboard']) as Rows | undefined;
  if (!Array.isArray(rows)) throw new ApiError(400, 'Bad Request: object expected as reply markup');
  if (rows.flat().length > 100) throw new ApiError(400, 'Bad Request: reply markup is too long');
  for (const button of rows.flat()) {
    if (typeof button['text'] !== 'string' || button['text'].trim() === '') {
      throw new ApiError(
        400,
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
      );
    }
  }
  if (raw['keyboard'] !== undefined) {
    return {
      kind: 'keyboard',
      rows: rows.map((row) =>
        row.map((b) => ({ text: String(b['text']), request_contact: b['request_contact'] === true })),
      ),
    };
  }
  return { kind: 'inline', rows: rows.map((row) => row.map(inlineButton)) };
}

function inlineButton(button: Record<string, unknown>) {
  const text = String(button['text']);
  if (typeof button['url'] === 'string') return { text, url: button['url'] };
  const data = button['callback_data'];
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  if (typeof data !== 'string' || bytes < 1 || bytes > 64)
    throw new ApiError(400, 'Bad Request: BUTTON_DATA_INVALID');
  return { text, callback_data: data };
}
