import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { commandJson, databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { bound, hears, invite, type Place, shows, telegramSettings } from './journey.ts';
import { REAL_WARD } from './real-ward.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let telegram: TelegramServer;
let place: Place;
let open: OfficeProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  telegram = await startTelegram();
  place = { folder: folder.path, settings: telegramSettings(telegram) };
});
afterEach(async () => {
  open.process.kill('SIGKILL');
  await open.ended;
  await databaseEnded(folder.path);
  await telegram.stop();
  await folder.remove();
});

it('a bot that was tried out with the training ward goes over to the real ward', {
  timeout: 180_000,
}, async () => {
  open = await startOffice(place.folder, place.settings);
  const operator = await bound(telegram, place, 'operator', 'Petugas Latihan');
  const warga = telegram.person({});
  warga.says('halo');
  await hears(warga, 'Naikoten II (LATIHAN)');
  warga.says('domisili');
  await shows(warga, 'Setuju, lanjut');

  const made = await commandJson<{ ok: boolean; restart: boolean }>(place.folder, [
    'ward',
    'init',
    ...REAL_WARD,
  ]);
  expect(made).toMatchObject({ ok: true, restart: true });
  // Written while the office is closed: waits at Telegram for the next start.
  expect(await open.interrupt()).toBe(0);
  warga.says('halo');
  open = await startOffice(place.folder, place.settings);
  expect(open.out.join('\n')).toContain('Halo Lurah is open: Kelurahan Airnona (53.71.05.1006)');
  expect(open.out.join('\n')).toContain('/simulator');
  expect((await hears(warga, 'Kelurahan Airnona')).text).not.toContain('LATIHAN');
  expect(warga.fresh()).toHaveLength(1);

  // Who worked in the training ward is a resident here; a code of the real ward binds the same phone anew.
  operator.says('halo');
  await hears(operator, 'Kelurahan Airnona');
  const { code } = await invite(place, 'operator', 'Petugas Airnona');
  operator.says(`/start ${code}`);
  await hears(operator, 'Petugas Airnona');

  // The next start changes nothing any more.
  await open.interrupt();
  open = await startOffice(place.folder, place.settings);
  operator.says('tugas');
  await hears(operator, 'Tidak ada tugas');
});
