import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { examine, report } from '../../src/cli/doctor.ts';
import type { DoctorTools } from '../../src/cli/doctor-checks.ts';
import { exampleFile, refreshSettings, settingsTable, withTable } from '../../src/cli/settings.ts';
import { SETTINGS } from '../../src/config.ts';
import { openKey } from '../../src/db/key.ts';
import { createTestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { fakeClock, seededEntropy, TEST_KEY } from '../support/keys.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const CLOUD = {
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_CLOUD_TOKEN: 'EAAexampleexampleexample',
  WHATSAPP_CLOUD_APP_SECRET: '0123456789abcdef0123456789abcdef',
  PUBLIC_URL: 'https://halo.example.go.id',
};

const tools: DoctorTools = {
  clock: fakeClock(),
  checkTelegram: async ({ token }) =>
    token === '1:right'
      ? { ok: true, name: 'HaloLurahBot' }
      : { ok: false, why: 'Telegram refuses the token' },
  checkWhatsAppCloud: async ({ token }) =>
    token === CLOUD.WHATSAPP_CLOUD_TOKEN
      ? { ok: true, name: '+62 380 123456 (Kelurahan Uji)' }
      : { ok: false, why: 'Meta refuses the access token' },
};
const look = async (env: Record<string, string>) => {
  const checks = await examine(folder.path, { PORT: '0', ...env }, tools);
  return { checks, get: (name: string) => checks.find((one) => one.name === name) };
};

describe('the doctor', () => {
  it('finds a new office in order, and starts nothing', async () => {
    const { checks, get } = await look({});
    expect(checks.filter((one) => !one.ok)).toEqual([]);
    expect(get('database')?.detail).toMatch(/will be made at the first start/);
    expect(get('libraries')).toMatchObject({ ok: true });
    expect(report(checks)).toMatch(/Everything is in order\.\n$/);
  });

  it('says of a Cloud API number what is to be typed at Meta', async () => {
    const { get } = await look({ ...CLOUD, DATA_KEY: TEST_KEY.toString('hex') });
    const { ok, detail = '' } = get('whatsapp cloud') ?? { ok: false };
    expect(ok).toBe(true);
    expect(detail).toContain('https://halo.example.go.id/webhook/whatsapp-cloud/106540352242922');
    expect(detail).toMatch(/verify token [A-Za-z0-9]{20,}$/);
    expect(detail).not.toContain(CLOUD.WHATSAPP_CLOUD_TOKEN);
    const again = await look({ ...CLOUD, DATA_KEY: TEST_KEY.toString('hex') });
    expect(again.get('whatsapp cloud')?.detail).toBe(detail);
    const own = await look({ ...CLOUD, WHATSAPP_CLOUD_VERIFY_TOKEN: 'kata-kelurahan' });
    expect(own.get('whatsapp cloud')?.detail).not.toContain('kata-kelurahan');
    const wrong = await look({ ...CLOUD, WHATSAPP_CLOUD_TOKEN: 'EAAwrongwrongwrongwrong' });
    expect(wrong.get('whatsapp cloud')).toMatchObject({ ok: false });
  });

  it('tells wrong settings, and nothing after them', async () => {
    const { checks } = await look({ PORT: 'x', TRAINING: 'x' });
    expect(checks.map((one) => one.name)).toEqual(['settings', 'settings']);
  });

  it('tells a used port, a file in place of the folder, and a refused token', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    await writeFile(`${folder.path}/file`, '');
    const { get } = await look({ PORT: String(port), TELEGRAM_BOT_TOKEN: '1:wrong' });
    expect(get('port')).toMatchObject({
      ok: false,
      detail: `Port ${port} is already used by another program.`,
    });
    expect(get('telegram')).toMatchObject({ ok: false, detail: 'Telegram refuses the token' });
    const other = await look({ DATA_DIR: `${folder.path}/file`, TELEGRAM_BOT_TOKEN: '1:right' });
    expect(other.get('folder')).toMatchObject({ ok: false });
    expect(other.get('telegram')).toMatchObject({ ok: true, detail: 'the bot @HaloLurahBot answers' });
  });

  it("asks a server of one's own: version, migrations, key, certificates", async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    await openKey(database.sql, {
      given: TEST_KEY,
      dataDir: folder.path,
      clock: fakeClock(),
      entropy: seededEntropy(1),
    });
    await database.sql`insert into ward (id, code, name, time_zone, short, settings, created_at)
      values (${crypto.randomUUID()}, '53.71.05.1005', 'Uji', 'Asia/Makassar', 'UJI', '{}', now())`;
    const right = await look({ DATABASE_URL: database.url, DATA_KEY: TEST_KEY.toString('hex') });
    expect(right.get('database')).toMatchObject({ ok: true });
    expect(right.get('key of the database')).toMatchObject({ ok: true });
    expect(right.get('certificate')).toMatchObject({ ok: false, detail: 'Uji: none' });
    const wrong = await look({ DATABASE_URL: database.url, DATA_KEY: 'ab'.repeat(32) });
    expect(wrong.get('key of the database')).toMatchObject({ ok: false });
    const away = await look({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' });
    expect(away.get('database')?.detail).toMatch(/does not answer/);
  });
});

describe('the settings', () => {
  it('are described in both languages, in the example file and in the tables', () => {
    const example = exampleFile();
    for (const one of SETTINGS) {
      expect(one.en.length > 10 && one.id.length > 10).toBe(true);
      expect(example).toContain(`#${one.name}=`);
      expect(settingsTable('id')).toContain(`| \`${one.name}\` | ${one.id} |`);
    }
  });

  it('replace the table between the markers and leave the rest', () => {
    const page = withTable('a\n<!-- settings -->\nold\n<!-- /settings -->\nb\n', 'en');
    expect(page).toBe(`a\n<!-- settings -->\n${settingsTable('en')}<!-- /settings -->\nb\n`);
    expect(withTable(page, 'en')).toBe(page);
    expect(withTable('no markers', 'en')).toBe('no markers');
  });

  it('are found stale, and put right', async () => {
    await writeFile(`${folder.path}/README.id.md`, '<!-- settings -->\n<!-- /settings -->\n');
    expect(await refreshSettings(folder.path, false)).toEqual(['.env.example', 'README.id.md']);
    await refreshSettings(folder.path, true);
    expect(await refreshSettings(folder.path, false)).toEqual([]);
    expect(await readFile(`${folder.path}/README.id.md`, 'utf8')).toContain('Setelan');
  });

  it('of this repository are up to date', async () => {
    expect(await refreshSettings(new URL('../..', import.meta.url).pathname, false)).toEqual([]);
  });
});
