import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO, demoFamilies } from '../../src/wards/training-demo.ts';
import { temporaryFolder } from '../support/folder.ts';
import { command, commandJson, databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { startWhatsApp, type WhatsAppServer } from '../support/whatsapp/index.ts';
import { type Place, verified } from './journey.ts';
import { REAL_WARD, register } from './real-ward.ts';
import { boundOnWhatsApp, Chat, domisili, paired, whatsAppSettings } from './whatsapp-journey.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: WhatsAppServer;
let place: Place;
let started: OfficeProcess[];

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startWhatsApp();
  place = { folder: folder.path, settings: whatsAppSettings(server) };
  started = [];
});
afterEach(async () => {
  for (const one of started) {
    one.process.kill('SIGKILL');
    await one.ended;
  }
  await databaseEnded(folder.path);
  await server.stop();
  await folder.remove();
});

async function office(): Promise<OfficeProcess> {
  const open = await startOffice(place.folder, place.settings);
  started.push(open);
  return open;
}

/** From "halo" to the letter in the chat, staff and lurah on WhatsApp as well. */
async function mainJob(open: OfficeProcess, verdict: string): Promise<void> {
  const operator = await boundOnWhatsApp(server, place, 'operator', 'Yuliana Petugas');
  const lurah = await boundOnWhatsApp(server, place, 'lurah', 'Adriana Lurah, S.IP.');
  // WhatsApp vouches for the number, and it is the one of the register: nothing more is to be proved.
  const warga = new Chat(server.person({ name: 'Yohanes', pn: DEMO.warga1.phone }));
  for (const { act, answered } of await domisili(warga)) {
    await act();
    await answered();
  }
  await operator.picks('Ambil');
  await operator.picks('OK, teruskan ke lurah');
  await operator.hears('diteruskan ke lurah');
  await lurah.picks('Tanda tangani');
  await lurah.hears('ditandatangani, nomor');

  const { text, bytes } = await warga.getsLetter(server);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.includes('ETSI.CAdES.detached')).toBe(true);
  const pages = await verified({ text, file: { bytes } }, open.url);
  expect(pages.byCode).toContain(verdict);
  expect(pages.byFile).toContain('Berkas utuh');
}

it('linked while the office runs, it is let in within seconds: the main job', {
  timeout: 240_000,
}, async () => {
  const open = await office();
  expect(await paired(server, place)).toMatchObject({ ok: true, number: server.account.pn });
  await mainJob(open, 'Surat latihan');
  expect(await commandJson(place.folder, ['whatsapp', 'status'], place.settings)).toMatchObject({
    numbers: [{ linked: true, held: true, number: server.account.pn }],
  });
  const seen = await command(place.folder, ['doctor'], place.settings);
  expect(seen.out).toMatch(
    new RegExp(`ok +whatsapp +.*\\+${server.account.pn} linked, a process speaks for it, last heard 20`),
  );
  expect(server.mostAtOnce).toBe(1);
  expect(await open.interrupt()).toBe(0);
});

it('linked by a code while nothing runs, a start speaks for a real ward: the main job', {
  timeout: 240_000,
}, async () => {
  expect((await command(place.folder, ['ward', 'init', ...REAL_WARD])).code).toBe(0);
  expect((await command(place.folder, ['ward', 'certificate', '--make'])).code).toBe(0);
  await register(place.folder, demoFamilies());
  const { pn } = server.account;
  expect(await paired(server, place, ['--phone', pn, '--name', 'loket'])).toMatchObject({
    name: 'loket',
    number: pn,
  });
  const open = await office();
  expect(open.out.join('\n')).toContain(`WhatsApp +${pn} (loket)`);
  await mainJob(open, 'Asli dan berlaku');
});
