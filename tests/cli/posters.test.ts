import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { qrPixels } from '../../src/letters/qr.ts';
import { accountOf } from '../../src/office.ts';
import { createWard } from '../../src/wards/create.ts';
import { TRAINING_WARD } from '../../src/wards/training.ts';
import { hasPoppler, pageCount, pdfText } from '../letters/tools.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { LONG } from '../support/long.ts';
import { type CommandResult, command, commandJson } from '../support/process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: TestDatabase;
const NOW = new Date('2026-11-23T01:00:00Z');
const SETTINGS = { ...TRAINING_WARD.settings, address: 'Jl. #strong[Contoh] No. 9' };

async function ward(code: string, short: string, kelurahan: string, training: boolean): Promise<string> {
  const given = {
    ...TRAINING_WARD,
    ...{ code, short, training, name: `Kelurahan ${kelurahan}`, settings: { ...SETTINGS, kelurahan } },
  };
  return (await transaction(database.sql, ({ tx }) => createWard(tx, { entropy: systemEntropy }, given, NOW)))
    .id;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  database = await createTestDatabase();
  const nkt2 = await ward('53.71.05.1006', 'NKT2', 'Naikoten II', false);
  await ward('53.71.05.1007', 'AIRN', 'Airnona', false);
  await ward('53.71.05.1008', 'LTH', 'Latihan', true);
  const bot = { wardId: nkt2, channel: 'telegram', name: '1000001' };
  const id = await accountOf(database.db, bot, NOW, systemEntropy);
  await database.db.update(account).set({ door: 'https://t.me/halo_uji_bot' }).where(eq(account.id, id));
  for (const one of [
    { channel: 'whatsapp-cloud', name: '55501', door: 'https://wa.me/6281234567890' },
    // Never linked: nobody would answer there.
    { channel: 'whatsapp', name: 'nkt2', door: 'https://wa.me/6289999999999' },
    { channel: 'web', name: 'anjungan-NKT2', door: null },
  ]) {
    const { door, ...login } = one;
    const made = await accountOf(database.db, { wardId: nkt2, ...login }, NOW, systemEntropy);
    await database.db.update(account).set({ door }).where(eq(account.id, made));
  }
});
afterAll(async () => {
  await database.drop();
  await folder.remove();
});

const settings = () => ({ DATABASE_URL: database.url, PUBLIC_URL: 'https://surat.example.go.id' });
const run = (...args: string[]) => command(folder.path, ['ward', ...args], settings());
const json = <T>(...args: string[]) =>
  commandJson<T & { ok: boolean; error?: string }>(folder.path, ['ward', ...args], settings());
const file = (name: string) => join(folder.path, name);

function expectRefused(result: CommandResult, line: RegExp): void {
  expect(result.errors.split('\n').filter((one) => one !== '')).toEqual([expect.stringMatching(line)]);
  expect(result.out).toBe('');
  expect(result.code).toBe(1);
}

/** The unpacked bytes of every picture in a PDF. */
function picturesOf(pdf: Buffer): Buffer[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Subtype\s*\/Image/g)].map(({ index }) => {
    const from = text.indexOf('stream', index) + 'stream'.length;
    return inflateSync(pdf.subarray(from + (text[from] === '\r' ? 2 : 1)));
  });
}

