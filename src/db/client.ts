import { readFileSync } from 'node:fs';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { BadAddress, DatabaseTooOld } from './errors.ts';
import * as schema from './schema/index.ts';
import type { Db } from './types.ts';

/** The oldest major version of PostgreSQL that is supported. */
export const OLDEST_POSTGRES = 15;

/** How a pool is opened. */
export interface ConnectOptions {
  /** Connections at most. */
  readonly max?: number;
  /** A statement that takes longer is given up, in ms; 0 for no limit. */
  readonly statementTimeoutMs?: number;
  /** A transaction left open and idle for so long loses its connection, in ms; 0 for no limit. */
  readonly idleInTransactionMs?: number;
  readonly connectTimeoutS?: number;
  /** Shown in pg_stat_activity. */
  readonly name?: string;
}

/** A pool of connections, as raw postgres.js and as Drizzle; both speak to the same pool with the same types. */
export interface Connection {
  readonly sql: postgres.Sql;
  readonly db: Db;
  /** Waits up to 3 s for running statements, then closes. */
  close(): Promise<void>;
}

/** Opens a pool; connects only with the first statement. */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  const { address, ssl } = readAddress(url);
  const sql = postgres(address, {
    ssl,
    max: options.max ?? 10,
    connect_timeout: options.connectTimeoutS ?? 10,
    idle_timeout: 60,
    onnotice: () => undefined,
    connection: {
      application_name: options.name ?? 'halo-lurah',
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 60_000,
    },
  });
  const db = drizzle(sql, { schema });
  shareTypes(sql);
  return { sql, db, close: () => sql.end({ timeout: 3 }) };
}

/**
 * `drizzle()` replaces the client's parsers of dates and serializers of dates and JSON, which breaks raw statements on
 * the same client (instants arrive as text, a Date or object cannot be sent). These serve both: Drizzle's own columns
 * accept a Date as it is, and send text that is passed on unchanged. `date` columns stay text for both: a day has no zone.
 */
function shareTypes(sql: postgres.Sql): void {
  const { parsers, serializers } = sql.options as unknown as {
    parsers: Record<number, (text: string) => unknown>;
    serializers: Record<number, (value: unknown) => unknown>;
  };
  const TIMESTAMPTZ = 1184;
  const JSON_TYPES = [114, 3802];
  parsers[TIMESTAMPTZ] = (text) => new Date(text);
  serializers[TIMESTAMPTZ] = (value) => (value instanceof Date ? value.toISOString() : value);
  // Lists of these the driver learns from the server, unless something is in the way.
  for (const list of [1182, 1185, 1115, 1231]) {
    delete parsers[list];
    delete serializers[list];
  }
  for (const type of JSON_TYPES) {
    serializers[type] = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/** TLS as postgres.js wants it. */
export type Tls = false | 'prefer' | 'verify-full' | { rejectUnauthorized: boolean; ca?: string };

/**
 * Takes the TLS wishes out of a database address, with libpq's meaning of `sslmode`
 * (https://www.postgresql.org/docs/current/libpq-ssl.html): `require` encrypts without checking the certificate unless
 * `sslrootcert` is given; `verify-ca` and `verify-full` check it, here always with the host name.
 * @throws BadAddress on an unknown sslmode or a certificate file that cannot be read.
 */
export function readAddress(url: string): { address: string; ssl: Tls } {
  const parsed = new URL(url);
  const query = parsed.searchParams;
  const mode = query.get('sslmode') ?? query.get('ssl') ?? 'disable';
  const root = query.get('sslrootcert');
  for (const name of ['sslmode', 'ssl', 'sslrootcert', 'channel_binding', 'gssencmode']) query.delete(name);
  const ca = root === null || root === 'system' ? {} : { ca: readCertificate(root) };
  return { address: parsed.toString(), ssl: tls(mode, root, ca) };
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadAddress(
      `The file ${file} of sslrootcert in DATABASE_URL cannot be read (${code}).`,
      'Correct its path.',
    );
  }
}

function tls(mode: string, root: string | null, ca: { ca?: string }): Tls {
  switch (mode) {
    case 'disable':
    case 'false':
      return root === 'system' ? 'verify-full' : false;
    case 'allow':
    case 'prefer':
      return 'prefer';
    case 'require':
    case 'true':
    case 'no-verify':
      return { rejectUnauthorized: root !== null && mode !== 'no-verify', ...ca };
    case 'verify-ca':
    case 'verify-full':
      return ca.ca === undefined ? 'verify-full' : { rejectUnauthorized: true, ...ca };
    default:
      throw new BadAddress(
        `sslmode=${mode} in DATABASE_URL is unknown.`,
        'Use disable, prefer, require or verify-full.',
      );
  }
}

/** @throws DatabaseTooOld below PostgreSQL 15; the driver's error when the server cannot be reached. */
export async function checkVersion(sql: postgres.Sql): Promise<string> {
  const [row] = await sql<{ number: string; text: string }[]>`
    select current_setting('server_version_num') as number, current_setting('server_version') as text`;
  const text = row?.text ?? 'unknown';
  if (Number(row?.number ?? 0) < OLDEST_POSTGRES * 10_000) throw new DatabaseTooOld(text, OLDEST_POSTGRES);
  return text;
}
