import { PgDialect } from 'drizzle-orm/pg-core';
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Tx } from './types.ts';

/** One transaction as both of its faces: raw postgres.js for the turn's few statements, Drizzle for everything else. */
export interface Both {
  readonly raw: postgres.TransactionSql;
  readonly tx: Tx;
}

const dialect = new PgDialect();

/** Statements with more parameters are lists of changing length, which are not worth remembering. */
const FEW = 12;

type Nothing = Record<string, never>;

/** Drizzle's session with prepared statements: the server parses each once, and a round trip less is made for each. */
class PreparingSession extends PostgresJsSession<postgres.TransactionSql & postgres.Sql, Nothing, Nothing> {
  override prepareQuery(
    ...[query, fields, name, ...rest]: Parameters<
      PostgresJsSession<postgres.Sql, Nothing, Nothing>['prepareQuery']
    >
  ) {
    const prepared = query.params.length <= FEW ? 'prepared' : undefined;
    return super.prepareQuery(query, fields, name ?? prepared, ...rest) as never;
  }
}

/** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. */
export async function transaction<T>(sql: postgres.Sql, work: (both: Both) => Promise<T>): Promise<T> {
  return (await sql.begin(async (raw) => work({ raw, tx: drizzleOf(raw) }))) as T;
}

/**
 * Drizzle over a transaction of the driver. Made by hand: `drizzle()` reads the whole schema anew each time, for
 * relational queries that nobody asks in a transaction, and writes its own parsers into the pool.
 */
function drizzleOf(raw: postgres.TransactionSql): Tx {
  const session = new PreparingSession(raw as postgres.TransactionSql & postgres.Sql, dialect, undefined);
  return new PostgresJsTransaction(dialect, session, undefined) as unknown as Tx;
}
