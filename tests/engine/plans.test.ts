import { readFileSync } from 'node:fs';
import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as schema from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { claimDue } from '../../src/engine/outbox-sql.ts';
import { claimNotices, lockByChat, lockById } from '../../src/engine/turn-sql.ts';
import { requestsOf, tasksFor } from '../../src/requests/read.ts';
import {
  DEMO,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
} from '../domain/requests-fixture.ts';
import { deps, MORNING } from '../domain/wards-fixture.ts';

let fixture: RequestsFixture;
let actor: ResidentActor;
let accountId: string;

/** A year of an office: what is done is much, what waits is little. */
beforeAll(async () => {
  fixture = await requestsFixture();
  actor = await fixture.resident(DEMO.warga1);
  const { sql, wardId } = fixture;
  const [account] = await sql<{ id: string }[]>`select id from account limit 1`;
  accountId = account?.id ?? '';
  const sample = await fixture.submitted(actor);
  await sql`insert into person (id, ward_id, created_at, level)
    select gen_random_uuid(), ${wardId}::uuid, now(), 0 from generate_series(1, 3000)`;
  await sql`insert into conversation (id, ward_id, account_id, chat_key, address, person_id, flow, flow_version, state, messages, last_in_at)
    select 1000 + row_number() over (), ${wardId}::uuid, ${accountId}::uuid, sha256(id::text::bytea), '\\x00', id, 'menu', '1', '\\x00', 0, now()
    from person where level = 0`;
  await sql`insert into message (conversation_id, id, account_id, direction, at, body, due)
    select c.id, n, ${accountId}::uuid, 'out', now(), '\\x00', case when n = 20 and c.id % 100 = 0 then now() end
    from conversation c cross join generate_series(1, 20) n where c.id > 1000`;
  await sql`insert into notice (id, ward_id, conversation_id, kind, due_at, body, handled_at)
    select 5000000 + n, ${wardId}::uuid, 1001 + n % 2900, 'moved', ${MORNING.toISOString()}::timestamptz - interval '1 day', '\\x00',
      case when n % 200 = 0 then null else now() end
    from generate_series(1, 40000) n`;
  await sql`insert into request (id, ward_id, service, number, task, person_id, conversation_id, state, context, form, submitted_at, due_at, version)
    select gen_random_uuid(), ${wardId}::uuid, 'domisili', 'old-' || n, 100000 + n, p.id, 1001, 'collected', ${sample.context}, ${sample.form},
      now() - n * interval '10 minutes', now(), 0
    from generate_series(1, 20000) n join (select id, row_number() over () as at from person where level = 0) p on p.at = 1 + n % 3000`;
  await sql`analyze`;
}, 120_000);
afterAll(() => fixture.drop());

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly Node[];
}
type Explained = readonly { readonly 'QUERY PLAN': readonly { readonly Plan: Node }[] }[];

function nodesOf(rows: Explained): Node[] {
  const found: Node[] = [];
  const walk = (node: Node) => {
    found.push(node);
    for (const child of node.Plans ?? []) walk(child);
  };
  for (const { Plan } of rows[0]?.['QUERY PLAN'] ?? []) walk(Plan);
  return found;
}

/** The client under which a hand-written statement explains itself instead of giving rows. */
function explaining(sql: postgres.Sql): { sql: postgres.Sql; plan: () => Promise<Explained> } {
  let asked: Promise<Explained> | null = null;
  const tag = (strings: TemplateStringsArray, ...values: never[]) => {
    const texts = [`explain (analyze, format json) ${strings[0]}`, ...strings.slice(1)];
    asked = sql(Object.assign(texts, { raw: texts }), ...values) as unknown as Promise<Explained>;
    return asked;
  };
  const wrapped = Object.assign(tag, { array: sql.array.bind(sql) }) as unknown as postgres.Sql;
  return { sql: wrapped, plan: () => asked ?? Promise.reject(new Error('nothing was asked')) };
}

const BIG = ['message', 'notice', 'conversation', 'request', 'request_event'];

