import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import * as schema from './schema/index.ts';
import type { Tx } from './types.ts';

/** One transaction as both of its faces: raw postgres.js for the turn's few statements, Drizzle for everything else. */
export interface Both {
  readonly raw: postgres.TransactionSql;
  readonly tx: Tx;
}

/** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. */
export async function transaction<T>(sql: postgres.Sql, work: (both: Both) => Promise<T>): Promise<T> {
  return (await sql.begin(async (raw) => {
    // postgres.js gives a transaction no `options`, without which Drizzle refuses it. Drizzle writes its own parsers
    // into them, so it gets a copy: the pool's stay as `connect` set them.
    const { parsers, serializers } = sql.options as unknown as { parsers: object; serializers: object };
    const options = { ...sql.options, parsers: { ...parsers }, serializers: { ...serializers } };
    const client = Object.assign(raw, { options, parameters: sql.parameters });
    return work({ raw, tx: drizzle(client as unknown as postgres.Sql, { schema }) });
  })) as T;
}
