import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { StartupProblem } from './startup.ts';

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
  readonly telegramToken: string | null;
  /** Without a slash at the end. */
  readonly telegramApiRoot: string;
  /** Null: derived from the data key. */
  readonly telegramWebhookSecret: string | null;
  /** Null: only a training ward has the simulator. */
  readonly training: boolean | null;
  readonly logLevel: LogLevel;
  /** Absolute path. */
  readonly filesDir: string;
}

/** Levels of the log, gravest first. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** One of the levels of the log. */
export type LogLevel = (typeof LOG_LEVELS)[number];

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535));
const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]/.test(text))
  .transform((text) => text.replace(/\/+$/, ''));
const key = z
  .string()
  .regex(/^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/)
  .transform((text) => Buffer.from(text, text.length === 64 ? 'hex' : 'base64'))
  .refine((bytes) => bytes.length === 32);
const yesNo = z.enum(['1', '0', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'];
const database = z
  .url({ protocol: /^postgres(ql)?$/ })
  .refine((text) => SSL_MODES.includes(new URL(text).searchParams.get('sslmode') ?? 'disable'));

/** What is known of one setting; the tables in the READMEs and .env.example are made from it. */
export interface Setting {
  readonly name: string;
  readonly schema: z.ZodType;
  /** Shown in the tables; empty when there is none. */
  readonly default: string;
  readonly example: string;
  /** A secret is never repeated in a message. */
  readonly secret: boolean;
  /** What a right value looks like, after "must be". */
  readonly form: string;
  readonly en: string;
  readonly id: string;
}

/** All settings, in the order in which they are shown. */
export const SETTINGS = [
  {
    name: 'DATA_DIR',
    schema: z.string(),
    default: './data',
    example: './data',
    secret: false,
    form: 'a folder',
    en: 'Folder of everything that is kept: the built-in database, the data key, documents and letters. Back it up.',
    id: 'Folder semua data yang disimpan: basis data bawaan, kunci data, dokumen, dan surat. Buat cadangannya.',
  },
  {
    name: 'DATABASE_URL',
    schema: database,
    default: '',
    example: 'postgres://halo:password@db.example.go.id/halo?sslmode=verify-full',
    secret: true,
    form: 'an address like postgres://user:password@host:5432/name, with sslmode=disable, prefer, require, verify-ca or verify-full if TLS matters',
    en: 'PostgreSQL server (15 or newer) to use. Empty: the built-in one in DATA_DIR.',
    id: 'Server PostgreSQL (15 atau lebih baru) yang dipakai. Kosong: basis data bawaan di DATA_DIR.',
  },
  {
    name: 'DATA_KEY',
    schema: key,
    default: '',
    example: '',
    secret: true,
    form: '64 hexadecimal digits, or 32 bytes in base64',
    en: 'Key that personal data is encrypted with. Empty: kept in `data.key` in DATA_DIR, made at the first start. Without the key the data is lost.',
    id: 'Kunci enkripsi data pribadi. Kosong: disimpan dalam `data.key` di DATA_DIR, dibuat saat pertama kali dijalankan. Tanpa kunci ini data tidak dapat dibaca lagi.',
  },
  {
    name: 'PORT',
    schema: port,
    default: '3000',
    example: '3000',
    secret: false,
    form: 'a whole number from 0 to 65535',
    en: 'Port of the web pages. 0: any free port.',
    id: 'Port halaman web. 0: port bebas mana pun.',
  },
  {
    name: 'HOST',
    schema: z.string().regex(/^[0-9A-Za-z.:-]+$/),
    default: '127.0.0.1',
    example: '0.0.0.0',
    secret: false,
    form: 'an address of this computer, such as 127.0.0.1 or 0.0.0.0',
    en: 'Address that the web pages listen on. 127.0.0.1: this computer only; 0.0.0.0: the whole network. With PUBLIC_URL set the default is 0.0.0.0.',
    id: 'Alamat tempat halaman web dilayani. 127.0.0.1: hanya komputer ini; 0.0.0.0: seluruh jaringan. Bila PUBLIC_URL diisi, bawaannya 0.0.0.0.',
  },
  {
    name: 'PUBLIC_URL',
    schema: webAddress,
    default: '',
    example: 'https://halo.naikoten2.example.go.id',
    secret: false,
    form: 'an address like https://halo.example.go.id, without ? and #',
    en: 'Address by which residents reach the web pages; printed in the QR code of letters. With it Telegram delivers by webhook.',
    id: 'Alamat halaman web bagi warga; dicetak pada kode QR surat. Bila diisi, Telegram mengirim pesan lewat webhook.',
  },
  {
    name: 'TELEGRAM_BOT_TOKEN',
    schema: z.string().regex(/^\d+:[\w-]+$/),
    default: '',
    example: '123456789:AAExampleTokenFromBotFather',
    secret: true,
    form: 'the token as @BotFather gives it: digits, a colon, letters',
    en: 'Token of the Telegram bot, from @BotFather. Empty: no Telegram.',
    id: 'Token bot Telegram dari @BotFather. Kosong: tanpa Telegram.',
  },
  {
    name: 'TELEGRAM_API_ROOT',
    schema: webAddress,
    default: 'https://api.telegram.org',
    example: 'http://127.0.0.1:8081',
    secret: false,
    form: 'an address like http://127.0.0.1:8081',
    en: 'Bot API server, when an own one is used.',
    id: 'Server Bot API, bila memakai server sendiri.',
  },
  {
    name: 'TELEGRAM_WEBHOOK_SECRET',
    schema: z.string().regex(/^[\w-]{16,256}$/),
    default: '',
    example: '',
    secret: true,
    form: '16 to 256 letters, digits, _ or -',
    en: 'Secret that Telegram shows with each webhook call. Empty: derived from the data key.',
    id: 'Rahasia yang ditunjukkan Telegram pada setiap panggilan webhook. Kosong: diturunkan dari kunci data.',
  },
  {
    name: 'TRAINING',
    schema: yesNo,
    default: '',
    example: '1',
    secret: false,
    form: '1 or 0',
    en: '1: the simulator is open for every ward; 0: for none. Empty: only for a training ward.',
    id: '1: simulator terbuka untuk setiap kelurahan; 0: untuk tidak satu pun. Kosong: hanya kelurahan latihan.',
  },
  {
    name: 'LOG_LEVEL',
    schema: z.enum(LOG_LEVELS),
    default: 'info',
    example: 'debug',
    secret: false,
    form: `one of ${LOG_LEVELS.join(', ')}`,
    en: 'How much is logged. Personal data is never logged.',
    id: 'Banyaknya catatan log. Data pribadi tidak pernah dicatat.',
  },
  {
    name: 'FILES_DIR',
    schema: z.string(),
    default: 'DATA_DIR/files',
    example: '/mnt/arsip/halo-lurah',
    secret: false,
    form: 'a folder',
    en: 'Folder of documents and letters (encrypted), when they are to lie elsewhere.',
    id: 'Folder dokumen dan surat (terenkripsi), bila hendak disimpan di tempat lain.',
  },
] as const satisfies readonly Setting[];

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
  const config: Config = {
    dataDir,
    databaseUrl: read('DATABASE_URL', database),
    dataKey: read('DATA_KEY', key),
    port: read('PORT', port) ?? 3000,
    host: read('HOST', settingSchema('HOST')) ?? (publicUrl === null ? '127.0.0.1' : '0.0.0.0'),
    publicUrl,
    telegramToken: read('TELEGRAM_BOT_TOKEN', settingSchema('TELEGRAM_BOT_TOKEN')),
    telegramApiRoot: read('TELEGRAM_API_ROOT', webAddress) ?? 'https://api.telegram.org',
    telegramWebhookSecret: read('TELEGRAM_WEBHOOK_SECRET', settingSchema('TELEGRAM_WEBHOOK_SECRET')),
    training: read('TRAINING', yesNo),
    logLevel: read('LOG_LEVEL', z.enum(LOG_LEVELS)) ?? 'info',
    filesDir: files === null ? join(dataDir, 'files') : resolve(cwd, files),
  };
  if (wrong.length > 0) throw new ConfigProblem(wrong);
  return config;
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