function checkPlan(nodes: readonly Node[], most: number): void {
  expect(nodes.length).toBeGreaterThan(0);
  const scans = nodes.filter(
    (node) => node['Node Type'] === 'Seq Scan' && BIG.includes(node['Relation Name'] ?? ''),
  );
  expect(scans).toEqual([]);
  for (const node of nodes)
    expect(
      ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
    ).toBeLessThan(most);
}

describe('on grown tables the engine walks indexes', () => {
  test.for([
    ['claimDue', (sql: postgres.Sql) => claimDue(sql, accountId, [1500, 1600], 20, 30_000)],
    [
      'lockByChat',
      (sql: postgres.Sql) =>
        lockByChat(sql, accountId, [deps.sealer.index('chat', '1'), deps.sealer.index('chat', '2')]),
    ],
    ['lockById', (sql: postgres.Sql) => lockById(sql, [1001, 1500, 2000])],
    ['claimNotices', (sql: postgres.Sql) => claimNotices(sql, new Map([[fixture.wardId, MORNING]]), 20)],
  ] as const)('%s', async ([, ask]) => {
    const { sql, plan } = explaining(fixture.sql);
    await ask(sql);
    checkPlan(nodesOf(await plan()), 1000);
  });

  test.for(['requestsOf', 'tasksFor'] as const)('%s', async (name) => {
    const queries: { query: string; params: unknown[] }[] = [];
    const watched = drizzle(fixture.sql, {
      schema,
      logger: { logQuery: (query, params) => void queries.push({ query, params }) },
    }) as unknown as Tx;
    const office = await fixture.office();
    const found =
      name === 'requestsOf'
        ? await requestsOf(watched, office, actor)
        : await tasksFor(watched, office, fixture.officer('operator1'));
    expect(found).toHaveLength(1);
    for (const { query, params } of queries) {
      const rows = await fixture.sql.unsafe(`explain (analyze, format json) ${query}`, params as never[]);
      checkPlan(nodesOf(rows as unknown as Explained), 1000);
    }
  });
});

describe('the hand-written statements and the schema agree', () => {
  const tables = new Map(
    Object.values(schema).flatMap((one) =>
      is(one, PgTable) ? [[getTableConfig(one).name, one] as const] : [],
    ),
  );
  const files = ['turn-sql.ts', 'outbox-sql.ts', 'queue.ts'].map((name) => [
    name,
    readFileSync(new URL(`../../src/engine/${name}`, import.meta.url), 'utf8'),
  ]);
  const inserts = files.flatMap(([name, text]) =>
    [...(text ?? '').matchAll(/insert into (\w+) \(([^)]+)\)/g)].map(([, table = '', columns = '']) => ({
      name,
      table,
      columns: columns.split(',').map((column) => column.trim()),
    })),
  );
  const updates = files.flatMap(([name, text]) =>
    [...(text ?? '').matchAll(/update (\w+)(?: m)? set ([^`]*?)(?:\n|$)/g)].map(
      ([, table = '', set = '']) => ({
        name,
        table,
        columns: [...set.matchAll(/(?:^|, )(\w+) = /g)].map(([, column = '']) => column),
      }),
    ),
  );

  test('there is something to compare', () => {
    expect(inserts.map((one) => one.table).sort()).toEqual(['inbox', 'message', 'notice']);
    expect(updates.length).toBeGreaterThan(3);
  });

  test.for([...inserts, ...updates])('$name: $table', ({ table, columns }) => {
    const known = tables.get(table);
    if (!known) throw new Error(`no table ${table}`);
    const names = Object.values(getTableColumns(known)).map((column) => column.name);
    expect(names).toEqual(expect.arrayContaining(columns));
  });

  test.for(inserts)('$name writes every column of $table that must be there', ({ table, columns }) => {
    const known = tables.get(table);
    const needed = Object.values(known ? getTableColumns(known) : {})
      .filter((column) => column.notNull && !column.hasDefault)
      .map((column) => column.name);
    expect(columns).toEqual(expect.arrayContaining(needed));
  });
});
