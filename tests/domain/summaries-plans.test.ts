import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { briefDays } from '../../src/summaries/days.ts';
import {
  endedQuery,
  lettersQuery,
  oldestLateQuery,
  openQuery,
  runsQuery,
  shownQuery,
  submittedQuery,
  waitingQuery,
} from '../../src/summaries/queries.ts';
import { AFTERNOON, fillArchive, ZONE } from './summaries-fixture.ts';
import { type Fixture, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await trainingFixture();
  await fillArchive(fixture);
});
afterAll(() => fixture.drop());

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Plan Rows': number;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}

const days = briefDays(AFTERNOON, ZONE);

async function nodesOf(query: { getSQL(): SQL }): Promise<Node[]> {
  const rows = (await fixture.db.execute(
    sql`explain (analyze, timing off, format json) ${query.getSQL()}`,
  )) as unknown as { 'QUERY PLAN': { Plan: Node }[] }[];
  const found: Node[] = [];
  const walk = (node: Node) => {
    found.push(node);
    for (const child of node.Plans ?? []) walk(child);
  };
  for (const { Plan } of rows[0]?.['QUERY PLAN'] ?? []) walk(Plan);
  return found;
}

const run = [{ scope: 'all', year: 2026, first: 19_990, last: 20_000 }];

it.each([
  ['submitted', () => submittedQuery(fixture.db, fixture.wardId, days), ['request_submitted']],
  ['ended', () => endedQuery(fixture.db, fixture.wardId, days), ['request_ended']],
  [
    'letters',
    () => lettersQuery(fixture.db, fixture.wardId, days),
    ['request_ended', 'request_state', 'letter_request_id_unique'],
  ],
  [
    'open',
    () => openQuery(fixture.db, fixture.wardId, AFTERNOON),
    ['request_state', 'letter_request_id_unique'],
  ],
  ['oldest late', () => oldestLateQuery(fixture.db, fixture.wardId, AFTERNOON), ['request_state']],
  ['waiting', () => waitingQuery(fixture.db, fixture.wardId, ['verified']), ['request_state']],
  ['runs', () => runsQuery(fixture.db, fixture.wardId, run), ['letter_seq']],
] as const)('walks an index and little else: %s', async (_name, query, indexes) => {
  const nodes = await nodesOf(query());
  expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  const used = new Set(nodes.flatMap((node) => node['Index Name'] ?? []));
  expect([...used].sort()).toEqual([...indexes].sort());
  // 14 days of this archive are about 400 requests of 20,000.
  for (const node of nodes)
    expect(node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)).toBeLessThan(1000);
});

it('looks up only the few requests that are named', async () => {
  const rows = await waitingQuery(fixture.db, fixture.wardId, ['verified']);
  const ids = rows.slice(0, 5).map((row) => row.requestId);
  expect(ids).toHaveLength(5);
  const nodes = await nodesOf(shownQuery(fixture.db, ids));
  expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  expect(new Set(nodes.flatMap((node) => node['Index Name'] ?? []))).toEqual(
    new Set(['request_pkey', 'request_event_request']),
  );
});
