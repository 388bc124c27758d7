import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askerOn } from '../../src/cli/terminal.ts';
import { shortName } from '../../src/cli/ward-fields.ts';
import { HoursUnreadable, readHours, writeHours } from '../../src/cli/ward-hours.ts';
import { collectWard } from '../../src/cli/ward-init.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type CommandResult, command, commandJson } from '../support/process.ts';
import { startTelegram } from '../support/telegram/index.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
const FLAGS: readonly string[] = [
  ...[
    '--code',
    '53.71.05.1006',
    '--kelurahan',
    'Airnona',
    '--kecamatan',
    'Kota Raja',
    '--city',
    'Kota Kupang',
  ],
  ...['--province', 'NTT', '--address', 'Jl. Contoh 9', '--contact', 'Telp. 1'],
];

beforeAll(async () => {
  folder = await temporaryFolder();
  database = await createEmptyDatabase();
});
afterAll(async () => {
  await database.drop();
  await folder.remove();
});

const run = (...args: string[]) =>
  command(folder.path, args, { DATABASE_URL: database.url, P12: 'rahasia-123' });
const json = <T>(...args: string[]) =>
  commandJson<T & { ok: boolean; error?: string }>(folder.path, args, { DATABASE_URL: database.url });

/** One line on stderr, nothing on stdout, code 1. */
function expectRefused(result: CommandResult, line: RegExp): void {
  expect(result.errors.split('\n').filter((one) => one !== '')).toEqual([expect.stringMatching(line)]);
  expect(result.out).toBe('');
  expect(result.code).toBe(1);
}

