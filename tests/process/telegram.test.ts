import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO, demoFamilies } from '../../src/wards/training-demo.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/ports.ts';
import {
  command,
  databaseEnded,
  type OfficeProcess,
  type Settings,
  startOffice,
} from '../support/process.ts';
import { startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import {
  bound,
  domisili,
  getsLetter,
  hears,
  invite,
  type Place,
  provesPhone,
  shows,
  taps,
  telegramSettings,
  verified,
  walk,
} from './journey.ts';
import { REAL_WARD, register } from './real-ward.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let telegram: TelegramServer;
let started: OfficeProcess[];

beforeEach(async () => {
  folder = await temporaryFolder();
  telegram = await startTelegram();
  started = [];
});
afterEach(async () => {
  for (const one of started) {
    one.process.kill('SIGKILL');
    await one.ended;
  }
  await databaseEnded(folder.path);
  await telegram.stop();
  await folder.remove();
});

async function office(more: Settings = {}): Promise<{ place: Place; open: OfficeProcess }> {
  const settings = { ...telegramSettings(telegram), ...more };
  const open = await startOffice(folder.path, settings);
  started.push(open);
  return { place: { folder: folder.path, settings }, open };
}

/** The whole main job: invited staff, a resident known to the register, the letter in the chat. */
async function mainJob(place: Place, open: OfficeProcess, verdict = 'Surat latihan'): Promise<void> {
  const operator = await bound(telegram, place, 'operator', 'Yuliana Petugas');
  const lurah = await bound(telegram, place, 'lurah', 'Adriana Lurah, S.IP.');
  const warga = telegram.person({ name: 'Yohanes' });

  const steps = await domisili(warga);
  await walk(steps);
  expect(steps.length).toBeLessThanOrEqual(9);
  await provesPhone(warga, DEMO.warga1.phone);

  await taps(operator, 'Ambil');
  await taps(operator, 'OK, teruskan ke lurah');
  await hears(operator, 'diteruskan ke lurah');
  await taps(lurah, 'Tanda tangani');
  await hears(lurah, 'ditandatangani, nomor');

  const letter = await getsLetter(warga);
  const pdf = letter.file?.bytes ?? Buffer.alloc(0);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.includes('ETSI.CAdES.detached')).toBe(true);
  const pages = await verified(letter, open.url);
  expect(pages.byCode).toContain(verdict);
  expect(pages.byFile).toContain('Berkas utuh');
  for (const secret of [DEMO.warga1.nik, DEMO.warga1.name]) expect(pages.byCode).not.toContain(secret);
  expect(telegram.tapsAnswered).toBe(true);
}

it('the main job by long polling', { timeout: 180_000 }, async () => {
  const { place, open } = await office();
  expect(open.out.join('\n')).toContain(`Channels      Telegram @${telegram.username}, by polling`);
  await mainJob(place, open);
  expect(await open.interrupt()).toBe(0);
});

it('the main job of a real ward by webhook, and nobody else may post', { timeout: 180_000 }, async () => {
  expect((await command(folder.path, ['ward', 'init', ...REAL_WARD])).code).toBe(0);
  expect((await command(folder.path, ['ward', 'certificate', '--make'])).code).toBe(0);
  await register(folder.path, demoFamilies());
  const port = await freePort();
  const { place, open } = await office({ PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` });
  expect(open.out.join('\n')).toContain('by webhook');
  await mainJob(place, open, 'Asli dan berlaku');
  expect(telegram.posts.length).toBeGreaterThan(8);
  expect(telegram.posts.every((post) => post.status === 200)).toBe(true);
  const url = String(telegram.callsOf('setWebhook').at(-1)?.params['url']);
  const update = JSON.stringify({ update_id: 1, message: { message_id: 1 } });
  for (const secret of [undefined, 'wrong'])
    expect(
      (
        await fetch(url, {
          method: 'POST',
          body: update,
          headers: secret ? { 'x-telegram-bot-api-secret-token': secret } : {},
        })
      ).status,
    ).toBe(401);
});

it('the main job on a database server of one’s own', { timeout: 180_000 }, async () => {
  const database = await createEmptyDatabase();
  try {
    const { place, open } = await office({ DATABASE_URL: database.url });
    expect(open.out.join('\n')).toContain('the server of DATABASE_URL');
    await mainJob(place, open);
    expect(await open.interrupt()).toBe(0);
  } finally {
    for (const one of started) {
      one.process.kill('SIGKILL');
      await one.ended;
    }
    await database.drop();
  }
});

describe('an invite code', () => {
  it('binds one phone once, and not after its time', { timeout: 120_000 }, async () => {
    const { place } = await office();
    const used = await invite(place, 'operator', 'Petugas Satu');
    expect(used.link).toBe(`https://t.me/${telegram.username}?start=${used.code}`);
    const first = telegram.person({});
    first.says(`/start ${used.code}`);
    await hears(first, 'Petugas Satu');

    const second = telegram.person({});
    second.says(`/start ${used.code}`);
    await hears(second, 'tidak berlaku');

    const late = await invite(place, 'operator', 'Petugas Dua', ['--hours', '0.0001']);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const third = telegram.person({});
    // Typed by hand: without dashes, in small letters.
    third.says(late.code.replaceAll('-', '').toLowerCase());
    await hears(third, 'lewat masanya');
  });
});

/** Nobody quotes a message in the instant in which it arrives: what the platform calls it is noted just behind the send. */
const reading = () => new Promise((resolve) => setTimeout(resolve, 1_000));

it('a quoted reply asks the resident, and another one decides', { timeout: 180_000 }, async () => {
  const { place } = await office();
  const operator = await bound(telegram, place, 'operator', 'Yuliana Petugas');
  const lurah = await bound(telegram, place, 'lurah', 'Adriana Lurah');
  const warga = telegram.person({});
  await walk(await domisili(warga));

  const card = await shows(operator, 'Ambil');
  await reading();
  operator.replies(card.id, 'Bapak sudah pindah dari alamat lama?');
  await hears(operator, 'sudah dikirim ke warga');
  const question = await hears(warga, 'Bapak sudah pindah dari alamat lama?');
  await reading();
  warga.replies(question.id, 'Belum pindah, masih di sana');
  const answered = await hears(operator, 'Belum pindah, masih di sana');
  await reading();
  operator.replies(answered.id, 'ok');
  await hears(operator, 'diteruskan ke lurah');
  const task = await shows(lurah, 'Tanda tangani');
  await reading();
  lurah.replies(task.id, 'setuju');
  await hears(lurah, 'ditandatangani, nomor');
  await hears(warga, 'Ambil di loket');
});
