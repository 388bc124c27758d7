import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { CannotListen, createWeb, listen } from '../../src/web/server.ts';
import { openSite, type Site } from './support.ts';

let site: Site;
afterEach(() => site?.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${site.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('every page', () => {
  it('carries the protective headers and no inline script or style', async () => {
    site = await openSite();
    for (const path of [
      '/',
      '/simulator',
      '/verifikasi',
      '/verifikasi/ABCD',
      '/tidak-ada',
      '/healthz',
      '/assets/base.css',
    ]) {
      const answer = await fetch(site.url + path, { headers: { accept: 'text/html' } });
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toContain('unsafe');
      expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(answer.headers.get('referrer-policy'), path).toBe('no-referrer');
      const body = await answer.text();
      expect(body, path).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/);
    }
  });

  it('says in Indonesian what went wrong, without a stack', async () => {
    site = await openSite({
      verification: {
        verification: {
          byCode: () => Promise.reject(new Error('secret detail')),
          byFile: async () => ({ verdict: 'unknown' }),
        },
      },
    });
    const missing = await fetch(`${site.url}/tidak-ada`, { headers: { accept: 'text/html' } });
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining('Halaman tidak ditemukan'),
    ]);
    const broken = await fetch(`${site.url}/verifikasi/ABCD`, { headers: { accept: 'text/html' } });
    const text = await broken.text();
    expect(broken.status).toBe(500);
    expect(text).toContain('Ada gangguan');
    expect(text).not.toMatch(/secret detail|node_modules|\.ts:/);
    const json = await fetch(`${site.url}/simulator/api/phones/tetangga/messages`);
    expect(await json.json()).toMatchObject({ error: 'Telepon tidak ada' });
  });
});

