import { writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigProblem, childEnvironment, loadConfig, readEnvironment, SETTINGS } from '../../src/config.ts';
import { temporaryFolder } from '../support/folder.ts';

const cwd = '/srv/halo';
const problems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env, { cwd });
    return [];
  } catch (error) {
    if (error instanceof ConfigProblem) return error.lines;
    throw error;
  }
};

describe('settings', () => {
  it('have a default each; an empty text is no setting', () => {
    const expected = {
      dataDir: '/srv/halo/data',
      databaseUrl: null,
      dataKey: null,
      port: 3000,
      host: '127.0.0.1',
      publicUrl: null,
      telegramBots: [],
      telegramApiRoot: 'https://api.telegram.org',
      telegramWebhookSecret: null,
      whatsappUrl: null,
      whatsappCloud: null,
      training: null,
      logLevel: 'info',
      filesDir: '/srv/halo/data/files',
    };
    expect(loadConfig({}, { cwd })).toEqual(expected);
    expect(loadConfig(Object.fromEntries(SETTINGS.map(({ name }) => [name, ' '])), { cwd })).toEqual(
      expected,
    );
  });

  it('are read', () => {
    const key = Buffer.alloc(32, 9);
    const config = loadConfig(
      {
        DATA_DIR: 'kantor',
        DATA_KEY: key.toString('base64'),
        PORT: '0',
        PUBLIC_URL: 'https://halo.example.go.id/',
        TRAINING: '0',
        TELEGRAM_BOT_TOKEN: '123:abc_-',
        DATABASE_URL: 'postgresql://u:p@h/d?sslmode=require',
        FILES_DIR: '/mnt/arsip',
        LOG_LEVEL: 'silent',
      },
      { cwd },
    );
    expect(config).toMatchObject({
      dataDir: '/srv/halo/kantor',
      dataKey: key,
      port: 0,
      host: '0.0.0.0',
      publicUrl: 'https://halo.example.go.id',
      training: false,
      telegramBots: [{ token: '123:abc_-', ward: null }],
      filesDir: '/mnt/arsip',
      logLevel: 'silent',
    });
    expect(loadConfig({ DATA_KEY: key.toString('hex') }, { cwd }).dataKey).toEqual(key);
    expect(loadConfig({ PUBLIC_URL: 'https://x.id', HOST: '127.0.0.1' }, { cwd }).host).toBe('127.0.0.1');
  });

  it('may name several bots, each with its ward', () => {
    const botsOf = (text: string) => loadConfig({ TELEGRAM_BOT_TOKEN: text }, { cwd }).telegramBots;
    expect(botsOf('NKT2=123:abc, 53.71.05.1006 = 456:d-f ,789:x')).toEqual([
      { token: '123:abc', ward: 'NKT2' },
      { token: '456:d-f', ward: '53.71.05.1006' },
      { token: '789:x', ward: null },
    ]);
    for (const wrong of [
      '123:abc,',
      ',123:abc',
      '=123:abc',
      'NKT2=',
      '1:a;2:b',
      'A B=1:a',
      '1:a,1:b',
      '1:a 2:b',
    ])
      expect(problems({ TELEGRAM_BOT_TOKEN: wrong }), wrong).toHaveLength(1);
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', 'http'],
    ['HOST', 'a b'],
    ['PUBLIC_URL', 'halo.example.go.id'],
    ['PUBLIC_URL', 'ftp://x.id'],
    ['TRAINING', 'ya'],
    ['LOG_LEVEL', 'loud'],
    ['TELEGRAM_API_ROOT', 'x'],
  ])('%s=%s: one line with the value, what it must be, and an example', (name, value) => {
    const lines = problems({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name}=${value} is not right: it must be .+ Example: ${name}=`));
    expect(lines[0]).not.toContain('\n');
  });

  it.each([
    ['DATA_KEY', 'abc'],
    ['DATA_KEY', 'z'.repeat(64)],
    ['DATABASE_URL', 'mysql://u:rahasia@h/d'],
    ['DATABASE_URL', 'postgres://h/d?sslmode=rahasia'],
    ['TELEGRAM_BOT_TOKEN', 'rahasia'],
    ['TELEGRAM_WEBHOOK_SECRET', 'rahasia'],
  ])('%s: one line that does not repeat the secret', (name, value) => {
    const lines = problems({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} is not right: it must be `));
    expect(lines[0]).not.toContain(value);
  });

  const CLOUD = {
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: '106540352242922',
    WHATSAPP_CLOUD_TOKEN: 'EAAexampleexampleexample',
    WHATSAPP_CLOUD_APP_SECRET: '0123456789abcdef0123456789abcdef',
    PUBLIC_URL: 'https://halo.example.go.id',
  };

  it('a number of the Cloud API is set up whole', () => {
    const { whatsappCloud } = loadConfig(CLOUD, { cwd: '/x' });
    expect(whatsappCloud).toEqual({
      phoneNumberId: '106540352242922',
      token: 'EAAexampleexampleexample',
      appSecret: '0123456789abcdef0123456789abcdef',
      verifyToken: null,
      graphRoot: 'https://graph.facebook.com',
    });
    expect(loadConfig({ WHATSAPP_GRAPH_ROOT: 'http://127.0.0.1:1' }, { cwd: '/x' }).whatsappCloud).toBeNull();
    for (const url of ['http://127.0.0.1:3000', 'http://localhost:3000'])
      expect(problems({ ...CLOUD, PUBLIC_URL: url })).toEqual([]);
  });

  it.each([
    ['without its token', { WHATSAPP_CLOUD_TOKEN: '' }, /half set up: WHATSAPP_CLOUD_TOKEN missing/],
    [
      'without an app secret',
      { WHATSAPP_CLOUD_APP_SECRET: '' },
      /half set up: WHATSAPP_CLOUD_APP_SECRET missing/,
    ],
    ['without an address', { PUBLIC_URL: '' }, /needs PUBLIC_URL/],
    [
      'with an address that Meta does not call',
      { PUBLIC_URL: 'http://halo.example.go.id' },
      /begins with https/,
    ],
    ['with a telephone number for its id', { WHATSAPP_CLOUD_PHONE_NUMBER_ID: '+62380' }, /is not right/],
  ])('a number of the Cloud API %s is one problem', (_, change, line) => {
    const lines = problems({ ...CLOUD, ...change });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
  });

  it('a verify token alone is half a number', () => {
    expect(problems({ WHATSAPP_CLOUD_VERIFY_TOKEN: 'kata-uji-webhook' }).join()).toMatch(/half set up/);
  });

  it('that are wrong are all told at once', () => {
    expect(problems({ PORT: 'x', TRAINING: 'x', DATA_KEY: 'x' })).toHaveLength(3);
  });
});

describe('the environment', () => {
  it('is completed by .env, and wins over it', async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder.remove());
    expect(readEnvironment(folder.path, { PORT: '1' })).toEqual({ PORT: '1' });
    await writeFile(`${folder.path}/.env`, '# Setelan\nPORT=2\nHOST="0.0.0.0"\nLOG_LEVEL=warn\n');
    expect(readEnvironment(folder.path, { PORT: '1', LOG_LEVEL: '' })).toEqual({
      PORT: '1',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'warn',
    });
  });

  it('that a child sees has no secret in it', () => {
    expect(
      childEnvironment({ PATH: '/bin', DATA_KEY: 'x', DATABASE_URL: 'x', TELEGRAM_BOT_TOKEN: 'x' }),
    ).toEqual({ PATH: '/bin', LC_ALL: 'C' });
  });
});
