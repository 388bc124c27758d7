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
