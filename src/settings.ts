import { z } from 'zod';

/** Levels of the log, gravest first. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** One of the levels of the log. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A port of TCP. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535));
/** A web address, given back without a slash at the end. */
export const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]/.test(text))
  .transform((text) => text.replace(/\/+$/, ''));
/** The address of a WebSocket. */
export const socketAddress = z.url({ protocol: /^wss?$/ }).refine((text) => !/[?#]/.test(text));
/** 32 bytes, in hexadecimal digits or base64. */
export const key = z
  .string()
  .regex(/^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/)
  .transform((text) => Buffer.from(text, text.length === 64 ? 'hex' : 'base64'))
  .refine((bytes) => bytes.length === 32);
/** A switch. */
export const yesNo = z.enum(['1', '0', 'true', 'false']).transform((text) => text === '1' || text === 'true');
/** A bot of the settings, and the ward that it speaks for. */
export interface TelegramBot {
  readonly token: string;
  /** Short name or code; null: the ward that this deployment serves. */
  readonly ward: string | null;
}

/** One token or several with commas between them; no bot twice. */
export const bots = z
  .string()
  .regex(/^(?:(?:[\w.-]+\s*=\s*)?\d+:[\w-]+(?:\s*,\s*(?!$)|$))+$/)
  .transform((text) =>
    text.split(',').map((one): TelegramBot => {
      const [, ward, token = ''] = /^(?:(.+?)\s*=\s*)?(\d+:.+)$/.exec(one.trim()) ?? [];
      return { token, ward: ward ?? null };
    }),
  )
  .refine((all) => new Set(all.map(({ token }) => token.split(':')[0])).size === all.length);
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'];
/** The address of a PostgreSQL server. */
export const database = z
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
    schema: bots,
    default: '',
    example: '123456789:AAExampleTokenFromBotFather',
    secret: true,
    form: 'the token as @BotFather gives it: digits, a colon, letters; several bots with commas between them, each with its ward in front: NKT2=123:AA...,OBB=456:AA...',
    en: 'Token of the Telegram bot, from @BotFather. Several bots: `NKT2=token,OBB=token`, each with the short name or code of its ward. Empty: no Telegram.',
    id: 'Token bot Telegram dari @BotFather. Beberapa bot: `NKT2=token,OBB=token`, masing-masing dengan singkatan atau kode kelurahannya. Kosong: tanpa Telegram.',
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
    name: 'WHATSAPP_WS_URL',
    schema: socketAddress,
    default: 'wss://web.whatsapp.com/ws/chat',
    example: 'ws://127.0.0.1:8083/ws/chat',
    secret: false,
    form: 'an address like ws://127.0.0.1:8083/ws/chat',
    en: "WhatsApp server of the ward's own linked number (`npm run whatsapp -- pair`), when it is not WhatsApp's own.",
    id: 'Server WhatsApp untuk nomor kelurahan yang ditautkan (`npm run whatsapp -- pair`), bila bukan milik WhatsApp.',
  },
  {
    name: 'WHATSAPP_CLOUD_PHONE_NUMBER_ID',
    schema: z.string().regex(/^\d{5,25}$/),
    default: '',
    example: '106540352242922',
    secret: false,
    form: 'the phone number id of Meta (not the telephone number): 5 to 25 digits',
    en: "Number on WhatsApp's Cloud API: Meta's id of it, from WhatsApp > API Setup. With it, WHATSAPP_CLOUD_TOKEN, WHATSAPP_CLOUD_APP_SECRET and PUBLIC_URL are needed. Empty: no Cloud API.",
    id: 'Nomor pada WhatsApp Cloud API: id nomor dari Meta, di WhatsApp > API Setup. Bila diisi, WHATSAPP_CLOUD_TOKEN, WHATSAPP_CLOUD_APP_SECRET, dan PUBLIC_URL juga wajib. Kosong: tanpa Cloud API.',
  },
  {
    name: 'WHATSAPP_CLOUD_TOKEN',
    schema: z.string().regex(/^[\x21-\x7e]{20,1000}$/),
    default: '',
    example: '',
    secret: true,
    form: 'the access token of a system user, 20 characters or more',
    en: 'Access token of a system user with whatsapp_business_messaging.',
    id: 'Token akses pengguna sistem dengan hak whatsapp_business_messaging.',
  },
  {
    name: 'WHATSAPP_CLOUD_APP_SECRET',
    schema: z.string().regex(/^[0-9a-f]{32}$/),
    default: '',
    example: '',
    secret: true,
    form: 'the app secret of Meta: 32 hexadecimal digits',
    en: "App secret of the Meta app, from App settings > Basic; it proves that a webhook is Meta's.",
    id: 'App secret aplikasi Meta, di App settings > Basic; membuktikan bahwa webhook berasal dari Meta.',
  },
  {
    name: 'WHATSAPP_CLOUD_VERIFY_TOKEN',
    schema: z.string().regex(/^[\w-]{8,256}$/),
    default: '',
    example: '',
    secret: true,
    form: '8 to 256 letters, digits, _ or -',
    en: 'Word that is typed at Meta together with the webhook address. Empty: derived from the data key, shown by `npm run doctor`.',
    id: 'Kata yang diketik di Meta bersama alamat webhook. Kosong: diturunkan dari kunci data, ditampilkan oleh `npm run doctor`.',
  },
  {
    name: 'WHATSAPP_GRAPH_ROOT',
    schema: webAddress,
    default: 'https://graph.facebook.com',
    example: 'http://127.0.0.1:8082',
    secret: false,
    form: 'an address like http://127.0.0.1:8082',
    en: "Graph API server, when it is not Meta's own.",
    id: 'Server Graph API, bila bukan milik Meta.',
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
