import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SendFailure } from '../../src/channels/port.ts';
import { conversation, message } from '../../src/db/schema/index.ts';
import { DEMO } from '../../src/wards/training.ts';
import { type Apps, openApps } from './apps.ts';

let apps: Apps;
beforeEach(async () => {
  apps = await openApps();
});
afterEach(() => apps.close());

const CODE = /sambung ([A-Z0-9]{4}-[A-Z0-9]{4})/;
const LIVES = `${DEMO.warga1.nik} 12-05-1985`;
const plain = (text: string) => text.replaceAll(/[\uE000\uE001]/g, '');

/** Walks a domisili request until the review, on whatever app. */
async function toReview(
  app: Awaited<ReturnType<Apps['app']>>,
  chat: string,
  phone?: string,
): Promise<string> {
  const more = phone ? { phone } : {};
  for (const text of ['surat domisili', '1', LIVES, '1', '1']) await apps.say(app, chat, text, more);
  const media = { ref: 'x', mime: 'image/jpeg', name: 'ktp.jpg', size: 1000 };
  await apps.push(app, chat, { kind: 'media', media, caption: null }, more);
  await apps.house.settle();
  return apps.say(app, chat, '1', more);
}

async function request(app: Awaited<ReturnType<Apps['app']>>, chat: string, phone?: string): Promise<string> {
  await toReview(app, chat, phone);
  return apps.say(app, chat, '1', phone ? { phone } : {});
}

/** The desk and the lurah do their part for task 1. */
async function sign(): Promise<void> {
  for (const [role, text] of [
    ['operator', '1 AMBIL'],
    ['operator', '1 OK'],
    ['lurah', '1 OK'],
  ] as const)
    await apps.stage.act(role, { kind: 'say', text, quote: null }, 1);
  await apps.house.settle();
}

