import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import {
  bots,
  database,
  key,
  LOG_LEVELS,
  type LogLevel,
  port,
  SETTINGS,
  type Setting,
  type TelegramBot,
  webAddress,
  yesNo,
} from './settings.ts';
import { StartupProblem } from './startup.ts';

export { LOG_LEVELS, type LogLevel, SETTINGS, type Setting, type TelegramBot } from './settings.ts';

/** The environment as a value: names and texts. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is set from outside, checked and typed. */
export interface Config {
  /** Absolute path; holds the built-in database, the data key and the files. */
  readonly dataDir: string;
  /** Null: the built-in database is used. */
  readonly databaseUrl: string | null;
  /** 32 bytes; null: the key is in a file of `dataDir`. */
  readonly dataKey: Buffer | null;
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Without a slash at the end; null when the office has no public address. */
  readonly publicUrl: string | null;
  /** In the order of the setting; empty when there is no Telegram. */
  readonly telegramBots: readonly TelegramBot[];
  /** Without a slash at the end. */
  readonly telegramApiRoot: string;
  /** Null: derived from the data key. */
  readonly telegramWebhookSecret: string | null;
  /** Null: WhatsApp's own server, for numbers that are linked to the ward's phone. */
  readonly whatsappUrl: string | null;
  /** Null: WhatsApp's Cloud API is not used. */
  readonly whatsappCloud: WhatsAppCloudConfig | null;
  /** Null: only a training ward has the simulator. */
  readonly training: boolean | null;
  readonly logLevel: LogLevel;
  /** Absolute path. */
  readonly filesDir: string;
}

/** A number on WhatsApp's Cloud API. */
export interface WhatsAppCloudConfig {
  readonly phoneNumberId: string;
  readonly token: string;
  readonly appSecret: string;
  /** Null: derived from the data key. */
  readonly verifyToken: string | null;
  /** Without a slash at the end. */
  readonly graphRoot: string;
}

/** One or more settings are wrong; `lines` has one line for each. */
export class ConfigProblem extends StartupProblem {
  override readonly name = 'ConfigProblem';
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join(' '), '');
    this.lines = lines;
  }
}

/**
 * Reads the settings out of an environment. An empty text counts as not set; paths are taken from `cwd`.
 * @throws ConfigProblem naming every wrong setting at once.
 */
export function loadConfig(env: Environment, { cwd }: { cwd: string }): Config {
  const wrong: string[] = [];
  const read = <T>(name: SettingName, schema: z.ZodType<T>): T | null => {
    const text = env[name]?.trim();
    if (!text) return null;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    wrong.push(complaint(name, text));
    return null;
  };
  const dataDir = resolve(cwd, read('DATA_DIR', z.string()) ?? './data');
  const files = read('FILES_DIR', z.string());
  const publicUrl = read('PUBLIC_URL', webAddress);
  const whatsappCloud = cloudNumber(
    {
      phoneNumberId: read('WHATSAPP_CLOUD_PHONE_NUMBER_ID', settingSchema('WHATSAPP_CLOUD_PHONE_NUMBER_ID')),
      token: read('WHATSAPP_CLOUD_TOKEN', settingSchema('WHATSAPP_CLOUD_TOKEN')),
      appSecret: read('WHATSAPP_CLOUD_APP_SECRET', settingSchema('WHATSAPP_CLOUD_APP_SECRET')),
      verifyToken: read('WHATSAPP_CLOUD_VERIFY_TOKEN', settingSchema('WHATSAPP_CLOUD_VERIFY_TOKEN')),
      graphRoot: read('WHATSAPP_GRAPH_ROOT', webAddress) ?? 'https://graph.facebook.com',
    },
    publicUrl,
    env,
    wrong,
  );
  const config: Config = {
    dataDir,
    databaseUrl: read('DATABASE_URL', database),
    dataKey: read('DATA_KEY', key),
    port: read('PORT', port) ?? 3000,
    host: read('HOST', settingSchema('HOST')) ?? (publicUrl === null ? '127.0.0.1' : '0.0.0.0'),
    publicUrl,
    telegramBots: read('TELEGRAM_BOT_TOKEN', bots) ?? [],
    telegramApiRoot: read('TELEGRAM_API_ROOT', webAddress) ?? 'https://api.telegram.org',
    telegramWebhookSecret: read('TELEGRAM_WEBHOOK_SECRET', settingSchema('TELEGRAM_WEBHOOK_SECRET')),
    whatsappUrl: read('WHATSAPP_WS_URL', settingSchema('WHATSAPP_WS_URL')),
    whatsappCloud,
    training: read('TRAINING', yesNo),
    logLevel: read('LOG_LEVEL', z.enum(LOG_LEVELS)) ?? 'info',
    filesDir: files === null ? join(dataDir, 'files') : resolve(cwd, files),
  };
  if (wrong.length > 0) throw new ConfigProblem(wrong);
  return config;
}