describe('ward and staff, one after another', { timeout: 120_000 }, () => {
  it('every wrong value is one clear line, and nothing is written', async () => {
    expectRefused(
      await run('ward', 'init'),
      /^Missing: --code, --kelurahan, --kecamatan, --city, --province, --address, --contact\./,
    );
    for (const [name, value, why] of [
      ['--code', '5371', /--code "5371" is not right: it has ten digits/],
      ['--hours', 'Sen-Kam 8-12', /--hours .* is not a time such as 08:00-12:00/],
      ['--number-format', '{nomer}/x', /needs \{nomor\}/],
      ['--time-zone', 'Mars/Base', /--time-zone/],
      ['--short', 'x', /2 to 8 capitals/],
      ['--logo', '/no/such/file', /cannot be read \(ENOENT\)/],
      ['--number-start', '0', /whole number/],
    ] as const)
      expectRefused(await run('ward', 'init', ...FLAGS, name, value), why);
    expectRefused(await run('ward', 'init', ...FLAGS, '--contct', 'x'), /^There is no --contct/);
    expect(await json('ward', 'list')).toEqual({ ok: true, wards: [] });
    expectRefused(await run('ward', 'show'), /^There is no ward yet/);
  });

  it('init makes the ward and says what comes next; a second of that code is refused', async () => {
    const made = await run(
      'ward',
      'init',
      ...FLAGS,
      '--hours',
      'Sen-Kam 08:00-12:00,13:00-15:00; Jum 08:00-11:30',
    );
    expect(made.code).toBe(0);
    for (const part of [
      'Kelurahan Airnona (53.71.05.1006, ARN)',
      'certificate --make',
      '--role lurah',
      '@BotFather',
      'start it anew',
    ])
      expect(made.out).toContain(part);
    expectRefused(await run('ward', 'init', ...FLAGS), /is there already/);
    expect(await json('ward', 'show')).toMatchObject({
      ok: true,
      ward: { timeZone: 'Asia/Makassar', short: 'ARN', settings: { numberUnit: 'KEL.ARN', logo: null } },
    });
  });

  it('settings, a logo and holidays are changed', async () => {
    await writeFile(
      join(folder.path, 'logo.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    );
    await writeFile(join(folder.path, 'logo.txt'), 'no picture');
    expect(await json('ward', 'set', 'logo', 'logo.svg')).toMatchObject({ ok: true, key: 'logo' });
    expectRefused(await run('ward', 'set', 'logo', 'logo.txt'), /neither SVG nor a PNG/);
    expect(await json('ward', 'set', 'number-scope', 'service')).toMatchObject({ value: 'service' });
    expect(await json('ward', 'set', 'templates', 'notice=kabar/id, letter=surat_1/en_US')).toMatchObject({
      value: { notice: { name: 'kabar', language: 'id' }, letter: { name: 'surat_1', language: 'en_US' } },
    });
    for (const wrong of ['kabar', 'news=kabar/id', 'notice=Kabar/id', 'notice=kabar/Indonesia'])
      expectRefused(await run('ward', 'set', 'templates', wrong), /notice=name\/id/);
    expect(await json('ward', 'set', 'templates', '-')).toMatchObject({ value: {} });
    expectRefused(await run('ward', 'set', 'number-scope', 'each'), /it is all or service/);
    expectRefused(await run('ward', 'set', 'colour', 'red'), /^There is no setting colour\. Keys: /);
    expectRefused(await run('ward', 'set', 'code', '1'), /cannot be changed/);
    expect(await json('ward', 'holiday', 'add', '2026-11-27', 'Pilkada')).toMatchObject({ ok: true });
    expectRefused(await run('ward', 'holiday', 'add', '2026-02-30', 'x'), /is not a day/);
    const { holidays } = await json<{ holidays: { day: string }[] }>('ward', 'holiday', 'list');
    expect(holidays.map((one) => one.day)).toEqual(expect.arrayContaining(['2026-08-17', '2026-11-27']));
    // What was set before is still there.
    expect(await json('ward', 'show')).toMatchObject({
      ward: { settings: { numberScope: 'service', numberUnit: 'KEL.ARN' } },
    });
  });

  it('a certificate is made, taken away and put in use again', async () => {
    expect(await json('ward', 'certificate')).toEqual({ ok: true, certificate: null });
    expect((await run('ward', 'certificate', '--make')).out).toContain('CN=Kelurahan Airnona');
    expect(await json('ward', 'certificate')).toMatchObject({ certificate: { valid: true } });
    expectRefused(await run('ward', 'certificate', '--export', 'c.p12'), /nobody to ask for the password/);
    expect((await run('ward', 'certificate', '--export', 'c.p12', '--password-env', 'P12')).code).toBe(0);
    expectRefused(
      await run('ward', 'certificate', '--export', 'c.p12', '--password-env', 'P12'),
      /there already/,
    );
    expectRefused(
      await run('ward', 'certificate', '--import', 'c.p12', '--password-env', 'PATH'),
      /password does not open/,
    );
    expectRefused(
      await run('ward', 'certificate', '--import', 'logo.txt', '--password-env', 'P12'),
      /not a PKCS#12 file/,
    );
    expect((await run('ward', 'certificate', '--import', 'c.p12', '--password-env', 'P12')).code).toBe(0);
    expectRefused(await run('ward', 'certificate', '--make', '--import', 'c.p12'), /exclude each other/);
  });

  it('people are invited, found by name, put off duty and let go', async () => {
    const invited = await run('staff', 'invite', '--role', 'lurah', '--name', 'Maria Bria');
    expect(invited.out).toMatch(/\n {2}([2-9A-Z]{4}-){5}[2-9A-Z]{4}\n/);
    expect(invited.out).toContain('Kirim kode ini ke bot');
    expectRefused(await run('staff', 'invite', '--role', 'camat', '--name', 'Maria'), /is not a role/);
    expectRefused(await run('staff', 'invite', '--role', 'kasi'), /name is missing/);
    expectRefused(
      await run('staff', 'invite', '--role', 'kasi', '--name', 'Ina', '--nip', '12'),
      /18 digits/,
    );
    expectRefused(
      await run('staff', 'invite', '--role', 'kasi', '--name', 'Ina', '--hours', '0'),
      /at most 168/,
    );
    const { staff } = await json<{ staff: { id: string; name: string; bound: boolean }[] }>('staff', 'list');
    expect(staff).toMatchObject([{ name: 'Maria Bria', bound: false, onDuty: true }]);
    const id = staff[0]?.id ?? '';
    expect(await json('staff', 'duty', '--id', id, 'off')).toMatchObject({ onDuty: false });
    expect(await json('staff', 'reinvite', '--name', 'maria bria')).toMatchObject({
      ok: true,
      staff: { id },
    });
    expectRefused(await run('staff', 'off', '--id', '123'), /is not an id/);
    expectRefused(await run('staff', 'off', '--name', 'Nobody'), /Nobody named/);
    expect(await json('staff', 'off', '--id', id)).toMatchObject({ ok: true });
    expect(await json('staff', 'list')).toMatchObject({ staff: [] });
    expectRefused(await run('staff', 'duty', '--id', id, 'on'), /works in/);
  });

  it('with a bot the invite is a link; a bot that does not answer is no reason to fail', async () => {
    const telegram = await startTelegram();
    const settings = {
      DATABASE_URL: database.url,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.root,
    };
    const args = ['staff', 'invite', '--role', 'operator', '--name', 'Ina Lay'];
    const linked = await commandJson<{ link: string; code: string }>(folder.path, args, settings);
    expect(linked.link).toBe(`https://t.me/${telegram.username}?start=${linked.code}`);
    await telegram.stop();
    expect(await commandJson(folder.path, args, settings)).toMatchObject({ ok: true, link: null });
  });

  it('several wards: one must be named, by code or short name', async () => {
    const other = FLAGS.map((text) =>
      text.replace('53.71.05.1006', '53.71.01.1001').replace('Airnona', 'Kelapa Lima'),
    );
    expect((await run('ward', 'init', ...other)).out).toContain('go on being of Kelurahan Airnona');
    expectRefused(await run('ward', 'show'), /^Which ward\? .*ARN.*KLP|^Which ward/);
    expect(await json('ward', 'show', '--ward', 'arn')).toMatchObject({ ward: { code: '53.71.05.1006' } });
    expect(await json('ward', 'show', '--ward', '53.71.01.1001')).toMatchObject({ ok: true });
    expect(await json('ward', 'show', '--ward', 'XYZ')).toMatchObject({
      ok: false,
      error: expect.stringContaining('no ward XYZ'),
    });
  });
});

describe('hours', () => {
  it('are read as they are written, and back', () => {
    for (const text of [
      'Sen-Kam 08:00-12:00,13:00-15:00; Jum 08:00-11:30',
      'Sen-Min 00:00-23:59',
      'Rab 09:00-10:00',
    ])
      expect(writeHours(readHours(text))).toBe(text);
    expect(writeHours(readHours('senin-jumat 8.00-15.00; Sabtu tutup'))).toBe('Sen-Jum 08:00-15:00');
  });

  it.each([
    '',
    'Sen',
    'Sen 8-12',
    'Sen 12:00-08:00',
    'Sen 08:00-12:00,11:00-13:00',
    'Kam-Sen 08:00-12:00',
    'Foo 08:00-12:00',
    'Sen 08:00-12:00; Sen-Rab 08:00-12:00',
    'Sen 25:00-26:00',
    'Sen tutup',
  ])('%j is refused', (text) => expect(() => readHours(text)).toThrow(HoursUnreadable));
});

it('short names are made from names', () => {
  expect(
    ['Naikoten II', 'Airnona', 'Kelapa Lima', 'Oebobo', 'Lai-Lai Bisi Kopan', 'Solor'].map(shortName),
  ).toEqual(['NKT2', 'ARN', 'KLP', 'OBB', 'LLB', 'SLR']);
});

describe('asking at a terminal', () => {
  it('takes the usual for an empty line and asks again after a wrong one', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = '';
    output.on('data', (part: Buffer) => {
      shown += part.toString();
    });
    const asker = askerOn(input, output);
    input.write(
      '5371\n53.71.05.1005\nKelurahan Naikoten II\nNaikoten II\n\n\nKota Raja\nKota Kupang\nNTT\nJl. 1\nTelp. 1\n\n\n\n\n\n\n\n\n\n\n',
    );
    const ward = await collectWard({}, asker);
    asker.close();
    expect(ward).toMatchObject({
      code: '53.71.05.1005',
      name: 'Kelurahan Naikoten II',
      short: 'NKT2',
      timeZone: 'Asia/Makassar',
    });
    expect(shown).toContain('it has ten digits');
    expect(shown).toContain('leave out the word in front: "Naikoten II"');
  });

  it('writes nothing when the answers end early', async () => {
    const input = new PassThrough();
    const asker = askerOn(input, new PassThrough());
    input.end('53.71.05.1005\n');
    await expect(collectWard({}, asker)).rejects.toThrow(/not answered to the end/);
  });

  it('does not show a secret', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = new PassThrough();
    let shown = '';
    output.on('data', (part: Buffer) => {
      shown += part.toString();
    });
    const asker = askerOn(input, output);
    const secret = asker.askSecret('Password: ');
    input.write('rahasia-99\r');
    expect(await secret).toBe('rahasia-99');
    asker.close();
    expect(shown).toContain('Password: ');
    expect(shown).not.toContain('rahasia-99');
  });
});
