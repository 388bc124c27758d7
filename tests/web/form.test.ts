import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { pdf, photo } from '../../src/training/pictures.ts';
import { PIECE_BYTES } from '../../src/web/form/uploads.ts';
import { padded } from './form-files.ts';
import { type FormOffice, LINK, MARIA, openFormOffice } from './form-office.ts';

const MOST = 10 * 1024 * 1024;

let office: FormOffice;
afterEach(() => office.close());

const texts = (bubbles: readonly { text: string }[]) => bubbles.map(({ text }) => text).join('\n');
const IDENTITY = { nik: MARIA.nik, tanggal: MARIA.birth };

function post(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
}

function sendFile(url: string, name: string, bytes: Buffer, field = 'berkas') {
  const form = new FormData();
  form.set('kamera', new File([], ''));
  form.set(field, new File([new Uint8Array(bytes)], name));
  return fetch(url, { method: 'POST', body: form, redirect: 'manual' });
}

/** Follows the page until it asks or says something. */
async function follow(answer: Response): Promise<{ status: number; text: string; url: string }> {
  let at = answer;
  let url = at.url;
  for (let steps = 0; steps < 60; steps += 1) {
    const to = at.headers.get('location');
    const again = at.headers.get('refresh');
    if (!to && !again) break;
    await office.house.settle();
    url = to ? new URL(to, office.url).href : url;
    at = await fetch(url, { redirect: 'manual' });
  }
  return { status: at.status, text: await at.text(), url };
}

async function asked(chat: string): Promise<string> {
  await office.say(chat, 'domisili');
  await office.say(chat, '1');
  return office.link(chat);
}

/** A chat that waits for the first paper of a letter. */
async function beforePhotos(chat: string): Promise<string> {
  const link = await asked(chat);
  expect((await post(link, IDENTITY)).status).toBe(303);
  await office.heard(chat);
  await office.say(chat, 'ya');
  await office.say(chat, 'membuka rekening bank');
  return office.link(chat);
}

const fileHeaders = (size: number, at?: number) => ({
  'x-berkas': 'ktp.jpg/1',
  'x-ukuran': String(size),
  ...(at === undefined ? {} : { 'x-mulai': String(at) }),
});

const put = (link: string, bytes: Buffer, at: number, body?: Buffer) =>
  fetch(`${link}/berkas`, {
    method: 'PUT',
    headers: fileHeaders(bytes.length, at),
    body: new Uint8Array(body ?? bytes.subarray(at, at + PIECE_BYTES)),
  });

async function sendPieces(link: string, bytes: Buffer): Promise<Response> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const answer = await put(link, bytes, at);
    expect(await answer.json()).toEqual({ offset: Math.min(at + PIECE_BYTES, bytes.length) });
  }
  return fetch(`${link}/berkas`, { method: 'POST', headers: fileHeaders(bytes.length) });
}

