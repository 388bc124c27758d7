import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema/index.ts';

/** The database, or a transaction in it: domain functions take a `Tx` and never open their own. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
/** A transaction; what takes one never opens its own. Relational queries are for nobody in a transaction: they are not made. */
export type Tx = Omit<Db, 'query'>;
