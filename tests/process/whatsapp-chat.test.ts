import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { LONG } from '../support/long.ts';
import { command, databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { readQr, squaresIn, squaresOf } from '../support/qr.ts';
import { type Person, startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { startWhatsApp, type WhatsAppServer } from '../support/whatsapp/index.ts';
import { bound, hears, type Place, taps, telegramSettings } from './journey.ts';
import { Chat, shownIn, whatsAppSettings } from './whatsapp-journey.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let telegram: TelegramServer;
let server: WhatsAppServer;
let place: Place;
let started: OfficeProcess[];

beforeEach(async () => {
  folder = await temporaryFolder();
  telegram = await startTelegram();
  server = await startWhatsApp();
  place = {
    folder: folder.path,
    settings: whatsAppSettings(server, { more: telegramSettings(telegram) }),
  };
  started = [];
});
afterEach(async () => {
  for (const one of started) {
    one.process.kill('SIGKILL');
    await one.ended;
  }
  await databaseEnded(folder.path);
  await server.stop();
  await telegram.stop();
  await folder.remove();
});

async function office(): Promise<OfficeProcess> {
  const open = await startOffice(place.folder, place.settings);
  started.push(open);
  return open;
}

/** The picture of a QR that came since the person's last act, read as a phone reads it. */
async function pictured(person: Person): Promise<string> {
  const seen = await person.waits(({ file }) => file !== null, 60_000);
  return readQr(await squaresIn(seen.file?.bytes ?? Buffer.alloc(0)));
}

it.runIf(LONG)('linked, looked at and let go of from a chat on Telegram', { timeout: 240_000 }, async () => {
  const open = await office();
  const operator = await bound(telegram, place, 'operator', 'Yuliana Petugas');
  operator.says('wa status');
  await hears(operator, 'Belum ada nomor WhatsApp');

  // A kill in the middle: the next process begins the linking anew, unasked.
  operator.says('WA SAMBUNG');
  const first = await pictured(operator);
  await open.kill();
  operator.says('tugas');
  await office();
  const second = await pictured(operator);
  expect(second).not.toBe(first);
  server.phone.scans(second);
  await hears(operator, `+${server.account.pn} sudah tertaut`);

  const warga = new Chat(server.person());
  await warga.says('halo');
  await warga.hears('Surat Keterangan Domisili');
  operator.says('WA SAMBUNG');
  await hears(operator, 'sudah tertaut. Lihat dengan');
  operator.says('WA STATUS');
  await hears(operator, `+${server.account.pn}, tertaut, sedang dilayani`);

  operator.says('WA KELUAR');
  await taps(operator, 'Ya, lepas nomornya');
  await hears(operator, `+${server.account.pn} sudah dilepas`);
  expect(server.account.companion).toBeNull();
  operator.says(`WA SAMBUNG 0${server.account.pn.slice(2)}`);
  const { text } = await hears(operator, 'Kode:');
  await server.phone.enters((/[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(text)?.[0] ?? '').replace('-', ''));
  await hears(operator, 'sudah tertaut');
  await warga.says('menu');
  await warga.hears('Surat Keterangan Domisili');
});

it('a kasi or a resident links nothing', { timeout: 120_000 }, async () => {
  await office();
  const kasi = await bound(telegram, place, 'kasi', 'Kepala Seksi');
  kasi.says('WA SAMBUNG');
  await hears(kasi, 'diatur oleh petugas loket');
  const warga = telegram.person({});
  warga.says('WA SAMBUNG');
  await hears(warga, 'belum menangkap');
  expect(server.phone.applicant).toBeNull();
});

it.runIf(LONG)(
  'what the terminal shows can be scanned, and the words of the commands',
  {
    timeout: 120_000,
  },
  async () => {
    const nothing = await command(place.folder, ['whatsapp', 'pair'], place.settings);
    expect(nothing).toMatchObject({ code: 1, errors: expect.stringContaining('There is no ward yet') });
    await (await office()).interrupt();
    const none = await command(place.folder, ['whatsapp', 'status'], place.settings);
    expect(none.out).toContain('No WhatsApp number yet');
    const wrong = await command(place.folder, ['whatsapp', 'pair', '--phone', '12'], place.settings);
    expect(wrong.errors).toContain('no mobile number');

    const { linking, lines } = await shownIn(place, ['--png', `${place.folder}/kode.png`]);
    const qr = readQr(squaresOf(lines, 2));
    const { readFile, stat } = await import('node:fs/promises');
    await expect
      .poll(async () => readQr(await squaresIn(await readFile(`${place.folder}/kode.png`)).catch(() => [])), {
        timeout: 5_000,
      })
      .toBe(qr);
    expect((await stat(`${place.folder}/kode.png`)).mode & 0o077).toBe(0);
    server.phone.scans(qr);
    expect(await linking.ended).toBe(0);
    expect(linking.out.join('\n')).toContain('Nomor sudah tertaut');
    await expect(stat(`${place.folder}/kode.png`)).rejects.toThrow();

    const again = await command(place.folder, ['whatsapp', 'pair'], place.settings);
    expect(again).toMatchObject({ code: 1, errors: expect.stringContaining('has a linked number') });
    const shown = await command(place.folder, ['whatsapp', 'status'], place.settings);
    expect(shown.out).toContain(`+${server.account.pn}, linked, no office speaks for it now`);
    const out = await command(place.folder, ['whatsapp', 'logout'], place.settings);
    expect(out.out).toContain('Nomor sudah dilepas');
    expect(server.account.companion).toBeNull();
    const gone = await command(place.folder, ['whatsapp', 'logout'], place.settings);
    expect(gone).toMatchObject({ code: 1, errors: expect.stringContaining('no linked number') });
  },
);
