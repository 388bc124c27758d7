import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, Faults } from './faults.ts';
import { type Limits, Meter, REAL_LIMITS } from './limits.ts';
import { METHODS, type Office } from './methods.ts';
import { int, isUpload, object, type Params, readParams, str } from './params.ts';
import { Person } from './person.ts';
import { ApiError, type Call, type Update } from './types.ts';
import { type Delivery, Updates } from './updates.ts';
import { type Hook, type Post, Poster } from './webhook.ts';
import { World } from './world.ts';

export interface TelegramOptions {
  readonly token?: string;
  readonly username?: string;
  /** Rate limits: the real ones by default, others, or none. */
  readonly limits?: Limits | 'off';
  /** How long the server waits before it posts a refused update again. */
  readonly webhookRetryMs?: number;
  /** Where a post to a webhook's address goes: a test plays the proxy before an office with a public address. */
  readonly posted?: (url: string) => string;
}

/** A Bot API server on loopback, and the people who talk to the bot. */
export interface TelegramServer {
  /** What `apiRoot` of the client must be. */
  readonly root: string;
  readonly token: string;
  readonly username: string;
  readonly calls: readonly Call[];
  readonly posts: readonly Post[];
  readonly world: World;
  readonly delivery: Delivery;
  /** Updates that are not confirmed yet. */
  readonly pending: number;
  /** Whether every tap was answered with answerCallbackQuery. */
  readonly tapsAnswered: boolean;
  person(who: { id?: number; name?: string }): Person;
  fault(method: string, fault: Fault, times?: number): void;
  /** Offers all updates so far once more. */
  redeliver(last?: number): void;
  /** Hands out what `delivery.held` holds back. */
  release(): void;
  jumpUpdateIds(to?: number): void;
  /** Puts an update in the queue as it is, for hostile ones. */
  inject(update: Update): void;
  /** The calls of one method, oldest first. */
  callsOf(method: string): Call[];
  stop(): Promise<void>;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startTelegram(options: TelegramOptions = {}): Promise<TelegramServer> {
  const botId = randomInt(100_000_000, 999_999_999);
  const token = options.token ?? `${botId}:AA${randomBytes(24).toString('base64url').slice(0, 33)}`;
  const username = options.username ?? 'halo_uji_bot';
  const bot = { id: Number(token.split(':')[0]), is_bot: true as const, first_name: 'Halo Uji', username };
  const world = new World();
  const updates = new Updates();
  const poster = new Poster(updates, options.webhookRetryMs ?? 50, options.posted);
  const faults = new Faults();
  const meter = new Meter(options.limits === 'off' ? null : (options.limits ?? REAL_LIMITS));
  const calls: Call[] = [];
  const office: Office = { world, bot, admit: (chat) => meter.admit(chat, Date.now()) };

  async function run(method: string, params: Params, closed: AbortSignal): Promise<unknown> {
    if (method === 'getupdates') {
      if (poster.hook) {
        throw new ApiError(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      setAllowed(updates, params);
      const timeoutMs = Math.min(int(params, 'timeout') ?? 0, 50) * 1000;
      return updates.get(int(params, 'offset') ?? 0, int(params, 'limit') ?? 100, timeoutMs, closed);
    }
    if (method === 'setwebhook' || method === 'deletewebhook') {
      const hook = method === 'setwebhook' ? hookOf(params) : null;
      if (hook) updates.interrupt('terminated by setWebhook request');
      if (String(params['drop_pending_updates']) === 'true') updates.drop();
      if (hook) setAllowed(updates, params);
      poster.set(hook);
      return true;
    }
    if (method === 'getwebhookinfo') {
      return {
        url: poster.hook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: updates.pending,
        allowed_updates: updates.allowed,
        ...(poster.lastError
          ? { last_error_message: poster.lastError, last_error_date: poster.lastErrorAt }
          : {}),
      };
    }
    const known = METHODS[method];
    if (!known) throw new ApiError(404, 'Not Found');
    return known(office, params);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    const url = new URL(request.url ?? '/', 'http://bot');
    const [, prefix, method = ''] = /^\/(?:(file)\/)?bot[^/]+\/(.+)$/.exec(url.pathname) ?? [];
    const call: Call = {
      method: prefix ? 'file' : method,
      params: {},
      at: Date.now(),
      from: request.socket.remotePort ?? 0,
      status: 0,
      ended: 0,
      made: null,
    };
    const body = await bodyOf(request);
    const answer = (status: number, content: string | Buffer, type = 'application/json') => {
      call.status = status;
      call.ended = Date.now();
      if (!response.destroyed) response.writeHead(status, { 'content-type': type }).end(content);
    };
    try {
      const said = decodeURIComponent(/\/bot([^/]+)\//.exec(url.pathname)?.[1] ?? '');
      if (said !== token) throw new ApiError(prefix || method === '' ? 404 : 401, 'Unauthorized');
      if (body === null) throw new ApiError(413, 'Request Entity Too Large');
      const params = await readParams(request.headers['content-type'] ?? '', body, url.searchParams);
      calls.push(Object.assign(call, { params: withoutBytes(params) }));
      const fault = faults.take(call.method);
      if (fault?.kind === 'reset') return void request.socket.destroy();
      if (fault?.kind === 'silence') return;
      if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
      if (fault?.kind === 'status') {
        if (fault.status >= 500)
          return answer(fault.status, '<html><h1>Bad Gateway</h1></html>', 'text/html');
        throw new ApiError(fault.status, fault.description ?? 'Scripted', fault.retryAfter ?? null);
      }
      if (prefix) return sendFile(world, decodeURIComponent(method), answer);
      const result = await run(method.toLowerCase(), params, closed.signal);
      call.made = (result as { message_id?: number } | null)?.message_id ?? null;
      if (fault?.kind === 'lostAnswer') return void request.socket.destroy();
      answer(200, JSON.stringify({ ok: true, result }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const parameters = error.retryAfter === null ? {} : { parameters: { retry_after: error.retryAfter } };
      answer(
        error.status,
        JSON.stringify({ ok: false, error_code: error.status, description: error.message, ...parameters }),
      );
    }
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500).end(error.message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    root,
    token,
    username,
    calls,
    world,
    posts: poster.posts,
    delivery: updates.delivery,
    get pending() {
      return updates.pending;
    },
    get tapsAnswered() {
      return [...world.taps.values()].every((tap) => tap.answered);
    },
    person: ({ id = randomInt(1_000_000, 9_000_000_000), name = 'Warga' }) => {
      const account = world.people.get(id) ?? { id, name, started: false, blocked: false };
      world.people.set(id, account);
      return new Person(world, updates, bot, account);
    },
    fault: (method, fault, times) => faults.plan(method, fault, times),
    redeliver: (last) => updates.redeliver(last),
    release: () => updates.release(),
    jumpUpdateIds: (to) => updates.jump(to),
    inject: (update) => updates.pushRaw(update),
    callsOf: (method) => calls.filter((call) => call.method === method),
    async stop() {
      await poster.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function setAllowed(updates: Updates, params: Params): void {
  const allowed = object(params, 'allowed_updates');
  if (Array.isArray(allowed)) updates.allowed = allowed.map(String);
}

/** The real service wants https and its own ports; loopback over http is let through for tests. */
function hookOf(params: Params): Hook | null {
  const url = str(params, 'url') ?? '';
  const secret = str(params, 'secret_token');
  if (url === '') return null;
  const { protocol, hostname, port } = new URL(url);
  const local = hostname === '127.0.0.1' || hostname === 'localhost';
  if (!local && protocol !== 'https:')
    throw new ApiError(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
  if (!local && !['', '443', '80', '88', '8443'].includes(port)) {
    throw new ApiError(
      400,
      'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    );
  }
  if (secret !== null && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw new ApiError(400, 'Bad Request: secret token contains unallowed characters');
  }
  return { url, secret };
}

/** Reads the body up to Telegram's 50 MB and a little for the form around it; null when it is more. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= 51 * 1024 * 1024) chunks.push(chunk);
  }
  return size <= 51 * 1024 * 1024 ? Buffer.concat(chunks) : null;
}

function withoutBytes(params: Params): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [
      key,
      isUpload(value) ? { name: value.name, mime: value.mime, size: value.bytes.length } : value,
    ]),
  );
}

function sendFile(
  world: World,
  path: string,
  answer: (status: number, content: Buffer | string, type?: string) => void,
): void {
  const file = [...world.files.values()].find((f) => f.path === path);
  if (file) answer(200, file.bytes, 'application/octet-stream');
  else answer(404, JSON.stringify({ ok: false, error_code: 404, description: 'Not Found' }));
}
