import { afterEach, describe, expect, it } from 'vitest';
import type { VerifiedLetter } from '../../src/letters/verification.ts';
import { normaliseCode } from '../../src/web/verification.ts';
import { openSite, type Site } from './support.ts';

let site: Site;
afterEach(() => site?.close());

const LETTER: VerifiedLetter = {
  number: '474/012/NKT2/XI/2026',
  title: 'Surat Keterangan Domisili',
  date: '2026-11-21',
  signer: 'Benediktus Sabon, S.Sos',
  signerPosition: 'Lurah Naikoten II',
  initials: 'M. B.',
  status: 'valid',
  validUntil: '2027-05-21',
  revokedAt: null,
  training: false,
  wardName: 'Kelurahan Naikoten II',
};

async function open(letter: VerifiedLetter | null, more = {}) {
  const asked: string[] = [];
  site = await openSite({
    verification: {
      ...more,
      verification: {
        byCode: async (code) => {
          asked.push(code);
          return letter;
        },
        byFile: async (bytes) =>
          Buffer.from(bytes).toString().startsWith('%PDF-') && letter !== null
            ? { verdict: 'unchanged', letter }
            : { verdict: 'not-pdf' },
      },
    },
  });
  return asked;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${site.url}${path}`, { headers: { accept: 'text/html', ...headers } });

function upload(bytes: string | Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.set('berkas', new File([bytes], 'surat.pdf', { type: 'application/pdf' }));
  return fetch(`${site.url}/verifikasi/berkas`, {
    method: 'POST',
    body: form,
    headers: { accept: 'text/html' },
  });
}

describe('a code', () => {
  it('is understood however it is typed', async () => {
    const asked = await open(LETTER);
    const answer = await get('/verifikasi?kode=%20abcd-efgh%202345%20');
    expect(new URL(answer.url).pathname).toBe('/verifikasi/ABCDEFGH2345');
    expect(asked).toEqual(['ABCDEFGH2345']);
    expect(normaliseCode('https://surat.example.id/verifikasi/abcd-2345?x=1')).toBe('ABCD2345');
  });

  it('shows number, kind, date, signer and initials', async () => {
    await open(LETTER);
    const text = await (await get('/verifikasi/ABCD')).text();
    for (const shown of [
      'Asli dan berlaku',
      LETTER.number,
      LETTER.title,
      '21 November 2026',
      'Benediktus Sabon',
      'M. B.',
      '21 Mei 2027',
    ]) {
      expect(text).toContain(shown);
    }
  });

  it.each([
    [{ status: 'expired' as const }, 'Masa berlaku habis'],
    [
      { status: 'revoked' as const, revokedAt: '2026-11-22' },
      'Dicabut</strong><span>Surat ini dicabut pada 22 November 2026',
    ],
    [{ training: true }, 'Surat latihan'],
  ])('says what is wrong: %j', async (change, words) => {
    await open({ ...LETTER, ...change });
    const text = await (await get('/verifikasi/ABCD')).text();
    expect(text).toContain(words);
    expect(text).not.toContain('Asli dan berlaku');
  });

  it('that is unknown gets the same page, status and headers, and is not faster than the floor', async () => {
    const shape = async (letter: VerifiedLetter | null) => {
      await open(letter, { floorMs: 80 });
      const from = performance.now();
      const answer = await get('/verifikasi/ABCD');
      const body = await answer.text();
      const took = performance.now() - from;
      const headers = [...answer.headers.keys()].filter((name) => name !== 'date');
      const rows = [...body.matchAll(/<dt>([^<]*)</g)].map((match) => match[1]);
      await site.close();
      return { status: answer.status, headers, rows, slow: took >= 79 };
    };
    const known = await shape(LETTER);
    expect(await shape(null)).toEqual(known);
    expect(known.slow).toBe(true);
  });

  it('cannot bring HTML into the page', async () => {
    await open({ ...LETTER, initials: '<script>alert(1)</script>' });
    const text = await (await get('/verifikasi/%3Cscript%3E')).text();
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
  });

  it('is kept out of search engines and caches', async () => {
    await open(null);
    const { headers } = await get('/verifikasi/ABCD');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('an uploaded file', () => {
  it('is said to be unchanged, or not a PDF', async () => {
    await open(LETTER);
    expect(await (await upload('%PDF-1.7')).text()).toContain('Berkas utuh');
    expect(await (await upload('bukan')).text()).toContain('Bukan PDF');
  });

  it('may have 5 MB and not more; none at all is said kindly', async () => {
    await open(LETTER);
    expect((await upload(new Uint8Array(5 * 1024 * 1024))).status).toBe(200);
    const more = await upload(new Uint8Array(5 * 1024 * 1024 + 1));
    expect(more.status).toBe(413);
    expect(await more.text()).toContain('5 MB');
    expect((await upload(new Uint8Array(9 * 1024 * 1024))).status).toBe(413);
    const none = await fetch(`${site.url}/verifikasi/berkas`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(none.status).toBe(400);
  });
});

describe('the rate limit', () => {
  it('stops an address after so many tries and lets it in again a minute later', async () => {
    let now = 0;
    const asked = await open(null, { perMinute: 3, now: () => now });
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await get(`/verifikasi/CODE${i}`)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await get('/verifikasi/CODE9');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('Terlalu sering');
    expect(asked).toHaveLength(3);
    expect((await upload('%PDF-')).status).toBe(429);
    now = 60_000;
    expect((await get('/verifikasi/CODE')).status).toBe(200);
  });

  it('believes X-Forwarded-For only behind a trusted proxy, and then only its last entry', async () => {
    await open(null, { perMinute: 1 });
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '10.0.0.1' })).status).toBe(200);
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '10.0.0.2' })).status).toBe(429);
    await site.close();
    await open(null, { perMinute: 1, trustProxy: true });
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '1.1.1.1, 10.0.0.1' })).status).toBe(200);
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '2.2.2.2, 10.0.0.1' })).status).toBe(429);
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '10.0.0.2' })).status).toBe(200);
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '2001:db8:0:1::5' })).status).toBe(200);
    expect((await get('/verifikasi/A', { 'x-forwarded-for': '2001:db8::1:0:0:0:9' })).status).toBe(429);
  });
});
