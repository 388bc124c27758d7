import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { TEST_KEY } from '../support/keys.ts';
import { command } from '../support/process.ts';
import { type KioskOffice, openKioskOffice } from './office.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let office: KioskOffice;
beforeEach(async () => {
  folder = await temporaryFolder();
  office = await openKioskOffice();
});
afterEach(async () => {
  await office.close();
  await folder.remove();
});

it('a screen is added, listed, let in while the office runs, and switched off by its name', async () => {
  const settings = { DATABASE_URL: office.database.url, DATA_KEY: TEST_KEY.toString('hex') };
  const kiosk = (...args: string[]) => command(folder.path, ['ward', 'kiosk', ...args], settings);
  const site = await office.process();
  const added = await kiosk('add', office.ward.short, '--name', 'Loket depan');
  expect(added.errors).toBe('');
  const [code = ''] = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(added.out) ?? [];
  const entered = await fetch(`${site.url}/anjungan/api/device`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  expect(entered.status).toBe(200);
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = async () => (await fetch(`${site.url}/anjungan`, { headers: { cookie } })).text();
  expect(await page()).toContain('Mulai');
  expect((await kiosk('list')).out).toMatch(/Loket depan, on, last seen/);
  expect((await kiosk('off', 'loket depan')).out).toContain('Loket depan is off');
  expect(await page()).toContain('Kode perangkat');
  const again = await kiosk('off', 'loket depan');
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining('no screen "loket depan"')]);
}, 120_000);
