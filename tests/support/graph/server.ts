import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, Faults, type Kind } from './faults.ts';
import { type Limits, Meter, REAL_LIMITS } from './limits.ts';
import type { Approved } from './messages.ts';
import { Person } from './person.ts';
import { getFile, getMedia, type Office, postMedia, postMessage } from './routes.ts';
import { bad, type Call, GraphError, type Stored } from './types.ts';
import { Poster } from './webhook.ts';
import { type Account, World } from './world.ts';

export interface GraphServerOptions {
  readonly templates?: readonly Approved[];
  /** Rate limits: the real ones by default, others, or none. */
  readonly limits?: Limits | 'off';
  /** Statuses of our messages: after the answer, before it, or none. */
  readonly statuses?: 'after' | 'before' | 'off';
  readonly windowErrors?: 'answer' | 'status';
  /** The first pause before a refused webhook is posted again (ms). */
  readonly retryMs?: number;
  /** The server's clock (ms). */
  readonly now?: () => number;
}

/** A Graph API server on loopback, and the people who write to the number. */
export interface GraphServer {
  readonly root: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret: string;
  readonly phoneNumberId: string;
  readonly calls: readonly Call[];
  readonly world: World;
  readonly poster: Poster;
  /** A person with a number, or with a business-scoped id only. */
  person(who?: { phone?: string | null; name?: string }): Person;
  fault(kind: Kind | '*', fault: Fault, times?: number): void;
  callsOf(kind: Kind): Call[];
  stop(): Promise<void>;
}

const VERSION = 'v23.0';

