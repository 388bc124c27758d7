import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserSupport, type Opened, startBrowser } from '../support/browser.ts';
import { type KioskOffice, openKioskOffice, type Process } from './office.ts';
import { begin, choice, ktpFile, letIn, SCREENS, SOMEBODY } from './screen.ts';

let support: BrowserSupport;
let office: KioskOffice;
let site: Process;
let opened: Opened;

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

async function open(viewport: { width: number; height: number }, touch = true) {
  opened = await support.open({ viewport, hasTouch: touch });
  await letIn(opened.page, site.url, (await office.code()).code);
  return opened.page;
}

describe('a letter of domicile', () => {
  it.each(Object.entries(SCREENS))('is asked for by touch alone, on the %s screen', async (name, size) => {
    const page = await open(size);
    await opened.shot(`${name}-1-start`);
    await begin(page);
    await opened.shot(`${name}-2-menu`);
    await choice(page, 'Surat Keterangan Domisili').tap();
    await choice(page, 'Setuju, lanjut').waitFor();
    await opened.shot(`${name}-3-consent`);
    await choice(page, 'Setuju, lanjut').tap();
    for (const key of SOMEBODY.nik) await page.getByRole('button', { name: key, exact: true }).tap();
    await opened.shot(`${name}-4-nik`);
    for (const key of SOMEBODY.birth) await page.getByRole('button', { name: key, exact: true }).tap();
    await page.getByRole('button', { name: 'Kirim' }).tap();
    await choice(page, 'Betul, itu saya').waitFor();
    expect(await page.locator('.message.me').allTextContents()).not.toContain(SOMEBODY.nik);
    await opened.shot(`${name}-5-found`);
    await choice(page, 'Betul, itu saya').tap();
    await choice(page, 'Membuka rekening bank').tap();
    const file = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Pilih berkas' }).tap();
    await opened.shot(`${name}-6-paper`);
    await (await file).setFiles(await ktpFile());
    await choice(page, 'Bawa aslinya nanti').tap();
    await choice(page, 'Kirim').tap();
    const ticket = page.getByRole('dialog', { name: 'Karcis' });
    await ticket.getByText('NKT2-').waitFor();
    await opened.shot(`${name}-7-ticket`);
    await ticket.getByRole('button', { name: 'Selesai' }).tap();
    await page.getByRole('button', { name: 'Mulai' }).waitFor();
    expect(opened.troubles).toEqual([]);
  });
});
