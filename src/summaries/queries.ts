import { and, asc, desc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { OPEN_STATES } from '../../flows/request.ts';
import { letter, request, requestEvent } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { type BriefDays, DAY_MS } from './days.ts';

/**
 * The statements of a brief, built and not yet sent, so that a test can ask PostgreSQL how it would run them.
 * Each walks an index whose range is one ward's last days or its open work; none grows with the archive.
 */

/** States in which the office holds the request, so that a passed promise is the office's lateness. */
export const OFFICE_STATES = ['submitted', 'checking', 'verified', 'signed'] as const;

/** A letter at the counter for longer than this is worth a word to the resident. */
export const UNCOLLECTED_MS = 3 * DAY_MS;

const count = sql<number>`count(*)::int`;

/** What came in, per day (0 the oldest) and service. */
export function submittedQuery(tx: Tx, wardId: string, days: BriefDays) {
  const day = sql<number>`floor(extract(epoch from ${request.submittedAt} - ${instant(days.from)}) / 86400)::int`;
  return (
    tx
      .select({ day, service: request.service, count })
      .from(request)
      .where(
        and(
          eq(request.wardId, wardId),
          gte(request.submittedAt, days.from),
          lt(request.submittedAt, days.until),
        ),
      )
      // By position: the same expression with another parameter number is another expression to PostgreSQL.
      .groupBy(sql`1`, sql`2`)
  );
}

/** What ended today, per state and service. */
export function endedQuery(tx: Tx, wardId: string, days: BriefDays) {
  return tx
    .select({ state: request.state, service: request.service, count })
    .from(request)
    .where(
      and(eq(request.wardId, wardId), gte(request.endedAt, days.todayFrom), lt(request.endedAt, days.until)),
    )
    .groupBy(request.state, request.service);
}

/**
 * Letters signed in the days of the brief, and those revoked today. There is no index on the time of signing: a
 * signed letter's request is still in the house, or ended after the signing, and both have one.
 */
export function lettersQuery(tx: Tx, wardId: string, days: BriefDays) {
  const mine = eq(request.wardId, wardId);
  const columns = { id: request.id, submittedAt: request.submittedAt };
  const ended = tx
    .select(columns)
    .from(request)
    .where(and(mine, gte(request.endedAt, days.from)));
  const inHouse = tx
    .select(columns)
    .from(request)
    .where(and(mine, inArray(request.state, ['signed', 'ready']), isNull(request.endedAt)));
  const near = ended.unionAll(inHouse).as('near');
  // The limit keeps it a look-up per request; joined freely it may become a scan of all letters.
  const its = tx.select().from(letter).where(eq(letter.requestId, near.id)).limit(1).as('its');
  return tx
    .select({
      submittedAt: near.submittedAt,
      service: its.service,
      state: its.state,
      number: its.number,
      scope: its.scope,
      year: its.year,
      seq: its.seq,
      signedAt: its.signedAt,
      issuedAt: its.issuedAt,
      revokedAt: its.revokedAt,
      reasoned: sql<boolean>`${its.revokedReason} is not null`,
    })
    .from(near)
    .innerJoinLateral(its, sql`true`)
    .where(or(gte(its.signedAt, days.from), gte(its.revokedAt, days.todayFrom)));
}

/** The promise that counts for lateness: the first one that was broken, else the present one. */
const brokenAt = sql<Date>`coalesce(${request.lateSince}, ${request.dueAt})`;

/** Open work per state: how many, how many past their promise, how many uncollected for long. */
export function openQuery(tx: Tx, wardId: string, now: Date) {
  const at = tx
    .select({ ready: sql<Date>`coalesce(${letter.issuedAt}, ${letter.signedAt})`.as('ready') })
    .from(letter)
    .where(and(eq(letter.requestId, request.id), eq(request.state, 'ready')))
    .limit(1)
    .as('at');
  const stale = instant(new Date(now.getTime() - UNCOLLECTED_MS));
  return tx
    .select({
      state: request.state,
      count,
      overdue: sql<number>`(count(*) filter (where ${brokenAt} < ${instant(now)}))::int`,
      uncollected: sql<number>`(count(*) filter (where ${at.ready} < ${stale}))::int`,
    })
    .from(request)
    .leftJoinLateral(at, sql`true`)
    .where(and(eq(request.wardId, wardId), inArray(request.state, [...OPEN_STATES])))
    .groupBy(request.state);
}

/** The request whose promise was broken first. */
export function oldestLateQuery(tx: Tx, wardId: string, now: Date) {
  return tx
    .select({ task: request.task, service: request.service, dueAt: brokenAt.mapWith(request.dueAt) })
    .from(request)
    .where(
      and(
        eq(request.wardId, wardId),
        inArray(request.state, [...OFFICE_STATES]),
        sql`${brokenAt} < ${instant(now)}`,
      ),
    )
    .orderBy(asc(brokenAt), asc(request.task))
    .limit(1);
}

/** What waits in these states, the oldest first. */
export function waitingQuery(tx: Tx, wardId: string, states: readonly string[]) {
  return tx
    .select({
      requestId: request.id,
      task: request.task,
      number: request.number,
      service: request.service,
      state: request.state,
      submittedAt: request.submittedAt,
      dueAt: request.dueAt,
    })
    .from(request)
    .where(and(eq(request.wardId, wardId), inArray(request.state, [...states])))
    .orderBy(asc(request.submittedAt), asc(request.task));
}

/** The sealed forms of the few requests that are named, and since when each is in its present state. */
export function shownQuery(tx: Tx, ids: readonly string[]) {
  const last = tx
    .select({ at: requestEvent.at })
    .from(requestEvent)
    .where(
      and(
        eq(requestEvent.requestId, request.id),
        eq(requestEvent.toState, request.state),
        // A question or a broken promise is an event too, but the request has not moved by it.
        sql`${requestEvent.fromState} is distinct from ${requestEvent.toState}`,
      ),
    )
    .orderBy(desc(requestEvent.id))
    .limit(1)
    .as('last');
  return tx
    .select({ id: request.id, form: request.form, since: last.at })
    .from(request)
    .leftJoinLateral(last, sql`true`)
    .where(inArray(request.id, [...ids]));
}

/** A run of letter numbers of one counter. */
export interface NumberRun {
  readonly scope: string;
  readonly year: number;
  readonly first: number;
  readonly last: number;
}

/** For each run: how many of its numbers exist, and the number before it (null: the year begins with it). */
export function runsQuery(tx: Tx, wardId: string, runs: readonly NumberRun[]) {
  const given = sql`jsonb_to_recordset(cast(cast(${JSON.stringify(runs)} as text) as jsonb))
    as run(scope text, year int, first int, last int)`;
  const counter = sql`${letter.wardId} = ${wardId} and ${letter.scope} = run.scope and ${letter.year} = run.year`;
  return tx
    .select({
      scope: sql<string>`run.scope`,
      year: sql<number>`run.year`,
      drawn: sql<number>`(select count(*)::int from ${letter} where ${counter} and ${letter.seq} between run.first and run.last)`,
      previous: sql<
        number | null
      >`(select max(${letter.seq}) from ${letter} where ${counter} and ${letter.seq} < run.first)`,
    })
    .from(given);
}

function instant(at: Date): SQL {
  return sql`cast(${at.toISOString()} as timestamptz)`;
}