describe('the page', () => {
  it('is kept nowhere, framed nowhere, told to nobody, and loads nothing of others', async () => {
    office = await openFormOffice('required');
    const page = await fetch(await asked('maria'));
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    const text = await page.text();
    const addresses = [...text.matchAll(/(?:src|href|action)="([^"]+)"/g)].map(([, to]) => to ?? '');
    expect(addresses.filter((to) => !to.startsWith('/'))).toEqual(['https://t.me/contoh_bot']);
    expect(text).not.toMatch(/<script(?! type="module" src)| style="| on\w+="/);
  });

  it('says of wrong, expired, used and answered links only that they are so', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    const second = (await office.say('maria', 'formulir')).map(({ text }) => LINK.exec(text)?.[1])[0];
    expect(second).toBeDefined();
    const ends: [string, number][] = [
      [`${office.url}/formulir/${'0'.repeat(32)}`, 404],
      [`${office.url}/formulir/${'x'.repeat(32)}`, 404],
      [`${office.url}/formulir/..%2f..%2fetc`, 404],
    ];
    expect((await post(link, IDENTITY)).status).toBe(303);
    // Both links were to this question: both are used up.
    ends.push([link, 410], [`${office.url}${second}`, 410]);
    await office.heard('maria');
    await office.say('maria', 'tidak');
    const third = office.link('maria');
    expect(third).not.toBe(link);
    office.clock.move(30 * 60_000);
    ends.push([third, 410]);
    for (const [url, status] of ends) {
      for (const answer of [await fetch(url), await post(url, IDENTITY)]) {
        const text = await answer.text();
        expect([url, answer.status]).toEqual([url, status]);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(text).toContain('ketik formulir');
        expect(text).not.toMatch(/Yohanis|Maria|\d{8}|<input/);
      }
    }
    const wrong = texts(await office.say('maria', 'formulir'));
    expect(wrong).toMatch(LINK);
  });

  it('is good until the last moment of its 30 minutes', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    office.clock.move(30 * 60_000 - 1);
    expect((await fetch(link)).status).toBe(200);
    expect((await post(link, IDENTITY)).status).toBe(303);
  });

  it('is not taken for open when the chat has gone on', async () => {
    office = await openFormOffice('offered');
    await office.say('maria', 'domisili');
    await office.say('maria', '1');
    await office.say('maria', 'formulir');
    const link = office.link('maria');
    await office.say('maria', `${MARIA.nik} ${MARIA.birth}`);
    const answer = await post(link, IDENTITY);
    expect(answer.status).toBe(410);
    expect(await office.heard('maria')).toEqual([]);
  });

  it('shows what is wrong, line by line, and keeps what was written', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    const answer = await post(link, { nik: '<b>12', tanggal: '31-02-1990' });
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect(text).toContain('value="&lt;b&gt;12"');
    expect(text).toContain('value="31-02-1990"');
    expect(text).toContain('Tanggalnya belum terbaca');
    expect(text.match(/aria-invalid/g)).toHaveLength(2);
    expect(await office.heard('maria')).toEqual([]);
    expect((await post(link, IDENTITY)).status).toBe(303);
  });

  it('takes an answer from itself only', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    const foreign: Record<string, string>[] = [
      { origin: 'https://example.org' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) expect((await post(link, IDENTITY, headers)).status).toBe(403);
    expect(await office.heard('maria')).toEqual([]);
    expect((await post(link, IDENTITY, { origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(
      303,
    );
  });

  it('lets nobody try codes, and lets whoever has a right one through', async () => {
    office = await openFormOffice('required', { page: { perMinute: 3, now: () => 0 } });
    const link = await asked('maria');
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1)
      statuses.push((await fetch(`${office.url}/formulir/${String(n).repeat(32)}`)).status);
    expect(statuses).toEqual([404, 404, 404, 429, 429]);
    expect((await fetch(link)).status).toBe(200);
  });

  it('leaves no code, NIK or name in the log when something breaks', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    const code = link.split('/').at(-1) ?? '';
    await office.sql`alter table form_link rename to form_link_away`;
    expect((await post(link, IDENTITY)).status).toBe(500);
    await office.sql`alter table form_link_away rename to form_link`;
    expect(office.faults.join('\n')).toContain('/formulir/:code');
    expect(office.faults.join('\n')).not.toContain(code);
    expect(office.faults.join('\n')).not.toContain(MARIA.nik);
  });

  it('counts an answer sent twice at once as one', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    const answers = await Promise.all([post(link, IDENTITY), post(link, IDENTITY), post(link, IDENTITY)]);
    for (const answer of answers) expect([303, 410]).toContain(answer.status);
    expect(answers.some(({ status }) => status === 303)).toBe(true);
    const said = texts(await office.heard('maria'));
    expect(said.match(/Surat dibuat atas nama ini/g)).toHaveLength(1);
    const [row] = await office.sql`select count(*)::int as n from inbox where external_id like 'form:%'`;
    expect(row?.['n']).toBe(1);
  });

  it('asks for a NIK alone and for a date alone of whoever is in no register', async () => {
    office = await openFormOffice('required');
    const who = await asked('tamu');
    expect((await post(who, { nik: '5371051205900009', tanggal: '12-05-1990' })).status).toBe(303);
    expect(texts(await office.heard('tamu'))).toContain('belum cocok');
    await office.say('tamu', 'Lanjut dengan data sendiri');
    expect(texts(await office.say('tamu', 'kembali'))).toContain('Langkah 2 dari');
    const nik = office.link('tamu');
    expect(await (await fetch(nik)).text()).toMatch(/<h1>NIK<\/h1>(?![\s\S]*name="tanggal")/);
    const taken = await follow(await post(nik, { nik: '5371051205900009' }));
    expect(taken.text).toContain('Sudah kami terima');
    expect(texts(await office.heard('tamu'))).toContain('nama lengkap');
    await office.say('tamu', 'Maria Seran');
    expect(texts(await office.say('tamu', 'Kupang'))).toContain('jenis kelamin');
    expect(texts(await office.say('tamu', 'kembali'))).toMatch(LINK);
    const date = office.link('tamu');
    expect((await post(date, { tanggal: '12 Mei 2090' })).status).toBe(422);
    expect((await post(date, { tanggal: '12 Mei 1990' })).status).toBe(303);
    expect(texts(await office.heard('tamu'))).toContain('jenis kelamin');
    // The page that went on says that all is well, however often it is loaded.
    expect((await fetch(taken.url)).status).toBe(200);
  });
});

