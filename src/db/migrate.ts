import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyPending } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { readAddress } from './client.ts';
import { DatabaseTooNew } from './errors.ts';

/** Any number that nothing else in this database locks; "halo" in ASCII. */
const MIGRATION_LOCK = 0x68616c6f;
const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url));

/**
 * Brings the database to this version. Drizzle's `migrate()` has no lock, so several starting processes queue up here.
 * @throws DatabaseTooNew when a newer version of the program has been at it.
 */
export async function migrate(url: string, folder: string = FOLDER): Promise<void> {
  const { address, ssl } = readAddress(url);
  // Own connection: the lock belongs to it, and a long migration must not meet a statement timeout.
  const sql = postgres(address, { ssl, max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const { pending, foreign } = compare(readJournal(folder), await readApplied(sql));
    if (foreign) throw new DatabaseTooNew();
    if (pending > 0) await applyPending(drizzle(sql), { migrationsFolder: folder });
  } finally {
    // Closing the connection frees the lock.
    await sql.end({ timeout: 3 });
  }
}

/** How many migrations wait, and whether the database knows one that we do not; changes nothing. */
export async function migrationState(
  sql: postgres.Sql,
  folder: string = FOLDER,
): Promise<{ pending: number; foreign: boolean }> {
  return compare(readJournal(folder), await readApplied(sql));
}

/** The times of the migrations of this version, in order, ms since 1970. */
export function readJournal(folder: string = FOLDER): number[] {
  const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')) as {
    entries: { when: number }[];
  };
  return journal.entries.map((entry) => entry.when);
}

async function readApplied(sql: postgres.Sql): Promise<number[]> {
  const [there] = await sql<
    { name: string | null }[]
  >`select to_regclass('drizzle.__drizzle_migrations')::text as name`;
  if (!there?.name) return [];
  const rows = await sql<{ at: string }[]>`select created_at::text as at from drizzle.__drizzle_migrations`;
  return rows.map((row) => Number(row.at));
}

function compare(
  known: readonly number[],
  applied: readonly number[],
): { pending: number; foreign: boolean } {
  return {
    pending: known.filter((when) => !applied.includes(when)).length,
    foreign: applied.some((when) => !known.includes(when)),
  };
}
