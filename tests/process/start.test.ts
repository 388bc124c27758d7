import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverProcesses } from '../../src/db/server-process.ts';
import { temporaryFolder } from '../support/folder.ts';
import {
  command,
  commandJson,
  databaseEnded,
  type OfficeProcess,
  type Program,
  type Settings,
  startMain,
  startOffice,
} from '../support/process.ts';
import { startTelegram } from '../support/telegram/index.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let started: Program[];

beforeEach(async () => {
  folder = await temporaryFolder();
  started = [];
});
afterEach(async () => {
  for (const one of started) {
    one.process.kill('SIGKILL');
    await one.ended;
  }
  await databaseEnded(folder.path);
  await folder.remove();
});

async function office(settings: Settings = {}): Promise<OfficeProcess> {
  const program = await startOffice(folder.path, settings);
  started.push(program);
  return program;
}

/** Starts, and gives what a start says that must not succeed. */
async function refusal(settings: Settings = {}): Promise<{ code: number | null; errors: string[] }> {
  const program = startMain(folder.path, settings);
  started.push(program);
  const code = await program.ended;
  return { code, errors: program.errors.filter((line) => line !== '') };
}

function databaseProcesses(): Promise<number[]> {
  return serverProcesses(join(folder.path, 'data', 'postgres'));
}