describe('what machines read', () => {
  it('health, readiness and metrics', async () => {
    let up = true;
    site = await openSite({ ready: async () => up });
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${site.url}/readyz`)).status).toBe(200);
    up = false;
    expect((await fetch(`${site.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${site.url}/metrics`)).headers.get('content-type')).toContain('text/plain');
  });

  it('say of each account whether it is reached, what waits and what failed', async () => {
    const line = {
      accountId: 'a1',
      channel: 'telegram',
      up: false,
      standby: false,
      why: 'no answer',
      since: new Date(0),
      lastIn: new Date(1_700_000_000_000),
      lastOut: null,
      waiting: 3,
      oldestMs: 4_500,
      counts: { sent: 7, gone: 1 },
    };
    site = await openSite({ lines: [line] });
    const health = (await (await fetch(`${site.url}/healthz`)).json()) as { accounts: object[] };
    expect(health.accounts[0]).toMatchObject({
      channel: 'telegram',
      up: false,
      why: 'no answer',
      waiting: 3,
    });
    const metrics = await (await fetch(`${site.url}/metrics`)).text();
    for (const wanted of [
      'halo_line_up{account="a1",channel="telegram"} 0',
      'halo_line_last_in_seconds{account="a1",channel="telegram"} 1700000000',
      'halo_line_waiting{account="a1",channel="telegram"} 3',
      'halo_line_oldest_waiting_seconds{account="a1",channel="telegram"} 4.5',
      'halo_line_events{account="a1",channel="telegram",what="gone"} 1',
    ])
      expect(metrics).toContain(wanted);
    expect(metrics).not.toContain('halo_line_last_out_seconds{');
  });

  it('assets come with an ETag and are not sent twice; nothing outside the folder is served', async () => {
    site = await openSite();
    const first = await fetch(`${site.url}/assets/simulator/main.js`);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('content-type')).toContain('text/javascript');
    const again = await fetch(`${site.url}/assets/simulator/main.js`, { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
    for (const path of [
      '/assets/../server.ts',
      '/assets/%2e%2e/server.ts',
      '/assets/..%2fserver.ts',
      '/assets/tsconfig.json',
      '/assets/',
    ]) {
      expect((await fetch(site.url + path)).status, path).toBe(404);
    }
  });
});

describe('the API of the training room', () => {
  const text = (id: string = randomUUID()) => ({ kind: 'text', id, text: 'halo', quoted: null });

  it('keeps a repeated post from reaching the office twice', async () => {
    site = await openSite();
    const message = text();
    for (let i = 0; i < 3; i += 1)
      expect((await post('/simulator/api/phones/warga/messages', message)).status).toBe(200);
    expect(site.office.received).toHaveLength(1);
  });

  it('refuses what another site sends', async () => {
    site = await openSite();
    const path = '/simulator/api/phones/warga/messages';
    for (const headers of [
      { origin: 'https://jahat.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: site.url },
    ]) {
      expect((await post(path, text(), headers)).status, JSON.stringify(headers)).toBe(403);
      expect((await post('/simulator/api/clock', { minutes: 10 }, headers)).status).toBe(403);
    }
    expect((await post(path, text(), { origin: site.url, 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    );
    expect(site.office.received).toHaveLength(1);
  });

  it('reads only what it expects', async () => {
    site = await openSite();
    const path = '/simulator/api/phones/warga/messages';
    const wrong: [number, Promise<Response>][] = [
      [415, post(path, text(), { 'content-type': 'text/plain' })],
      [400, post(path, { ...text(), id: 'bukan-uuid' })],
      [400, post(path, { ...text(), text: '   ' })],
      [400, post(path, { kind: 'tap', id: randomUUID(), data: 'x'.repeat(65), label: 'x', quoted: null })],
      [413, post(path, { ...text(), text: 'x'.repeat(40_000) })],
      [404, post('/simulator/api/phones/camat/messages', text())],
      [400, post('/simulator/api/clock', { minutes: -5 })],
      [400, post('/simulator/api/clock', { minutes: 20_161 })],
    ];
    for (const [status, answer] of wrong) expect((await answer).status).toBe(status);
    expect(site.office.received).toHaveLength(0);
  });

  it('takes files up to 10 MB', async () => {
    site = await openSite();
    const upload = (size: number) => {
      const form = new FormData();
      form.set('id', randomUUID());
      form.set('file', new File([new Uint8Array(size)], 'kk.jpg', { type: 'image/jpeg' }));
      return fetch(`${site.url}/simulator/api/phones/warga/files`, { method: 'POST', body: form });
    };
    const statuses = [];
    for (const size of [0, 1000, 10 * 1024 * 1024, 10 * 1024 * 1024 + 1, 30 * 1024 * 1024])
      statuses.push((await upload(size)).status);
    expect(statuses).toEqual([400, 200, 200, 413, 413]);
    expect(site.office.received).toHaveLength(2);
  });

  it('never shows bytes under a type that they do not have', async () => {
    site = await openSite();
    const form = new FormData();
    const id = randomUUID();
    form.set('id', id);
    form.set('file', new File(['<script>alert(1)</script>'], 'x.jpg', { type: 'image/jpeg' }));
    await fetch(`${site.url}/simulator/api/phones/warga/files`, { method: 'POST', body: form });
    expect((await fetch(`${site.url}/simulator/api/phones/warga/files/${id}`)).status).toBe(404);
  });

  it('is not there when no training ward is active', async () => {
    site = await openSite({ training: false });
    const page = await fetch(`${site.url}/simulator`, { headers: { accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([
      404,
      expect.stringContaining('Ruang latihan tidak dibuka'),
    ]);
    expect((await fetch(`${site.url}/simulator/api/state`)).status).toBe(404);
    expect((await fetch(`${site.url}/simulator/api/stream`)).status).toBe(404);
    expect((await post('/simulator/api/clock', { minutes: 10 })).status).toBe(404);
    expect(await (await fetch(site.url)).text()).not.toContain('href="/simulator"');
  });
});

describe('listening', () => {
  it('ends live streams and closes at once, also with pages open', async () => {
    site = await openSite();
    const stream = await fetch(`${site.url}/simulator/api/stream`);
    const reader = stream.body?.getReader();
    await reader?.read();
    await site.stop();
    let last = await reader?.read();
    while (last?.done === false) last = await reader?.read();
    expect(last?.done).toBe(true);
    await site.start();
  });

  it('says that the port is taken', async () => {
    site = await openSite();
    const web = createWeb({ parts: [], office: 'x' });
    const failure = await listen(web, '127.0.0.1', Number(new URL(site.url).port)).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(CannotListen);
    expect(failure).toMatchObject({ reason: 'in-use' });
  });
});
