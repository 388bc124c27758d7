import { oneLine, StartupProblem } from '../startup.ts';

/** The data folder cannot be made or written. */
export class FolderUnwritable extends StartupProblem {
  override readonly name = 'FolderUnwritable';
  constructor(folder: string, why: string) {
    super(
      `The folder ${folder} cannot be used: ${why}.`,
      'Give this account write access to it, or set DATA_DIR to another folder.',
    );
  }
}

/** Another process works on the same data folder. */
export class SecondInstance extends StartupProblem {
  override readonly name = 'SecondInstance';
  constructor(folder: string, pid: number | null) {
    super(
      `Halo Lurah already runs on the folder ${folder}${pid === null ? '' : ` (process ${pid})`}.`,
      'Stop that one first, or set DATA_DIR to another folder.',
    );
  }
}

/** The built-in PostgreSQL did not start; `detail` is its own last word. */
export class EmbeddedFailed extends StartupProblem {
  override readonly name = 'EmbeddedFailed';
  constructor(
    detail: string,
    fix = 'Run "npm run doctor", or set DATABASE_URL to a PostgreSQL server of your own.',
  ) {
    super(`The built-in PostgreSQL did not start: ${oneLine(detail).replace(/\.?$/, '.')}`, fix);
  }
}

/** The database server does not answer, or refuses the connection. */
export class DatabaseUnreachable extends StartupProblem {
  override readonly name = 'DatabaseUnreachable';
}

/** DATABASE_URL cannot be used as it is. */
export class BadAddress extends StartupProblem {
  override readonly name = 'BadAddress';
}

/** PostgreSQL is older than the oldest version we run on. */
export class DatabaseTooOld extends StartupProblem {
  override readonly name = 'DatabaseTooOld';
  constructor(found: string, oldest: number) {
    super(
      `The database is PostgreSQL ${found}; Halo Lurah needs ${oldest} or newer.`,
      'Update it, or leave DATABASE_URL empty to use the built-in one.',
    );
  }
}

/** The database was migrated by a newer version of this program. */
export class DatabaseTooNew extends StartupProblem {
  override readonly name = 'DatabaseTooNew';
  constructor() {
    super(
      'The database was changed by a newer version of Halo Lurah.',
      'Start that version, or restore a backup made before the update.',
    );
  }
}

/** The data key is not the one that the rows were sealed with. */
export class WrongKey extends StartupProblem {
  override readonly name = 'WrongKey';
  constructor(given: string, known: readonly string[]) {
    super(
      `The data key (${given}) is not the one that this database was sealed with (${known.join(', ')}).`,
      'Put the right key back in DATA_KEY or in the data.key file of DATA_DIR.',
    );
  }
}

/** The data key is missing, damaged or open to other accounts. */
export class BadKey extends StartupProblem {
  override readonly name = 'BadKey';
}

/**
 * Turns a driver's error at connecting into what a person can act on; the password is never shown. What is neither a
 * fault of the network nor a refusal by the server comes back as it is.
 */
export function unreachable(error: unknown, url: string): unknown {
  if (error instanceof StartupProblem) return error;
  // Drizzle wraps the driver's error.
  const inner = (error as { cause?: unknown }).cause ?? error;
  const { code = '', message = '' } = inner as { code?: string; message?: string };
  if (!OUTSIDE.test(code)) return error;
  const { hostname, port, pathname, username } = new URL(url);
  const server = `${hostname}:${port || 5432}`;
  const [problem, fix] = words(code, message, server, pathname.slice(1), username);
  return new DatabaseUnreachable(problem, fix, { cause: error });
}

/** Codes of the network, of TLS, and of a server that refuses (SQLSTATE classes 08, 28, 3D, 53, 57P; 42501). */
const OUTSIDE =
  /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|EPROTO|CONNECT|08|28|3D|53|57P|42501|ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/;

function words(
  code: string,
  message: string,
  server: string,
  database: string,
  user: string,
): [string, string] {
  const address = 'Correct DATABASE_URL.';
  if (code === '28P01') return [`The database server ${server} refuses the password of "${user}".`, address];
  if (code === '28000')
    return [
      `The database server ${server} does not let "${user}" in.`,
      `${address} The server's pg_hba.conf may need a line for this computer.`,
    ];
  if (code === '3D000')
    return [`The server ${server} has no database "${database}".`, `Create it, or correct DATABASE_URL.`];
  if (code === '42501')
    return [
      `The account "${user}" may not create tables in the database "${database}".`,
      'Make it the owner of the database.',
    ];
  if (code === '53300')
    return [
      `The database server ${server} has no free connection.`,
      'Raise its max_connections, or stop what holds them.',
    ];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return [`The database server ${server} is not known by that name.`, address];
  if (/CERT|SIGNED|ERR_TLS|UNABLE_TO/.test(code)) {
    return [
      `The certificate of the database server ${server} is not trusted (${code}).`,
      'Name its authority with sslrootcert=FILE in DATABASE_URL.',
    ];
  }
  if (/ERR_SSL|EPROTO/.test(code))
    return [`The database server ${server} does not speak TLS as asked.`, 'Check sslmode in DATABASE_URL.'];
  return [
    `The database server ${server} does not answer (${code || oneLine(message)}).`,
    'Start it, or correct DATABASE_URL.',
  ];
}