describe('a first start', () => {
  it('opens a training ward, says what runs and what is not set up, and stops without a trace', async () => {
    const first = await office();
    const text = first.out.join('\n');
    expect(text).toContain(
      'Halo Lurah is open: Kelurahan Naikoten II (LATIHAN) (53.71.05.1005), Asia/Makassar',
    );
    for (const part of ['Front page', 'Simulator', 'Verification', 'PostgreSQL 18', 'built in'])
      expect(text).toContain(part);
    expect(text).toContain('Channels      none yet: set TELEGRAM_BOT_TOKEN');
    expect(text).toContain('Address       not configured: set PUBLIC_URL');
    expect(text).toContain('npm run ward -- init');
    expect(first.errors).toEqual([]);

    for (const [path, status] of [
      ['/readyz', 200],
      ['/healthz', 200],
      ['/', 200],
      ['/simulator', 200],
      ['/verifikasi', 200],
    ] as const)
      expect((await fetch(`${first.url}${path}`)).status, path).toBe(status);

    expect((await databaseProcesses()).length).toBeGreaterThan(0);
    expect(await first.interrupt()).toBe(0);
    expect(await databaseProcesses()).toEqual([]);
  });

  it('is the only one on its folder: a second is refused in one line and harms nothing', async () => {
    const first = await office();
    const { code, errors } = await refusal();
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(/already runs on the folder .+ \(process \d+\)/)]);
    expect(errors[0]).toContain(String(first.process.pid));
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  it('recovers after kill -9, also when it comes at once', async () => {
    const first = await office();
    await first.kill();
    const second = await office();
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
    // Killed in the middle of a start: nothing half made is in the way of the next one.
    await second.kill();
    const third = startMain(folder.path);
    started.push(third);
    await new Promise((resolve) => setTimeout(resolve, 400));
    third.process.kill('SIGKILL');
    await third.ended;
    const fourth = await office();
    expect((await fetch(`${fourth.url}/readyz`)).status).toBe(200);
    expect(await fourth.interrupt()).toBe(0);
    expect(await databaseProcesses()).toEqual([]);
  });

  it('that is interrupted before it is open leaves no database behind', async () => {
    const program = startMain(folder.path);
    started.push(program);
    while ((await databaseProcesses()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    program.process.kill('SIGINT');
    await program.ended;
    await databaseEnded(folder.path);
    const next = await office();
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  });

  it('ends when its database ends unasked, so that it can be started anew', async () => {
    const first = await office();
    const [server] = await databaseProcesses();
    process.kill(server ?? 0, 'SIGKILL');
    expect(await first.ended).toBe(1);
  });
});

describe('a start that cannot succeed says why in one line, with code 1 and no stack', () => {
  async function expectLine(settings: Settings, line: RegExp): Promise<void> {
    const { code, errors } = await refusal(settings);
    expect(errors).toEqual([expect.stringMatching(line)]);
    expect(errors[0]).not.toMatch(/\n|^\s+at /);
    expect(code).toBe(1);
    expect(await databaseProcesses()).toEqual([]);
  }

  it('a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expectLine({ PORT: String(port) }, new RegExp(`^Port ${port} is already used .*PORT=`));
    await new Promise((resolve) => other.close(resolve));
  });

  it('a key that is not the one of the data', async () => {
    await (await office()).interrupt();
    await expectLine({ DATA_KEY: randomBytes(32).toString('hex') }, /key/i);
  });

  it('a wrong setting', async () => {
    await expectLine({ PORT: 'abc' }, /^PORT=abc is not right: it must be/);
    await expectLine({ DATA_KEY: 'short' }, /^DATA_KEY is not right/);
    await writeFile(join(folder.path, '.env'), 'LOG_LEVEL=loud\n');
    await expectLine({}, /^LOG_LEVEL=loud is not right/);
  });

  it('a folder that cannot be written', async () => {
    const locked = join(folder.path, 'locked');
    await mkdir(locked);
    if (process.getuid?.() === 0) {
      // Nothing is closed to the super-user but what is no folder at all.
      await writeFile(join(locked, 'data'), '');
    } else await chmod(locked, 0o500);
    await expectLine({ DATA_DIR: join(locked, 'data') }, /cannot be|may not write|in its place/);
    await chmod(locked, 0o700);
  });

  it('a Telegram token that Telegram refuses, or that is none', async () => {
    const telegram = await startTelegram();
    const settings = { TELEGRAM_API_ROOT: telegram.root };
    await expectLine(
      { ...settings, TELEGRAM_BOT_TOKEN: '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      /^TELEGRAM_BOT_TOKEN: Telegram refuses the token/,
    );
    await expectLine({ TELEGRAM_BOT_TOKEN: 'not a token' }, /^TELEGRAM_BOT_TOKEN is not right/);
    await telegram.stop();
  });

  it('a database server that is not there', async () => {
    await expectLine(
      { DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:1/none' },
      /^(?!.*secret-word).*database/i,
    );
  });
});

describe('doctor', () => {
  interface Report {
    readonly ok: boolean;
    readonly checks: { name: string; ok: boolean; detail: string; fix?: string }[];
  }

  it('finds a good set-up in order, at rest and while the office runs', async () => {
    const atRest = await command(folder.path, ['doctor', '--json'], { PORT: '0' });
    expect((JSON.parse(atRest.out) as Report).ok, atRest.out).toBe(true);
    expect(atRest.code).toBe(0);
    const first = await office();
    const running = await command(folder.path, ['doctor', '--json'], { PORT: String(first.port) });
    const report = JSON.parse(running.out) as Report;
    expect(report.ok, running.out).toBe(true);
    expect(report.checks.map((one) => one.name)).toEqual(
      expect.arrayContaining(['settings', 'node', 'folder', 'disk', 'key', 'port', 'database', 'telegram']),
    );
  });

  it('names each thing that is broken, with a way to mend it', async () => {
    await (await office()).interrupt();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const telegram = await startTelegram();
    const found = await command(folder.path, ['doctor', '--json'], {
      PORT: String(port),
      TELEGRAM_API_ROOT: telegram.root,
      TELEGRAM_BOT_TOKEN: '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    });
    expect(found.code).toBe(1);
    const report = JSON.parse(found.out) as Report;
    const wrong = report.checks.filter((one) => !one.ok);
    expect(wrong.map((one) => one.name)).toEqual(['port', 'telegram']);
    for (const one of wrong) expect(one.fix).toBeTruthy();
    await telegram.stop();
    await new Promise((resolve) => other.close(resolve));

    const unset = await command(folder.path, ['doctor', '--json'], { PORT: 'abc' });
    expect(unset.code).toBe(1);
    expect(JSON.parse(unset.out)).toMatchObject({ ok: false, checks: [{ name: 'settings', ok: false }] });
  });
});

it('commands work while the office runs and when it does not', async () => {
  interface Wards {
    readonly wards: { short: string; training: boolean }[];
  }
  const first = await office();
  expect((await commandJson<Wards>(folder.path, ['ward', 'list'])).wards).toMatchObject([{ short: 'NKT2' }]);
  await first.interrupt();
  expect((await commandJson<Wards>(folder.path, ['ward', 'list'])).wards).toMatchObject([{ short: 'NKT2' }]);
  expect(await databaseProcesses()).toEqual([]);
});
