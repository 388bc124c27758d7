import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserSupport, type Opened, startBrowser } from '../support/browser.ts';
import { type KioskOffice, openKioskOffice, type Process } from './office.ts';
import { begin, choice, faults, letIn, misfits, SCREENS, SOMEBODY } from './screen.ts';

let support: BrowserSupport;
let office: KioskOffice;
let site: Process;
let opened: Opened;

beforeAll(async () => {
  support = await startBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
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

const ALL = { ...SCREENS, phone: { width: 360, height: 740 } };

describe('every page and every state', () => {
  it.each(Object.entries(ALL))(
    'is found without fault by axe, and fits, on the %s screen',
    async (name, size) => {
      opened = await support.open({ viewport: size, hasTouch: true, permissions: ['camera'] });
      const { page } = opened;
      const seen: string[] = [];
      const look = async (what: string) => {
        await page.locator('body:not(.busy)').waitFor();
        seen.push(...(await faults(page)).map((fault) => `${what}: ${fault}`));
        seen.push(...(await misfits(page)).map((one) => `${what}: ${one}`));
        await opened.shot(`${name}-${what}`);
      };
      await page.goto(`${site.url}/anjungan`);
      await look('device');
      await letIn(page, site.url, (await office.code()).code);
      await look('start');
      await begin(page);
      await look('choices');
      await choice(page, 'Surat Keterangan Domisili').tap();
      await choice(page, 'Setuju, lanjut').tap();
      await page.getByRole('button', { name: '1', exact: true }).tap();
      await look('digits');
      await page.getByLabel('NIK, 16 angka').fill(SOMEBODY.nik);
      await page.getByLabel('Tanggal lahir').fill(SOMEBODY.birth);
      await page.getByRole('button', { name: 'Kirim' }).tap();
      await choice(page, 'Ya, atas nama ini').tap();
      await choice(page, 'Membuka rekening bank').tap();
      await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
      await look('upload');
      await page.getByRole('button', { name: 'Ambil foto' }).tap();
      await page.getByRole('button', { name: 'Potret' }).waitFor();
      const width = () => page.evaluate<number>("document.querySelector('video').videoWidth");
      await expect.poll(width, { timeout: 10_000 }).toBeGreaterThan(0);
      await look('camera');
      await page.getByRole('button', { name: 'Potret' }).tap();
      await page.getByRole('button', { name: 'Kirim foto ini' }).waitFor();
      await look('photo');
      await page.getByRole('button', { name: 'Ulangi' }).tap();
      await page.getByRole('button', { name: 'Potret' }).tap();
      await page.getByRole('button', { name: 'Kirim foto ini' }).tap();
      await choice(page, 'Bawa aslinya nanti').tap();
      await choice(page, 'Kirim').tap();
      await page.getByRole('dialog', { name: 'Karcis' }).waitFor();
      await look('ticket');
      await page.getByRole('button', { name: 'Lanjut di layar ini' }).tap();
      await page.evaluate("document.getElementById('warning').showModal()");
      await look('warning');
      expect(seen).toEqual([]);
      expect(opened.troubles).toEqual([]);
    },
    90_000,
  );
});
