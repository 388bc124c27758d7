import type postgres from 'postgres';
import { Bulk } from './bulk.ts';
import type { Tx } from './types.ts';

const held = new WeakMap<Tx, Map<string, Bulk<never, never>>>();

/**
 * Gathers what the turns of one transaction want done at the same moment into one statement: `run` gets all items of
 * this name and gives one result for each, in their order. When it fails, all of them fail.
 */
export function inBulk<T, R>(
  tx: Tx,
  name: string,
  item: T,
  run: (items: readonly T[], raw: Raw) => Promise<readonly R[]>,
): Promise<R> {
  let bulks = held.get(tx);
  if (!bulks) {
    bulks = new Map();
    held.set(tx, bulks);
  }
  let bulk = bulks.get(name) as Bulk<T, R> | undefined;
  if (!bulk) {
    bulk = new Bulk<T, R>((items) => run(items, rawOf(tx)));
    bulks.set(name, bulk as unknown as Bulk<never, never>);
  }
  return bulk.add(item);
}

/** What runs statements written by hand. */
export type Raw = postgres.Sql | postgres.TransactionSql;

/** The driver's own side of a transaction, for the few statements that run for every message. */
export function rawOf(tx: Tx): Raw {
  return (tx as unknown as { readonly _: { readonly session: { readonly client: Raw } } })._.session.client;
}
