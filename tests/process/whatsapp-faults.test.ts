import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO } from '../../src/wards/training-demo.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { LONG } from '../support/long.ts';
import { command, databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { STREAM_ENDS, startWhatsApp, type WhatsAppServer } from '../support/whatsapp/index.ts';
import type { Place } from './journey.ts';
import { boundOnWhatsApp, Chat, domisili, paired, type Step, whatsAppSettings } from './whatsapp-journey.ts';

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
  await killAll();
  await databaseEnded(folder.path);
  await server.stop();
  await folder.remove();
});

async function killAll(): Promise<void> {
  for (const one of started) {
    one.process.kill('SIGKILL');
    await one.ended;
  }
}

async function office(): Promise<OfficeProcess> {
  const open = await startOffice(place.folder, place.settings);
  started.push(open);
  return open;
}

/** An office with a linked number. */
async function linkedOffice(): Promise<OfficeProcess> {
  const open = await office();
  await paired(server, place);
  await server.until(({ logins }) => logins.length > 0);
  return open;
}

/** Everything that was said to a person: nothing may be there twice. */
function saidOnce({ person }: Chat): void {
  const texts = person.heard.map(({ text }) => text).filter((text) => text !== '');
  expect(texts).toEqual([...new Set(texts)]);
}

it.runIf(LONG)(
  'kill -9 at every second step of the main job: nothing is lost, and the phone shows nothing twice',
  {
    timeout: 500_000,
  },
  async () => {
    let open = await linkedOffice();
    const operator = await boundOnWhatsApp(server, place, 'operator', 'Yuliana Petugas');
    const lurah = await boundOnWhatsApp(server, place, 'lurah', 'Adriana Lurah');
    const warga = new Chat(server.person({ name: 'Yohanes', pn: DEMO.warga1.phone }));
    const steps: Step[] = [
      ...(await domisili(warga)),
      { act: () => operator.picks('Ambil'), answered: () => operator.hears('OK, teruskan ke lurah') },
      { act: () => operator.picks('OK, teruskan ke lurah'), answered: () => lurah.hears('Tanda tangani') },
      {
        act: () => lurah.picks('Tanda tangani'),
        answered: () =>
          warga.waits(
            ({ message }) => message.documentMessage != null || message.documentWithCaptionMessage != null,
            'letter',
          ),
      },
    ];
    let kills = 0;
    for (const [index, step] of steps.entries()) {
      await step.act();
      if (index % 2 === 0) {
        await wait(Math.random() * 400);
        await open.kill();
        kills += 1;
        open = await office();
      }
      await step.answered().catch((error: unknown) => {
        throw new Error(`step ${index}, killed ${kills} times: ${String(error)}`);
      });
    }
    await lurah.hears('ditandatangani, nomor');
    for (const chat of [warga, operator, lurah]) saidOnce(chat);
    expect(warga.person.heard.filter(({ text }) => text.includes('Nomor:'))).toHaveLength(1);
    await server.until(({ pending }) => pending === 0);
    expect(server.mostAtOnce).toBe(1);
  },
);

it.runIf(LONG)(
  'two processes over one database: one socket; the stand-by takes over within 30 s of a kill -9',
  {
    timeout: 240_000,
  },
  async () => {
    const database = await createEmptyDatabase();
    const other = await temporaryFolder();
    try {
      const first = await startOffice(place.folder, shared(database.url));
      started.push(first);
      const key = await import('node:fs/promises').then((fs) =>
        fs.readFile(`${place.folder}/data/data.key`, 'utf8'),
      );
      place = { ...place, settings: { ...shared(database.url), DATA_KEY: key.trim() } };
      await paired(server, place);
      await server.until(({ logins }) => logins.length === 1);
      const second = await startOffice(other.path, place.settings);
      started.push(second);
      const warga = new Chat(server.person());
      await warga.says('halo');
      await warga.hears('Surat Keterangan Domisili');
      // Longer than a renewal: time enough for the second to do harm.
      await wait(6_000);
      expect(server.logins).toHaveLength(1);

      await first.kill();
      const killed = Date.now();
      await warga.says('menu');
      await warga.hears('Surat Keterangan Domisili');
      expect(server.logins).toHaveLength(2);
      expect(Date.now() - killed).toBeLessThan(30_000);
      expect(server.mostAtOnce).toBe(1);
      expect(warga.person.repeated).toBe(0);
    } finally {
      await killAll();
      await other.remove();
      await database.drop();
    }
  },
);

it.runIf(LONG)(
  'logged out on the phone, it stops and keeps what waits; linked anew it is all said',
  {
    timeout: 240_000,
  },
  async () => {
    await linkedOffice();
    const operator = await boundOnWhatsApp(server, place, 'operator', 'Yuliana Petugas');
    const lurah = await boundOnWhatsApp(server, place, 'lurah', 'Adriana Lurah');
    const warga = new Chat(server.person({ name: 'Yohanes', pn: DEMO.warga1.phone }));
    for (const { act, answered } of (await domisili(warga)).slice(0, -1)) {
      await act();
      await answered();
    }
    const logins = server.logins.length;
    // The message is there before the line ends, and its answers find none.
    const sent = server.sent.length;
    server.holdAcks = true;
    await warga.picks('Kirim');
    await server.until((one) => one.sent.length > sent);
    server.account.companion = null;
    server.end(STREAM_ENDS.loggedOut);
    server.holdAcks = false;
    // So long that a message which is tried again and again would have used up several tries.
    await wait(8_000);
    expect(server.logins).toHaveLength(logins);

    const shown = await command(place.folder, ['whatsapp', 'status'], place.settings);
    expect(shown.out).toContain('refused by WhatsApp (logged out');
    await paired(server, place);
    await warga.hears('Nomor:');
    await operator.hears('Ambil');
    for (const chat of [warga, operator, lurah]) saidOnce(chat);
  },
);

it.runIf(LONG)('what came while nothing ran is answered in order, once', { timeout: 240_000 }, async () => {
  const open = await linkedOffice();
  const warga = new Chat(server.person());
  await warga.says('halo');
  await warga.hears('Surat Keterangan Domisili');
  expect(await open.interrupt()).toBe(0);
  const before = warga.person.heard.length;
  await warga.says('domisili');
  await warga.says('1');
  await warga.says('batal');
  await office();
  await warga.hears('dalam satu pesan');
  await server.until(({ pending }) => pending === 0);
  await wait(1_500);
  const texts = warga.person.heard.slice(before).map(({ text }) => text);
  const at = (part: string) => texts.findIndex((text) => text.includes(part));
  expect(at('Setuju, lanjut')).toBeGreaterThanOrEqual(0);
  expect(at('dalam satu pesan')).toBeGreaterThan(at('Setuju, lanjut'));
  saidOnce(warga);
});

function shared(url: string) {
  return { ...whatsAppSettings(server), DATABASE_URL: url };
}
