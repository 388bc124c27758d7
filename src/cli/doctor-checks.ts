import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type postgres from 'postgres';
import { derivedVerifyToken, webhookPath } from '../channels/whatsapp-cloud/index.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { checkVersion, connect } from '../db/client.ts';
import { folderState } from '../db/cluster.ts';
import { findRunning, places, useFolder } from '../db/embedded.ts';
import { unreachable } from '../db/errors.ts';
import { keyFile, proveKey, readKey } from '../db/key.ts';
import { folderHolder } from '../db/lock.ts';
import { migrationState } from '../db/migrate.ts';
import { findPostgresFiles } from '../db/postgres-files.ts';
import { createSealer } from '../db/seal.ts';
import { REPAIR, unrepaired } from '../patches.ts';
import { explain } from '../startup.ts';
import { whatsAppChecks } from './doctor-whatsapp.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

/** What the checks use, so that a test can put its own in place. */
export interface DoctorTools {
  readonly clock: Clock;
  checkTelegram(login: {
    token: string;
    apiRoot: string;
  }): Promise<{ ok: true; name: string } | { ok: false; why: string }>;
  checkWhatsAppCloud(login: {
    phoneNumberId: string;
    token: string;
    graphRoot: string;
  }): Promise<{ ok: true; name: string } | { ok: false; why: string }>;
}

const MIN_FREE_BYTES = 1_000_000_000;
const DAY_MS = 86_400_000;

/** Looks at everything that a start needs and changes nothing but to make the data folder; never throws. */
export async function doctor(config: Config, tools: DoctorTools): Promise<Check[]> {
  const checks: Check[] = [node(), libraries()];
  const add = async (name: string, look: () => Promise<Omit<Check, 'name'>>) => {
    checks.push({ name, ...(await look().catch(troubled)) });
  };
  const addAll = async (look: () => Promise<readonly Check[]>) => {
    // What is wrong with the database itself has a line of its own.
    checks.push(...(await look().catch(() => [])));
  };
  await add('folder', async () => ({
    ok: true,
    detail: `${await useFolder(config.dataDir)} can be written`,
  }));
  await add('disk', () => diskSpace(config.dataDir));
  await add('key', () => dataKey(config));
  await add('port', () => portFree(config).catch((error) => usedByUs(error, config)));

  const running = config.databaseUrl === null ? await findRunning(config.dataDir).catch(() => null) : null;
  const url = config.databaseUrl ?? running;
  if (url === null) await add('database', () => embeddedAtRest(config.dataDir));
  else await withDatabase(url, running !== null, config, tools, add, addAll);

  await add('telegram', async () => {
    const answers = await Promise.all(
      config.telegramBots.map(({ token }) => tools.checkTelegram({ token, apiRoot: config.telegramApiRoot })),
    );
    if (answers.length === 0) return { ok: true, detail: 'not set up (TELEGRAM_BOT_TOKEN is empty)' };
    const wrong = answers.flatMap((answer) => (answer.ok ? [] : [answer.why]));
    if (wrong.length > 0)
      return { ok: false, detail: wrong.join('; '), fix: 'Correct TELEGRAM_BOT_TOKEN or the connection.' };
    const names = answers.flatMap((answer) => (answer.ok ? [`@${answer.name}`] : []));
    return names.length === 1
      ? { ok: true, detail: `the bot ${names[0]} answers` }
      : { ok: true, detail: `the bots ${names.join(', ')} answer` };
  });
  await add('whatsapp cloud', () => cloudNumber(config, tools));
  return checks;
}

/** Whether Meta takes the token, and what is to be typed at Meta so that messages come here. */
async function cloudNumber(config: Config, tools: DoctorTools): Promise<Omit<Check, 'name'>> {
  const number = config.whatsappCloud;
  if (!number) return { ok: true, detail: 'not set up (WHATSAPP_CLOUD_PHONE_NUMBER_ID is empty)' };
  const answer = await tools.checkWhatsAppCloud(number);
  if (!answer.ok)
    return { ok: false, detail: answer.why, fix: 'Correct the WHATSAPP_CLOUD_ settings or the connection.' };
  const secret = config.dataKey ?? (await readKey(config.dataDir));
  const derived = () =>
    secret
      ? derivedVerifyToken(createSealer(secret).index('whatsapp verify', number.phoneNumberId))
      : 'shown after the first start';
  const word = number.verifyToken === null ? derived() : 'that of WHATSAPP_CLOUD_VERIFY_TOKEN';
  const address = `${config.publicUrl ?? ''}${webhookPath(number.phoneNumberId)}`;
  return {
    ok: true,
    detail: `${answer.name} answers; at Meta: callback URL ${address}, verify token ${word}`,
  };
}

type Add = (name: string, look: () => Promise<Omit<Check, 'name'>>) => Promise<void>;

function libraries(): Check {
  const found = unrepaired();
  return found.length === 0
    ? { name: 'libraries', ok: true, detail: 'all have the repairs of patches/' }
    : { name: 'libraries', ok: false, detail: `${found.join(', ')} lack their repairs`, fix: REPAIR };
}

