import { randomBytes } from 'node:crypto';
import type { Meter } from './limits.ts';
import { checkContent, type Known, object, string } from './messages.ts';
import { bad, GraphError, type Stored } from './types.ts';
import type { Account, World } from './world.ts';

/** What the routes work on. */
export interface Office extends Known {
  readonly world: World;
  readonly meter: Meter;
  readonly now: () => number;
  /** Where the platform tells a closed window: in the answer, or later as a failed status. */
  readonly windowErrors: 'answer' | 'status';
  /** Told of each message that was taken, with the code it fails with later, or null. */
  readonly taken: (message: Stored, to: Account, fails: number | null) => void;
}

const WINDOW_MS = 24 * 3_600_000;

/** POST /{number}/messages: a message, or the mark that one was read. */
export function postMessage(office: Office, body: Record<string, unknown>): object {
  if (body['messaging_product'] !== 'whatsapp') throw bad('messaging_product');
  if (body['status'] !== undefined) return markRead(office, body);
  const to = addressee(office, body);
  const type = string(body['type'], 'type', 50);
  checkContent(type, body, office);
  const replyTo = quoted(office, body);
  if (to.unreachable === 'answer') throw new GraphError(400, 131026, 'Message undeliverable');
  const closed = type !== 'template' && (to.lastInAt === null || office.now() - to.lastInAt > WINDOW_MS);
  if (closed && office.windowErrors === 'answer') throw new GraphError(400, 131047, 'Re-engagement message');
  office.meter.admit(to.chat, office.now());
  const { world } = office;
  const id = world.id(to.chat);
  const message: Stored = { id, chat: to.chat, type, content: body, replyTo, tick: world.tick() };
  const fails = to.unreachable === 'status' ? 131026 : closed ? 131047 : null;
  if (fails === null) {
    world.messages.push(message);
    world.changes.emit('change', to.chat);
  }
  office.taken(message, to, fails);
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: to.chat, ...(to.phone === null ? { user_id: to.userId } : { wa_id: to.phone }) }],
    messages: [{ id }],
  };
}

function addressee({ world }: Office, body: Record<string, unknown>): Account {
  // The number takes precedence where both are given.
  if (body['to'] !== undefined) {
    const phone = string(body['to'], 'to', 20);
    if (!/^\d{5,20}$/.test(phone)) throw bad('to is not a number', 131009);
    const found = [...world.people.values()].find((one) => one.phone === phone);
    if (!found) throw new GraphError(400, 131026, 'Message undeliverable');
    return found;
  }
  const userId = string(body['recipient'], 'recipient', 150);
  const found = [...world.people.values()].find((one) => one.userId === userId);
  if (!found) throw new GraphError(400, 131026, 'Message undeliverable');
  return found;
}

function quoted({ world }: Office, body: Record<string, unknown>): string | null {
  if (body['context'] === undefined) return null;
  const id = string(object(body['context'], 'context')['message_id'], 'context.message_id', 400);
  if (!world.ids.has(id)) throw bad('context.message_id is not a message', 131009);
  return id;
}

function markRead({ world }: Office, body: Record<string, unknown>): object {
  const id = string(body['message_id'], 'message_id', 400);
  if (body['status'] !== 'read' || !world.ids.has(id)) throw bad('no such message to read', 131009);
  const typing = body['typing_indicator'] !== undefined;
  if (typing && object(body['typing_indicator'], 'typing_indicator')['type'] !== 'text')
    throw bad('typing_indicator');
  world.read.set(id, { typing });
  return { success: true };
}

/** Bytes that may be uploaded, by kind. */
const UPLOADS: readonly (readonly [RegExp, number])[] = [
  [/^image\/(jpeg|png)$/, 5 * 1024 * 1024],
  [/^image\/webp$/, 500 * 1024],
  [/^(audio|video)\//, 16 * 1024 * 1024],
  [/^(application|text)\//, 100 * 1024 * 1024],
];

/** POST /{number}/media: keeps a file. */
export async function postMedia({ world }: Office, form: FormData): Promise<object> {
  if (form.get('messaging_product') !== 'whatsapp') throw bad('messaging_product');
  const file = form.get('file');
  if (!(file instanceof File)) throw bad('file is required');
  const mime = String(form.get('type') ?? file.type);
  const limit = UPLOADS.find(([kind]) => kind.test(mime))?.[1];
  if (limit === undefined) throw bad(`Param file must be a file with one of the allowed types, not ${mime}`);
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length === 0 || bytes.length > limit)
    throw new GraphError(400, 131053, 'Media upload error', `${bytes.length} bytes`);
  return { id: world.keep(bytes, mime, file.name).id };
}

/** An address works for five minutes. */
const ADDRESS_MS = 5 * 60_000;

/** GET /{media}: where the file lies for the next five minutes. */
export function getMedia({ world, now }: Office, id: string, root: string): object {
  const file = world.files.get(id);
  if (!file) throw new GraphError(400, 100, 'Unsupported get request. Object does not exist');
  file.secret = randomBytes(12).toString('hex');
  file.until = now() + ADDRESS_MS;
  return {
    messaging_product: 'whatsapp',
    url: `${root}/whatsapp_business/attachments/?mid=${id}&hash=${file.secret}`,
    mime_type: file.mime,
    sha256: '',
    file_size: file.bytes.length,
    id,
  };
}

/** The file itself, or null when the address is wrong or old. */
export function getFile({ world, now }: Office, query: URLSearchParams): Buffer | null {
  const file = world.files.get(query.get('mid') ?? '');
  return file && file.secret !== '' && file.secret === query.get('hash') && now() < file.until
    ? file.bytes
    : null;
}
