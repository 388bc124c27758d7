import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEMO } from '../../src/wards/training-demo.ts';
import { temporaryFolder } from '../support/folder.ts';
import { LONG } from '../support/long.ts';
import { databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { type Person, startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import {
  bound,
  domisili,
  getsLetter,
  hears,
  type Place,
  type Step,
  shows,
  telegramSettings,
} from './journey.ts';

/** Words of what a chat is told when a kill came between the begin of a send and its mark: it is not repeated. */
const CUT_OFF = 'sambungan kami tadi terputus';
const CUT_OFF_AT_DESK = 'Sambungan kantor tadi terputus';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let telegram: TelegramServer;
let place: Place;
let open: OfficeProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  telegram = await startTelegram();
  place = { folder: folder.path, settings: telegramSettings(telegram) };
  open = await startOffice(place.folder, place.settings);
});
afterEach(async () => {
  open.process.kill('SIGKILL');
  await open.ended;
  await databaseEnded(folder.path);
  await telegram.stop();
  await folder.remove();
});

/** kill -9 so long after now, and the next start. */
async function killAndStart(afterMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await open.kill();
  open = await startOffice(place.folder, place.settings);
}

/** kill -9 while the answer to this is on its way to the platform, which never gets it. */
async function killedWhileSending(act: () => unknown): Promise<void> {
  telegram.fault('sendMessage', { kind: 'slow', ms: 60_000 });
  const before = telegram.callsOf('sendMessage').length;
  act();
  while (telegram.callsOf('sendMessage').length === before)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await killAndStart(0);
}

/** Everything the bot said to a person: nothing may be there twice. */
function saidOnce(person: Person): void {
  const texts = person.seen().map((message) => message.text);
  expect(texts).toEqual([...new Set(texts)]);
}

it('kill -9 on the way of the journey: it goes on, nothing is lost and nothing said twice', {
  timeout: 400_000,
}, async () => {
  const operator = await bound(telegram, place, 'operator', 'Yuliana Petugas');
  const lurah = await bound(telegram, place, 'lurah', 'Adriana Lurah');
  const warga = telegram.person({});
  const steps: Step[] = [
    ...(await domisili(warga)),
    {
      act: async () => {
        await shows(warga, 'Kirim nomor saya');
        warga.sharesOwnPhone(`+${DEMO.warga1.phone}`);
      },
      answered: () => hears(warga, 'dikirim di chat ini'),
    },
    { act: () => operator.taps('Ambil'), answered: () => shows(operator, 'OK, teruskan ke lurah') },
    { act: () => operator.taps('OK, teruskan ke lurah'), answered: () => shows(lurah, 'Tanda tangani') },
    { act: () => lurah.taps('Tanda tangani'), answered: () => getsLetter(warga) },
  ];
  // Before the message is read, while it is being answered, while the answer waits for its second, and after it.
  const moments = [0, 15, 40, 150, 500, 1_100];
  let killed = 0;
  let cut = false;
  const toldOfCut = () =>
    warga.fresh().some(({ text }) => text.includes(CUT_OFF)) ||
    operator.fresh().some(({ text }) => text.includes(CUT_OFF_AT_DESK));
  const looks: Record<number, () => unknown> = {
    0: () => warga.says('menu'),
    10: () => operator.says('1'),
  };
  for (const [index, step] of steps.entries()) {
    if (index === 10) await shows(operator, 'Ambil');
    await step.act();
    if (index % (LONG ? 2 : 5) === 0) {
      await killAndStart(moments[killed % moments.length] ?? 0);
      killed += 1;
    }
    await step.answered().catch(async (error: unknown) => {
      const told = await vi.waitUntil(toldOfCut, { timeout: 20_000 }).catch(() => false);
      if (!told) throw new Error(`step ${index}, killed ${killed} times: ${String(error)}`);
      cut = true;
      // Where nothing is asked, people look for themselves.
      looks[index]?.();
      if (looks[index]) await step.answered();
    });
  }
  await hears(lurah, 'ditandatangani, nomor');
  for (const person of [warga, operator, lurah]) saidOnce(person);
  const receipts = warga.seen().filter((message) => message.text.includes('Nomor:'));
  const letters = warga.seen().filter((message) => message.file !== null);
  for (const found of [receipts, letters])
    expect(found.length === 1 || (cut && found.length === 0)).toBe(true);
  expect(telegram.pending).toBe(0);
});

it.runIf(LONG)(
  'a send that was cut off is not said twice, and the office and the chat hear of it',
  {
    timeout: 200_000,
  },
  async () => {
    const operator = await bound(telegram, place, 'operator', 'Yuliana Petugas');
    const warga = telegram.person({});
    await killedWhileSending(() => warga.says('halo'));
    await hears(operator, 'tidak bisa dikirim');
    await hears(warga, CUT_OFF);
    saidOnce(warga);
    warga.says('menu');
    await shows(warga, 'Surat Keterangan Domisili');
    await killedWhileSending(() => operator.says('tugas'));
    await hears(operator, CUT_OFF_AT_DESK);
    operator.says('tugas');
    await hears(operator, 'Tidak ada tugas');
    expect(operator.seen().filter(({ text }) => text.includes('Tidak ada tugas'))).toHaveLength(1);
  },
);
