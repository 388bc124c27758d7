import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conversation } from '../../src/db/schema/index.ts';
import { DEMO } from '../../src/wards/training.ts';
import { type App, type Apps, openApps } from './apps.ts';

let apps: Apps;
beforeEach(async () => {
  apps = await openApps();
});
afterEach(() => apps.close());

const LIVES = `${DEMO.warga1.nik} 12-05-1985`;
const ASKED_FOR_WARD = 'warga kelurahan mana';
const say = async (app: App, chat: string, text: string) =>
  (await apps.say(app, chat, text)).replaceAll(/[\uE000\uE001]/g, '');

async function chatOf(app: App) {
  const [row] = await apps.database.db
    .select()
    .from(conversation)
    .where(eq(conversation.accountId, app.accountId));
  return row;
}

describe('a poster of an account of several wards', () => {
  test('chooses the ward at once, and the letter with it', async () => {
    const airnona = await apps.ward('AIRN', 'Airnona', 30);
    const city = await apps.app('telegram', [airnona.id]);
    const told = await say(city, 'a', '/start AIRN_domisili_rt001-002');
    expect(told).not.toContain(ASKED_FOR_WARD);
    expect(told).toContain('Surat Keterangan Domisili');
    expect(told).toContain('Kelurahan Airnona');
    expect((await chatOf(city))?.wardId).toBe(airnona.id);
    expect(await say(city, 'b', 'halo airn')).toMatch(/layanan surat Kelurahan Airnona/);
    expect(await say(city, 'c', 'Halo nkt2 sku')).toContain('Surat Keterangan Usaha');
  });

  test('of another ward than the one of before leads there, with a word on how to return', async () => {
    const airnona = await apps.ward('AIRN', 'Airnona', 30);
    const city = await apps.app('whatsapp', [airnona.id]);
    await say(city, 'a', 'halo nkt2');
    const moved = await say(city, 'a', 'Halo AIRN');
    expect(moved).toContain('Mulai sekarang Bapak/Ibu dilayani Kelurahan Airnona');
    expect(moved).toContain('ganti kelurahan');
    expect(moved).toMatch(/layanan surat Kelurahan Airnona/);
    expect((await chatOf(city))?.wardId).toBe(airnona.id);
    expect(await say(city, 'a', 'ganti kelurahan')).toContain(ASKED_FOR_WARD);
  });

  test('of the same ward keeps the person and what was begun', async () => {
    const airnona = await apps.ward('AIRN', 'Airnona', 30);
    const city = await apps.app('whatsapp', [airnona.id]);
    for (const text of ['halo nkt2 domisili', '1', LIVES]) await say(city, 'a', text);
    const before = await chatOf(city);
    expect(await say(city, 'a', 'halo nkt2')).not.toContain('Mulai sekarang');
    expect((await chatOf(city))?.personId).toBe(before?.personId);
    expect(await say(city, 'a', 'Halo NKT2 domisili')).toContain('masih tersimpan. Mau dilanjutkan?');
  });

  test('with a name that nobody has is heard as plain words', async () => {
    const airnona = await apps.ward('AIRN', 'Airnona', 30);
    const city = await apps.app('whatsapp', [airnona.id]);
    expect(await say(city, 'a', 'Halo OEBB domisili')).toContain(ASKED_FOR_WARD);
    expect(await say(city, 'a', 'airnona')).toContain('Surat Keterangan Domisili');
  });
});

describe('a poster of an account of one ward', () => {
  test('is heard as what was said beside the name; with nothing beside it as the menu', async () => {
    const app = await apps.app('telegram');
    expect(await say(app, 'a', '/start NKT2')).toContain('Mau urus apa');
    expect(await say(app, 'b', '/start nkt2_domisili')).toContain('Surat Keterangan Domisili');
    expect(await say(app, 'c', 'Halo NKT2 sudah jadi belum?')).not.toContain('Mau urus apa');
    expect(await say(app, 'd', '/start AIRN')).toContain('Mau urus apa');
    expect(await say(app, 'a', 'ganti kelurahan')).toContain('hanya ada layanan');
  });

  test('leads out of a question, which waits', async () => {
    const app = await apps.app('whatsapp');
    for (const text of ['surat domisili', '1', LIVES, '1']) await say(app, 'a', text);
    const usaha = await say(app, 'a', 'Halo NKT2 sku');
    expect(usaha).toContain('Surat Keterangan Usaha');
    expect(usaha).not.toContain('keperluan apa');
    expect(await say(app, 'a', 'Halo NKT2 domisili')).toContain('masih tersimpan. Mau dilanjutkan?');
    expect(await say(app, 'a', '1')).toContain('keperluan apa');
  });

  test('means nothing where the office itself writes', async () => {
    await apps.app('whatsapp');
    const told = await apps.stage.act('operator', { kind: 'say', text: 'Halo NKT2', quote: null }, 1);
    expect(told.map(({ bubble }) => bubble.text).join('\n')).not.toContain('Mau urus apa');
  });
});
