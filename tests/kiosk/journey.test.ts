import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserSupport, type Opened, startBrowser } from '../support/browser.ts';
import { type KioskOffice, openKioskOffice, type Process } from './office.ts';
import { begin, choice, ktpFile, letIn, SCREENS, SOMEBODY, VOICES } from './screen.ts';

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
    // What is written on the screen goes through nobody else's servers.
    expect(await page.getByText('server di luar negeri').count()).toBe(0);
    await opened.shot(`${name}-3-consent`);
    await choice(page, 'Setuju, lanjut').tap();
    for (const key of SOMEBODY.nik) await page.getByRole('button', { name: key, exact: true }).tap();
    await opened.shot(`${name}-4-nik`);
    for (const key of SOMEBODY.birth) await page.getByRole('button', { name: key, exact: true }).tap();
    await page.getByRole('button', { name: 'Kirim' }).tap();
    await choice(page, 'Ya, atas nama ini').waitFor();
    expect(await page.locator('.message.me').allTextContents()).not.toContain(SOMEBODY.nik);
    await opened.shot(`${name}-5-found`);
    await choice(page, 'Ya, atas nama ini').tap();
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

describe('a letter of domicile without a finger', () => {
  it('is asked for by keyboard alone, and each question is announced and reached with Tab', async () => {
    const page = await open(SCREENS.wide, false);
    // What the office answers is often seen by the look that is always under way, before the answer's own way back.
    await page.route('**/anjungan/api/messages', async (route) => {
      const response = await route.fetch();
      await wait(300);
      await route.fulfill({ response });
    });
    const keys = page.keyboard;
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    /** Tab by Tab to what is named so; nobody is caught anywhere on the way. */
    const reach = async (name: string) => {
      for (let steps = 0; steps < 25; steps += 1) {
        await keys.press('Tab');
        if ((await focused()).endsWith(name)) return;
      }
      throw new Error(`${name} cannot be reached`);
    };
    const press = async (name: string) => {
      await reach(name);
      await keys.press('Enter');
    };
    /** The answer's place has the focus as soon as the next question stands there. */
    const asked = async (label: string) => {
      await choice(page, label).waitFor();
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('answer');
    };
    await press('Bahasa Indonesia');
    await asked('Surat Keterangan Domisili');
    await press('Surat Keterangan Domisili');
    await asked('Setuju, lanjut');
    await press('Setuju, lanjut');
    await asked('Saya tidak hafal NIK');
    await keys.press('Tab');
    await keys.type(SOMEBODY.nik);
    await keys.press('Tab');
    await keys.type(SOMEBODY.birth);
    await keys.press('Enter');
    await asked('Ya, atas nama ini');
    await press('Ya, atas nama ini');
    await asked('Membuka rekening bank');
    await press('Membuka rekening bank');
    await page.getByRole('button', { name: 'Pilih berkas' }).waitFor();
    const file = page.waitForEvent('filechooser');
    await press('Pilih berkas');
    await (await file).setFiles(await ktpFile());
    await choice(page, 'Bawa aslinya nanti').waitFor();
    await press('Bawa aslinya nanti');
    await choice(page, 'Ubah').waitFor();
    await press('Kirim');
    await page.getByRole('dialog', { name: 'Karcis' }).getByText('NKT2-').waitFor();
    await press('Selesai');
    await page.getByRole('button', { name: 'Mulai' }).waitFor();
    expect(opened.troubles).toEqual([]);
  });
});

describe('the voice', () => {
  it('reads each question by a voice of this computer only, and can be switched off', async () => {
    opened = await support.open({ viewport: SCREENS.wide, hasTouch: true });
    await opened.context.addInitScript(VOICES);
    const { page } = opened;
    const said = () => page.evaluate<string[]>('said');
    await letIn(page, site.url, (await office.code()).code);
    await begin(page);
    expect(await said()).toEqual([expect.stringMatching(/^dekat: Selamat .*Mau urus apa/s)]);
    const aloud = page.getByRole('button', { name: 'Bacakan' });
    expect(await aloud.getAttribute('aria-pressed')).toBe('true');
    await aloud.tap();
    await choice(page, 'Surat Keterangan Domisili').tap();
    await choice(page, 'Setuju, lanjut').waitFor();
    expect(await said()).toHaveLength(1);
    await aloud.tap();
    expect((await said()).at(-1)).toContain('Apakah Bapak/Ibu setuju');
  });
});