describe('a photo without a script', () => {
  it('goes by a plain form, and the page asks for the next', async () => {
    office = await openFormOffice('required');
    const link = await beforePhotos('maria');
    const next = await follow(await sendFile(link, 'ktp.jpg', await photo('ktp.jpg')));
    expect(next.status).toBe(200);
    expect(next.text).toContain('KTP diterima, 1 dari 2.');
    expect(next.text).toContain('<b>Pengantar RT/RW</b>');
    const after = await follow(await sendFile(next.url.split('?')[0] ?? '', 'surat.pdf', pdf(), 'kamera'));
    expect(after.text).toContain('Sudah kami terima');
    expect(texts(await office.heard('maria'))).toContain('Periksa dulu permohonan');
    const left = await readdir(office.folder, { recursive: true });
    expect(left.filter((name) => /^(upload|piece)\/./.test(name))).toEqual([]);
  });

  it('says what cannot be used, and asks again for what turns out broken', async () => {
    office = await openFormOffice('required');
    const link = await beforePhotos('maria');
    const none = await sendFile(link, '', Buffer.alloc(0));
    expect([none.status, await none.text()]).toEqual([422, expect.stringContaining('Fotonya belum dipilih')]);
    const gif = await sendFile(link, 'a.gif', Buffer.from('GIF89a, but nothing behind it'));
    expect([gif.status, await gif.text()]).toEqual([
      422,
      expect.stringContaining('JPG, PNG, WebP, atau PDF'),
    ]);
    const broken = await follow(await sendFile(link, 'rusak.jpg', await photo('rusak')));
    expect(broken.text).toContain('KTP belum bisa disimpan');
    expect(broken.text).toContain('type="file"');
  });

  it('is taken up to 10 MB and not a byte more', async () => {
    office = await openFormOffice('required');
    const link = await beforePhotos('maria');
    const picture = await photo('ktp');
    const over = await sendFile(link, 'besar.jpg', padded(picture, MOST + 1));
    expect(over.status).toBe(413);
    expect(await office.heard('maria')).toEqual([]);
    const next = await follow(await sendFile(link, 'pas.jpg', padded(picture, MOST)));
    expect(next.text).toContain('KTP diterima');
  });

  it('several photos of one paper follow each other', async () => {
    office = await openFormOffice('required');
    await office.say('maria', 'sktm');
    await office.say('maria', '1');
    await post(office.link('maria'), IDENTITY);
    await office.heard('maria');
    for (const text of ['ya', 'berobat', 'RSUD Kupang', '1 juta', 'semua']) await office.say('maria', text);
    let url = office.link('maria');
    const seen: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const shown = await follow(await sendFile(url, 'foto.jpg', await photo(`foto ${n}`)));
      seen.push(shown.text);
      if (shown.text.includes('Sudah kami terima')) break;
      url = shown.url.split('?')[0] ?? '';
    }
    expect(seen.filter((text) => text.includes('<b>Foto rumah</b> (1 dari 2)'))).toHaveLength(1);
    expect(seen.filter((text) => text.includes('<b>Foto rumah</b> (2 dari 2)'))).toHaveLength(1);
    expect(texts(await office.heard('maria'))).toContain('Periksa dulu permohonan');
  });
});