describe('a number that comes with the message', () => {
  test('is the proof where it is the one of the register: the letter comes into the chat, nobody is asked', async () => {
    const whatsapp = await apps.app('whatsapp');
    const receipt = await request(whatsapp, 'a', DEMO.warga1.phone);
    expect(receipt).toContain('Permohonan sudah kami terima');
    expect(receipt).not.toContain('nomor HP ini milik');
    await sign();
    const files = whatsapp.sent.flatMap(({ bubble, file }) => (bubble.file ? [file] : []));
    expect(files).toHaveLength(1);
    expect(
      Buffer.from(files[0] ?? [])
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  test('proves nothing where it is another one, and no button is promised that the app does not have', async () => {
    const whatsapp = await apps.app('whatsapp');
    const receipt = plain(await request(whatsapp, 'a', '6281300000000'));
    expect(receipt).toContain('Permohonan sudah kami terima');
    expect(receipt).not.toContain('Kirim nomor saya');
    expect(receipt).toMatch(/loket/);
    await sign();
    expect(whatsapp.sent.some(({ file }) => file !== null)).toBe(false);
  });
});

describe('one person in two chats', () => {
  test('a draft begun on one app goes on in the other, with its papers', async () => {
    const telegram = await apps.app('telegram');
    const whatsapp = await apps.app('whatsapp');
    await toReview(telegram, 'tele');
    const shown = plain(await apps.say(telegram, 'tele', 'sambung'));
    const code = CODE.exec(shown)?.[1] ?? '';
    const here = plain(await apps.say(whatsapp, 'wa', `sambung ${code}`));
    expect(here).toContain('Sudah tersambung');
    expect(here).toContain('Periksa dulu permohonan');
    expect(plain(telegram.heard('tele'))).toContain('disambungkan dengan chat lain');
    expect(await apps.say(whatsapp, 'wa', '1')).toContain('Permohonan sudah kami terima');
    // The other chat is at home, and sees the request too.
    expect(plain(await apps.say(telegram, 'tele', 'status'))).toContain('Surat Keterangan Domisili');
  });

  test('a code works once, ten minutes, not in the chat itself, and not in a chat of somebody else of the register', async () => {
    const telegram = await apps.app('telegram');
    const whatsapp = await apps.app('whatsapp');
    const codeOf = async (chat: string) =>
      CODE.exec(plain(await apps.say(telegram, chat, 'sambung')))?.[1] ?? '';
    await toReview(telegram, 'a');
    const first = await codeOf('a');
    expect(plain(await apps.say(telegram, 'a', `sambung ${first}`))).toContain('memang sudah tersambung');
    const old = await codeOf('a');
    apps.clock.move(10 * 60_000);
    expect(plain(await apps.say(whatsapp, 'b', `sambung ${old}`))).toContain('sudah lewat masanya');
    const used = await codeOf('a');
    expect(plain(await apps.say(whatsapp, 'b', `sambung ${used}`))).toContain('Sudah tersambung');
    expect(plain(await apps.say(whatsapp, 'c', `sambung ${used}`))).toContain('sudah lewat masanya');
    for (const text of ['surat usaha', '1', `${DEMO.warga2.nik} 03-09-1979`, '1'])
      await apps.say(whatsapp, 'd', text);
    expect(plain(await apps.say(whatsapp, 'd', `sambung ${await codeOf('a')}`))).toContain(
      'milik warga lain',
    );
  });

  test('whoever sends the code of a stranger gives nothing away, and gets what the stranger had', async () => {
    const telegram = await apps.app('telegram');
    const whatsapp = await apps.app('whatsapp');
    await request(whatsapp, 'victim', DEMO.warga1.phone);
    // A swindler who knows NIK and birth date has proved nothing.
    await toReview(telegram, 'swindler');
    const code = CODE.exec(plain(await apps.say(telegram, 'swindler', 'sambung')))?.[1] ?? '';
    expect(plain(await apps.say(whatsapp, 'victim', `sambung ${code}`))).toContain(
      'tidak terlihat dari sana',
    );
    telegram.heard('swindler');
    expect(plain(await apps.say(telegram, 'swindler', 'status'))).not.toContain('NKT2-');
    await sign();
    expect(telegram.sent).toEqual([]);
    expect(whatsapp.sent.filter(({ file }) => file !== null)).toHaveLength(1);
  });

  test('of what was begun at a screen the request goes along, to the chat that sent the code', async () => {
    const screen = await apps.app('telegram');
    const whatsapp = await apps.app('whatsapp');
    for (const text of ['surat usaha', '1', `${DEMO.warga1.nik} 12-05-1985`])
      await apps.say(whatsapp, 'wa', text, { phone: DEMO.warga1.phone });
    await request(screen, 'screen');
    const code = CODE.exec(plain(await apps.say(screen, 'screen', 'sambung')))?.[1] ?? '';
    await apps.say(whatsapp, 'wa', `sambung ${code}`, { phone: DEMO.warga1.phone });
    screen.heard('screen');
    await sign();
    expect(screen.heard('screen')).toBe('');
    expect(whatsapp.sent.some(({ file }) => file !== null)).toBe(true);
  });

  test('what was proved counts in both, and news goes to the chat that was used last', async () => {
    const telegram = await apps.app('telegram');
    const whatsapp = await apps.app('whatsapp');
    await request(whatsapp, 'wa', DEMO.warga1.phone);
    const code = CODE.exec(plain(await apps.say(whatsapp, 'wa', 'sambung')))?.[1] ?? '';
    await apps.say(telegram, 'tele', `/start sambung_${code.replace('-', '')}`);
    whatsapp.heard('wa');
    await sign();
    expect(telegram.sent.some(({ file }) => file !== null)).toBe(true);
    expect(whatsapp.heard('wa')).toBe('');
  });

  test('news that cannot be delivered is said in the next chat; where there is none the operators are told', async () => {
    const telegram = await apps.app('telegram');
    const whatsapp = await apps.app('whatsapp');
    await request(whatsapp, 'wa', DEMO.warga1.phone);
    const code = CODE.exec(plain(await apps.say(whatsapp, 'wa', 'sambung')))?.[1] ?? '';
    await apps.say(telegram, 'tele', `sambung ${code}`);
    telegram.fail = () => new SendFailure('gone', 'blocked');
    await sign();
    expect(whatsapp.sent.filter(({ file }) => file !== null)).toHaveLength(1);
    const [gone] = await apps.database.db
      .select({ goneAt: conversation.goneAt })
      .from(conversation)
      .where(eq(conversation.accountId, telegram.accountId));
    expect(gone?.goneAt).not.toBeNull();
    // Whoever writes again can be reached again.
    telegram.fail = () => null;
    expect(await apps.say(telegram, 'tele', 'halo')).toContain('Mau urus apa');
    const [back] = await apps.database.db
      .select({ goneAt: conversation.goneAt })
      .from(conversation)
      .where(eq(conversation.accountId, telegram.accountId));
    expect(back?.goneAt).toBeNull();
  });

  test('a person who cannot be reached anywhere becomes an alert of the desk', async () => {
    const telegram = await apps.app('telegram');
    await request(telegram, 'tele');
    telegram.fail = () => new SendFailure('gone', 'blocked');
    const told = await apps.stage.act(
      'operator',
      { kind: 'say', text: '1 TOLAK bukan warga kami', quote: null },
      1,
    );
    await apps.house.settle();
    const all = [...told, ...(await apps.stage.moveClock({ ahead: 1_000 }))];
    const alert = all.find(({ role, bubble }) => role === 'operator' && bubble.text.startsWith('Perhatian'));
    expect(plain(alert?.bubble.text ?? '')).toMatch(/NKT2-261123-001.*tidak bisa dikirim/);
  });
});

describe('the ward phone in the hand of somebody', () => {
  test('what is typed by hand silences the bot in that chat, selesai gives it back', async () => {
    const whatsapp = await apps.app('whatsapp');
    await apps.say(whatsapp, 'a', 'halo');
    const own = (text: string, n: number) =>
      apps.house.takeOver({
        accountId: whatsapp.accountId,
        externalId: `own${n}`,
        chat: 'a',
        at: apps.clock.now(),
        text,
      });
    await own('Selamat pagi, saya Novita dari kelurahan', 1);
    expect(await apps.say(whatsapp, 'a', 'iya bu, ini soal surat saya')).toBe('');
    expect(await apps.say(whatsapp, 'b', 'halo')).toContain('Mau urus apa');
    await own('selesai', 2);
    await own('selesai', 2);
    await apps.house.settle();
    expect(whatsapp.heard('a').match(/layanan otomatis membantu lagi/g)).toHaveLength(1);
    expect(await apps.say(whatsapp, 'a', 'menu')).toContain('Mau urus apa');
    const kept = await apps.database.db
      .select({ id: message.id })
      .from(message)
      .where(eq(message.direction, 'in'));
    expect(kept).toHaveLength(4);
  });

  test('a chat that was forgotten is given back after half a day', async () => {
    const whatsapp = await apps.app('whatsapp');
    await apps.say(whatsapp, 'a', 'halo');
    await apps.house.takeOver({
      accountId: whatsapp.accountId,
      externalId: 'own',
      chat: 'a',
      at: apps.clock.now(),
      text: 'sebentar',
    });
    apps.clock.move(12 * 3_600_000 - 60_000);
    expect(await apps.say(whatsapp, 'a', 'menu')).toBe('');
    apps.clock.move(60_000);
    expect(await apps.say(whatsapp, 'a', 'menu')).toContain('Mau urus apa');
  });
});

describe('an answer that takes long', () => {
  test('is announced by the typing sign after a second', async () => {
    const telegram = await apps.app('telegram');
    await apps.say(telegram, 'a', 'halo');
    expect(telegram.typed).toEqual([]);
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = apps.database.sql.begin(async (raw) => {
      await raw`select 1 from conversation where account_id = ${telegram.accountId} for update`;
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    const said = apps.say(telegram, 'a', 'menu');
    await expect.poll(() => telegram.typed, { timeout: 10_000 }).toEqual(['a']);
    held.resolve();
    await holding;
    expect(await said).toContain('Mau urus apa');
  });
});

describe('the same words twice', () => {
  test('are an answer when the reply between them was on its way', async () => {
    const telegram = await apps.app('telegram');
    Object.assign(telegram, { resendable: false });
    await apps.say(telegram, 'a', 'surat domisili');
    const held = Promise.withResolvers<void>();
    telegram.hold = held.promise;
    await apps.push(telegram, 'a', { kind: 'text', text: '1' });
    await expect
      .poll(
        async () =>
          (await apps.database.sql`select 1 from message where due is not null and outcome = 'unknown'`)
            .length,
      )
      .toBe(1);
    await apps.push(telegram, 'a', { kind: 'text', text: '1' });
    held.resolve();
    await apps.house.settle();
    // The first agreed, the second chose "I do not know my NIK": two answers, not one that was tapped twice.
    expect(plain(telegram.heard('a'))).toMatch(/NIK dan tanggal lahir[\s\S]*---[\s\S]+/);
  });
});

describe('a line that was down', () => {
  test('whoever waited longer than an hour hears an apology, once for all the messages of that time', async () => {
    const whatsapp = await apps.app('whatsapp');
    const ago = (minutes: number) => ({ at: new Date(apps.clock.now().getTime() - minutes * 60_000) });
    expect(await apps.say(whatsapp, 'a', 'halo', ago(70))).toMatch(
      /^Mohon maaf, pesan Bapak\/Ibu baru kami terima/,
    );
    expect(await apps.say(whatsapp, 'a', 'surat domisili', ago(65))).not.toContain('baru kami terima');
    expect(await apps.say(whatsapp, 'b', 'halo', ago(50))).not.toContain('baru kami terima');
  });
});

describe('one number for several wards', () => {
  test('the resident chooses once; what was said before is heard in the ward that was chosen', async () => {
    const airnona = await apps.ward('AIRN', 'Airnona', 30);
    const city = await apps.app('whatsapp', [airnona.id]);
    const asked = plain(await apps.say(city, 'a', 'mau urus surat domisili'));
    expect(asked).toContain('warga kelurahan mana');
    const told = plain(await apps.say(city, 'a', 'airnona'));
    expect(told).toContain('Surat Keterangan Domisili');
    expect(told).toContain('Kelurahan Airnona');
    const menu = plain(await apps.say(city, 'a', 'menu'));
    expect(menu).toContain('Kelurahan Airnona');
    const [chat] = await apps.database.db
      .select()
      .from(conversation)
      .where(eq(conversation.accountId, city.accountId));
    expect(chat?.wardId).toBe(airnona.id);
    expect(plain(await apps.say(city, 'a', 'ganti kelurahan'))).toContain('warga kelurahan mana');
    expect(plain(await apps.say(city, 'a', '1'))).toContain('Naikoten');
  });

  test('of many wards the name is asked, and a part of it is enough', async () => {
    const wards = [];
    for (const [n, name] of [
      'Airnona',
      'Bakunase',
      'Bakunase II',
      'Fontein',
      'Kuanino',
      'Nunleu',
      'Oetete',
      'Oebobo',
      'Fatululi',
      'Liliba',
    ].entries())
      wards.push(await apps.ward(`W${n + 1}`, name, 40 + n));
    const city = await apps.app(
      'whatsapp',
      wards.map(({ id }) => id),
    );
    expect(plain(await apps.say(city, 'a', 'halo'))).toContain('Tulis nama kelurahannya');
    expect(plain(await apps.say(city, 'a', 'jakarta'))).toContain('belum dilayani');
    const near = plain(await apps.say(city, 'a', 'bakunas'));
    expect(near).toContain('warga kelurahan mana');
    expect(plain(await apps.say(city, 'a', 'Bakunase II'))).toContain('Kelurahan Bakunase II');
  });

  test('an account of one ward never asks', async () => {
    const app = await apps.app('whatsapp');
    expect(plain(await apps.say(app, 'a', 'ganti kelurahan'))).toContain('hanya ada layanan');
  });
});
