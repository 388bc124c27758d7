import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { rawOf } from './in-bulk.ts';
import { bytesOf, textsOf } from './lists.ts';
import type { Tx } from './types.ts';

interface Shape {
  readonly text: string;
  readonly columns: readonly { readonly key: string; readonly type: string }[];
}

const shapes = new WeakMap<PgTable, Map<string, Shape>>();

/**
 * Inserts rows of one table by a single prepared statement, however many they are: Drizzle's own insert writes a new
 * statement for each number of rows, which costs more than the rows do. All rows have the same keys; a key that is left
 * out gets the column's default.
 */
export async function insertAll<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: readonly T['$inferInsert'][],
  tail = '',
): Promise<Record<string, unknown>[]> {
  const [first] = rows;
  if (!first) return [];
  const raw = rawOf(tx);
  const { text, columns } = shapeOf(table, Object.keys(first), tail);
  const lists = columns.map(({ key, type }) =>
    listFor(
      type,
      rows.map((row) => (row as Record<string, unknown>)[key] ?? null),
    ),
  );
  return raw.unsafe<Record<string, unknown>[]>(text, lists, { prepare: true });
}

function listFor(type: string, values: readonly unknown[]): string {
  return type === 'bytea' ? bytesOf(values as (Uint8Array | null)[]) : textsOf(values.map(textOf));
}

function textOf(value: unknown): string | null {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function shapeOf(table: PgTable, keys: readonly string[], tail: string): Shape {
  let known = shapes.get(table);
  if (!known) {
    known = new Map();
    shapes.set(table, known);
  }
  const id = `${keys.join(' ')}|${tail}`;
  const found = known.get(id);
  if (found) return found;
  const config = getTableConfig(table);
  const columns = keys.map((key) => {
    const column = (table as unknown as Record<string, { name: string; getSQLType(): string } | undefined>)[
      key
    ];
    if (!column) throw new Error(`table ${config.name} has no column ${key}`);
    return { key, name: column.name, type: column.getSQLType() };
  });
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const values = columns.map((_, at) => `v${at}`);
  const lists = columns.map(({ type }, at) => `$${at + 1}::text::${type}[]`);
  const shape = {
    text: `insert into "${config.name}" (${names}) select ${values.join(', ')} from unnest(${lists.join(', ')}) as given (${values.map((_, at) => `v${at}`).join(', ')}) ${tail}`,
    columns,
  };
  known.set(id, shape);
  return shape;
}
