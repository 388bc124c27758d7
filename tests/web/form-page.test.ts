import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pdf, photo } from '../../src/training/pictures.ts';
import { PIECE_BYTES } from '../../src/web/form/uploads.ts';
import { faults } from '../kiosk/screen.ts';
import { type BrowserSupport, type Opened, startBrowser } from '../support/browser.ts';
import { padded } from './form-files.ts';
import { type FormOffice, MARIA, openFormOffice } from './form-office.ts';

const PHONE = { width: 360, height: 740 };

let support: BrowserSupport;
let office: FormOffice;
let opened: Opened;

beforeAll(async () => {
  support = await startBrowser();
});
afterAll(() => support.close());
beforeEach(async () => {
  opened = await support.open({ viewport: PHONE, hasTouch: true });
  opened.page.setDefaultTimeout(30_000);
});
afterEach(async () => {
  await opened.close();
  await office.close();
});

const title = () => opened.page.getByRole('heading', { level: 1 }).textContent();
const open = (chat: string) => opened.page.goto(office.link(chat));
const texts = (bubbles: readonly { text: string }[]) => bubbles.map(({ text }) => text).join('\n');

async function choose(name: string, buffer: Buffer, input = '#berkas') {
  const mimeType = name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg';
  await opened.page.locator(input).setInputFiles({ name, mimeType, buffer });
}

/** Nothing is wider than a narrow phone, and whoever hears or types the page instead of seeing it finds all. */
async function fitsThePhone() {
  expect(await faults(opened.page)).toEqual([]);
  const width = await opened.page.locator('html').evaluate((root) => root.scrollWidth);
  expect(width).toBeLessThanOrEqual(PHONE.width);
}

/** A chat that waits for its first photo; the person is known, so it is asked for little. */
async function beforePhotos(chat: string): Promise<void> {
  await office.say(chat, 'domisili');
  await office.say(chat, '1');
  await open(chat);
  await opened.page.getByLabel('NIK').fill(MARIA.nik);
  await opened.page.getByLabel('Tanggal lahir').fill(MARIA.birth);
  await opened.page.getByRole('button', { name: 'Kirim' }).click();
  await opened.page.getByRole('heading', { name: 'Sudah kami terima' }).waitFor();
  await office.heard(chat);
  await office.say(chat, 'ya');
  await office.say(chat, 'membuka rekening bank');
}

describe('a whole request whose NIK, birth date and photos go by the page', () => {
  it('on a channel that allows no other way', { timeout: 90_000 }, async () => {
    office = await openFormOffice('offered', { channel: 'whatsapp-cloud' });
    const { page } = opened;
    await office.say('maria', 'domisili');
    const [asked] = await office.say('maria', '1');
    expect(asked?.text).toContain(
      'Isi di halaman aman ini (berlaku 30 menit): https://contoh.go.id/formulir/',
    );
    const refused = texts(await office.say('maria', `${MARIA.nik} ${MARIA.birth}`));
    expect(refused).toContain('tidak dipakai');
    expect(refused).not.toContain(MARIA.nik);

    await open('maria');
    expect(await title()).toBe('NIK dan tanggal lahir');
    expect(await page.locator('header').textContent()).toContain('Kelurahan Naikoten II');
    await fitsThePhone();
    await opened.shot('form-nik');
    await page.getByLabel('NIK').fill('537105');
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.getByText('NIK 16 angka, yang dikirim 6').waitFor();
    await fitsThePhone();
    await opened.shot('form-nik-wrong');
    expect(await page.getByLabel('NIK').inputValue()).toBe('537105');
    await page.getByLabel('NIK').fill(MARIA.nik.replace(/(.{4})/g, '$1 '));
    await page.getByLabel('Tanggal lahir').fill(MARIA.birth.replaceAll('-', ''));
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.getByRole('heading', { name: 'Sudah kami terima' }).waitFor();
    expect(await page.getByRole('link', { name: /Kembali ke chat/ }).getAttribute('href')).toBe(
      'https://t.me/contoh_bot',
    );
    await fitsThePhone();
    await opened.shot('form-done');

    expect(texts(await office.heard('maria'))).toContain('Surat dibuat atas nama ini?');
    await office.say('maria', 'ya');
    const papers = texts(await office.say('maria', 'bank'));
    expect(papers).toContain('Kirim lewat halaman aman ini');
    const refusedPhoto = texts(
      await office.say('maria', {
        kind: 'media',
        media: { ref: 'somewhere', mime: 'image/jpeg', name: null, size: 10 },
        caption: null,
      }),
    );
    expect(refusedPhoto).toContain('berkas diterima lewat halaman aman saja');

    await open('maria');
    await fitsThePhone();
    await opened.shot('form-photo');
    await choose('ktp.jpg', await photo('ktp.jpg'), '#kamera');
    await page.getByAltText('Foto yang dipilih').waitFor();
    await fitsThePhone();
    await opened.shot('form-photo-chosen');
    await page.getByRole('button', { name: 'Kirim' }).click();
    // The page goes on to the next paper by itself, and says what became of this one.
    await page.getByText(/diterima, 1 dari \d/).waitFor();
    expect(await title()).toBe('Foto berkas');
    await opened.shot('form-photo-next');
    await choose('surat.pdf', pdf());
    await page.getByText('surat.pdf').waitFor();
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.getByRole('heading', { name: 'Sudah kami terima' }).waitFor();
    expect(texts(await office.heard('maria'))).toContain('Periksa dulu permohonan');
    expect(texts(await office.say('maria', '1'))).toContain('Permohonan sudah kami terima');
    expect(opened.troubles).toEqual([expect.stringContaining('422')]);
    expect(office.faults).toEqual([]);
  });
});

