// @ts-check

/** @typedef {import('./types.js').State} State @typedef {import('./types.js').Message} Message */

const ROOT = '/simulator/api';

/** The server said no; the message is what it said, in words. */
export class Failed extends Error {}

/** @param {Response} response */
async function read(response) {
  /** @type {any} */
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Failed(body?.detail ?? 'Peladen tidak menjawab dengan benar.');
  return body;
}

/** @param {string} path @param {object} body */
function post(path, body) {
  return fetch(`${ROOT}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).then(read);
}

/** The calls of the page to the server. */
export const api = {
  /** @returns {Promise<State>} */
  state: () => fetch(`${ROOT}/state`).then(read),
  /** @param {string} phone @returns {Promise<{ messages: Message[] }>} */
  history: (phone) => fetch(`${ROOT}/phones/${phone}/messages`).then(read),
  /** @param {string} phone @param {object} message @returns {Promise<unknown>} */
  send: (phone, message) => post(`/phones/${phone}/messages`, message),
  /** @param {string} phone @param {FormData} form @returns {Promise<unknown>} */
  upload: (phone, form) => fetch(`${ROOT}/phones/${phone}/files`, { method: 'POST', body: form }).then(read),
  /** @param {object} move @returns {Promise<{ now: string }>} */
  clock: (move) => post('/clock', move),
  /** @param {string} phone @param {string} message */
  fileAddress: (phone, message) => `${ROOT}/phones/${phone}/files/${encodeURIComponent(message)}`,
};

/**
 * Listens to what happens in the room and keeps listening.
 * @param {{ opened: () => void, event: (event: any) => void, lost: () => void }} handlers
 */
export function listen(handlers) {
  const source = new EventSource(`${ROOT}/stream`);
  source.addEventListener('open', (event) => {
    // The browser's own "connected" event has the same name as the first event of the server; the latter has data.
    if (event instanceof MessageEvent) handlers.opened();
  });
  source.addEventListener('message', (event) => handlers.event(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    handlers.lost();
    // The browser tries again by itself unless the server answered with an error page.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers), 3000);
  });
}