describe('a photo in pieces', () => {
  it('is told how far it has come, and ends at 10 MB', async () => {
    office = await openFormOffice('required');
    const link = await beforePhotos('maria');
    const bytes = padded(await photo('ktp'), MOST);
    const first = await sendPieces(link, bytes);
    expect(await first.json()).toEqual({ go: expect.stringMatching(/^\/formulir\/[0-9a-f]{32}$/) });
    expect(texts(await office.heard('maria'))).toContain('KTP diterima');

    const next = office.link('maria');
    const over = padded(await photo('ktp'), MOST + 1);
    expect((await put(next, over, 0)).status).toBe(413);
    const none = await fetch(`${next}/berkas`, { headers: fileHeaders(0) });
    expect(none.status).toBe(413);
  });

  it('refuses a piece that is too long, too short, or at a place that is not its turn', async () => {
    office = await openFormOffice('required');
    const link = await beforePhotos('maria');
    const bytes = padded(await photo('ktp'), PIECE_BYTES * 3 + 5);
    expect((await put(link, bytes, 0, bytes.subarray(0, PIECE_BYTES + 1))).status).toBe(413);
    for (const [at, body] of [
      [0, bytes.subarray(0, PIECE_BYTES - 1)],
      [PIECE_BYTES, bytes.subarray(PIECE_BYTES, 2 * PIECE_BYTES)],
      [1, bytes.subarray(0, PIECE_BYTES)],
      [-PIECE_BYTES, bytes.subarray(0, PIECE_BYTES)],
      [Number.NaN, bytes.subarray(0, PIECE_BYTES)],
      [PIECE_BYTES * 4, bytes.subarray(0, PIECE_BYTES)],
    ] as const) {
      const answer = await put(link, bytes, at, body);
      expect([at, answer.status, await answer.json()]).toEqual([at, 409, { offset: 0 }]);
    }
    expect(await (await put(link, bytes, 0)).json()).toEqual({ offset: PIECE_BYTES });
    const early = await fetch(`${link}/berkas`, { method: 'POST', headers: fileHeaders(bytes.length) });
    expect([early.status, await early.json()]).toEqual([409, { offset: PIECE_BYTES }]);
    const where = await fetch(`${link}/berkas`, { headers: fileHeaders(bytes.length) });
    expect(await where.json()).toEqual({ offset: PIECE_BYTES });
  });

  it('cannot fill the disk by one link', async () => {
    office = await openFormOffice('required', { page: { now: () => 0 } });
    const link = await beforePhotos('maria');
    const bytes = padded(await photo('ktp'), PIECE_BYTES * 2);
    let statuses: number[] = [];
    for (let n = 0; n < 161; n += 1) statuses.push((await put(link, bytes, 0)).status);
    statuses = [...new Set(statuses)];
    expect(statuses).toEqual([200, 429]);
  });

  it('goes nowhere without a question for a photo', async () => {
    office = await openFormOffice('required');
    const link = await asked('maria');
    const bytes = padded(await photo('ktp'), PIECE_BYTES);
    for (const url of [link, `${office.url}/formulir/${'0'.repeat(32)}`]) {
      const answer = await put(url, bytes, 0);
      expect(await answer.json()).toEqual({ go: new URL(url).pathname });
    }
    expect(await readdir(office.folder)).not.toContain('piece');
  });

  it('leaves nothing behind when it is given up', async () => {
    office = await openFormOffice('required');
    const link = await beforePhotos('maria');
    const bytes = padded(await photo('ktp'), PIECE_BYTES * 2);
    await put(link, bytes, 0);
    const kept = async () =>
      (await readdir(office.folder, { recursive: true })).filter((n) => /^piece\/./.test(n));
    expect(await kept()).toHaveLength(1);
    expect(await office.files.sweep('piece', new Date(Date.now() - 60_000))).toBe(0);
    expect(await office.files.sweep('piece', new Date(Date.now() + 60_000))).toBe(1);
    expect(await kept()).toEqual([]);
    expect(await office.files.sweep('piece', new Date())).toBe(0);
  });
});