describe('a photo on a bad line', () => {
  it('goes on after a broken connection, sending each piece once', async () => {
    office = await openFormOffice('required');
    await beforePhotos('maria');
    const { page } = opened;
    await open('maria');
    const starts: string[] = [];
    let broken = 0;
    await page.route('**/berkas', async (route) => {
      const request = route.request();
      if (request.method() !== 'PUT') return route.continue();
      const at = (await request.allHeaders())['x-mulai'] ?? '';
      if (starts.length === 2 && broken < 2) {
        broken += 1;
        return route.abort('connectionreset');
      }
      starts.push(at);
      return route.continue();
    });
    await choose('ktp.jpg', padded(await photo('ktp.jpg'), PIECE_BYTES * 5 + 17));
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.locator('#kabar', { hasText: 'Sambungan terputus' }).waitFor();
    await opened.shot('form-broken');
    await page.getByText(/diterima, 1 dari/).waitFor();
    expect(broken).toBe(2);
    expect(starts).toEqual([0, 1, 2, 3, 4, 5].map((piece) => String(piece * PIECE_BYTES)));
  });

  it('goes on where it was when the page is loaded anew and the same file chosen', async () => {
    office = await openFormOffice('required');
    await beforePhotos('maria');
    const { page } = opened;
    await open('maria');
    const starts: string[] = [];
    await page.route('**/berkas', async (route) => {
      const request = route.request();
      if (request.method() !== 'PUT') return route.continue();
      if (starts.length === 3) return route.abort('connectionreset');
      starts.push((await request.allHeaders())['x-mulai'] ?? '');
      return route.continue();
    });
    const bytes = padded(await photo('ktp.jpg'), PIECE_BYTES * 5);
    const path = join(support.shots, 'ktp.jpg');
    await writeFile(path, bytes);
    await page.locator('#berkas').setInputFiles(path);
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.locator('#kabar', { hasText: 'Sambungan terputus' }).waitFor();
    await page.unrouteAll();
    await page.route('**/berkas', async (route) => {
      const request = route.request();
      if (request.method() === 'PUT') starts.push((await request.allHeaders())['x-mulai'] ?? '');
      return route.continue();
    });
    await page.reload();
    await page.locator('#berkas').setInputFiles(path);
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.getByText(/diterima, 1 dari/).waitFor();
    expect(starts).toEqual([0, 1, 2, 3, 4].map((piece) => String(piece * PIECE_BYTES)));
  });

  it('outlives a restart of the server, and an answer lost on the way back', async () => {
    office = await openFormOffice('required');
    await beforePhotos('maria');
    const { page } = opened;
    await open('maria');
    let pieces = 0;
    let lost = false;
    await page.route('**/berkas', async (route) => {
      const method = route.request().method();
      if (method === 'PUT') {
        pieces += 1;
        if (pieces === 3) await office.stop();
      }
      if (method === 'POST' && !lost) {
        lost = true;
        // The server has taken it; the browser never hears so.
        await route.fetch();
        return route.abort('connectionreset');
      }
      return route.continue();
    });
    await choose('ktp.jpg', padded(await photo('ktp.jpg'), PIECE_BYTES * 4));
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.locator('#kabar', { hasText: 'Sambungan terputus' }).waitFor();
    await office.start();
    await page.getByText(/diterima, 1 dari/).waitFor();
    expect(lost).toBe(true);
    const [row] = await office.sql`select count(*)::int as n from document`;
    expect(row?.['n']).toBe(1);
  });
});

describe('by keyboard alone', () => {
  it('a NIK and a date are written and sent', async () => {
    office = await openFormOffice('required');
    await office.say('maria', 'domisili');
    await office.say('maria', '1');
    const { page } = opened;
    await open('maria');
    // The first line has the focus by itself, a moment after the page is there.
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(MARIA.nik);
    await page.keyboard.press('Tab');
    await page.keyboard.type(MARIA.birth);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sudah kami terima' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toContain('Kembali ke chat');
  });

  it('a photo is chosen and sent', async () => {
    office = await openFormOffice('required');
    await beforePhotos('maria');
    const { page } = opened;
    await open('maria');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).toBe('kamera');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).toBe('berkas');
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({
      name: 'ktp.jpg',
      mimeType: 'image/jpeg',
      buffer: await photo('ktp.jpg'),
    });
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).toBe('kirim');
    await page.keyboard.press('Enter');
    await page.getByText(/diterima, 1 dari/).waitFor();
  });
});