/** The settings of a number are given together or not at all; Meta reaches us at PUBLIC_URL. */
function cloudNumber(
  given: { readonly [key in keyof WhatsAppCloudConfig]: string | null } & { readonly graphRoot: string },
  publicUrl: string | null,
  env: Environment,
  wrong: string[],
): WhatsAppCloudConfig | null {
  const { phoneNumberId, token, appSecret, verifyToken, graphRoot } = given;
  const names: readonly SettingName[] = [
    'WHATSAPP_CLOUD_PHONE_NUMBER_ID',
    'WHATSAPP_CLOUD_TOKEN',
    'WHATSAPP_CLOUD_APP_SECRET',
  ];
  const missing = names.filter((name) => !env[name]?.trim());
  if (missing.length === names.length && !env['WHATSAPP_CLOUD_VERIFY_TOKEN']?.trim()) return null;
  if (missing.length > 0)
    wrong.push(`WhatsApp Cloud API is half set up: ${missing.join(', ')} missing. Set all, or none.`);
  const address = env['PUBLIC_URL']?.trim();
  if (!address)
    wrong.push('WhatsApp Cloud API needs PUBLIC_URL: Meta delivers messages to an address of yours.');
  else if (publicUrl !== null && !meetsMeta(new URL(publicUrl)))
    wrong.push('WhatsApp Cloud API needs a PUBLIC_URL that begins with https://.');
  if (phoneNumberId === null || token === null || appSecret === null) return null;
  return { phoneNumberId, token, appSecret, verifyToken, graphRoot };
}

/** Meta calls https only; a local Graph server calls this very computer. */
function meetsMeta({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

type SettingName = (typeof SETTINGS)[number]['name'];

function setting(name: SettingName): Setting {
  const found = SETTINGS.find((one) => one.name === name);
  if (!found) throw new RangeError(`no setting ${name}`);
  return found;
}

function settingSchema(name: SettingName): z.ZodType<string> {
  return setting(name).schema as z.ZodType<string>;
}

function complaint(name: SettingName, text: string): string {
  const { secret, form, example } = setting(name);
  const shown = secret ? `${name} is not right` : `${name}=${text.slice(0, 60)} is not right`;
  return `${shown}: it must be ${form}.${example && !secret ? ` Example: ${name}=${example}` : ''}`;
}

/**
 * The environment of this process, completed by a `.env` file in `cwd`; what the environment sets wins.
 * The only place that reads process.env.
 */
export function readEnvironment(cwd: string, env: Environment = process.env): Environment {
  let text: string;
  try {
    text = readFileSync(join(cwd, '.env'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return env;
    throw new ConfigProblem([
      `The file ${join(cwd, '.env')} cannot be read. Give this account the right to read it.`,
    ]);
  }
  const merged: Record<string, string | undefined> = { ...parseEnv(text) };
  for (const [name, value] of Object.entries(env)) if (value) merged[name] = value;
  return merged;
}

/** What a child program may see of our environment: enough to run, no key, no token, no address. */
export function childEnvironment(env: Environment): Record<string, string> {
  const kept: Record<string, string> = { LC_ALL: 'C' };
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']) {
    const value = env[name];
    if (value) kept[name] = value;
  }
  return kept;
}
