import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conversation } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { revokeDevice } from '../../src/wards/devices.ts';
import { type BrowserSupport, type Opened, startBrowser } from '../support/browser.ts';
import { type KioskOffice, openKioskOffice, type Process } from './office.ts';
import { begin, choice, kept, letIn, NOTHING, SOMEBODY } from './screen.ts';

let support: BrowserSupport;
let office: KioskOffice;
let site: Process;
let opened: Opened;
let device: string;

beforeAll(async () => {
  support = await startBrowser();
});
afterAll(() => support.close());
beforeEach(async () => {
  office = await openKioskOffice();
  site = await office.process();
});
afterEach(async () => {
  await opened.close();
  await office.close();
});

/** A screen that was let in; `frozen`: the browser's clock moves only when the test says so. */
async function open(frozen = false): Promise<Page> {
  opened = await support.open({ viewport: { width: 1366, height: 768 }, hasTouch: true });
  const { page } = opened;
  if (frozen) await page.clock.install();
  const made = await office.code();
  device = made.id;
  await letIn(page, site.url, made.code);
  return page;
}

/** As far as the question that shows a name: something of a person is on the screen now. */
async function untilFound(page: Page): Promise<void> {
  await begin(page);
  await choice(page, 'Surat Keterangan Domisili').tap();
  await choice(page, 'Setuju, lanjut').tap();
  await page.getByLabel('NIK, 16 angka').fill(SOMEBODY.nik);
  await page.getByLabel('Tanggal lahir').fill(SOMEBODY.birth);
  await page.getByRole('button', { name: 'Kirim' }).tap();
  await choice(page, 'Ya, atas nama ini').waitFor();
}

const atStart = (page: Page) => page.getByRole('button', { name: 'Mulai' }).waitFor();

const goneChats = async () =>
  (await office.database.db.select({ goneAt: conversation.goneAt }).from(conversation))
    .map(({ goneAt }) => goneAt !== null)
    .filter(Boolean).length;

describe('a session that nobody touches', () => {
  it('warns, stays when asked to, and then ends leaving nothing behind', async () => {
    const page = await open(true);
    const stores: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/anjungan') && response.headers()['cache-control'] !== 'no-store')
        stores.push(pathname);
    });
    await untilFound(page);
    await page.clock.fastForward(39_000);
    expect(await page.getByRole('alertdialog').isVisible()).toBe(false);
    await page.clock.fastForward(2_000);
    await page.getByText('19 detik').waitFor();
    await opened.shot('warning');
    await page.getByRole('button', { name: 'Saya masih di sini' }).tap();
    await page.clock.fastForward(39_000);
    expect(await page.getByRole('alertdialog').isVisible()).toBe(false);
    expect(await choice(page, 'Ya, atas nama ini').isVisible()).toBe(true);
    await page.clock.fastForward(22_000);
    await atStart(page);
    expect(await kept(opened)).toEqual(NOTHING);
    await expect.poll(goneChats).toBe(1);
    expect(stores).toEqual([]);
    // The way back leads out of the page, the way forward to its start.
    await page.goBack();
    expect(await page.locator('body').textContent()).toBe('');
    await page.goForward();
    await atStart(page);
    expect(await kept(opened)).toMatchObject({ words: null });
    expect(opened.troubles.filter((trouble) => !trouble.includes('ERR_CACHE_MISS'))).toEqual([]);
  });

  it('shows no ticket: whoever comes next must not take the request along', async () => {
    const page = await open(true);
    await untilFound(page);
    await page.clock.fastForward(61_000);
    await atStart(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('a session that is ended', () => {
  it.each([
    ['the button', (page: Page) => page.getByRole('button', { name: 'Selesai' }).tap()],
    [
      'the word',
      async (page: Page) => {
        await page.getByLabel('Atau tulis sendiri').fill('selesai');
        await page.keyboard.press('Enter');
      },
    ],
  ])('by %s with something begun gives a ticket, then nothing is left', async (_how, finish) => {
    const page = await open();
    await untilFound(page);
    await finish(page);
    const ticket = page.getByRole('dialog', { name: 'Karcis' });
    await ticket.getByText('Isian belum selesai').waitFor();
    expect(await ticket.getByText(/sambung [A-Z0-9]{4}-[A-Z0-9]{4}/).count()).toBe(1);
    expect(await ticket.getByRole('img').count()).toBe(2);
    await opened.shot('ticket-draft');
    expect(await goneChats()).toBe(1);
    await ticket.getByRole('button', { name: 'Selesai' }).tap();
    await atStart(page);
    expect(await kept(opened)).toEqual(NOTHING);
  });

  it('with nothing begun goes straight to the start', async () => {
    const page = await open();
    await begin(page);
    await page.getByRole('button', { name: 'Selesai' }).tap();
    await atStart(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect.poll(goneChats).toBe(1);
  });

  it('by leaving the page is over, and coming back finds the start', async () => {
    const page = await open();
    await untilFound(page);
    await page.goto('about:blank');
    await expect.poll(goneChats).toBe(1);
    await page.goBack();
    await atStart(page);
    expect(await kept(opened)).toEqual(NOTHING);
  });

  it('cannot be written into any more, whatever the page still knows', async () => {
    const page = await open();
    const posted = page.waitForRequest((request) => request.url().endsWith('/messages'));
    await begin(page);
    await choice(page, 'Surat Keterangan Domisili').tap();
    const session = (await (await posted).allHeaders())['x-sesi'] ?? '';
    await choice(page, 'Setuju, lanjut').waitFor();
    await page.goto(`${site.url}/anjungan`);
    await expect.poll(goneChats).toBe(1);
    const post = JSON.stringify({ kind: 'text', id: randomUUID(), text: 'halo' });
    const said = await page.evaluate<number[]>(`(async () => {
      const headers = { 'X-Sesi': '${session}', 'Content-Type': 'application/json' };
      const looked = await fetch('/anjungan/api/chat?seen=0', { headers });
      const posted = await fetch('/anjungan/api/messages', { method: 'POST', headers, body: '${post}' });
      return [looked.status, posted.status];
    })()`);
    expect(said).toEqual([410, 410]);
  });
});

describe('an answer that does not get through', () => {
  it('is said to be unsent, and can be sent again', async () => {
    const page = await open();
    await begin(page);
    await page.route('**/api/messages', (route) => route.abort());
    await choice(page, 'Surat Keterangan Domisili').tap();
    await page.getByText('Belum terkirim. Coba sekali lagi.').waitFor();
    await opened.shot('unsent');
    await page.unroute('**/api/messages');
    await choice(page, 'Surat Keterangan Domisili').tap();
    await choice(page, 'Setuju, lanjut').waitFor();
    expect(await page.getByText('Belum terkirim').count()).toBe(0);
  });
});

describe('a screen that was switched off', () => {
  it('asks for a code at its next request and shows nothing any more', async () => {
    const page = await open();
    await untilFound(page);
    await transaction(office.database.sql, ({ tx }) =>
      revokeDevice(tx, { id: device, wardId: office.ward.id, now: new Date() }),
    );
    // The page asks for news each second and may have heard of it before anybody taps: then there is nothing to tap.
    const tapped = choice(page, 'Ya, atas nama ini').tap({ timeout: 5_000 });
    await tapped.catch(() => undefined);
    await page.getByLabel('Kode perangkat').waitFor();
    expect(await page.getByText('Yohanes').count()).toBe(0);
  });
});