describe('posters', { timeout: 120_000 }, () => {
  it('print a code for each app that is answered, and what else there is to know', async () => {
    const made = await json<{ files: string[]; doors: object[] }>('poster', 'nkt2', '--out', file('all.pdf'));
    const telegram = 'https://t.me/halo_uji_bot?start=NKT2';
    const whatsApp = 'https://wa.me/6281234567890?text=Halo%20NKT2';
    expect(made).toEqual({
      ok: true,
      files: [file('all.pdf')],
      doors: [
        { label: 'Telegram', address: telegram },
        { label: 'WhatsApp', address: whatsApp },
      ],
    });
    const pdf = await readFile(file('all.pdf'));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const codes = picturesOf(pdf);
    expect(codes).toHaveLength(2);
    for (const address of [telegram, whatsApp])
      expect(
        codes.some((code) => code.equals(qrPixels(address).bytes)),
        address,
      ).toBe(true);
    if (!hasPoppler) return;
    expect(await pageCount(pdf)).toBe(1);
    const text = (await pdfText(pdf)).replaceAll('\u200b', '');
    for (const part of [
      'Kelurahan Naikoten II',
      'Urus surat dari HP, 24 jam',
      't.me/halo_uji_bot',
      'wa.me/6281234567890',
      '0812-3456-7890',
      '“Halo NKT2”',
      'Surat Keterangan Usaha',
      'Rp 0',
      // A setting is text, never markup.
      'Jl. #strong[Contoh] No. 9',
      SETTINGS.complaints ?? 'SP4N-LAPOR',
      'surat.example.go.id',
    ])
      expect(text, part).toContain(part);
    expect(text).not.toContain('LATIHAN');
  });

  it('of one letter and one neighbourhood lead there, and list its papers', async () => {
    const about = ['--service', 'sktm', '--rt', '1', '--rw', '2', '--out', file('rt.pdf')];
    const made = await run('poster', 'NKT2', ...about, '--png', file('rt.png'));
    expect(made.errors).toBe('');
    expect(made.out).toContain('https://t.me/halo_uji_bot?start=NKT2_sktm_rt001-002');
    expect(made.out).toContain('https://wa.me/6281234567890?text=Halo%20NKT2%20sktm%20rt001-002');
    expect(await sharp(file('rt.png')).metadata()).toMatchObject({
      format: 'png',
      width: 2480,
      height: 3507,
    });
    if (!hasPoppler) return;
    const text = await pdfText(await readFile(file('rt.pdf')));
    for (const part of [
      'RT 001/RW 002',
      'Surat Keterangan Tidak Mampu (SKTM) dari HP',
      'Foto rumah tampak depan dan samping',
      '“Halo NKT2 sktm”',
    ])
      expect(text, part).toContain(part);
  });

  it('are written to a file of their own name when none is given, and stand a damaged logo', async () => {
    await database.sql`update ward set settings = settings || '{"logo": "<svg"}' where short = 'NKT2'`;
    const made = await run('poster', 'NKT2', '--service', 'domisili');
    expect(made.out).toContain('poster-nkt2-domisili.pdf');
    expect((await stat(file('poster-nkt2-domisili.pdf'))).size).toBeGreaterThan(1000);
  });

  it.runIf(LONG)('are refused with the reason and what to do', async () => {
    for (const [args, why] of [
      [['--service', 'pindah'], /^There is no letter pindah.* There is domisili, sktm, sku/],
      [['--rt', '0', '--rw', '1'], /^--rt "0" is not right: it is 1 to 999/],
      [['--rt', '1', '--rw', '1000'], /^--rw "1000" is not right/],
      [['--rt', '1'], /Write both: --rt 1 --rw 2/],
      [['--rt', '1a', '--rw', '1'], /^--rt "1a"/],
      [['--out', '/no/such/folder/x.pdf'], /cannot be written \(ENOENT\)/],
    ] as const)
      expectRefused(await run('poster', 'NKT2', ...args), why);
    expectRefused(await run('poster', 'AIRN'), /Residents of Kelurahan Airnona cannot write to it yet/);
    expectRefused(await run('poster', 'XXXX'), /There is no ward XXXX/);
  });
});

describe('accounts of several wards', { timeout: 120_000 }, () => {
  it('are served, listed, printed and given up', async () => {
    expect((await run('accounts')).out.split('\n')).toEqual([
      'telegram  1000001  NKT2  https://t.me/halo_uji_bot',
      'whatsapp  nkt2  NKT2  https://wa.me/6289999999999  NOT LINKED',
      'whatsapp-cloud  55501  NKT2  https://wa.me/6281234567890',
    ]);
    expect((await run('serve', 'AIRN', '1000001')).out).toMatch(
      /^telegram\/1000001 serves Kelurahan Airnona/,
    );
    const listed = await json<{ accounts: { name: string; wards: string[] }[] }>('accounts');
    expect(listed.accounts[0]).toMatchObject({ name: '1000001', wards: ['NKT2', 'AIRN'], linked: null });
    expect(await json('poster', 'AIRN', '--out', file('airn.pdf'))).toMatchObject({
      doors: [{ label: 'Telegram', address: 'https://t.me/halo_uji_bot?start=AIRN' }],
    });
    expectRefused(await run('serve', 'AIRN', 'telegram/1000001'), /serves Kelurahan Airnona already/);
    expect(await json('unserve', 'AIRN', 't.me/halo_uji_bot')).toMatchObject({ wards: ['NKT2'], chats: 0 });
    expectRefused(await run('unserve', 'AIRN', '1000001'), /does not serve Kelurahan Airnona/);
  });

  it('never mix a training ward with a real one, nor leave their own', async () => {
    expectRefused(await run('serve', 'LTH', '55501'), /never served by one account/);
    expectRefused(await run('unserve', 'NKT2', '55501'), /is the ward that whatsapp-cloud\/55501 belongs to/);
    expectRefused(await run('serve', 'AIRN', 'anjungan-NKT2'), /There is no account "anjungan-NKT2"/);
    expectRefused(await run('serve', 'AIRN'), /Write: serve CODE ACCOUNT/);
  });
});
