// @ts-check

/** Sends a file piece by piece; a broken line costs the piece that was on its way, and the rest waits for the line. */

const PIECE = 256 * 1024;
const PATIENCE = [1000, 2000, 4000, 8000, 15000];

/** The server said no for good; the message is what it said, in words. */
export class Refused extends Error {}

/** The line is down, or the server is away for a moment. */
class Away extends Error {}

/**
 * @param {string} method @param {string} path @param {Record<string, string>} headers
 * @param {Blob | null} body @param {(sent: number) => void} sent
 * @returns {Promise<{ offset?: number, go?: string }>}
 */
function call(method, path, headers, body, sent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = 'json';
    request.timeout = 55000;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => sent(event.loaded);
    request.onerror = () => reject(new Away());
    request.ontimeout = () => reject(new Away());
    request.onload = () => {
      const answer = request.response;
      if (request.status === 200 || (request.status === 409 && answer)) resolve(answer);
      else if (request.status >= 500 || request.status === 0 || !answer) reject(new Away());
      else reject(new Refused(answer.detail ?? 'Berkas ini belum bisa dikirim.'));
    };
    request.send(body);
  });
}

/** Waits a little longer each time, and no longer than until the line is back. @param {number} tries */
function pause(tries) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve(undefined);
    }
    addEventListener('online', done);
  });
}

/**
 * @param {string} code @param {File} file
 * @param {{ progress: (share: number) => void, away: () => void, back: () => void }} tell
 * @returns {Promise<string>} the page to go on with
 */
export async function send(code, file, tell) {
  const path = `/formulir/${code}/berkas`;
  const headers = {
    // A name cut in the middle of a character could not be written down.
    'X-Berkas': `${encodeURIComponent(file.name.slice(0, 100).replace(/[\uD800-\uDFFF]/gu, ''))}/${file.lastModified}`,
    'X-Ukuran': String(file.size),
  };
  let tries = 0;
  for (;;) {
    try {
      let { offset = 0, go } = await call('GET', path, headers, null, () => undefined);
      while (go === undefined && offset < file.size) {
        const from = offset;
        tell.back();
        tell.progress(from / file.size);
        const piece = file.slice(from, Math.min(from + PIECE, file.size));
        const answer = await call('PUT', path, { ...headers, 'X-Mulai': String(from) }, piece, (sent) =>
          tell.progress(Math.min(from + sent, file.size) / file.size),
        );
        tries = 0;
        go = answer.go;
        offset = answer.offset ?? 0;
      }
      tell.progress(1);
      if (go === undefined) ({ go } = await call('POST', path, headers, null, () => undefined));
      if (go !== undefined) return go;
      // Something of it is missing after all: it is asked for again.
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
    tell.away();
    await pause(tries);
    tries += 1;
  }
}