function node(): Check {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const detail = `Node ${process.versions.node}`;
  return major >= 24
    ? { name: 'node', ok: true, detail }
    : {
        name: 'node',
        ok: false,
        detail: `${detail} is too old`,
        fix: 'Start with "npm start", which brings its own Node 24.',
      };
}

function troubled(error: unknown): Omit<Check, 'name'> {
  const problem = explain(error);
  if (problem) return { ok: false, detail: problem.problem, fix: problem.fix };
  return { ok: false, detail: error instanceof Error ? error.message : String(error) };
}

async function diskSpace(folder: string): Promise<Omit<Check, 'name'>> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${(free / 1e9).toFixed(1)} GB free`;
  return free >= MIN_FREE_BYTES ? { ok: true, detail } : { ok: false, detail, fix: 'Free at least 1 GB.' };
}

async function dataKey(config: Config): Promise<Omit<Check, 'name'>> {
  if (config.dataKey) return { ok: true, detail: 'given by DATA_KEY' };
  if (await readKey(config.dataDir)) return { ok: true, detail: `in ${keyFile(config.dataDir)}` };
  return {
    ok: true,
    detail: `${keyFile(config.dataDir)} is not there; a new office makes it at its first start`,
  };
}

function portFree(config: Config): Promise<Omit<Check, 'name'>> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: config.port, host: config.host, exclusive: true }, () => {
      probe.close(() => resolve({ ok: true, detail: `${config.host}:${config.port} is free` }));
    });
  });
}

/** The port is in use, and an office runs on this folder: then it is most likely its own. */
async function usedByUs(error: unknown, config: Config): Promise<Omit<Check, 'name'>> {
  if ((await folderHolder(config.dataDir).catch(() => 'nobody')) === 'nobody') throw error;
  return { ok: true, detail: `${config.host}:${config.port} is in use; Halo Lurah runs now` };
}

/** The built-in database without starting it. */
async function embeddedAtRest(dataDir: string): Promise<Omit<Check, 'name'>> {
  await findPostgresFiles();
  const { databaseFolder } = places(dataDir);
  const state = await folderState(databaseFolder);
  if (state === 'none') return { ok: true, detail: 'built in; will be made at the first start' };
  if (state === 'whole') return { ok: true, detail: `built in, in ${databaseFolder}; not running now` };
  if (state === 'half')
    return { ok: true, detail: `${databaseFolder} is half made; the next start sets it aside` };
  return { ok: false, detail: `${databaseFolder} is damaged`, fix: 'Restore DATA_DIR from a backup.' };
}

async function withDatabase(
  url: string,
  ours: boolean,
  config: Config,
  tools: DoctorTools,
  add: Add,
  addAll: (look: () => Promise<readonly Check[]>) => Promise<void>,
): Promise<void> {
  const { sql, close } = connect(url, { max: 1, connectTimeoutS: 5, name: 'halo-lurah-doctor' });
  let migrated = false;
  try {
    await add('database', async () => {
      const version = await checkVersion(sql).catch((error: unknown) => {
        throw unreachable(error, url);
      });
      const { pending, foreign } = await migrationState(sql);
      migrated = pending === 0 && !foreign;
      const detail = `PostgreSQL ${version}${ours ? ', built in, running' : ''}`;
      if (foreign)
        return { ok: false, detail: `${detail}; changed by a newer version`, fix: 'Start that version.' };
      return {
        ok: true,
        detail: pending > 0 ? `${detail}; ${pending} migrations wait for the next start` : detail,
      };
    });
    if (!migrated) return;
    await add('key of the database', async () => {
      const secret = config.dataKey ?? (await readKey(config.dataDir));
      await proveKey(sql, secret, config.dataDir);
      return { ok: true, detail: 'the key opens the data' };
    });
    await add('certificate', () => certificates(sql, tools.clock));
    const secret = config.dataKey ?? (await readKey(config.dataDir).catch(() => null));
    if (secret) await addAll(() => whatsAppChecks(sql, createSealer(secret), ours));
  } finally {
    await close().catch(() => undefined);
  }
}

/** Every ward that is not for training needs a certificate that is valid today. */
async function certificates(sql: postgres.Sql, clock: Clock): Promise<Omit<Check, 'name'>> {
  const rows = await sql<{ name: string; until: Date | null }[]>`
    select w.name, max(c.not_after) as until from ward w
    left join certificate c on c.ward_id = w.id and c.active
    where not w.training group by w.id, w.name order by w.name`;
  if (rows.length === 0) return { ok: true, detail: 'no ward is set up yet' };
  const days = (until: Date | null) =>
    until ? Math.floor((until.getTime() - clock.now().getTime()) / DAY_MS) : -1;
  const wrong = rows.filter((row) => days(row.until) < 30);
  if (wrong.length === 0) return { ok: true, detail: `valid for ${rows.length} ward(s)` };
  const list = wrong.map((row) => `${row.name}: ${row.until ? `ends in ${days(row.until)} days` : 'none'}`);
  return { ok: false, detail: list.join('; '), fix: 'Run "npm run ward -- certificate".' };
}