/** Starts the server on a free port of 127.0.0.1. */
export async function startGraph(options: GraphServerOptions = {}): Promise<GraphServer> {
  const token = `EAA${randomBytes(60).toString('base64url')}`;
  const appSecret = randomBytes(16).toString('hex');
  const phoneNumberId = String(randomInt(10 ** 11, 10 ** 12));
  const now = options.now ?? Date.now;
  const world = new World();
  const faults = new Faults();
  const calls: Call[] = [];
  const poster = new Poster({ appSecret, phoneNumberId, retryMs: options.retryMs ?? 20 });
  let root = '';

  function tell(message: Stored, to: Account, fails: number | null): void {
    const states = fails === null ? ['sent', 'delivered'] : ['failed'];
    for (const status of states) {
      const content = {
        id: message.id,
        status,
        timestamp: String(Math.floor(now() / 1000)),
        ...(to.phone === null ? { recipient_user_id: to.userId } : { recipient_id: to.phone }),
        ...('biz_opaque_callback_data' in message.content
          ? { biz_opaque_callback_data: message.content['biz_opaque_callback_data'] }
          : {}),
        ...(fails === null ? {} : { errors: [{ code: fails, title: 'Message failed' }] }),
      };
      poster.push({ kind: 'statuses', content, contact: null });
    }
  }

  /** Runs what is said after the answer (or before it) about a message. */
  let later: (() => void)[] = [];
  const office: Office = {
    world,
    files: world.files,
    templates: options.templates ?? [],
    meter: new Meter(options.limits === 'off' ? null : (options.limits ?? REAL_LIMITS)),
    now,
    windowErrors: options.windowErrors ?? 'answer',
    taken: (...of) => {
      if (options.statuses === 'before') tell(...of);
      else if (options.statuses === 'after' || of[2] !== null) later.push(() => tell(...of));
    },
  };

  function kindOf(method: string, path: string, body: Record<string, unknown>): Kind {
    if (method === 'GET' && path === '/whatsapp_business/attachments/') return 'file';
    if (!path.startsWith(`/${VERSION}/`)) return 'other';
    const rest = path.slice(VERSION.length + 2);
    if (method === 'POST' && rest === `${phoneNumberId}/messages`)
      return body['status'] ? 'status' : 'messages';
    if (method === 'POST' && rest === `${phoneNumberId}/media`) return 'upload';
    if (method === 'GET' && rest === phoneNumberId) return 'number';
    if (/^\d+$/.test(rest)) return method === 'GET' ? 'media' : method === 'DELETE' ? 'delete' : 'other';
    return 'other';
  }

  async function run(
    kind: Kind,
    url: URL,
    body: Record<string, unknown>,
    form: FormData | null,
  ): Promise<object> {
    const id = url.pathname.split('/').at(-1) ?? '';
    if (kind === 'messages' || kind === 'status') return postMessage(office, body);
    if (kind === 'upload') return postMedia(office, form ?? new FormData());
    if (kind === 'media') return getMedia(office, id, root);
    if (kind === 'delete') return { success: world.files.delete(id) };
    if (kind === 'number')
      return { verified_name: 'Kelurahan Uji', display_phone_number: '+62 380 123456', id: phoneNumberId };
    throw new GraphError(400, 100, `Unsupported ${url.pathname}. Object does not exist`);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', root);
    const bytes = await bytesOf(request);
    const type = request.headers['content-type'] ?? '';
    const form = type.startsWith('multipart/') ? await formOf(type, bytes) : null;
    const body = form ? {} : jsonOf(bytes);
    const kind = kindOf(request.method ?? '', url.pathname, body);
    const call: Call = { kind, path: url.pathname, body, at: Date.now(), status: 0 };
    calls.push(call);
    const answer = (status: number, content: string | Buffer, mime: string, more: object = {}) => {
      call.status = status;
      if (!response.destroyed) response.writeHead(status, { 'content-type': mime, ...more }).end(content);
    };
    try {
      if (request.headers.authorization !== `Bearer ${token}`)
        throw new GraphError(401, 190, 'Invalid OAuth access token - Cannot parse access token');
      const fault = faults.take(kind);
      if (fault?.kind === 'reset') return void request.socket.destroy();
      if (fault?.kind === 'silence') return;
      if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
      if (fault?.kind === 'status') {
        const more = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
        if (fault.code === undefined) return answer(fault.status, '<h1>Sorry</h1>', 'text/html', more);
        return answer(
          fault.status,
          said(new GraphError(fault.status, fault.code, 'Scripted')),
          'application/json',
          more,
        );
      }
      if (kind === 'file') {
        const file = getFile(office, url.searchParams);
        return file ? answer(200, file, 'application/octet-stream') : answer(404, '', 'text/html');
      }
      const result = await run(kind, url, body, form);
      const after = later;
      later = [];
      if (fault?.kind === 'lateAnswer') {
        for (const say of after.splice(0)) say();
        await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
      }
      if (fault?.kind === 'lostAnswer') request.socket.destroy();
      else answer(200, JSON.stringify(result), 'application/json');
      for (const say of after) say();
    } catch (error) {
      const refusal = error instanceof GraphError ? error : bad(String(error));
      answer(refusal.status, said(refusal), 'application/json');
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500).end(error.message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    root,
    version: VERSION,
    token,
    appSecret,
    phoneNumberId,
    calls,
    world,
    poster,
    person: ({ phone = `628${randomInt(10 ** 8, 10 ** 9)}`, name = 'Warga' } = {}) => {
      const userId = `ID.${randomInt(10 ** 11, 10 ** 12)}${randomInt(1000, 9999)}`;
      const account = { chat: phone ?? userId, phone, userId, name, lastInAt: null, unreachable: null };
      world.people.set(account.chat, account);
      return new Person(world, poster, now, account);
    },
    fault: (kind, fault, times) => faults.plan(kind, fault, times),
    callsOf: (kind) => calls.filter((call) => call.kind === kind),
    async stop() {
      await poster.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A refusal in Meta's words; it quotes what it refuses, as Meta does. */
function said(error: GraphError): string {
  const { code, message, details } = error;
  const error_data = { messaging_product: 'whatsapp', details };
  return JSON.stringify({ error: { message, type: 'OAuthException', code, error_data, fbtrace_id: 'A1b2' } });
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function formOf(type: string, bytes: Buffer): Promise<FormData> {
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
}
