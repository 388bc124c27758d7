// @ts-check
import { newKey } from '../simulator/dom.js';

/** @typedef {import('./types.js').View} View @typedef {import('./types.js').Ticket} Ticket */

const ROOT = '/anjungan/api';

/** The server said no; the message is what it said, in words. */
export class Failed extends Error {
  /** @param {number} status @param {string} words */
  constructor(status, words) {
    super(words);
    this.status = status;
  }

  /** The session or the device is over: nothing can be said here any more. */
  get over() {
    return this.status === 410 || this.status === 401;
  }
}

/** @param {Response} response */
async function read(response) {
  /** @type {unknown} */
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : '';
  throw new Failed(response.status, detail);
}

/** @param {string} path @param {object} body @param {Record<string, string>} [headers] @param {boolean} [keepalive] */
function post(path, body, headers = {}, keepalive = false) {
  return fetch(`${ROOT}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    cache: 'no-store',
    keepalive,
  }).then(read);
}

/** Lets this screen in. @param {string} code */
export const letIn = (code) => post('/device', { code });

/** Begins a chat. @param {string} language */
export async function begin(language) {
  const body = /** @type {{ session: string, view: View }} */ (await post('/sessions', { language }));
  return { calls: callsOf(body.session), view: body.view };
}

/** @typedef {ReturnType<typeof callsOf>} Calls */

/** The calls of one session. Its key lives in this closure and nowhere else. @param {string} session */
function callsOf(session) {
  const headers = { 'X-Sesi': session };
  const view = (/** @type {unknown} */ body) => /** @type {View} */ (body);
  return {
    /** Resolves when there is something new, or after a while. @param {number} seen @param {AbortSignal} signal */
    look: (seen, signal) =>
      fetch(`${ROOT}/chat?seen=${seen}`, { headers, signal, cache: 'no-store' }).then(read).then(view),
    /** @param {string} text */
    say: (text) => post('/messages', { kind: 'text', id: newKey(), text }, headers).then(view),
    /** @param {import('./types.js').Choice} choice */
    tap: ({ data, label }) =>
      post('/messages', { kind: 'tap', id: newKey(), data, label }, headers).then(view),
    /** @param {Blob} file @param {string} name */
    upload: (file, name) => {
      const form = new FormData();
      form.set('id', newKey());
      form.set('file', file, name);
      return fetch(`${ROOT}/files`, { method: 'POST', headers, body: form, cache: 'no-store' })
        .then(read)
        .then(view);
    },
    /** @param {string} message */
    picture: async (message) => {
      const response = await fetch(`${ROOT}/files/${encodeURIComponent(message)}`, {
        headers,
        cache: 'no-store',
      });
      if (!response.ok) throw new Failed(response.status, '');
      return response.blob();
    },
    ticket: () => post('/ticket', {}, headers).then((body) => /** @type {Ticket} */ (body)),
    /** @param {boolean} ticket */
    end: (ticket) =>
      post('/end', { ticket }, headers, !ticket).then(
        (body) => /** @type {{ ticket: Ticket | null }} */ (body).ticket,
      ),
  };
}
